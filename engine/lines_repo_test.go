package engine_test

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// definitions are loaded once for all tests of lines.
var definitions = sync.OnceValues(engine.Builtin)

// A past is a repository whose history a test writes object by object, so that
// parents, dates and trees may be anything. Its commits have names.
type past struct {
	t       testing.TB
	dir     string
	ids     map[string]string // of commits, by name
	names   map[string]string // of commits, by id
	written map[string]bool
}

// What stands in place of a text in the files of a commit.
const (
	executable = "\x00755 "
	link       = "\x00120000 "
	module     = "\x00160000 " // followed by 40 hex digits
	lostFile   = "\x00lost "   // a file whose contents are not there
	lostFolder = "\x00folder"  // a folder that is not there
)

// born is the instant of the day 0 of all pasts: 2026-01-01 12:00 UTC.
const born = 1767268800

// day is a date of git: so many days after day 0.
func day(n int) string { return fmt.Sprintf("%d +0000", born+n*86400) }

func newPast(t testing.TB) *past {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := &past{t: t, dir: dir, ids: map[string]string{}, names: map[string]string{}, written: map[string]bool{}}
	for _, d := range []string{"objects", "refs/heads"} {
		if err := os.MkdirAll(filepath.Join(dir, ".git", d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.file(".git/HEAD", "ref: refs/heads/main\n")
	p.file(".git/config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
	return p
}

// file writes a file below the folder of the repository.
func (p *past) file(name, text string) {
	p.t.Helper()
	full := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *past) loose(id string) string { return ".git/objects/" + id[:2] + "/" + id[2:] }

func (p *past) object(kind, text string) string {
	p.t.Helper()
	whole := fmt.Sprintf("%s %d\x00%s", kind, len(text), text)
	sum := sha1.Sum([]byte(whole))
	id := hex.EncodeToString(sum[:])
	if p.written[id] {
		return id
	}
	p.written[id] = true
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, err := z.Write([]byte(whole))
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.file(p.loose(id), packed.String())
	return id
}

// tree writes the files below prefix.
func (p *past) tree(prefix string, files map[string]string) string {
	entries := map[string]string{} // sort name to mode and id
	for name, text := range files {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		first, _, folder := strings.Cut(rest, "/")
		if folder {
			entries[first+"/"] = "40000 " + p.tree(prefix+first+"/", files)
			continue
		}
		switch kind, value, _ := strings.Cut(text, " "); kind + " " {
		case executable:
			entries[first] = "100755 " + p.object("blob", value)
		case link:
			entries[first] = "120000 " + p.object("blob", value)
		case module:
			entries[first] = "160000 " + value
		case lostFile:
			entries[first] = "100644 " + absent("blob", value)
		case lostFolder + " ":
			entries[first+"/"] = "40000 " + strings.Repeat("ab", 20)
		default:
			entries[first] = "100644 " + p.object("blob", text)
		}
	}
	var text bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		mode, id, _ := strings.Cut(entries[name], " ")
		raw, err := hex.DecodeString(id)
		if err != nil {
			p.t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s %s\x00%s", mode, strings.TrimSuffix(name, "/"), raw)
	}
	return p.object("tree", text.String())
}

// absent is the id of an object that is not written.
func absent(kind, text string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "%s %d\x00%s", kind, len(text), text))
	return hex.EncodeToString(sum[:])
}

// commit writes a commit and makes it the tip. Parents are names.
func (p *past) commit(name, date string, files map[string]string, parents ...string) string {
	p.t.Helper()
	return p.commitTree(name, date, p.tree("", files), parents...)
}

func (p *past) commitTree(name, date, tree string, parents ...string) string {
	p.t.Helper()
	return p.commitBy(signature{}, name, date, tree, parents...)
}

// A signature is who makes a commit, and with which key; its zero is Ada without one.
type signature struct {
	who string // "Name <address>"
	key *sshKey
}

func (p *past) commitBy(s signature, name, date, tree string, parents ...string) string {
	p.t.Helper()
	who := cmp.Or(s.who, "Ada Lang <ada@acme.example>")
	text := "tree " + tree + "\n"
	for _, parent := range parents {
		if p.ids[parent] == "" {
			p.t.Fatalf("commit %s has the parent %s, which is not there", name, parent)
		}
		text += "parent " + p.ids[parent] + "\n"
	}
	text += fmt.Sprintf("author %s %s\ncommitter %s %s\n", who, date, who, date)
	if message := "\n" + name + "\n"; s.key == nil {
		text += message
	} else {
		text += "gpgsig " + strings.ReplaceAll(s.key.sign(text+message), "\n", "\n ") + "\n" + message
	}
	id := p.object("commit", text)
	p.ids[name], p.names[id] = id, name
	p.file(".git/refs/heads/main", id+"\n")
	return id
}

// git runs git in the repository, or skips the test where there is none.
func (p *past) git(args ...string) string {
	p.t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		p.t.Skip("git is not installed")
	}
	out, err := p.tryGit(args...)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// tryGit runs git with dates and names that are always the same.
func (p *past) tryGit(args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = p.dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@acme.example", "GIT_AUTHOR_DATE=" + day(0), "LC_ALL=C",
		"GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@acme.example", "GIT_COMMITTER_DATE=" + day(0),
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, &stderr)
	}
	return strings.TrimSpace(string(out)), nil
}

