package examples_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/examples"
)

const register = `kind: people
id: people
version: 2.0.0
approved_on: 2026-01-12
next_review: 2027-01-11
items:
  - id: ann
    name: Ann Example
    unit: Security
    knows: [bob, "c-7"]
    emails: ["ann@acme.example"]

  - id: bob
    name: Bob Example
    boss: ann
    emails: ["bob@acme.example"]
changes:
  - {version: 1.0.0, on: 2025-01-13, by: ann, note: First version}
  - {version: 2.0.0, on: 2026-01-12, by: ann, note: Bob}
`

const opening = "2025-01-13 09:00 ann\n\n    Begin\n\nnew registers/people.yaml\n\n"

// Each story has one commit after the opening one; the register before it is wanted.
func TestEdits(t *testing.T) {
	without := func(text string, parts ...string) string {
		for i := 0; i < len(parts); i += 2 {
			if strings.Count(text, parts[i]) != 1 {
				t.Fatalf("%q is not in the text once", parts[i])
			}
			text = strings.Replace(text, parts[i], parts[i+1], 1)
		}
		return text
	}
	bob := "\n  - id: bob\n    name: Bob Example\n    boss: ann\n    emails: [\"bob@acme.example\"]\n"
	cases := map[string]struct{ edits, want string }{
		"an item and the references to it": {
			edits: "add registers/people.yaml bob",
			want:  without(register, bob, "", "bob, ", ""),
		},
		"a field of an item": {
			edits: "set registers/people.yaml bob\n-name: Robert Example\n+name",
			want:  without(register, "Bob Example", "Robert Example"),
		},
		"a field that begins": {
			edits: "set registers/people.yaml bob\n+boss",
			want:  without(register, "    boss: ann\n", ""),
		},
		"a field that ends": {
			edits: "set registers/people.yaml bob\n-boss: ann\n-end: 2025-12-31\n+boss",
			want:  without(register, "    boss: ann\n", "    boss: ann\n    end: 2025-12-31\n"),
		},
		"a field of the file": {
			edits: "set registers/people.yaml\n-version: 1.9.0\n+version",
			want:  without(register, "version: 2.0.0\napp", "version: 1.9.0\napp"),
		},
		"lines of an item": {
			edits: "edit registers/people.yaml ann\n-    unit: Platform\n+    unit: Security",
			want:  without(register, "unit: Security", "unit: Platform"),
		},
		"a version": {
			edits: "release registers/people.yaml 1.0.0 2025-01-13",
			want: without(register, "version: 2.0.0\napp", "version: 1.0.0\napp", "2026-01-12\nnext", "2025-01-13\nnext",
				"2027-01-11", "2026-01-12", "  - {version: 2.0.0, on: 2026-01-12, by: ann, note: Bob}\n", ""),
		},
		"an approval with a next review of its own": {
			edits: "renew registers/people.yaml 2025-01-13 2025-06-30",
			want:  without(register, "2026-01-12\nnext", "2025-01-13\nnext", "2027-01-11", "2025-06-30"),
		},
		"a piece of a line": {
			edits: "all registers/people.yaml\n-Sample\n+Example",
			want:  strings.ReplaceAll(register, "Example", "Sample"),
		},
		"empty lines": {
			edits: "space registers/people.yaml",
			want:  strings.ReplaceAll(register, "\n\n", "\n"),
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := opening + "2026-01-12 09:00 ann\n\n    Change\n\n" + c.edits + "\n"
			chapters, err := examples.Tell(text, map[string][]byte{"registers/people.yaml": []byte(register)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(chapters[0].Files["registers/people.yaml"])); diff != "" {
				t.Errorf("before the commit (-want +got):\n%s", diff)
			}
			if got := string(chapters[1].Files["registers/people.yaml"]); got != register {
				t.Errorf("after the commit the register is\n%s", got)
			}
		})
	}
}

// A branch has neither what came later on it nor what happened on main meanwhile.
func TestBranches(t *testing.T) {
	text := opening + `2025-02-03 09:00 ann on side

    One

new one.yaml

2025-02-04 09:00 ann

    Meanwhile

new main.yaml

2025-02-05 09:00 ann on side

    Two

new two.yaml

2025-02-06 09:00 ann merges side

    Merge
`
	last := map[string][]byte{}
	for _, name := range []string{"registers/people.yaml", "one.yaml", "two.yaml", "main.yaml"} {
		last[name] = []byte(register)
	}
	chapters, err := examples.Tell(text, last)
	if err != nil {
		t.Fatal(err)
	}
	type commit struct {
		Parents        []int
		One, Two, Main bool
	}
	var got []commit
	for _, c := range chapters {
		has := func(name string) bool { return c.Files[name] != nil }
		got = append(got, commit{c.Parents, has("one.yaml"), has("two.yaml"), has("main.yaml")})
	}
	want := []commit{
		{Parents: nil},
		{Parents: []int{0}, One: true},
		{Parents: []int{0}, Main: true},
		{Parents: []int{1}, One: true, Two: true},
		{Parents: []int{2, 3}, One: true, Two: true, Main: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commits (-want +got):\n%s", diff)
	}
}

func TestStoriesThatDoNotFit(t *testing.T) {
	const second = "2026-01-12 09:00 ann\n\n    Change\n\n"
	cases := map[string]struct{ text, want string }{
		"no commit":            {"# nothing\n", "no commits"},
		"no message":           {"2025-01-13 09:00 ann\n\nnew registers/people.yaml\n", "no message"},
		"a stranger":           {"2025-01-13 09:00 eve\n\n    Begin\n\nnew registers/people.yaml\n", `the id "eve"`},
		"words before all":     {"new registers/people.yaml\n", "before the first commit"},
		"an unknown edit":      {opening + second + "drop registers/people.yaml\n", "is no edit"},
		"lines without edit":   {opening + second + "+a\n", "belongs to no edit"},
		"a day that is none":   {"2025-02-30 09:00 ann\n\n    Begin\n", "day out of range"},
		"a file without start": {second, `no commit begins the file "registers/people.yaml"`},
		"a file that is not":   {opening + second + "new nothing.yaml\n", `there is no file "nothing.yaml"`},
		"an item that is not":  {opening + second + "add registers/people.yaml eve\n", `there is no item "eve"`},
		"a field that is not":  {opening + second + "set registers/people.yaml ann\n+age\n", `there is no field "age"`},
		"a text that is not":   {opening + second + "edit registers/people.yaml\n-a\n+b\n", "is not what follows"},
		"a text that is twice": {opening + second + "edit registers/people.yaml\n-a\n+items:\nedit registers/people.yaml ann bob\n-b\n+    name: Ann Example\n", "is not what follows"},
		"a piece that is not":  {opening + second + "all registers/people.yaml\n-a\n+Nowhere\n", "stands nowhere"},
		"a loss for ever":      {opening + second + "lose registers/people.yaml\n", "no later commit restores"},
		"time that runs back":  {opening + "2025-01-12 09:00 ann\n\n    Change\n", "not later"},
		"a branch left open":   {opening + "2025-01-14 09:00 ann on side\n\n    One\n\n2025-01-15 09:00 ann\n\n    Two\n", "never merged"},
		"a branch of nothing":  {"2025-01-12 09:00 ann on side\n\n    One\n\n" + opening, "nothing to start from"},
		"a merge of nothing":   {opening + "2025-01-14 09:00 ann merges side\n\n    Merge\n", `no branch "side"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := examples.Tell(c.text, map[string][]byte{"registers/people.yaml": []byte(register)})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want it to say %q", err, c.want)
			}
		})
	}
}
