package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// survey names what makes the repository show less than, or other than, what its
// objects hold. None of it is followed.
func (r *Repo) survey(ctx context.Context) error {
	cut, err := r.shallow()
	if err != nil {
		return err
	}
	if len(cut) > 0 {
		r.warn("git.shallow", "the clone is shallow: the parents of %d commits are not here", len(cut))
	}
	if r.place.format.partial {
		r.warn("git.partial-clone", "the clone is partial: objects that are not here are not fetched")
	}
	n, err := r.refs.replaced(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		r.warn("git.replaced", "%d refs in refs/replace are not followed: the real objects are judged", n)
	}
	text, err := readSmall(filepath.Join(r.place.commonDir, "info", "grafts"))
	if err == nil && strings.TrimSpace(text) != "" {
		r.warn("git.replaced", "info/grafts is not followed: the real parents are judged")
	}
	return nil
}

// Shallow reports whether commits of this clone lack their parents by design.
func (r *Repo) Shallow() (bool, error) {
	cut, err := r.shallow()
	return len(cut) > 0, err
}

// shallow returns the commits whose parents are not in this clone.
func (r *Repo) shallow() (map[string]bool, error) {
	if r.place.gitDir == "" {
		return nil, nil
	}
	path := filepath.Join(r.place.commonDir, "shallow")
	data, err := readFile(path, 64<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Code: "git.shallow", Path: path, Cause: err,
			Message: fmt.Sprintf("the list of shallow commits %q cannot be read", path)}
	}
	cut := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		id := strings.TrimSpace(line)
		if id == "" {
			continue
		}
		if !isHex(id) || len(id) != r.IDLen() {
			return nil, &Error{Code: "git.shallow", Path: path,
				Message: fmt.Sprintf("the list of shallow commits %q holds %q, which is no id", path, clip(id))}
		}
		cut[strings.ToLower(id)] = true
	}
	return cut, nil
}

func shallowError(id string) *Error {
	return &Error{Code: "git.shallow", ID: id,
		Message: fmt.Sprintf("the history before commit %s is not in this shallow clone", id),
		Remedy:  "Fetch the whole history: `fetch-depth: 0` in actions/checkout, `git fetch --unshallow` elsewhere."}
}

// indexPath returns where the index of this work tree is.
func (r *Repo) indexPath() string { return filepath.Join(r.place.gitDir, "index") }
