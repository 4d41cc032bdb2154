package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"ismsproof/engine/isms"
)

// WorkTree returns the files under the folder prefix ("" for the top) as they lie on
// disk: in a repository those that git tracks or would offer to add, in a plain
// directory all. Files outside of a sparse checkout are those of the index.
//
// Patterns come from .gitignore and .git/info/exclude, never from the user's own
// configuration. Contents are the bytes on disk: nothing is converted. Entries have
// no Blob unless it is read from the index; see [Repo.BlobID].
func (r *Repo) WorkTree(_ context.Context, prefix string) (*Tree, error) {
	if r.place.root == "" {
		return nil, noWorkTree(r.place.gitDir)
	}
	list := func(ctx context.Context) (entries []isms.Entry, problems []isms.Problem, err error) {
		err = r.inRoot(func(root *os.Root) error {
			entries, problems, err = r.listDisk(ctx, root, prefix)
			return err
		})
		return entries, problems, err
	}
	read := func(ctx context.Context, e isms.Entry, max int64) (data []byte, err error) {
		if e.Blob != "" {
			return r.ReadBlob(ctx, e.Blob, max)
		}
		err = r.inRoot(func(root *os.Root) error {
			data, err = readDisk(root, path.Join(prefix, e.Path), max)
			return err
		})
		return data, err
	}
	return &Tree{list: list, read: read}, nil
}

// inRoot runs do with the work tree opened so that nothing outside can be reached.
func (r *Repo) inRoot(do func(*os.Root) error) error {
	r.mu.Lock()
	if r.disk == nil {
		root, err := os.OpenRoot(r.place.root)
		if err != nil {
			r.mu.Unlock()
			return &Error{Code: "path.open", Path: r.place.root, Cause: err,
				Message: fmt.Sprintf("the folder %q cannot be opened", r.place.root)}
		}
		r.disk = root
	}
	root := r.disk
	r.mu.Unlock()
	return do(root)
}

// A disk lists a work tree.
type disk struct {
	repo     *Repo
	root     *os.Root
	prefix   string
	seen     map[string]bool // paths from the top
	real     map[string]bool // folders that are no symbolic links
	entries  []isms.Entry
	problems []isms.Problem
}

func (r *Repo) listDisk(ctx context.Context, root *os.Root, prefix string) ([]isms.Entry, []isms.Problem, error) {
	d := &disk{repo: r, root: root, prefix: prefix, seen: map[string]bool{}, real: map[string]bool{"": true}}
	if prefix != "" && !(fs.ValidPath(prefix) && d.isDir(prefix)) {
		return nil, nil, noPath(prefix, "the work tree")
	}
	var tracked []staged
	var rules []ignoreRule
	hidden := false
	if r.IsGit() {
		var err error
		if tracked, err = r.index(ctx); err != nil {
			return nil, nil, err
		}
		rules, hidden = d.ruleBase()
	}
	links := map[string]bool{}
	for _, e := range tracked {
		if e.mode == 0o160000 {
			links[e.path] = true
		}
	}
	if !hidden {
		if err := d.walk(ctx, prefix, rules, links, 0); err != nil {
			return nil, nil, err
		}
	}
	if err := d.addTracked(tracked); err != nil {
		return nil, nil, err
	}
	return d.entries, d.problems, nil
}

// ruleBase reads the ignore rules that stand above the folder to be listed, and
// whether they hide the folder itself.
func (d *disk) ruleBase() (rules []ignoreRule, hidden bool) {
	if text, err := readSmall(path.Join(d.repo.place.commonDir, "info", "exclude")); err == nil {
		rules = parseIgnore(text, "")
	}
	dir := ""
	for part := range strings.SplitSeq(d.prefix, "/") {
		if part == "" {
			break
		}
		rules = append(rules, d.rulesOf(dir)...)
		if dir = path.Join(dir, part); ignored(rules, dir, true) {
			return nil, true
		}
	}
	return rules, false
}

