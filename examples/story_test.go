package examples_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/examples"
)

func story(t *testing.T) []examples.Chapter {
	t.Helper()
	chapters, err := examples.Story()
	if err != nil {
		t.Fatal(err)
	}
	return chapters
}

// mainLine lists the chapters of main, oldest first.
func mainLine(chapters []examples.Chapter) []int {
	line := []int{len(chapters) - 1}
	for parents := chapters[line[0]].Parents; len(parents) > 0; parents = chapters[parents[0]].Parents {
		line = append(line, parents[0])
	}
	slices.Reverse(line)
	return line
}

func TestTheStoryEndsInAcme(t *testing.T) {
	chapters := story(t)
	want, err := examples.Files(examples.Acme())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, chapters[len(chapters)-1].Files); diff != "" {
		t.Errorf("the last tree differs from acme (-want +got):\n%s", diff)
	}
}

func TestTheStoryIsLong(t *testing.T) {
	chapters := story(t)
	line := mainLine(chapters)
	first, last := chapters[line[0]].At, chapters[line[len(line)-1]].At
	if len(line) < 120 || first.AddDate(2, 0, -2).After(last) {
		t.Errorf("main has %d commits from %s to %s, want 120 in 24 months", len(line), first, last)
	}
	merges, months, authors := 0, map[string]bool{}, map[examples.Person]bool{}
	for i, c := range chapters {
		if len(c.Parents) == 2 {
			merges++
			if c.Parents[1] != i && slices.Contains(line, c.Parents[1]) {
				t.Errorf("%q merges a commit of main", c.Subject())
			}
		}
		months[c.At.Format("2006-01")] = true
		authors[c.Author] = true
	}
	if merges < 8 || len(months) != 24 || len(authors) < 12 {
		t.Errorf("%d merges, %d months with commits, %d authors, want 8, 24 and 12", merges, len(months), len(authors))
	}
}

func TestTimesOfTheStory(t *testing.T) {
	chapters := story(t)
	for i, c := range chapters[1:] {
		if !c.At.After(chapters[i].At) {
			t.Errorf("%q is not later than %q", c.Subject(), chapters[i].Subject())
		}
	}
	offsets := map[string]string{}
	for _, c := range chapters {
		offsets[c.At.Format(time.DateOnly)] = c.At.Format("-07:00")
	}
	want := map[string]string{"2025-10-20": "+02:00", "2025-10-27": "+01:00", "2026-03-27": "+01:00", "2026-04-02": "+02:00"}
	for day, offset := range want {
		if offsets[day] != offset {
			t.Errorf("the clock of Berlin on %s is at %q, want %q", day, offsets[day], offset)
		}
	}
}

// Each author is registered in the tree that the commit makes, with that address.
func TestAuthorsArePeopleOfTheirTime(t *testing.T) {
	end := regexp.MustCompile(`(?m)^    end: (\S+)$`)
	for _, c := range story(t) {
		_, block, found := strings.Cut(string(c.Files["registers/people.yaml"]), "    name: "+c.Author.Name+"\n")
		block, _, _ = strings.Cut(block, "  - id: ")
		if !found || !strings.Contains(block, `["`+c.Author.Email+`"]`) {
			t.Errorf("%s: %q is by %s, who is not registered then", c.At.Format(time.DateOnly), c.Subject(), c.Author)
		}
		if m := end.FindStringSubmatch(block); m != nil && m[1] < c.At.Format(time.DateOnly) {
			t.Errorf("%q is by %s, who left on %s", c.Subject(), c.Author, m[1])
		}
	}
}

func TestMessagesReadWell(t *testing.T) {
	for _, c := range story(t) {
		lines := strings.Split(c.Message, "\n")
		if len(lines[0]) > 84 || strings.HasSuffix(lines[0], ".") {
			t.Errorf("the subject %q is too long or ends in a full stop", lines[0])
		}
		if len(lines) > 1 && lines[1] != "" {
			t.Errorf("%q: no empty line after the subject", lines[0])
		}
		for _, line := range lines[1:] {
			if len(line) > 76 {
				t.Errorf("%q: %q is too long for a terminal", lines[0], line)
			}
		}
	}
}

// One commit of the story breaks one file; all else can be read at all times.
func TestOneMistakeCannotBeRead(t *testing.T) {
	type text struct{ name, data string }
	read := map[text]bool{}
	broken := map[string][]string{}
	for _, c := range story(t) {
		for _, name := range slices.Sorted(maps.Keys(c.Files)) {
			key := text{name, string(c.Files[name])}
			fine, done := read[key]
			if !done {
				fine = !document.Readable(name) || len(document.Parse(name, c.Files[name], document.DefaultLimits).Problems) == 0
				read[key] = fine
			}
			if !fine {
				broken[c.Subject()] = append(broken[c.Subject()], name)
			}
		}
	}
	want := map[string][]string{"Quote times in the exceptions": {"registers/exceptions.yaml"}}
	if diff := cmp.Diff(want, broken); diff != "" {
		t.Errorf("files that cannot be read, by commit (-want +got):\n%s", diff)
	}
}

// Every event that is expected of the history names a commit of main.
func TestExpectedCommitsAreThere(t *testing.T) {
	chapters := story(t)
	subjects := map[string]int{}
	for _, i := range mainLine(chapters) {
		subjects[chapters[i].At.Format(time.DateOnly)+" "+chapters[i].Subject()]++
	}
	data, err := examples.Expected()
	if err != nil {
		t.Fatal(err)
	}
	commit := regexp.MustCompile(`(?m)^- commit: (.+)\n  on: (\S+)$`)
	events := commit.FindAllStringSubmatch(string(data), -1)
	if len(events) < 15 {
		t.Fatalf("%d events are expected, want at least 15", len(events))
	}
	for _, event := range events {
		subject := event[1]
		if strings.HasPrefix(subject, `"`) {
			subject = strings.Trim(subject, `"`)
		}
		if n := subjects[event[2]+" "+subject]; n != 1 {
			t.Errorf("%d commits of main on %s are called %q, want 1", n, event[2], subject)
		}
	}
}

// The ids of the commits are the same on every machine, and git finds nothing wrong.
func TestGitAcceptsTheStory(t *testing.T) {
	chapters := story(t)
	dir := filepath.Join(t.TempDir(), "repo")
	r, err := examples.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := r.Write(chapters)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids[len(ids)-1]; got != lastID {
		t.Errorf("the last commit is %s, want %s", got, lastID)
	}
	if _, err := r.Write(chapters); err == nil {
		t.Error("wrote a second history into a repository that has one")
	}
	git(t, dir, "fsck", "--strict", "--no-dangling")
	if got := git(t, dir, "status", "--porcelain"); got != "" {
		t.Errorf("status is %q, want a clean work tree", got)
	}
	if got := strings.Count(git(t, dir, "rev-list", "HEAD"), "\n") + 1; got != len(chapters) {
		t.Errorf("git reaches %d commits, want %d", got, len(chapters))
	}
}

// lastID depends on every commit before it: it is set anew when the story or a file of
// examples/acme is changed on purpose.
const lastID = "ca26e977a20d3109493b1a446c4bed5a7c5efafb"
