package source

import (
	"errors"
	"fmt"
	"io/fs"
)

// An Error is why something could not be read. Its Code is stable; Message is one
// lowercase clause that holds the values; Remedy is a sentence, or empty.
type Error struct {
	Code    string // "git.missing-object", "git.integrity", "git.blob-size", "git.shallow", ...
	Path    string // of the file or folder concerned, where known; a folder ends in '/'
	ID      string // of the object concerned, where known
	Message string
	Remedy  string
	Usage   bool // what was asked for is at fault (exit 2), not what was read (exit 3)
	Cause   error
}

// Error returns the message, without the remedy.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause, or nil. The cause of "git.no-path" is [fs.ErrNotExist].
func (e *Error) Unwrap() error { return e.Cause }

// AsError returns the [*Error] in err's chain.
func AsError(err error) (*Error, bool) {
	e, ok := errors.AsType[*Error](err)
	return e, ok
}

// IsSize reports whether err says that a file or an object is larger than allowed.
func IsSize(err error) bool {
	e, ok := AsError(err)
	return ok && (e.Code == "path.size" || e.Code == "git.blob-size")
}

func integrity(id, format string, args ...any) *Error {
	return &Error{Code: "git.integrity", ID: id, Message: fmt.Sprintf(format, args...),
		Remedy: "Run `git fsck`, and clone again from a copy that passes it."}
}

func missing(id string) *Error {
	return &Error{Code: "git.missing-object", ID: id, Message: fmt.Sprintf("object %s is missing", id),
		Remedy: "Run `git fsck` to see what else is missing, and fetch or clone again."}
}

func tooLarge(id string, size, max int64) *Error {
	return &Error{Code: "git.blob-size", ID: id,
		Message: fmt.Sprintf("object %s has %d bytes, more than the %d allowed", id, size, max),
		Remedy:  "Split the file, or keep it outside of the folder that is judged."}
}

func notGit(dir string) *Error {
	return &Error{Code: "git.repository", Path: dir, Usage: true,
		Message: fmt.Sprintf("%q is not in a git repository", dir),
		Remedy:  "Without git only the files as they are can be judged."}
}

func noPath(path, where string) *Error {
	return &Error{Code: "git.no-path", Path: path, Usage: true, Cause: fs.ErrNotExist,
		Message: fmt.Sprintf("there is no folder %q in %s", path, where)}
}

func unsupported(dir, format, why string) *Error {
	message := fmt.Sprintf("the repository %q cannot be read by git: %s", dir, why)
	if format != "" {
		message = fmt.Sprintf("the repository %q uses %s and needs git to be read: %s", dir, format, why)
	}
	return &Error{Code: "git.format", Path: dir, Message: message,
		Remedy: "Install a git that knows this format and owns the repository, or clone it into the usual one (sha1, files)."}
}

// at returns err with the path of the file or folder it concerns.
func at(err error, path string) error {
	e, ok := AsError(err)
	if !ok || e.Path != "" {
		return err
	}
	located := *e
	located.Path = path
	return &located
}

// guard runs a call into go-git and turns a panic there into an error.
func guard(what string, call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: go-git panicked: %v", what, p)
		}
	}()
	return call()
}
