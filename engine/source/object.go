package source

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	"ismsproof/engine/isms"
)

// A TreeEntry is one entry of one tree object.
type TreeEntry struct {
	Name string // bytes as git has them
	Mode uint32 // 0o100644, 0o040000, ... as stored
	raw  string // id, not in hex
	odd  bool   // the mode is not written as git writes it
}

// ID returns the id of the object in hex.
func (e TreeEntry) ID() string { return hex.EncodeToString([]byte(e.raw)) }

// Same reports whether two entries hold the same object in the same mode.
func (e TreeEntry) Same(o TreeEntry) bool { return e.raw == o.raw && e.Mode == o.Mode }

// IsTree reports whether the entry is a folder.
func (e TreeEntry) IsTree() bool { return e.Mode == modeTree }

const modeTree = 0o040000

// FileMode returns what kind of file the entry is. It is not ok for a folder and for
// a mode that git does not write.
func (e TreeEntry) FileMode() (mode isms.Mode, ok bool) {
	if e.odd {
		return 0, false
	}
	return fileMode(e.Mode)
}

func fileMode(mode uint32) (_ isms.Mode, ok bool) {
	switch mode {
	case 0o100644, 0o100664: // old versions of git wrote the second
		return isms.File, true
	case 0o100755:
		return isms.Executable, true
	case 0o120000:
		return isms.Symlink, true
	case 0o160000:
		return isms.Submodule, true
	}
	return 0, false
}

// ReadTree returns the entries of the tree called id in the order they are stored.
// It says nothing about duplicate, unsorted or hostile entries: see [CheckTree].
func (r *Repo) ReadTree(ctx context.Context, id string) ([]TreeEntry, error) {
	data, err := r.read(ctx, id, "tree", r.limits.Tree)
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(data, r.IDLen()/2)
	if err != nil {
		return nil, integrity(id, "the tree %s is damaged: %v", id, err)
	}
	return entries, nil
}

// parseTree reads entries of the form "mode name NUL id".
func parseTree(data []byte, idSize int) ([]TreeEntry, error) {
	text := string(data) // names and ids share these bytes
	entries := make([]TreeEntry, 0, len(data)/(idSize+20))
	for at := 0; at < len(data); {
		space := bytes.IndexByte(data[at:], ' ')
		if space <= 0 || space > 12 {
			return nil, fmt.Errorf("entry %d has no mode", len(entries)+1)
		}
		e := TreeEntry{odd: data[at] == '0'}
		for _, c := range data[at : at+space] {
			if c < '0' || c > '7' || e.Mode >= 1<<28 {
				return nil, fmt.Errorf("entry %d has the mode %q", len(entries)+1, text[at:at+space])
			}
			e.Mode = e.Mode<<3 | uint32(c-'0')
		}
		at += space + 1
		end := bytes.IndexByte(data[at:], 0)
		if end < 0 || len(data)-at-end-1 < idSize {
			return nil, fmt.Errorf("entry %d is cut short", len(entries)+1)
		}
		e.Name = text[at : at+end]
		at += end + 1
		e.raw = text[at : at+idSize]
		at += idSize
		entries = append(entries, e)
	}
	return entries, nil
}