// rulesOf reads the .gitignore of a folder. A symbolic link is none, as in git.
func (d *disk) rulesOf(dir string) []ignoreRule {
	data, err := readDisk(d.root, path.Join(dir, ".gitignore"), 1<<20)
	if err != nil {
		return nil
	}
	if dir != "" {
		dir += "/"
	}
	return parseIgnore(string(data), dir)
}

// walk lists the files below a folder that are not ignored.
func (d *disk) walk(ctx context.Context, dir string, rules []ignoreRule, links map[string]bool, depth int) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if depth > d.repo.limits.Depth {
		d.lost(dir+"/", &Error{Code: "git.depth", Message: fmt.Sprintf("folders are nested more than %d deep", d.repo.limits.Depth)})
		return nil
	}
	children, err := fs.ReadDir(d.root.FS(), path.Join(".", dir))
	if err != nil {
		lost := &Error{Code: "path.open", Cause: err, Message: fmt.Sprintf("the folder %q cannot be read", dir)}
		if depth == 0 {
			return lost
		}
		d.lost(dir+"/", lost)
		return nil
	}
	if d.repo.IsGit() {
		rules = append(rules[:len(rules):len(rules)], d.rulesOf(dir)...)
	}
	names := checker{dir: dirPath(d.relative(dir)), folded: map[string]string{}}
	for _, child := range children {
		full := path.Join(dir, child.Name())
		if isDotGit(child.Name()) || d.repo.IsGit() && ignored(rules, full, child.IsDir()) {
			continue
		}
		names.odd(child.Name())
		if err := d.visit(ctx, full, child, rules, links, depth); err != nil {
			return err
		}
	}
	d.problems = append(d.problems, names.problems...)
	return nil
}

// visit lists one file, or goes on into one folder.
func (d *disk) visit(ctx context.Context, full string, child fs.DirEntry, rules []ignoreRule, links map[string]bool, depth int) error {
	if !child.IsDir() {
		info, err := child.Info()
		if err != nil {
			return nil // gone since the folder was read
		}
		return d.add(full, info)
	}
	d.real[full] = true
	if d.repo.IsGit() && (links[full] || d.isRepo(full)) {
		return d.addSubmodule(full)
	}
	return d.walk(ctx, full, rules, links, depth+1)
}

// isRepo reports whether a folder is a repository of its own.
func (d *disk) isRepo(dir string) bool {
	_, err := d.root.Lstat(path.Join(dir, ".git"))
	return err == nil
}

func (d *disk) addSubmodule(full string) error {
	d.seen[full] = true
	rel := d.relative(full)
	d.repo.warn("git.submodule", "%q is a repository of its own and is not judged", rel)
	d.entries = append(d.entries, isms.Entry{Path: rel, Mode: isms.Submodule, Size: -1})
	return d.count()
}

func (d *disk) count() error {
	if len(d.entries) > d.repo.limits.Entries {
		return tooMany("", d.repo.limits.Entries)
	}
	return nil
}

// add lists a file. Pipes, sockets and devices are no files to git.
func (d *disk) add(full string, info fs.FileInfo) error {
	e := isms.Entry{Path: d.relative(full), Size: info.Size()}
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		e.Mode, e.Size = isms.Symlink, -1
	case !mode.IsRegular():
		return nil
	case mode&0o100 != 0:
		e.Mode = isms.Executable
	}
	d.seen[full] = true
	d.entries = append(d.entries, e)
	return d.count()
}

