package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// waiver is an exception that waives risk.owner for one risk.
func waiver(id, risk, until string) string {
	return fmt.Sprintf(`kind: exception
id: %s
type: rule_waiver
rules: [risk.owner]
ids: [%s]
reason: the owner starts in March
risk: R-001
requested_by: ada
approved_by: ceo
from: 2026-01-01
until: %s
`, id, risk, until)
}

const ownRule = `package custom.titles

# METADATA
# title: A risk says theft, not stolen
# description: Titles are nouns.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["8.2"]
#   remedy: Write a noun.
noun contains finding if {
	contains(input.title, "stolen")
	finding := {"at": ["title"], "message": $"risk {input.id} is a verb"}
}
`

// A changed is what a check against a base says, in words.
type changed struct {
	code     int
	findings []string // "change rule id"
	weakened []string // what, "(idle)" where it weakens nothing
}

// gateRules are the rules of these changes; the engine's own about files run always.
var gateRules = []string{"risk.owner", "risk.review_due", "doc.vanished", "custom.titles.noun"}

// Each change is judged by what its base agreed on.
func TestChange(t *testing.T) {
	base := files(risk("R-001", "ada", ""), risk("R-002", "", ""), risk("R-003", "ada", "2025-12-31"))
	owning := with(base, "isms.yaml", acme+"rules: [rules/]\n", "rules/titles.rego", ownRule)
	waived := with(base, "waiver.yaml", waiver("W-1", "R-002", "2026-06-30"))
	unchanged := []string{"unchanged risk.owner R-002", "unchanged risk.review_due R-003"}
	for name, c := range map[string]struct {
		base, head map[string]string
		options    engine.Options
		want       changed
	}{
		"nothing": {base: base, head: base, want: changed{findings: unchanged}},
		"an honest change": {
			base: base, head: with(base, "risks.yaml", register(risk("R-001", "ada", ""), risk("R-002", "", ""), risk("R-003", "ada", "2025-12-31"), risk("R-004", "ada", ""))),
			want: changed{findings: unchanged},
		},
		"all findings gate on request": {
			base: base, head: base, options: engine.Options{AllFindings: true},
			want: changed{code: 1, findings: unchanged},
		},
		"a finding is mended": {
			base: base, head: with(base, "risks.yaml", register(risk("R-001", "ada", ""), risk("R-002", "bob", ""), risk("R-003", "ada", "2025-12-31"))),
			want: changed{findings: []string{"fixed risk.owner R-002", "unchanged risk.review_due R-003"}},
		},
		"a finding is made": {
			base: base, head: with(base, "risks.yaml", register(risk("R-001", "", ""), risk("R-002", "", ""), risk("R-003", "ada", "2025-12-31"))),
			want: changed{code: 1, findings: append([]string{"new risk.owner R-001"}, unchanged...)},
		},
		"records move and are sorted anew": {
			base: base, head: with(base, "risks.yaml", "", "register/all.yaml", register(risk("R-003", "ada", "2025-12-31"), risk("R-002", "", ""), risk("R-001", "ada", ""))),
			want: changed{findings: unchanged},
		},
		"a record vanishes": {
			base: base, head: with(base, "risks.yaml", register(risk("R-001", "ada", ""), risk("R-003", "ada", "2025-12-31"))),
			want: changed{code: 1, findings: []string{"new doc.vanished R-002", "unchanged risk.review_due R-003"}},
		},
		"a record leaves what is read": {
			base: base, head: with(base, "risks.yaml", register(risk("R-001", "ada", ""), risk("R-003", "ada", "2025-12-31")), ".hidden/risks.yaml", register(risk("R-002", "", ""))),
			want: changed{code: 1, findings: []string{"new doc.vanished R-002", "unchanged risk.review_due R-003"}},
		},
		"a file becomes unreadable": {
			base: base, head: with(base, "risks.yaml", "kind: risks\nid: [\n"),
			want: changed{code: 3, findings: []string{"new doc.readable risks.yaml"}},
		},
		"a file becomes a link": {
			base: base, head: with(base, "risks.yaml", link+"other.yaml", "other.yaml", base["risks.yaml"]),
			want: changed{code: 3, findings: []string{"new doc.symlink risks.yaml", "unchanged risk.owner R-002", "unchanged risk.review_due R-003"}},
		},
		"a file becomes a pointer of git lfs": {
			base: base, head: with(base, "risks.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("0", 64)+"\nsize 12\n"),
			want: changed{code: 3, findings: []string{"new doc.readable risks.yaml"}},
		},
		"a waiver for its own finding": {
			base: base, head: with(base, "risks.yaml", register(risk("R-001", "", ""), risk("R-002", "", ""), risk("R-003", "ada", "2025-12-31")), "waiver.yaml", waiver("W-1", "R-001", "2026-06-30")),
			want: changed{code: 1, findings: append([]string{"new risk.owner R-001"}, unchanged...), weakened: []string{"waiver.added (idle)"}},
		},
		"a waiver for an old finding": {
			base: base, head: with(base, "waiver.yaml", waiver("W-1", "R-002", "2026-06-30")),
			want: changed{code: 4, findings: []string{"unchanged risk.review_due R-003", "weakened risk.owner R-002"}, weakened: []string{"waiver.added"}},
		},
		"a waiver for later": {
			base: base, head: with(base, "waiver.yaml", waiver("W-1", "R-009", "2026-06-30")),
			want: changed{code: 4, findings: unchanged, weakened: []string{"waiver.added"}},
		},
		"a waiver that was agreed": {base: waived, head: waived, want: changed{findings: unchanged[1:]}},
		"a waiver is extended": {
			base: waived, head: with(waived, "waiver.yaml", waiver("W-1", "R-002", "2026-12-31")),
			want: changed{code: 4, findings: unchanged[1:], weakened: []string{"waiver.extended"}},
		},
		"a waiver is widened": {
			base: waived, head: with(waived, "waiver.yaml", strings.Replace(waiver("W-1", "R-002", "2026-06-30"), "ids: [R-002]\n", "", 1)),
			want: changed{code: 4, findings: unchanged[1:], weakened: []string{"waiver.widened"}},
		},
		"the gate is lowered": {
			base: base, head: with(base, "isms.yaml", acme+"fail_on: none\n"),
			want: changed{code: 4, findings: unchanged, weakened: []string{"fail_on.relaxed"}},
		},
		"files are ignored": {
			base: base, head: with(base, "isms.yaml", acme+"ignore: [risks.yaml]\n"),
			want: changed{code: 4, findings: []string{"weakened risk.owner R-002", "weakened risk.review_due R-003"}, weakened: []string{"ignore.added"}},
		},
		"an interval grows": {
			base: with(base, "isms.yaml", acme+"intervals: {policy: P1Y}\n"), head: with(base, "isms.yaml", acme+"intervals: {policy: P18M}\n"),
			want: changed{code: 4, findings: unchanged, weakened: []string{"interval.longer"}},
		},
		"an interval shrinks": {
			base: with(base, "isms.yaml", acme+"intervals: {policy: P1Y}\n"), head: with(base, "isms.yaml", acme+"intervals: {policy: P6M}\n"),
			want: changed{findings: unchanged},
		},
		"a rule is deleted": {
			base: owning, head: base,
			want: changed{code: 4, findings: []string{
				"unchanged risk.owner R-002", "unchanged risk.review_due R-003",
				"weakened custom.titles.noun R-001", "weakened custom.titles.noun R-002", "weakened custom.titles.noun R-003",
			}, weakened: []string{"rule.removed", "rules.removed"}},
		},
		"a rule is deleted with what fails it": {
			base: owning, head: with(base, "risks.yaml", base["risks.yaml"]+risk("R-004", "ada", "")),
			want: changed{code: 4, findings: []string{
				"new custom.titles.noun R-004", "unchanged risk.owner R-002", "unchanged risk.review_due R-003",
				"weakened custom.titles.noun R-001", "weakened custom.titles.noun R-002", "weakened custom.titles.noun R-003",
			}, weakened: []string{"rule.removed", "rules.removed"}},
		},
		"a rule is silenced": {
			base: owning, head: with(owning, "rules/titles.rego", strings.Replace(ownRule, `"stolen"`, `"robbed"`, 1)),
			want: changed{code: 4, findings: []string{
				"unchanged risk.owner R-002", "unchanged risk.review_due R-003",
				"weakened custom.titles.noun R-001", "weakened custom.titles.noun R-002", "weakened custom.titles.noun R-003",
			}, weakened: []string{"rules.changed"}},
		},
		"a waiver is withdrawn": {
			base: waived, head: base,
			want: changed{code: 1, findings: []string{"new doc.vanished W-1", "unchanged risk.review_due R-003"}},
		},
		"the configuration is deleted": {
			base: with(base, "isms.yaml", acme+"intervals: {policy: P1Y}\nretention: [{id: long, period: P3Y}]\n"), head: with(base, "isms.yaml", ""),
			want: changed{code: 4, findings: append([]string{"new doc.vanished acme", "new doc.vanished long"}, unchanged...), weakened: []string{"interval.removed", "retention.removed", "timezone.changed"}},
		},
		"the ISMS is born": {
			base: map[string]string{"README": "nothing yet\n"}, head: base,
			want: changed{code: 1, findings: []string{"new risk.owner R-002", "new risk.review_due R-003"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("base", day(0), c.base)
			p.commit("head", day(1), c.head, "base")
			o := c.options
			o.Path, o.Rev, o.Base, o.Rules = p.dir, "main", p.ids["base"], gateRules
			if c.base["rules/titles.rego"] == "" {
				o.Rules = gateRules[:len(gateRules)-1]
			}
			if diff := cmp.Diff(c.want, p.change(o), cmp.AllowUnexported(changed{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// change checks the repository against a base.
func (p *past) change(o engine.Options) changed {
	p.t.Helper()
	d, err := definitions()
	if err != nil {
		p.t.Fatal(err)
	}
	o.AsOf, o.Now = "2026-02-01", time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)
	result, err := d.Check(p.t.Context(), o)
	if err != nil {
		p.t.Fatal(err)
	}
	got := changed{code: engine.ExitCode(result.Report)}
	for _, f := range result.Report.Findings {
		if f.Status == isms.Open {
			got.findings = append(got.findings, fmt.Sprintf("%s %s %s", f.Change, f.Rule.ID, f.ID))
		}
	}
	slices.Sort(got.findings)
	for _, w := range result.Report.Weakened {
		idle := ""
		if w.Idle {
			idle = " (idle)"
		}
		got.weakened = append(got.weakened, w.What+idle)
	}
	slices.Sort(got.weakened)
	return got
}
