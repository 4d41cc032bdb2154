package examples

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// A Chapter is one commit of a history: who did what when, and all files as they
// were then.
type Chapter struct {
	Author  Person
	At      time.Time // in the zone of Berlin
	Message string    // subject, and body and trailers after a blank line
	// Parents are the places of the parents in the history; none in the first
	// chapter, two in a merge, whose first is on the main line.
	Parents []int
	Files   map[string][]byte // by slash-separated path; not to be changed
}

// Subject is the first line of the message.
func (c Chapter) Subject() string {
	subject, _, _ := strings.Cut(c.Message, "\n")
	return subject
}

// Story is the history of the ISMS of Acme from December 2024 to November 2026,
// parents before children; the files of its last chapter are those of [Acme].
//
// The history is told by edits, not stored as trees: the files in story/ say what
// each commit changed, written down to what the later text does not tell (see
// story/README.md). Starting from today's files the edits are undone one by one, so
// a text of acme/ that changes is changed in all chapters that have it. An edit that
// does not fit the text that follows it is an error.
func Story() ([]Chapter, error) {
	acts, err := readActs()
	if err != nil {
		return nil, err
	}
	last, err := Files(Acme())
	if err != nil {
		return nil, err
	}
	return tell(acts, last)
}

// tell makes chapters of acts, the last of which leaves the files in last.
func tell(acts []*act, last tree) ([]Chapter, error) {
	if err := relate(acts); err != nil {
		return nil, err
	}
	if err := unfold(acts, last); err != nil {
		return nil, err
	}
	people := people(last["registers/people.yaml"])
	places := map[*act]int{}
	chapters := make([]Chapter, 0, len(acts))
	for i, a := range acts {
		places[a] = i
		author, ok := people[a.by]
		if !ok {
			return nil, fmt.Errorf("%s: nobody in the register of people has the id %q", a.place, a.by)
		}
		c := Chapter{Author: author, At: a.at, Message: a.message, Files: map[string][]byte{}}
		for _, parent := range a.parents {
			c.Parents = append(c.Parents, places[parent])
		}
		for name, text := range a.tree {
			if !strings.HasSuffix(name, lost) {
				c.Files[name] = text
			}
		}
		chapters = append(chapters, c)
	}
	return chapters, nil
}

// readActs reads the story in the order of its files.
func readActs() ([]*act, error) {
	names, err := fs.Glob(files, "story/*.story")
	if err != nil {
		return nil, err
	}
	var acts []*act
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		more, err := parseStory(path.Base(name), string(text))
		if err != nil {
			return nil, err
		}
		acts = append(acts, more...)
	}
	return acts, nil
}

// relate finds the parents of each act. A branch starts at the last act of the main
// line before its first own act.
func relate(acts []*act) error {
	if len(acts) == 0 {
		return errors.New("the story has no commits")
	}
	var main *act
	tips := map[string]*act{}
	for i, a := range acts {
		if i > 0 && !a.at.After(acts[i-1].at) {
			return fmt.Errorf("%s: the commit is not later than the one before", a.place)
		}
		if a.branch != "" {
			if main == nil {
				return fmt.Errorf("%s: the branch %q has nothing to start from", a.place, a.branch)
			}
			a.parents = []*act{main}
			if tip := tips[a.branch]; tip != nil {
				a.parents[0] = tip
			}
			tips[a.branch] = a
			continue
		}
		if main != nil {
			a.parents = []*act{main}
		}
		if a.merges != "" {
			tip := tips[a.merges]
			if tip == nil {
				return fmt.Errorf("%s: there is no branch %q to merge", a.place, a.merges)
			}
			a.parents = append(a.parents, tip)
			delete(tips, a.merges)
		}
		main = a
	}
	for _, name := range slices.Sorted(maps.Keys(tips)) {
		return fmt.Errorf("%s: the branch %q is never merged", tips[name].place, name)
	}
	return nil
}

// A tree is the files of one commit by path. Trees share the texts that are equal.
type tree map[string][]byte

// unfold gives each act its tree, from the last to the first. On the main line a
// merge is undone as a whole. A commit of a branch has neither what came later on
// its branch nor what happened on the main line meanwhile.
func unfold(acts []*act, last tree) error {
	now := last
	for a := acts[len(acts)-1]; a != nil; a = a.first() {
		a.tree = now
		before := maps.Clone(now)
		side := a.side()
		for _, b := range slices.Concat([]*act{a}, side) {
			if err := b.undo(before); err != nil {
				return err
			}
		}
		if err := unfoldSide(a, side); err != nil {
			return err
		}
		now = before
	}
	if len(now) > 0 {
		left := slices.Sorted(maps.Keys(now))
		return fmt.Errorf("%s: no commit begins the file %q", acts[0].place, left[0])
	}
	return nil
}

// unfoldSide gives the acts of a merged branch, latest first, their trees.
func unfoldSide(merge *act, side []*act) error {
	if len(side) == 0 {
		return nil
	}
	fork := side[len(side)-1].first()
	now := maps.Clone(merge.tree)
	if err := merge.undo(now); err != nil {
		return err
	}
	for a := merge.first(); a != fork; a = a.first() {
		for _, b := range slices.Concat([]*act{a}, a.side()) {
			if err := b.undo(now); err != nil {
				return err
			}
		}
	}
	for _, b := range side {
		b.tree = maps.Clone(now)
		if err := b.undo(now); err != nil {
			return err
		}
	}
	return nil
}

// Expected says in YAML which findings the history of [Story] opens and closes
// when: see the comment at its top.
func Expected() ([]byte, error) { return files.ReadFile("story/expect.yaml") }

// Files reads all files of a folder by their slash-separated paths.
func Files(folder fs.FS) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[name], err = fs.ReadFile(folder, name)
		return err
	})
	return all, err
}

// people reads names and addresses by id from the register of people, which writes
// each field on a line of its own.
func people(register []byte) map[string]Person {
	found := map[string]Person{}
	id := ""
	for line := range strings.Lines(string(register)) {
		line = strings.TrimSpace(line)
		switch key, value, _ := strings.Cut(line, ": "); key {
		case "- id":
			id = value
		case "name":
			found[id] = Person{Name: value}
		case "emails":
			found[id] = Person{Name: found[id].Name, Email: strings.Trim(value, `[]"`)}
		}
	}
	return found
}
