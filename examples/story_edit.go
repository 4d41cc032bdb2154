package examples

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// verbs are the edits of a story. Each undoes itself: it turns the files after the
// commit into those before it. story/README.md says what each means forwards.
var verbs = map[string]func(tree, edit) error{
	"new":     undoNew,
	"add":     undoAdd,
	"set":     undoSet,
	"edit":    undoEdit,
	"release": undoRelease,
	"renew":   undoRenew,
	"move":    undoMove,
	"split":   undoSplit,
	"all":     undoAll,
	"space":   undoSpace,
	"gone":    undoGone,
	"lose":    undoLose,
	"restore": undoRestore,
}

// undoNew takes files away, and every reference to a record in them.
func undoNew(t tree, e edit) error {
	for _, name := range append([]string{e.path}, e.words...) {
		text, err := t.lines(name)
		if err != nil {
			return err
		}
		delete(t, name)
		t.unlink(ids(text))
	}
	return nil
}

// undoAdd takes items out of a list, and every reference to them out of all files.
func undoAdd(t tree, e edit) error {
	gone := map[string]bool{}
	for _, id := range e.words {
		block, err := t.cut(e.path, id)
		if err != nil {
			return err
		}
		maps.Copy(gone, ids(block))
	}
	t.unlink(gone)
	return nil
}

// undoRestore takes items out of a list and leaves the references dangling; where
// they were is kept for undoLose.
func undoRestore(t tree, e edit) error {
	t[e.path+lost] = t[e.path]
	for _, id := range e.words {
		if _, err := t.cut(e.path, id); err != nil {
			return err
		}
	}
	return nil
}

// undoLose brings the text back that the restoring commit after it found.
func undoLose(t tree, e edit) error {
	whole, ok := t[e.path+lost]
	if !ok {
		return fmt.Errorf("no later commit restores the file")
	}
	delete(t, e.path+lost)
	t[e.path] = whole
	return nil
}

// lost marks what undoRestore keeps; no file has a path that ends like this.
const lost = "\x00"

// undoSet gives fields of the items, or of the file where no item is named, their
// old lines. The lines after the commit are keys only: the text is what follows.
func undoSet(t tree, e edit) error {
	lines, err := t.lines(e.path)
	if err != nil {
		return err
	}
	var keys []string
	for _, line := range e.new {
		keys = append(keys, strings.Fields(line)...)
	}
	if len(keys) == 0 {
		return fmt.Errorf("no field is named after +")
	}
	of := e.words
	if len(of) == 0 {
		of = []string{""}
	}
	for _, id := range of {
		from, to, indent := 0, len(lines), 0
		if id != "" {
			if from, to, indent, err = item(lines, id); err != nil {
				return err
			}
			indent += 2
		}
		block, err := setFields(slices.Clone(lines[from:to]), indent, keys, e.old)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		lines = slices.Concat(lines[:from], block, lines[to:])
	}
	t.put(e.path, lines)
	return nil
}

// setFields replaces the fields called keys by the old lines: each at its own place
// where it had one, else after the line before it.
func setFields(block []string, indent int, keys, old []string) ([]string, error) {
	at := 0
	for _, key := range keys {
		from, to := field(block, indent, key)
		if from < 0 {
			return nil, fmt.Errorf("there is no field %q", key)
		}
		var was []string
		for i, line := range old {
			if name(line) == key {
				was = append(was, old[i])
				for _, more := range old[i+1:] {
					if !strings.HasPrefix(more, " ") {
						break
					}
					was = append(was, more)
				}
			}
		}
		block = slices.Replace(block, from, to, indented(was, indent)...)
		at = max(from+len(was), 1)
	}
	for i := 0; i < len(old); i++ {
		if strings.HasPrefix(old[i], " ") || slices.Contains(keys, name(old[i])) {
			continue
		}
		until := i + 1
		for until < len(old) && strings.HasPrefix(old[until], " ") {
			until++
		}
		if from, _ := field(block, indent, name(old[i])); from >= 0 {
			return nil, fmt.Errorf("the field %q is there afterwards too", name(old[i]))
		}
		block = slices.Insert(block, at, indented(old[i:until], indent)...)
		at += until - i
	}
	return block, nil
}