// addTracked lists what git tracks and the walk has not met: files that are ignored
// all the same, and files outside of a sparse checkout. A tracked file that was
// deleted is not there.
func (d *disk) addTracked(tracked []staged) error {
	sparse := 0
	for _, e := range tracked {
		rel, ok := under(d.prefix, e.path)
		if !ok || d.seen[e.path] || e.intent && e.absent {
			continue
		}
		if why := badPath(e.path); why != "" {
			d.lost(e.path, &Error{Code: "git.tree-name", Message: fmt.Sprintf("%q %s", clip(e.path), why)})
			continue
		}
		info, err := d.lstat(e.path)
		switch {
		case err == nil && e.mode == 0o160000 && info.IsDir():
			err = d.addSubmodule(e.path)
		case err == nil && (info.Mode().IsRegular() || info.Mode()&fs.ModeSymlink != 0):
			err = d.add(e.path, info)
		case err == nil && info.IsDir() || errors.Is(err, fs.ErrNotExist):
			err = nil
			if mode, ok := fileMode(e.mode); ok && e.absent && e.stage == 0 {
				sparse++
				d.seen[e.path] = true
				d.entries = append(d.entries, isms.Entry{Path: rel, Mode: mode, Blob: e.id, Size: -1})
				err = d.count()
			}
		default:
			d.lost(e.path, &Error{Code: "path.open", Message: fmt.Sprintf("%q is tracked and cannot be opened as a file", clip(e.path))})
			err = nil
		}
		if err != nil {
			return err
		}
	}
	if sparse > 0 {
		d.repo.warn("git.sparse", "%d files are outside of the sparse checkout and are judged as in the index", sparse)
	}
	return nil
}

// lstat looks at a path without following any symbolic link on the way to it.
func (d *disk) lstat(full string) (fs.FileInfo, error) {
	if !fs.ValidPath(full) {
		return nil, fs.ErrNotExist
	}
	if dir := path.Dir(full); dir != "." && !d.isDir(dir) {
		return nil, fs.ErrNotExist
	}
	return d.root.Lstat(full)
}

// isDir reports whether a valid path leads through folders alone, links not followed.
func (d *disk) isDir(dir string) bool {
	if known, ok := d.real[dir]; ok {
		return known
	}
	real := false
	if parent := path.Dir(dir); parent == "." || d.isDir(parent) {
		info, err := d.root.Lstat(dir)
		real = err == nil && info.IsDir()
	}
	d.real[dir] = real
	return real
}

func (d *disk) relative(full string) string {
	rel, _ := under(d.prefix, full)
	if full == d.prefix {
		return ""
	}
	return rel
}

func dirPath(rel string) string {
	if rel == "" {
		return ""
	}
	return rel + "/"
}

func (d *disk) lost(full string, err *Error) {
	rel, _ := under(d.prefix, full)
	d.problems = append(d.problems, lostProblem(rel, err))
}

// readDisk reads a regular file below root. No symbolic link is followed, neither
// the file itself nor a folder on the way.
func readDisk(root *os.Root, full string, max int64) (_ []byte, err error) {
	d := disk{root: root, real: map[string]bool{"": true}}
	info, err := d.lstat(full)
	if err != nil {
		return nil, &Error{Code: "path.open", Cause: err, Message: fmt.Sprintf("%q is not there any more", full)}
	}
	if !info.Mode().IsRegular() {
		return nil, &Error{Code: "path.symlink", Message: fmt.Sprintf("%q is not a file", full)}
	}
	if info.Size() > max {
		return nil, fileTooLarge(info.Size(), max)
	}
	f, err := root.OpenFile(full, openFlags, 0)
	if err != nil {
		return nil, &Error{Code: "path.open", Cause: err, Message: fmt.Sprintf("%q cannot be opened", full)}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	opened, err := f.Stat()
	if err != nil || !os.SameFile(info, opened) {
		return nil, &Error{Code: "path.open", Message: fmt.Sprintf("%q was replaced while it was read", full)}
	}
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err != nil {
		return nil, &Error{Code: "path.open", Cause: err, Message: fmt.Sprintf("%q cannot be read", full)}
	}
	if int64(len(data)) > max {
		return nil, fileTooLarge(int64(len(data)), max)
	}
	return data, nil
}

func fileTooLarge(size, max int64) *Error {
	return &Error{Code: "path.size",
		Message: fmt.Sprintf("the file has %d bytes, more than the %d allowed", size, max),
		Remedy:  "Split the file, or keep it outside of the folder that is judged."}
}
