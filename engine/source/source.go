// Package source reads commits, trees and blobs out of git, the index, or a plain
// directory. It is the only door to go-git.
//
// Nothing is read that is not checked: an object is hashed before it is handed on,
// its size is looked at before its contents are inflated, and a tree that cannot
// be read is an error or a Fatal problem, never an empty list. The package never
// writes, never fetches, never follows a symbolic link and never executes what a
// repository's configuration names.
//
// Packs, indexes and configuration are decoded by go-git; the walks over them are
// ours, because go-git's own hide missing data. A repository that go-git cannot
// open (sha256, reftable) is read through the plumbing of an installed git.
package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A Backend is the way to the objects of a repository.
type Backend uint8

// The backends. The zero Backend is Auto.
const (
	Auto  Backend = iota // GoGit where it can, else Git
	GoGit                // this process alone
	Git                  // the installed git: cat-file --batch, rev-parse, ls-files
)

// String returns the name of the backend: "auto", "go-git" or "git".
func (b Backend) String() string { return [...]string{"auto", "go-git", "git"}[b] }

// Limits bound what one repository may cost. A zero field takes its default.
type Limits struct {
	Entries int   // entries of one tree, all levels together; default 200,000
	Depth   int   // levels of folders; default 200
	Tree    int64 // bytes of one tree object; default 64 MiB
	Commit  int64 // bytes of one commit or tag object; default 16 MiB
}

// DefaultLimits are the limits that zero fields of [Limits] stand for.
var DefaultLimits = Limits{Entries: 200_000, Depth: 200, Tree: 64 << 20, Commit: 16 << 20}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	if l.Entries > 0 {
		d.Entries = l.Entries
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	if l.Tree > 0 {
		d.Tree = l.Tree
	}
	if l.Commit > 0 {
		d.Commit = l.Commit
	}
	return d
}

// Options say how a repository is opened. The zero Options are the usual ones.
type Options struct {
	Backend Backend
	Limits  Limits
}

// A Repo is an open repository, or a plain directory. It may be used from several
// goroutines at once. Close it.
type Repo struct {
	place   place // zero but for root where there is no git
	limits  Limits
	backend Backend
	objects objects // nil in a plain directory
	refs    refSource
	git     *gitCommand // nil where git may not or need not be run

	mu       sync.Mutex
	warnings []string
	disk     *os.Root // of the work tree, once it has been opened
}

// objects is where a backend finds objects. Every object it returns has been
// hashed and found equal to its id.
type objects interface {
	// read returns the object called id (hex, whole), unless it is larger than max bytes.
	read(ctx context.Context, id string, max int64) (object, error)
	// prefix returns the ids of all objects that start with the given hex digits.
	prefix(ctx context.Context, hex string) ([]string, error)
	Close() error
}

// An object is the type ("commit", "tree", "blob", "tag") and the contents of one
// object of git. The contents may be shared and must not be modified.
type object struct {
	kind string
	data []byte
}

// Open finds the repository that holds path, as git would from there, or takes
// path as a plain directory where no repository holds it. It never writes.
//
// A folder that has a .git which is not a usable repository is an error, not a
// plain directory.
func Open(ctx context.Context, path string, o Options) (*Repo, error) {
	abs, err := realDir(path)
	if err != nil {
		return nil, err
	}
	found, err := discover(abs)
	if err != nil {
		return nil, err
	}
	r := &Repo{place: found, limits: o.Limits.orDefault()}
	if found.gitDir == "" {
		return r, nil
	}
	if err := r.connect(o.Backend); err != nil {
		return nil, err
	}
	if err := r.survey(ctx); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

// connect chooses the backend that can read the format of the repository.
func (r *Repo) connect(want Backend) error {
	format := r.place.format
	foreign := format.needsGit()
	switch {
	case want == GoGit && foreign != "":
		return unsupported(r.place.gitDir, foreign, "the go-git backend was asked for")
	case want == Git || foreign != "":
		g, err := newGitCommand(r.place)
		if err != nil {
			return unsupported(r.place.gitDir, foreign, err.Error())
		}
		r.git, r.backend = g, Git
		r.objects = &gitObjects{git: g, partial: format.partial}
	default:
		dirs, err := objectDirs(filepath.Join(r.place.commonDir, "objects"))
		if err != nil {
			return err
		}
		r.backend = GoGit
		r.objects = newStore(dirs)
	}
	if format.reftable {
		r.refs = gitRefs{r.git, foreign}
	} else {
		r.refs = &fileRefs{gitDir: r.place.gitDir, commonDir: r.place.commonDir, idLen: format.idLen()}
	}
	return nil
}

// Shed gives back the memory that is held only to read objects faster.
func (r *Repo) Shed() {
	if s, ok := r.objects.(*store); ok {
		s.cache.shed()
	}
}

// Close lets go of files and processes. The Repo must not be used afterwards.
func (r *Repo) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	if r.disk != nil {
		errs = append(errs, r.disk.Close())
		r.disk = nil
	}
	if r.objects != nil {
		errs = append(errs, r.objects.Close())
	}
	return errors.Join(errs...)
}