// undoEdit puts the lines before an edit in place of those after it. They must stand
// together once in the file, or in each of the items.
func undoEdit(t tree, e edit) error {
	lines, err := t.lines(e.path)
	if err != nil {
		return err
	}
	of := e.words
	if len(of) == 0 {
		of = []string{""}
	}
	for _, id := range of {
		from, to := 0, len(lines)
		if id != "" {
			if from, to, _, err = item(lines, id); err != nil {
				return err
			}
		}
		at := -1
		for i := from; i+len(e.new) <= to; i++ {
			if slices.Equal(lines[i:i+len(e.new)], e.new) {
				if at >= 0 {
					return fmt.Errorf("%q stands there more than once", e.new[0])
				}
				at = i
			}
		}
		if at < 0 || len(e.new) == 0 {
			return fmt.Errorf("%s: %q is not what follows", id, strings.Join(e.new, "\n"))
		}
		lines = slices.Concat(lines[:at], e.old, lines[at+len(e.new):])
	}
	t.put(e.path, lines)
	return nil
}

// undoAll gives a piece of a line its old words wherever it stands in the file.
func undoAll(t tree, e edit) error {
	if len(e.old) != 1 || len(e.new) != 1 {
		return fmt.Errorf("want one old and one new piece")
	}
	text, was, is := t[e.path], []byte(e.old[0]), []byte(e.new[0])
	if !bytes.Contains(text, is) {
		return fmt.Errorf("%q stands nowhere in the file", is)
	}
	t[e.path] = bytes.ReplaceAll(text, is, was)
	return nil
}

// undoRelease gives a document its version and approval before, and takes the last
// entry off its list of changes: release PATH VERSION DAY [NEXT].
func undoRelease(t tree, e edit) error {
	if len(e.words) < 2 {
		return fmt.Errorf("want the version and the day of approval before")
	}
	lines, err := t.lines(e.path)
	if err != nil {
		return err
	}
	from, to := field(lines, 0, "changes")
	if from < 0 {
		return fmt.Errorf("there is no list of changes")
	}
	for i := to - 1; i > from; i-- {
		if strings.HasPrefix(lines[i], "  - ") {
			lines = slices.Delete(lines, i, to)
			break
		}
	}
	if i, j := field(lines, 0, "version"); i >= 0 {
		lines = slices.Replace(lines, i, j, "version: "+e.words[0])
	}
	t.put(e.path, lines)
	return undoRenew(t, edit{path: e.path, words: e.words[1:]})
}

// undoRenew gives a document the days of its approval and next review before:
// renew PATH DAY [NEXT]. Without NEXT that was a year later.
func undoRenew(t tree, e edit) error {
	lines, err := t.lines(e.path)
	if err != nil {
		return err
	}
	if len(e.words) == 0 {
		return fmt.Errorf("want the day of approval before")
	}
	day, err := time.Parse(time.DateOnly, e.words[0])
	if err != nil {
		return err
	}
	next := day.AddDate(1, 0, -1).Format(time.DateOnly)
	if len(e.words) > 1 {
		next = e.words[1]
	}
	for key, value := range map[string]string{"approved_on": e.words[0], "effective_from": e.words[0], "next_review": next} {
		if i, j := field(lines, 0, key); i >= 0 {
			lines = slices.Replace(lines, i, j, key+": "+value)
		}
	}
	t.put(e.path, lines)
	return nil
}

// undoMove gives a file its old path: move OLD NEW.
func undoMove(t tree, e edit) error {
	if len(e.words) != 1 {
		return fmt.Errorf("want the new path")
	}
	text, ok := t[e.words[0]]
	if !ok {
		return fmt.Errorf("there is no file %q", e.words[0])
	}
	delete(t, e.words[0])
	t[e.path] = text
	return nil
}

// undoSplit joins files as documents of one: split OLD NEW NEW ...
func undoSplit(t tree, e edit) error {
	var whole [][]byte
	for _, part := range e.words {
		text, ok := t[part]
		if !ok {
			return fmt.Errorf("there is no file %q", part)
		}
		whole = append(whole, text)
		delete(t, part)
	}
	t[e.path] = bytes.Join(whole, []byte("---\n"))
	return nil
}

// undoSpace takes the empty lines out of a file.
func undoSpace(t tree, e edit) error {
	for _, name := range append([]string{e.path}, e.words...) {
		lines, err := t.lines(name)
		if err != nil {
			return err
		}
		t.put(name, slices.DeleteFunc(lines, func(line string) bool { return line == "" }))
	}
	return nil
}

// undoGone brings back a file that story/gone holds under its name.
func undoGone(t tree, e edit) error {
	if _, ok := t[e.path]; ok {
		return fmt.Errorf("the file is there afterwards too")
	}
	text, err := fs.ReadFile(files, path.Join("story/gone", path.Base(e.path)))
	t[e.path] = text
	return err
}
