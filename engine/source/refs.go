package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// refSource is where a repository keeps its refs.
type refSource interface {
	// lookup returns the object id that a full ref name leads to, symbolic refs
	// followed; "" where there is no such ref or it leads to one that is not born.
	lookup(ctx context.Context, name string) (string, error)
	// replaced returns how many refs/replace there are.
	replaced(ctx context.Context) (int, error)
	// tags returns the full names of all tags.
	tags(ctx context.Context) ([]string, error)
}

// fileRefs are refs in files: one each, or together in packed-refs.
type fileRefs struct {
	gitDir, commonDir string
	idLen             int

	mu    sync.Mutex
	stamp fs.FileInfo // of the packed-refs last read
	table map[string]string
}

// symrefDepth is how many symbolic refs git follows.
const symrefDepth = 5

func (r *fileRefs) lookup(_ context.Context, name string) (string, error) {
	first := name
	for range symrefDepth + 1 {
		value, target, err := r.read(name)
		switch {
		case err != nil:
			return "", err
		case target == "":
			return value, nil
		}
		name = target
	}
	return "", badRef(first, "it leads to itself or through too many symbolic refs")
}

// read returns the id in a ref, or the ref that it names. A file that is empty is
// read again: a writer may be between creating and filling it.
func (r *fileRefs) read(name string) (id, target string, err error) {
	dir := r.commonDir
	if perWorkTree(name) {
		dir = r.gitDir
	}
	for attempt := range 3 {
		id, target, err = readRefFile(dir, name)
		if !errors.Is(err, errEmptyRef) {
			break
		}
		time.Sleep(time.Duration(attempt+1) * 2 * time.Millisecond)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		packed, perr := r.packed()
		return packed[name], "", perr
	case err != nil:
		return "", "", badRef(name, err.Error())
	case id != "" && len(id) != r.idLen:
		return "", "", badRef(name, fmt.Sprintf("%q is not an id of %d hex digits", id, r.idLen))
	}
	if _, perr := r.packed(); perr != nil {
		return "", "", perr
	}
	return id, target, nil
}

// perWorkTree reports whether each work tree has a ref of this name of its own.
func perWorkTree(name string) bool {
	if !strings.HasPrefix(name, "refs/") {
		return true
	}
	for _, p := range []string{"refs/bisect/", "refs/worktree/", "refs/rewritten/"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

var errEmptyRef = errors.New("it is empty")

// readRefFile reads one ref below dir: an id, or the name of another ref. A
// symbolic link is taken as the ref it names, and never followed elsewhere.
func readRefFile(dir, name string) (id, target string, err error) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	info, err := os.Lstat(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || isNotDir(err) {
			return "", "", fs.ErrNotExist
		}
		return "", "", fmt.Errorf("%q cannot be opened", name)
	}
	if info.IsDir() {
		return "", "", fs.ErrNotExist
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		link, err := os.Readlink(path)
		if err != nil || !validRef(filepath.ToSlash(link)) {
			return "", "", fmt.Errorf("%q is a symbolic link that names no ref", name)
		}
		return "", filepath.ToSlash(link), nil
	}
	text, err := readSmall(path)
	if err != nil {
		return "", "", fmt.Errorf("%q cannot be read", name)
	}
	return parseRef(text)
}

func isNotDir(err error) bool {
	var pe *fs.PathError
	return errors.As(err, &pe) && strings.Contains(pe.Err.Error(), "not a directory")
}

func parseRef(text string) (id, target string, err error) {
	if strings.TrimSpace(text) == "" {
		return "", "", errEmptyRef
	}
	if rest, ok := strings.CutPrefix(text, "ref:"); ok {
		target = strings.TrimSpace(rest)
		if !validRef(target) {
			return "", "", fmt.Errorf("%q is not the name of a ref", target)
		}
		return "", target, nil
	}
	id, _, _ = strings.Cut(text, "\n")
	id = strings.TrimRight(id, " \t\r")
	if id, _, _ = strings.Cut(id, "\t"); !isHex(id) || len(id) != 40 && len(id) != 64 {
		return "", "", fmt.Errorf("%q is neither an id nor the name of a ref", clip(id))
	}
	return strings.ToLower(id), "", nil
}

// packed returns the refs of the file packed-refs. One bad line spoils the file, as
// for git: who knows what it was.
func (r *fileRefs) packed() (map[string]string, error) {
	path := filepath.Join(r.commonDir, "packed-refs")
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil && r.stamp != nil && os.SameFile(info, r.stamp) &&
		info.Size() == r.stamp.Size() && info.ModTime().Equal(r.stamp.ModTime()) {
		return r.table, nil
	}
	data, err := readFile(path, 256<<20)
	if err != nil {
		return nil, badRef("packed-refs", "it cannot be read")
	}
	table, err := parsePackedRefs(data, r.idLen)
	if err != nil {
		return nil, err
	}
	r.stamp, r.table = info, table
	return table, nil
}

func parsePackedRefs(data []byte, idLen int) (map[string]string, error) {
	refs := make(map[string]string, bytes.Count(data, []byte{'\n'}))
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' || line[0] == '^' {
			continue
		}
		id, name, ok := strings.Cut(line, " ")
		if !ok || !isHex(id) || len(id) != idLen || !validRef(name) {
			return nil, badRef("packed-refs", fmt.Sprintf("its line %q is not a ref", clip(line)))
		}
		refs[name] = strings.ToLower(id)
	}
	return refs, nil
}

