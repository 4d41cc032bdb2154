package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// policyOf is a policy in force.
func policyOf(version, approved, scope string) string {
	return "kind: policy\nid: backup\nstatus: approved\nversion: " + version + "\napproved_by: ada\napproved_on: " + approved + "\nscope: " + scope + "\n"
}

// person is a record of somebody with an address.
func person(id string) string {
	return "  - {id: " + id + ", name: " + id + ", emails: [" + id + "@acme.example]}\n"
}

// The commits of a change are judged one by one, by who and what was agreed before it.
func TestCommitsOfAChange(t *testing.T) {
	people := "kind: people\nid: people\nitems:\n" + person("ada")
	base := map[string]string{
		"isms.yaml": acme + "git: {review_evidence: [trailer]}\n", "people.yaml": people + person("bob"), "backup.yaml": policyOf("1.0.0", "2025-12-01", "All servers"),
	}
	changed := with(base, "backup.yaml", policyOf("1.0.0", "2025-12-01", "Some servers"))
	raised := with(base, "backup.yaml", policyOf("1.1.0", "2026-01-03", "Some servers"))
	type commit struct {
		message string
		tree    map[string]string
	}
	for name, c := range map[string]struct {
		commits []commit
		rules   []string
		want    judgedChange
	}{
		"the text changes alone": {
			[]commit{{"one", changed}}, []string{"doc.version_bumped", "doc.approval_covers_content"},
			judgedChange{1, []string{"new doc.approval_covers_content backup", "new doc.version_bumped backup"}},
		},
		"the next commit puts it right": {
			[]commit{{"one", changed}, {"two", raised}}, []string{"doc.version_bumped", "doc.approval_covers_content"}, judgedChange{},
		},
		"it is put right and taken back": {
			[]commit{{"one", raised}, {"two", base}}, []string{"doc.version_monotonic"},
			judgedChange{1, []string{"new doc.version_monotonic backup"}},
		},
		"nobody reviews": {
			[]commit{{"one", raised}}, []string{"hist.four_eyes"}, judgedChange{1, []string{"new hist.four_eyes backup"}},
		},
		"somebody reviews": {
			[]commit{{"one\n\nReviewed-by: Bob <bob@acme.example>\n", raised}}, []string{"hist.four_eyes"}, judgedChange{},
		},
		"the change brings its own reviewer": {
			[]commit{{"one\n\nReviewed-by: Eve <eve@acme.example>\n", with(raised, "people.yaml", people+person("bob")+person("eve"))}},
			[]string{"hist.four_eyes"}, judgedChange{1, []string{"new hist.four_eyes backup"}},
		},
		"the change asks for no reviews any more": {
			[]commit{{"one", with(raised, "isms.yaml", acme)}}, []string{"hist.four_eyes"}, judgedChange{1, []string{"new hist.four_eyes backup"}},
		},
		"the base moved on": {
			[]commit{{"one", changed}}, []string{"doc.version_bumped"}, judgedChange{1, []string{"new doc.version_bumped backup"}},
		},
		"what needs all commits judges nothing": {
			[]commit{{"one", changed}}, []string{"risk.plan_slip"}, judgedChange{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("base", day(0), base)
			last := "base"
			for i, x := range c.commits {
				p.commit(x.message, day(i+2), x.tree, last)
				last = x.message
			}
			upon := "base"
			if name == "the base moved on" {
				upon = "later"
				p.commit(upon, day(1), with(base, "note.yaml", "kind: risk\nid: R-001\nowner: ada\n"), "base")
			}
			got := p.change(engine.Options{Path: p.dir, Rev: p.ids[last], Base: p.ids[upon], Rules: c.rules})
			if diff := cmp.Diff(c.want, judgedChange{min(got.code, 1), got.findings}, cmp.AllowUnexported(judgedChange{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// judgedChange is whether something fails a change, and which they are.
type judgedChange struct {
	code     int
	findings []string
}
