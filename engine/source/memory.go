package source

import (
	"context"
	"io/fs"

	"ismsproof/engine/isms"
)

// Memory returns a tree of the given files, path to contents, for tests and
// examples. Its entries have the ids and sizes that git would give them.
func Memory(files map[string]string) *Tree {
	list := func(context.Context) ([]isms.Entry, []isms.Problem, error) {
		var entries []isms.Entry
		for path, text := range files {
			entries = append(entries, isms.Entry{Path: path, Blob: hashObject("blob", []byte(text), 40), Size: int64(len(text))})
		}
		return entries, nil, nil
	}
	read := func(_ context.Context, e isms.Entry, max int64) ([]byte, error) {
		text, ok := files[e.Path]
		if !ok {
			return nil, &Error{Code: "path.open", Path: e.Path, Cause: fs.ErrNotExist, Message: "the file is not in this tree"}
		}
		if int64(len(text)) > max {
			return nil, fileTooLarge(int64(len(text)), max)
		}
		return []byte(text), nil
	}
	return &Tree{list: list, read: read}
}
