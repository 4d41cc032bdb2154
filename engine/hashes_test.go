package engine_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

func sumOf(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

// proof is a record of evidence with a file.
func proof(file, sum string) string {
	return "kind: evidence\nid: E-1\nfile: " + file + "\nsha256: " + sum + "\n"
}

const adminList = "user,role\nada,admin\n"

// hashFindings says what a check of a folder finds and cannot judge about digests.
func hashFindings(t *testing.T, dir string) []string {
	t.Helper()
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	result, err := d.Check(t.Context(), engine.Options{Path: dir, AsOf: "2026-12-01", Rules: []string{"hist.hash_match"}, Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range result.Report.Findings {
		out = append(out, fmt.Sprintf("%s:%d %s %s/%s %s", f.Path, f.Range.Start.Line, f.Grade, f.Kind, f.ID, f.Message))
	}
	for _, u := range result.Report.Undecided {
		if u.Rule.ID == "hist.hash_match" {
			out = append(out, fmt.Sprintf("%s:%d undecided %s", u.Path, u.Range.Start.Line, u.Reason))
		}
	}
	return out
}

func TestStoredFilesFitTheirRecordedHash(t *testing.T) {
	other := `"files/r.csv" is not the file that was recorded: its SHA-256 is ` + sumOf(adminList)
	unknown := `evidence.yaml:4 undecided whether "files/r.csv" still is the file that was recorded is not known: `
	wrong := strings.Repeat("ab", 32)
	for name, c := range map[string]struct {
		record string
		file   string // "" for none
		make   func(name string) error
		want   []string
	}{
		"the file that was recorded":       {record: proof("files/r.csv", sumOf(adminList)), file: adminList},
		"in capitals":                      {record: proof("files/r.csv", strings.ToUpper(sumOf(adminList))), file: adminList},
		"by another way":                   {record: proof("./files//r.csv", sumOf(adminList)), file: adminList},
		"another file":                     {record: proof("files/r.csv", wrong), file: adminList, want: []string{"evidence.yaml:4 major evidence/E-1 " + other}},
		"a file of one letter more":        {record: proof("files/r.csv", sumOf(adminList+"\n")), file: adminList, want: []string{"evidence.yaml:4 major evidence/E-1 " + other}},
		"no file":                          {record: proof("files/r.csv", wrong)},
		"no digest":                        {record: "kind: evidence\nid: E-1\nfile: files/r.csv\n", file: adminList},
		"no text":                          {record: proof("files/r.csv", "{a: b}"), file: adminList},
		"the digest of what it was before": {record: "kind: evidence\nid: E-1\nfile: files/r.csv\nimported_from: {sha256: " + wrong + "}\n", file: adminList},
		"a digest of a file elsewhere":     {record: "kind: evidence\nid: E-1\nurl: https://a.example/r.csv\nsha256: " + wrong + "\n", file: adminList},
		"an external document": {
			record: "kind: document\nid: D-1\nlocation: files/r.csv\nsha256: " + wrong + "\n", file: adminList,
			want: []string{"evidence.yaml:4 major document/D-1 " + other},
		},
		"an external document on a shelf": {record: "kind: document\nid: D-1\nlocation: shelf 4\nsha256: " + wrong + "\n", file: adminList},
		"two records of one file": {
			record: proof("files/r.csv", sumOf(adminList)) + "---\nkind: evidence\nid: E-2\nfile: files/r.csv\nsha256: " + wrong + "\n", file: adminList,
			want: []string{"evidence.yaml:9 major evidence/E-2 " + other},
		},
		"a file that is an artifact itself": {
			record: "kind: evidence\nid: E-1\nfile: files/r.yaml\nsha256: " + wrong + "\n",
			make: func(name string) error {
				return os.WriteFile(filepath.Join(filepath.Dir(name), "r.yaml"), []byte("kind: risk\nid: R-1\n"), 0o600)
			},
			want: []string{`evidence.yaml:4 major evidence/E-1 "files/r.yaml" is not the file that was recorded: its SHA-256 is ` + sumOf("kind: risk\nid: R-1\n")},
		},
		"a pointer to a large file": {
			record: proof("files/r.csv", sumOf(adminList)), file: "version https://git-lfs.github.com/spec/v1\noid sha256:" + sumOf(adminList) + "\nsize 20\n",
			want: []string{unknown + "it is a Git LFS pointer: its content is not in the repository"},
		},
		"a symbolic link": {
			record: proof("files/r.csv", sumOf(adminList)),
			make: func(name string) error {
				return errors.Join(os.WriteFile(name+".real", []byte(adminList), 0o600), os.Symlink("r.csv.real", name))
			},
			want: []string{unknown + "it is a symbolic link, which is not followed"},
		},
		"a file without bounds": {
			record: proof("files/r.csv", sumOf(adminList)),
			make: func(name string) error {
				return errors.Join(os.WriteFile(name, nil, 0o600), os.Truncate(name, 64<<20+1))
			},
			want: []string{unknown + `the file has 67108865 bytes, more than the 67108864 allowed`},
		},
		"a file outside of the repository": {record: proof("../r.csv", wrong)},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "files", "r.csv")
			if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "evidence.yaml"), []byte(c.record), 0o600); err != nil {
				t.Fatal(err)
			}
			if c.file != "" {
				if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.make != nil {
				if err := c.make(file); errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
					t.Skip(err)
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(c.want, hashFindings(t, dir)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// Along a history a file that changes is found at the commit that changes it, and is no
// finding any more once it is back, or the record was corrected.
func TestStoredFilesAlongAHistory(t *testing.T) {
	p := newPast(t)
	evidence := proof("r.csv", sumOf(adminList))
	tree := map[string]string{"isms.yaml": acme, "e.yaml": evidence, "r.csv": adminList}
	other := with(tree, "r.csv", "other\n")
	p.commit("one", day(1), tree)
	p.commit("two", day(2), with(tree, "r.csv", "user,role\n"), "one")
	p.commit("three", day(3), tree, "two")
	p.commit("four", day(4), other, "three")
	p.commit("five", day(5), with(other, "e.yaml", proof("r.csv", sumOf("other\n"))), "four")
	line := p.mustHistory(engine.HistoryOptions{Rules: []string{"hist.hash_match"}, Verify: true})
	var got []string
	for _, s := range line.Spans {
		got = append(got, fmt.Sprintf("%s..%s %s", s.From.Format(time.DateOnly), s.To.Format(time.DateOnly), s.Finding.ID))
	}
	want := []string{}
	for _, n := range [][2]int{{2, 3}, {4, 5}} {
		date := func(n int) string { return time.Unix(int64(born+n*86400), 0).UTC().Format(time.DateOnly) }
		want = append(want, date(n[0])+".."+date(n[1])+" E-1")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}

// A change that puts another file in place of evidence is found by the gate, whether the
// record says nothing new or claims something else.
func TestTheGateComparesStoredFiles(t *testing.T) {
	base := map[string]string{"isms.yaml": acme, "e.yaml": proof("r.csv", sumOf(adminList)), "r.csv": adminList}
	for name, c := range map[string]struct {
		tree map[string]string
		want []string
	}{
		"nothing":            {with(base, "note.yaml", "kind: risk\nid: R-9\n"), nil},
		"the file":           {with(base, "r.csv", "other\n"), []string{"new hist.hash_match E-1"}},
		"the digest":         {with(base, "e.yaml", proof("r.csv", sumOf("other\n"))), []string{"new hist.hash_match E-1"}},
		"both":               {with(with(base, "r.csv", "other\n"), "e.yaml", proof("r.csv", sumOf("other\n"))), nil},
		"a record of a file": {with(base, "f.yaml", strings.Replace(proof("isms.yaml", sumOf("other\n")), "E-1", "E-2", 1)), []string{"new hist.hash_match E-2"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("base", day(0), base)
			p.commit("head", day(1), c.tree, "base")
			got := p.change(engine.Options{Path: p.dir, Rev: "main", Base: p.ids["base"], Rules: []string{"hist.hash_match"}})
			if diff := cmp.Diff(c.want, got.findings); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}
