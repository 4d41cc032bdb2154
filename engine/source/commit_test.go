package source_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

const (
	treeID   = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	parentID = "1111111111111111111111111111111111111111"
	commitID = "2222222222222222222222222222222222222222"
	ada      = "Ada Lang <ada@acme.example> 1700000000 +0100"
)

func TestCommitIsReadWhole(t *testing.T) {
	text := "tree " + treeID + "\nparent " + parentID + "\nauthor " + ada + "\ncommitter " + ada +
		"\ngpgsig -----BEGIN\n author Mallory <m@x> 1 +0000\n -----END\nmergetag object 1\n\nSubject\n\nBody\n"
	got, err := source.ParseCommit(commitID, []byte(text))
	when := time.Unix(1700000000, 0).In(time.FixedZone("", 3600))
	who := isms.Signature{Name: "Ada Lang", Email: "ada@acme.example", When: when, Raw: ada}
	want := source.Logged{Commit: isms.Commit{ID: commitID, Tree: treeID, Parents: []string{parentID},
		Author: who, Committer: who, Message: "Subject\n\nBody\n", Object: text}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if got.Commit.Author.When.Format(time.RFC3339) != "2023-11-14T23:13:20+01:00" {
		t.Errorf("got %v, want the time in the author's zone", got.Commit.Author.When)
	}
}

func TestSignatures(t *testing.T) {
	for name, c := range map[string]struct {
		raw, who, when string // who is "name|email"
		codes          []string
	}{
		"usual":              {ada, "Ada Lang|ada@acme.example", "2023-11-14T23:13:20+01:00", nil},
		"no name":            {"<ada@x> 0 +0000", "|ada@x", "1970-01-01T00:00:00Z", nil},
		"no address":         {"Ada <> 0 +0000", "Ada|", "1970-01-01T00:00:00Z", nil},
		"west":               {"A <a@x> 1700000000 -0930", "A|a@x", "2023-11-14T12:43:20-09:30", nil},
		"last second":        {"A <a@x> 253402300799 +0000", "A|a@x", "9999-12-31T23:59:59Z", nil},
		"last second, east":  {"A <a@x> 253402300799 +0100", "A|a@x", "9999-12-31T23:59:59Z", nil},
		"year 10000":         {"A <a@x> 253402300800 +0000", "A|a@x", "", []string{"commit.date"}},
		"before 1970":        {"A <a@x> -100 +0000", "A|a@x", "", []string{"commit.date"}},
		"overflow":           {"A <a@x> 99999999999999999999 +0000", "A|a@x", "", []string{"commit.date"}},
		"words":              {"A <a@x> yesterday", "A|a@x", "", []string{"commit.date"}},
		"hex":                {"A <a@x> 0x10 +0000", "A|a@x", "", []string{"commit.date"}},
		"plus":               {"A <a@x> +10 +0000", "A|a@x", "", []string{"commit.date"}},
		"no date":            {"A <a@x>", "A|a@x", "", []string{"commit.date"}},
		"no zone":            {"A <a@x> 1700000000", "A|a@x", "2023-11-14T22:13:20Z", []string{"commit.date"}},
		"zone out of bounds": {"A <a@x> 1700000000 +9999", "A|a@x", "2023-11-14T22:13:20Z", []string{"commit.date"}},
		"zone too long":      {"A <a@x> 1700000000 +051800", "A|a@x", "2023-11-14T22:13:20Z", []string{"commit.date"}},
		"zone named":         {"A <a@x> 1700000000 UTC", "A|a@x", "2023-11-14T22:13:20Z", []string{"commit.date"}},
		"two addresses":      {"A <real@x> <evil@y> 1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"address in name":    {"A> <a@x> 1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"no brackets":        {"A 1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"nobody":             {" <> 1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"nothing":            {"", "|", "", []string{"commit.date", "commit.identity"}},
		"stuck together":     {"A<a@x>1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"NUL":                {"A\x00B <a@x> 1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"spaces in address":  {"A < a@x > 1700000300 +0000", "|", "2023-11-14T22:18:20Z", []string{"commit.identity"}},
		"not UTF-8":          {"Jos\xe9 <a@x> 1700000300 +0000", `Jos\xe9|a@x`, "2023-11-14T22:18:20Z", []string{"commit.encoding"}},
	} {
		t.Run(name, func(t *testing.T) {
			text := "tree " + treeID + "\nauthor " + c.raw + "\ncommitter " + ada + "\n\nm"
			l, err := source.ParseCommit(commitID, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			a := l.Commit.Author
			when := ""
			if !a.When.IsZero() {
				when = a.When.Format(time.RFC3339)
			}
			if got := a.Name + "|" + a.Email; got != c.who || when != c.when || a.Raw != c.raw {
				t.Errorf("got %q at %q from %q; want %q at %q", got, when, a.Raw, c.who, c.when)
			}
			if diff := cmp.Diff(c.codes, codesOf(l.Problems)); diff != "" {
				t.Errorf("codes (-want +got):\n%s", diff)
			}
		})
	}
}

func codesOf(problems []isms.Problem) (codes []string) {
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func TestOddCommits(t *testing.T) {
	head := "tree " + treeID + "\nparent " + parentID + "\n"
	who := "author " + ada + "\ncommitter " + ada + "\n"
	for name, c := range map[string]struct {
		text  string
		codes []string // "error" where the commit cannot be read at all
		fatal bool
	}{
		"no tree":              {"parent " + parentID + "\n" + who + "\nm", []string{"error"}, false},
		"empty":                {"", []string{"error"}, false},
		"carriage returns":     {strings.ReplaceAll(head+who+"\nm", "\n", "\r\n"), []string{"error"}, false},
		"parent is no id":      {"tree " + treeID + "\nparent HEAD\n" + who + "\nm", []string{"error"}, false},
		"two trees":            {"tree " + treeID + "\n" + head + who + "\nm", []string{"commit.header"}, true},
		"parent after author":  {"tree " + treeID + "\nauthor " + ada + "\nparent " + parentID + "\ncommitter " + ada + "\n\nm", []string{"commit.header"}, true},
		"one parent twice":     {head + "parent " + parentID + "\n" + who + "\nm", []string{"commit.duplicate-parent"}, false},
		"no author":            {head + "committer " + ada + "\n\nm", []string{"commit.identity"}, false},
		"no committer":         {head + "author " + ada + "\n\nm", []string{"commit.identity"}, false},
		"two authors":          {head + "author " + ada + "\n" + who + "\nm", []string{"commit.identity"}, false},
		"two committers":       {head + who + "committer Eve <e@x> 1 +0000\n\nm", []string{"commit.identity"}, false},
		"committer first":      {head + "committer " + ada + "\nauthor " + ada + "\n\nm", []string{"commit.identity"}, false},
		"NUL in the message":   {head + who + "\na\x00b", []string{"commit.message"}, false},
		"no message":           {head + who, nil, false},
		"no empty line":        {head + who + "word\n", nil, false},
		"Latin-1":              {head + who + "encoding ISO-8859-1\n\ncaf\xe9", nil, false},
		"unknown encoding":     {head + who + "encoding KOI8-R\n\n\xff", []string{"commit.encoding"}, false},
		"message is not UTF-8": {head + who + "\n\xff", []string{"commit.encoding"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := source.ParseCommit(commitID, []byte(c.text))
			codes := codesOf(l.Problems)
			if err != nil {
				codes = []string{"error"}
			}
			if diff := cmp.Diff(c.codes, codes); diff != "" {
				t.Errorf("error %v, codes (-want +got):\n%s", err, diff)
			}
			if fatal := slices.ContainsFunc(l.Problems, func(p isms.Problem) bool { return p.Fatal }); fatal != c.fatal {
				t.Errorf("got fatal %v, want %v", fatal, c.fatal)
			}
			if !utf8.ValidString(l.Commit.Message) {
				t.Errorf("the message %q is not UTF-8", l.Commit.Message)
			}
			if name == "two authors" && l.Commit.Author.Name != "" {
				t.Errorf("got author %q where there are two", l.Commit.Author.Name)
			}
			if name == "Latin-1" && l.Commit.Message != "café" {
				t.Errorf("got message %q, want it decoded", l.Commit.Message)
			}
		})
	}
}

func FuzzCommit(f *testing.F) {
	f.Add([]byte("tree " + treeID + "\nparent " + parentID + "\nauthor " + ada + "\ncommitter " + ada + "\n\nm"))
	f.Add([]byte("tree " + treeID + "\nauthor A <a@x\nencoding x\n\n\xff\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := source.ParseCommit(commitID, data)
		if err != nil {
			return
		}
		for _, s := range []isms.Signature{l.Commit.Author, l.Commit.Committer} {
			if !utf8.ValidString(s.Name+s.Email) || strings.ContainsAny(s.Name+s.Email, "<>\x00\n") {
				t.Errorf("identity %q <%q>", s.Name, s.Email)
			}
			if !s.When.IsZero() && (s.When.Year() < 1969 || s.When.Year() > 9999) {
				t.Errorf("time %v", s.When)
			}
		}
		for _, p := range l.Problems {
			if p.Code == "" || p.Message == "" || !utf8.ValidString(p.Message) {
				t.Errorf("problem %+v", p)
			}
		}
		if again, _ := source.ParseCommit(commitID, data); fmt.Sprint(again) != fmt.Sprint(l) {
			t.Error("the same bytes give two commits")
		}
	})
}
