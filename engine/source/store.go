package source

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A store reads objects out of the files of a repository: packs and loose objects,
// its own and those of its alternates. It may be used from several goroutines.
type store struct {
	dirs  []string // folders of objects, the repository's own first
	cache *cache

	mu    sync.RWMutex
	packs map[string]*pack // by path without extension; nil before the first scan
}

// Attempts and patience of a read while a gc may be moving objects about.
const (
	readAttempts = 5
	readPause    = 4 * time.Millisecond
)

// baseSize bounds what is inflated on the way to a smaller object, in bytes.
const baseSize = 64 << 20

// cacheSize is how many bytes of objects are kept as bases of deltas.
const cacheSize = 96 << 20

func newStore(dirs []string) *store {
	return &store{dirs: dirs, cache: newCache(cacheSize)}
}

// objectDirs returns dir and the folders of objects it borrows from, as git follows
// them: relative to the folder that names them, five levels deep.
func objectDirs(dir string) ([]string, error) {
	dirs := []string{dir}
	level := []string{dir}
	for range 5 {
		var next []string
		for _, d := range level {
			named, err := alternates(d)
			if err != nil {
				return nil, err
			}
			for _, n := range named {
				if !slices.Contains(dirs, n) {
					dirs, next = append(dirs, n), append(next, n)
				}
			}
		}
		level = next
	}
	return dirs, nil
}

func alternates(dir string) ([]string, error) {
	text, err := readSmall(filepath.Join(dir, "info", "alternates"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Code: "git.alternates", Path: dir, Cause: err,
			Message: fmt.Sprintf("the list of alternates in %q cannot be read", dir)}
	}
	var named []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if !filepath.IsAbs(line) {
			line = filepath.Join(dir, line)
		}
		named = append(named, filepath.Clean(line))
	}
	return named, nil
}

// read returns an object. What is not found is looked for again in packs that
// appeared meanwhile: a gc writes the new pack before it removes the old ones.
func (s *store) read(ctx context.Context, id string, max int64) (object, error) {
	if err := s.ready(); err != nil {
		return object{}, err
	}
	for attempt := 1; ; attempt++ {
		obj, err := s.find(id, max, 0)
		if err == nil {
			return obj, nil
		}
		if e, ok := AsError(err); ok && e.Code == "git.blob-size" || attempt == readAttempts {
			return object{}, err
		}
		changed, rerr := s.rescan()
		if rerr != nil {
			return object{}, rerr
		}
		if !changed && attempt > 1 {
			return object{}, err
		}
		select {
		case <-ctx.Done():
			return object{}, ctx.Err()
		case <-time.After(readPause * time.Duration(attempt-1)):
		}
	}
}

// find looks in every pack and folder until one copy proves sound. depth counts
// how many deltas led here by id.
func (s *store) find(id string, max int64, depth int) (object, error) {
	var spoilt error
	keep := func(err error) {
		if spoilt == nil {
			spoilt = err
		}
	}
	for _, p := range s.sorted() {
		offset, ok, err := p.find(id)
		if err != nil {
			keep(err)
		}
		if !ok {
			continue
		}
		obj, err := s.packed(p, offset, id, max, depth)
		if done, result, err := settle(id, obj, err); done {
			return result, err
		} else {
			keep(err)
		}
	}
	for _, dir := range s.dirs {
		obj, err := readLoose(dir, id, max)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if done, result, err := settle(id, obj, err); done {
			return result, err
		} else {
			keep(err)
		}
	}
	if spoilt == nil {
		return object{}, missing(id)
	}
	if _, ok := AsError(spoilt); !ok {
		spoilt = integrity(id, "object %s cannot be read: %v", id, spoilt)
	}
	return object{}, spoilt
}

// settle decides whether the search ends with this copy: it is sound, or too large.
// Otherwise err says what is wrong with it.
func settle(id string, obj object, err error) (done bool, _ object, _ error) {
	if err == nil {
		err = verify(id, obj)
	}
	if err == nil {
		return true, obj, nil
	}
	if e, ok := AsError(err); ok && e.Code == "git.blob-size" {
		return true, object{}, err
	}
	return false, object{}, err
}

// sorted returns the packs in the order of their names, so that it is always the
// same copy that is read and the same error that is reported.
func (s *store) sorted() []*pack {
	s.mu.RLock()
	defer s.mu.RUnlock()
	packs := slices.Collect(maps.Values(s.packs))
	slices.SortFunc(packs, func(a, b *pack) int { return strings.Compare(a.path, b.path) })
	return packs
}

func (s *store) ready() error {
	s.mu.RLock()
	known := s.packs != nil
	s.mu.RUnlock()
	if known {
		return nil
	}
	_, err := s.rescan()
	return err
}

// rescan lists the packs again and reports whether the list has changed. A pack
// that is open stays usable after its file is gone.
func (s *store) rescan() (changed bool, _ error) {
	found := map[string]bool{}
	for _, dir := range s.dirs {
		entries, err := os.ReadDir(filepath.Join(dir, "pack"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, &Error{Code: "git.integrity", Path: dir, Cause: err,
				Message: fmt.Sprintf("the packs in %q cannot be listed", dir)}
		}
		for _, e := range entries {
			ext := filepath.Ext(e.Name())
			if ext == ".pack" || ext == ".idx" {
				found[filepath.Join(dir, "pack", strings.TrimSuffix(e.Name(), ext))] = true
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	packs := make(map[string]*pack, len(found))
	for path := range found {
		if p := s.packs[path]; p != nil && p.sound() {
			packs[path] = p
			continue
		}
		packs[path] = &pack{path: path}
		changed = changed || s.packs[path] == nil
	}
	for path, p := range s.packs {
		if found[path] {
			continue
		}
		changed = true
		if p.isOpen() {
			packs[path] = p
		}
	}
	s.packs = packs
	return changed, nil
}

func (s *store) prefix(_ context.Context, digits string) ([]string, error) {
	if _, err := s.rescan(); err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, p := range s.sorted() {
		if err := p.prefix(digits, ids); err != nil {
			return nil, integrity("", "the pack %q cannot be read: %v", filepath.Base(p.path), err)
		}
	}
	for _, dir := range s.dirs {
		entries, err := os.ReadDir(filepath.Join(dir, digits[:2]))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, integrity("", "the loose objects in %q cannot be listed", dir)
		}
		for _, e := range entries {
			id := digits[:2] + e.Name()
			if raw, err := hex.DecodeString(id); err == nil && len(raw) == 20 && strings.HasPrefix(id, digits) {
				ids[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(ids)), nil
}

// Close closes the packs.
func (s *store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, p := range s.packs {
		errs = append(errs, p.close())
	}
	s.packs = nil
	return errors.Join(errs...)
}