// owned are the rules most tests of lines judge by: one that knows no date and one
// that does.
var owned = []string{"risk.owner", "risk.review_due"}

// history judges the repository, by the rules of owned where o names none.
func (p *past) history(o engine.HistoryOptions) (*isms.Timeline, error) {
	p.t.Helper()
	d, err := definitions()
	if err != nil {
		p.t.Fatal(err)
	}
	if o.Path == "" {
		o.Path = p.dir
	}
	if o.Rules == nil {
		o.Rules = owned
	}
	return d.History(p.t.Context(), o)
}

// mustHistory is history where nothing stands in the way of it.
func (p *past) mustHistory(o engine.HistoryOptions) *isms.Timeline {
	p.t.Helper()
	t, err := p.history(o)
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

// cause is a cause with names in place of ids.
func (p *past) cause(c isms.Cause) string {
	switch {
	case c.Lapse:
		return "lapse"
	case c.Waiver != "":
		return c.Waiver
	case c.Behind != "":
		return p.names[c.Commit] + " behind which " + p.names[c.Behind]
	}
	return p.names[c.Commit]
}

// spans are the spans of a timeline in words, without their times.
func (p *past) spans(t *isms.Timeline) []string {
	out := []string{}
	for _, s := range t.Spans {
		line := fmt.Sprintf("%s %s: %s", s.Finding.Rule.ID, s.Finding.ID, p.cause(s.OpenedBy))
		if s.To != nil {
			line += " to " + p.cause(s.ClosedBy)
		}
		out = append(out, line)
	}
	return out
}

// times are the times of the spans of a timeline, in UTC.
func times(t *isms.Timeline) []string {
	out := []string{}
	for _, s := range t.Spans {
		line := s.From.UTC().Format(time.RFC3339)
		if s.To != nil {
			line += " to " + s.To.UTC().Format(time.RFC3339)
		}
		out = append(out, line)
	}
	return out
}

// steps are the steps of a timeline in words: what opened (+), closed (-) and is
// undecided (?) at each commit.
func (p *past) steps(t *isms.Timeline) []string {
	out := []string{}
	for _, s := range t.Steps {
		line := p.names[s.Commit.ID] + ":"
		for _, f := range s.Opened {
			line += " +" + f.ID
		}
		for _, f := range s.Closed {
			line += " -" + f.ID
		}
		for _, u := range s.Undecided {
			line += " ?" + u.Path
		}
		out = append(out, fmt.Sprintf("%s (%d)", line, s.Open.Total()))
	}
	return out
}

// byID sorts findings by the id of their record.
func byID(findings []isms.Finding) []isms.Finding {
	return slices.SortedStableFunc(slices.Values(findings), func(a, b isms.Finding) int { return strings.Compare(a.ID, b.ID) })
}

// inAnyOrder compares lists of lines as sets.
var inAnyOrder = cmpopts.SortSlices(func(a, b string) bool { return a < b })

// lines writes a timeline as the command does.
func lines(t testing.TB, line *isms.Timeline) string {
	t.Helper()
	format, err := report.LookupHistory("jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := format.Write(&b, line, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The files of these histories.

const acme = "kind: isms\nid: acme\norganization: Acme GmbH\ntimezone: Europe/Berlin\n"

// risk is an item of a register; due is the day of its next review, "" for one that
// lies far ahead, and owner "" for none.
func risk(id, owner, due string) string {
	if due == "" {
		due = "9998-12-31"
	}
	if owner != "" {
		owner = ", owner: " + owner
	}
	return fmt.Sprintf("  - {id: %s, title: Laptop is stolen, next_review: %s%s}\n", id, due, owner)
}

func register(items ...string) string {
	return "kind: risks\nid: risk-register\nitems:\n" + strings.Join(items, "")
}

// files are isms.yaml and a register of risks.
func files(items ...string) map[string]string {
	return map[string]string{"isms.yaml": acme, "risks.yaml": register(items...)}
}

// with returns files with others in place of or besides them; "" takes one away.
func with(files map[string]string, pairs ...string) map[string]string {
	out := maps.Clone(files)
	for i := 0; i < len(pairs); i += 2 {
		if out[pairs[i]] = pairs[i+1]; pairs[i+1] == "" {
			delete(out, pairs[i])
		}
	}
	return out
}

// contains says whether a text holds all words.
func contains(text string, words ...string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}
