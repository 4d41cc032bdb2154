package engine_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// What a change does to waivers is told where it does it, and none of it lets the
// change pass that would not.
func TestChangeOfWaivers(t *testing.T) {
	base := files(risk("R-001", "", ""), risk("R-002", "ada", ""))
	waived := with(base, "waiver.yaml", waiver("W-1", "R-001", "2026-06-30"))
	wild := strings.Replace(waiver("W-1", "R-001", "2026-06-30"), "ids: [R-001]\n", "kinds: [risk]\n", 1)
	over := strings.Replace(waiver("W-1", "R-001", "2026-06-30"), "until:", "ended_on: 2026-01-15\nuntil:", 1)
	half := strings.Replace(waiver("W-1", "R-001", "2026-06-30"), "requested_by: ada\n", "", 1)
	for name, c := range map[string]struct {
		base, head map[string]string
		want       changed
	}{
		"nothing": {waived, waived, changed{}},
		"the finding is mended": {
			waived, with(waived, "risks.yaml", register(risk("R-001", "ada", ""), risk("R-002", "ada", ""))),
			changed{findings: []string{"new exc.unused W-1"}},
		},
		"half a waiver": {
			base, with(base, "waiver.yaml", half),
			changed{code: 1, findings: []string{"new exc.malformed W-1", "unchanged risk.owner R-001"}},
		},
		"half a waiver becomes one": {
			with(base, "waiver.yaml", half), waived,
			changed{code: 4, findings: []string{"fixed exc.malformed W-1", "weakened risk.owner R-001"}, weakened: []string{"waiver.added"}},
		},
		"a waiver that had ended goes on": {
			with(base, "waiver.yaml", over), waived,
			changed{code: 4, findings: []string{"weakened risk.owner R-001"}, weakened: []string{"waiver.extended"}},
		},
		"a waiver for whatever is major": {
			base, with(base, "waiver.yaml", wild),
			changed{code: 4, findings: []string{"new exc.ineffective W-1", "new exc.unused W-1", "unchanged risk.owner R-001"}, weakened: []string{"waiver.added"}},
		},
		"an agreed one of that kind": {
			with(base, "waiver.yaml", wild), with(base, "waiver.yaml", wild, "risks.yaml", register(risk("R-001", "", ""), risk("R-002", "", ""))),
			changed{code: 1, findings: []string{"new risk.owner R-002", "unchanged exc.ineffective W-1", "unchanged exc.unused W-1", "unchanged risk.owner R-001"}},
		},
		"a waiver that cannot be": {
			base, with(base, "waiver.yaml", strings.Replace(waiver("W-1", "R-001", "2026-06-30"), "[risk.owner]", "[risk.owner, doc.symlink]", 1)),
			changed{code: 4, findings: []string{"new exc.not_waivable W-1", "weakened risk.owner R-001"}, weakened: []string{"waiver.added"}},
		},
		"a comment alone": {
			base, with(base, "risks.yaml", strings.Replace(base["risks.yaml"], "items:\n", "items:\n  # ismsproof:waive W-1\n", 1)),
			changed{findings: []string{"new exc.comment risks.yaml", "unchanged risk.owner R-001"}},
		},
		"a comment at a new finding": {
			waived, with(waived, "risks.yaml", "kind: risks\nid: risks\nitems:\n"+risk("R-001", "", "")+"  # ismsproof:waive W-1\n"+risk("R-002", "", "")),
			changed{code: 1, findings: []string{"new exc.comment risks.yaml", "new risk.owner R-002"}},
		},
		"a comment about an agreed waiver": {
			waived, with(waived, "risks.yaml", strings.Replace(base["risks.yaml"], "items:\n", "items:\n  # ismsproof:waive W-1\n", 1)),
			changed{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("base", day(0), c.base)
			p.commit("head", day(1), c.head, "base")
			got := p.change(engine.Options{Path: p.dir, Rev: "main", Base: p.ids["base"], Rules: []string{
				"risk.owner", "doc.vanished", "exc.malformed", "exc.ineffective", "exc.not_waivable", "exc.unused", "exc.comment",
			}})
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(changed{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