func (r *fileRefs) replaced(context.Context) (int, error) {
	n := 0
	dir := filepath.Join(r.commonDir, "refs", "replace")
	if entries, err := os.ReadDir(dir); err == nil {
		n = len(entries)
	}
	packed, err := r.packed()
	if err != nil {
		return n, nil // resolving a ref reports it
	}
	for name := range packed {
		if strings.HasPrefix(name, "refs/replace/") {
			n++
		}
	}
	return n, nil
}

func (r *fileRefs) tags(context.Context) ([]string, error) {
	var names []string
	err := filepath.WalkDir(filepath.Join(r.commonDir, "refs", "tags"), func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return badRef("refs/tags", "it cannot be read")
		case !e.IsDir():
			name, _ := filepath.Rel(r.commonDir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	packed, err := r.packed()
	for name := range packed {
		if strings.HasPrefix(name, "refs/tags/") {
			names = append(names, name)
		}
	}
	return names, err
}

// Tags returns the names of all tags, without what stands before them, sorted. Whether
// they lead to commits is not looked at.
func (r *Repo) Tags(ctx context.Context) ([]string, error) {
	if r.refs == nil {
		return nil, notGit(r.place.root)
	}
	full, err := r.refs.tags(ctx)
	names := make([]string, 0, len(full))
	for _, name := range full {
		if validRef(name) {
			names = append(names, strings.TrimPrefix(name, "refs/tags/"))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// validRef reports whether a name is that of a ref below refs/, by the rules of git
// check-ref-format: it can be joined to a path without leaving refs/.
func validRef(name string) bool {
	if !strings.HasPrefix(name, "refs/") || strings.HasSuffix(name, ".") || strings.Contains(name, "@{") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock") || strings.Contains(part, "..") {
			return false
		}
		if strings.IndexFunc(part, func(c rune) bool {
			return c < ' ' || c == 0x7f || strings.ContainsRune(` ~^:?*[\`, c)
		}) >= 0 {
			return false
		}
	}
	return true
}

func badRef(name, why string) *Error {
	return &Error{Code: "git.ref", Path: name, Message: fmt.Sprintf("the ref %q cannot be read: %s", name, why),
		Remedy: "Write the ref again (`git update-ref`, `git pack-refs`), or name the commit by its whole id."}
}

// clip shortens a text that a hostile repository wrote, for a message.
func clip(s string) string {
	if len(s) > 80 {
		return s[:77] + "..."
	}
	return s
}
