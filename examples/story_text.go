package examples

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The files of the example are written in one style: two blanks of indentation, one
// field on a line, short lists and mappings in brackets on one line. What follows
// changes such files line by line, since comments and line breaks have to stay.

// lines are the lines of a file, without the line breaks.
func (t tree) lines(name string) ([]string, error) {
	text, ok := t[name]
	if !ok {
		return nil, fmt.Errorf("there is no file %q", name)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), nil
}

func (t tree) put(name string, lines []string) {
	t[name] = []byte(strings.Join(lines, "\n") + "\n")
}

var idField = regexp.MustCompile(`^(\s*)(- )?\{?id: "?([^",}]+)"?`)

// ids are the ids of all records in a file. A control of Annex A is there whether
// the statement has a line for it or not, so it is none of them.
func ids(lines []string) map[string]bool {
	found := map[string]bool{}
	for _, line := range lines {
		if m := idField.FindStringSubmatch(line); m != nil && !strings.HasPrefix(m[3], "A.") {
			found[m[3]] = true
		}
	}
	return found
}

// item finds the lines of the list item with an id, empty lines after it included,
// and how far its dash is indented.
func item(lines []string, id string) (from, to, indent int, err error) {
	for i, line := range lines {
		m := idField.FindStringSubmatch(line)
		if m == nil || m[2] == "" || m[3] != id {
			continue
		}
		for to = i + 1; to < len(lines); to++ {
			if lines[to] != "" && depth(lines[to]) <= len(m[1]) {
				break
			}
		}
		return i, to, len(m[1]), nil
	}
	return 0, 0, 0, fmt.Errorf("there is no item %q", id)
}

// cut takes the item with an id out of a file and returns its lines.
func (t tree) cut(name, id string) ([]string, error) {
	lines, err := t.lines(name)
	if err != nil {
		return nil, err
	}
	from, to, _, err := item(lines, id)
	if err != nil {
		return nil, err
	}
	block := slices.Clone(lines[from:to])
	lines = slices.Delete(lines, from, to)
	// The last item has no empty line after it.
	if from > 0 && lines[from-1] == "" && (from == len(lines) || depth(lines[from]) == 0) {
		lines = slices.Delete(lines, from-1, from)
		from--
	}
	// A list without items is written so, or it would be no list.
	if from > 0 && strings.HasSuffix(lines[from-1], ":") && (from == len(lines) || depth(lines[from]) <= depth(lines[from-1])) {
		lines[from-1] += " []"
	}
	t.put(name, lines)
	return block, nil
}

// field finds the lines of a field by its key and indentation; from is -1 where
// there is none.
func field(lines []string, indent int, key string) (from, to int) {
	for i, line := range lines {
		if i == 0 && strings.HasPrefix(strings.TrimSpace(line), "- ") {
			continue // the id
		}
		if depth(line) != indent || !strings.HasPrefix(line[indent:], key+":") {
			continue
		}
		to = i + 1
		for j := i + 1; j < len(lines) && (lines[j] == "" || depth(lines[j]) > indent); j++ {
			if lines[j] != "" {
				to = j + 1
			}
		}
		return i, to
	}
	return -1, -1
}

func depth(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func indented(lines []string, by int) []string {
	moved := make([]string, len(lines))
	for i, line := range lines {
		moved[i] = strings.Repeat(" ", by) + line
	}
	return moved
}

func name(line string) string {
	key, _, _ := strings.Cut(line, ":")
	return key
}

// unlink takes references to ids out of all YAML and front matter: elements of
// lists, fields with one value, and list items that begin with one.
func (t tree) unlink(gone map[string]bool) {
	for name, text := range t {
		if !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".md") || !names(text, gone) {
			continue
		}
		lines, _ := t.lines(name)
		kept, changed, fence := make([]string, 0, len(lines)), false, 0
		for i, line := range lines {
			if line == "---" {
				fence++
			}
			left, drop := line, false
			if (!strings.HasSuffix(name, ".md") || fence == 1) && names([]byte(line), gone) {
				left, drop = unlinked(line, gone)
			}
			changed = changed || drop || left != line
			if !drop {
				kept = append(kept, left)
				continue
			}
			// A list that is empty now goes with its last element.
			above := len(kept) - 1
			last := i+1 == len(lines) || depth(lines[i+1]) < depth(line) || lines[i+1] == ""
			if strings.HasPrefix(strings.TrimSpace(line), "- ") && last && above >= 0 &&
				strings.HasSuffix(kept[above], ":") && depth(kept[above]) < depth(line) {
				kept = kept[:above]
			}
		}
		if changed {
			t.put(name, kept)
		}
	}
}

// names tells quickly whether one of the ids may stand in a text.
func names(text []byte, ids map[string]bool) bool {
	for id := range ids {
		if bytes.Contains(text, []byte(id)) {
			return true
		}
	}
	return false
}

var (
	flowList   = regexp.MustCompile(`([{ ,]*)([a-z_]+: )?\[([^\[\]]+)\]`)
	single     = regexp.MustCompile(`^\s*(?:- |([a-z_]+): )"?([^ ",{}\[\]]+)"?$`)
	firstOfMap = regexp.MustCompile(`^\s*- \{([a-z_]+): "?([^ ",}]+)"?[,}]`)
	laterInMap = regexp.MustCompile(`, ([a-z_]+): "?([^ ",{}\[\]]+)"?([,}])`)
)

// unlinked is a line without references to ids, and whether nothing of it is left.
func unlinked(line string, gone map[string]bool) (left string, drop bool) {
	is := func(key, value string) bool {
		return key != "id" && (gone[value] || gone[value[strings.LastIndex(value, "/")+1:]])
	}
	if m := single.FindStringSubmatch(line); m != nil {
		return line, is(m[1], m[2])
	}
	if m := firstOfMap.FindStringSubmatch(line); m != nil && is(m[1], m[2]) {
		return line, true
	}
	emptied := false
	left = flowList.ReplaceAllStringFunc(line, func(list string) string {
		m := flowList.FindStringSubmatch(list)
		elements := strings.Split(m[3], ", ")
		kept := slices.DeleteFunc(slices.Clone(elements), func(e string) bool { return is("", strings.Trim(e, `"`)) })
		switch {
		case len(kept) == len(elements):
			return list
		case len(kept) > 0:
			return m[1] + m[2] + "[" + strings.Join(kept, ", ") + "]"
		case strings.Contains(m[1], ","):
			return ""
		}
		emptied = true
		return m[1] + m[2] + "[]"
	})
	left = laterInMap.ReplaceAllStringFunc(left, func(pair string) string {
		if m := laterInMap.FindStringSubmatch(pair); is(m[1], m[2]) {
			return m[3]
		}
		return pair
	})
	return left, emptied && strings.HasSuffix(left, ": []")
}