// IsGit reports whether the path given to Open lies in a git repository.
func (r *Repo) IsGit() bool { return r.place.gitDir != "" }

// Root returns the absolute path of the work tree, or of the directory where there
// is no git; it is "" in a bare repository.
func (r *Repo) Root() string { return r.place.root }

// Prefix returns the path of the folder given to Open inside the repository,
// separated by '/', without a slash at either end; "" at its top.
func (r *Repo) Prefix() string { return r.place.prefix }

// GitDir returns the absolute path of the folder that the clone's work trees
// share (the .git of the main work tree); "" where there is no git.
func (r *Repo) GitDir() string { return r.place.commonDir }

// Backend returns the backend in use: GoGit or Git, and Auto where there is no git.
func (r *Repo) Backend() Backend { return r.backend }

// IDLen returns the number of hex digits of an object id: 40, or 64 in a sha256
// repository. Outside of git it is 40.
func (r *Repo) IDLen() int { return r.place.format.idLen() }

// BlobID returns the id that git gives to a file of these contents, in the hash of
// this repository.
func (r *Repo) BlobID(data []byte) string { return hashObject("blob", data, r.IDLen()) }

// Warnings returns what was seen in the repository and is not followed, each as
// "code: clause": git.shallow, git.replaced, git.partial-clone, git.sparse,
// git.ambiguous-ref, git.submodule. Reading may add some.
func (r *Repo) Warnings() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.warnings)
}

func (r *Repo) warn(code, format string, args ...any) {
	text := code + ": " + fmt.Sprintf(format, args...)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.warnings, text) {
		r.warnings = append(r.warnings, text)
	}
}

// ReadBlob returns the contents of the blob called id, unless it is larger than
// max bytes. The bytes are shared and must not be modified.
func (r *Repo) ReadBlob(ctx context.Context, id string, max int64) ([]byte, error) {
	return r.read(ctx, id, "blob", max)
}

// ReadCommit returns the bytes of the commit called id as they are stored. They are
// shared and must not be modified.
func (r *Repo) ReadCommit(ctx context.Context, id string) ([]byte, error) {
	return r.read(ctx, id, "commit", r.limits.Commit)
}

// read returns the contents of an object that must be of the given type.
func (r *Repo) read(ctx context.Context, id, kind string, max int64) ([]byte, error) {
	obj, err := r.any(ctx, id, max)
	if err != nil {
		return nil, err
	}
	if obj.kind != kind {
		return nil, &Error{Code: "git.type", ID: id,
			Message: fmt.Sprintf("object %s is a %s where a %s is due", id, obj.kind, kind),
			Remedy:  "Run `git fsck`, and clone again from a copy that passes it."}
	}
	return obj.data, nil
}

// any returns an object of whatever type.
func (r *Repo) any(ctx context.Context, id string, max int64) (object, error) {
	if err := ctx.Err(); err != nil {
		return object{}, err
	}
	if r.objects == nil {
		return object{}, notGit(r.place.root)
	}
	if !isHex(id) || len(id) != r.IDLen() {
		return object{}, &Error{Code: "git.id", ID: id, Usage: true,
			Message: fmt.Sprintf("%q is not an object id of %d hex digits", id, r.IDLen())}
	}
	obj, err := r.objects.read(ctx, strings.ToLower(id), max)
	if e, ok := AsError(err); ok && e.Code == "git.missing-object" && r.place.format.partial {
		e.Message += "; this is a partial clone"
		e.Remedy = "Clone without `--filter`, or run `git fetch --refetch --no-filter`: nothing is fetched on demand."
	}
	return obj, err
}

func isHex(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return s != ""
}
