package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// surrounded says what a check finds and cannot decide about the surroundings of a tree.
func (p *past) surrounded(o engine.Options, rule string) []string {
	p.t.Helper()
	d, err := definitions()
	if err != nil {
		p.t.Fatal(err)
	}
	o.AsOf, o.Now, o.Rules = "2026-02-01", time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC), []string{rule}
	result, err := d.Check(p.t.Context(), o)
	if err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for _, f := range result.Report.Findings {
		out = append(out, fmt.Sprintf("%s:%d %s", f.Path, f.Range.Start.Line, f.Message))
	}
	for _, u := range result.Report.Undecided {
		out = append(out, fmt.Sprintf("%s:%d undecided %s", u.Path, u.Range.Start.Line, u.Reason))
	}
	slices.Sort(out)
	return out
}

func certificate(fields string) map[string]string {
	return map[string]string{"isms.yaml": acme, "certification.yaml": "kind: certification\nid: c\n" + fields}
}

func TestTheStatementOnTheCertificateIsTagged(t *testing.T) {
	lacks := func(version string) []string {
		return []string{fmt.Sprintf("certification.yaml:4 version %q of the statement of applicability, which the certificate names, is no tag or commit of this repository", version)}
	}
	certified := certificate("state: certified\nsoa_version: 3.1.0\n")
	stating := func(fields string) map[string]string {
		tree := certificate("state: certified\nsoa_version: 3.1.0\n")
		tree["soa.yaml"] = "kind: soa\nid: soa\n" + fields
		return tree
	}
	for name, c := range map[string]struct {
		tree    map[string]string
		tags    []string
		packed  bool
		shallow bool
		want    []string
	}{
		"no tag":                        {tree: certified, want: lacks("3.1.0")},
		"the version":                   {tree: certified, tags: []string{"3.1.0"}},
		"the version, packed":           {tree: certified, tags: []string{"3.1.0"}, packed: true},
		"with a v":                      {tree: certified, tags: []string{"v3.1.0"}},
		"of the statement":              {tree: certified, tags: []string{"soa-3.1.0"}},
		"of the statement, in a folder": {tree: certified, tags: []string{"soa/v3.1.0"}},
		"of a release":                  {tree: certified, tags: []string{"release-3.1.0"}, want: lacks("3.1.0")},
		"of a longer version":           {tree: certified, tags: []string{"v13.1.0", "soa-1.3.1.0", "3.1.0-rc1"}, want: lacks("3.1.0")},
		"in force now":                  {tree: stating("version: 3.1.0\n")},
		"dated by the statement":        {tree: stating("version: 3.2.0\nchanges: [{version: 3.1.0, on: 2026-01-10}, {version: 3.2.0}]\n")},
		"named by it without a day":     {tree: stating("version: 3.2.0\nchanges: [{version: 3.1.0}]\n"), want: lacks("3.1.0")},
		"unknown to the statement":      {tree: stating("version: 3.2.0\nchanges: [{version: 3.0.0, on: 2026-01-10}]\n"), want: lacks("3.1.0")},
		"none yet":                      {tree: certificate("state: preparing\nsoa_version: 3.1.0\n")},
		"no version":                    {tree: certificate("state: certified\n")},
		"no commit":                     {tree: certificate("state: certified\nsoa_version: 0123456789ab\n"), want: lacks("0123456789ab")},
		"a shallow clone":               {tree: certified, shallow: true, want: []string{`certification.yaml:4 undecided whether "3.1.0" is a tag or commit is not known: this clone is shallow and lacks it; fetch all history and tags`}},
		"a shallow clone with tags":     {tree: certified, shallow: true, tags: []string{"v1"}, want: lacks("3.1.0")},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("one", day(0), c.tree)
			for _, tag := range c.tags {
				p.file(".git/refs/tags/"+tag, p.ids["one"]+"\n")
			}
			if c.packed {
				p.file(".git/packed-refs", "# pack-refs with: peeled fully-peeled sorted \n"+p.ids["one"]+" refs/tags/"+c.tags[0]+"\n")
				if err := os.Remove(filepath.Join(p.dir, ".git/refs/tags", c.tags[0])); err != nil {
					t.Fatal(err)
				}
			}
			if c.shallow {
				p.file(".git/shallow", p.ids["one"]+"\n")
			}
			if diff := cmp.Diff(c.want, p.surrounded(engine.Options{Path: p.dir, Rev: "main"}, "soa.version_known")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The id of a commit is as good as a tag.
func TestTheStatementOnTheCertificateIsACommit(t *testing.T) {
	p := newPast(t)
	p.commit("one", day(0), files(risk("R-001", "ada", "")))
	p.commit("two", day(1), certificate("state: certified\nsoa_version: '"+p.ids["one"][:12]+"'\n"), "one")
	if got := p.surrounded(engine.Options{Path: p.dir, Rev: "main"}, "soa.version_known"); got != nil {
		t.Errorf("got %q, want nothing", got)
	}
}

func TestFilesUnderControlHaveCodeOwners(t *testing.T) {
	base := map[string]string{"isms.yaml": acme, "risks.yaml": register(risk("R-001", "ada", "")), "README.md": "Read me.\n"}
	for name, c := range map[string]struct {
		path, owners string
		want         []string
	}{
		"no such file":        {"OWNERS", "", nil},
		"all are owned":       {".github/CODEOWNERS", "*.yaml @acme/isms\n", nil},
		"one is not":          {".github/CODEOWNERS", "/isms.yaml @acme/isms\n", []string{`isms.yaml:1 .github/CODEOWNERS gives no owner to 1 of 2 files under control: "risks.yaml"`}},
		"nobody owns it":      {"CODEOWNERS", "* @acme/isms\n/risks.yaml\n", []string{`isms.yaml:1 CODEOWNERS gives no owner to 1 of 2 files under control: "risks.yaml"`}},
		"it says nothing":     {"CODEOWNERS", "# later\n", []string{`isms.yaml:1 CODEOWNERS gives no owner to 2 of 2 files under control: "isms.yaml", "risks.yaml"`}},
		"it stands elsewhere": {"etc/CODEOWNERS", "# later\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("one", day(0), with(base, c.path, c.owners))
			if diff := cmp.Diff(c.want, p.surrounded(engine.Options{Path: p.dir, Rev: "main"}, "hist.codeowners")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			inside := map[string]string{c.path: c.owners}
			for path, text := range base {
				inside["isms/"+path] = text
			}
			p.commit("two", day(1), inside, "one")
			if c.owners != "/isms.yaml @acme/isms\n" && name != "nobody owns it" { // these begin at the root
				p.file("isms/isms.yaml", acme)
				o := engine.Options{Path: filepath.Join(p.dir, "isms"), Rev: "main"}
				if diff := cmp.Diff(c.want, p.surrounded(o, "hist.codeowners")); diff != "" {
					t.Errorf("in a folder (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A change that brings a file without an owner brings the finding.
func TestAChangeKeepsCodeOwners(t *testing.T) {
	p := newPast(t)
	base := map[string]string{"isms.yaml": acme, "CODEOWNERS": "/isms.yaml @acme/isms\n"}
	p.commit("base", day(0), base)
	p.commit("head", day(1), with(base, "risks.yaml", register(risk("R-001", "ada", ""))), "base")
	got := p.change(engine.Options{Path: p.dir, Rev: "main", Base: p.ids["base"], Rules: []string{"hist.codeowners"}})
	if diff := cmp.Diff([]string{"new hist.codeowners acme"}, got.findings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
