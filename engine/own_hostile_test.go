package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// ownText is an own rule about risks with this body, called name.
func ownText(name, body string) string {
	return `
# METADATA
# title: A title
# description: A reason.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.c2"]
#   remedy: Mend it.
` + name + " contains finding if {\n" + body + "\n\tfinding := {\"at\": [\"title\"], \"message\": $\"of {input.id}\"}\n}\n"
}

// hostileHouse is an organization whose built-in findings must not change, whatever its
// own rules do.
var hostileHouse = map[string]string{
	"isms.yaml":  head,
	"risks.yaml": "kind: risks\nid: risks\nitems:\n  - {id: R-1, title: Fire}\n  - {id: R-2, title: Theft, owner: ceo}\n",
	"roles.yaml": "kind: roles\nid: roles\nitems:\n  - {id: ceo, title: Managing director}\n",
}

// told tells findings and what is undecided of rules that are not the organization's.
func builtinTold(r *isms.Report) []string {
	out := []string{}
	for _, f := range r.Findings {
		if !f.Rule.Custom {
			out = append(out, strings.Join([]string{f.Fingerprint(), string(f.Status), string(f.Grade), f.Path, f.Message}, " "))
		}
	}
	for _, u := range r.Undecided {
		if !u.Rule.Custom {
			out = append(out, u.Rule.ID+" "+u.ID+" "+u.Reason)
		}
	}
	return out
}

// Whatever an own rule does, the other rules say what they say without it, and what it
// could not say is undecided.
func TestOwnRulesCannotHarmOthers(t *testing.T) {
	alone := mustJudge(t, hostileHouse, Options{})
	limits := policy.DefaultOwnLimits
	for name, c := range map[string]struct {
		rego string
		want []string // undecided and found of own rules: "rule id reason"
	}{
		"a conflict": {
			ownText("bad", "\t_v == 1") + "\n_v := 1 if input.id\n\n_v := 2\n" + ownText("good", "\tinput.owner"),
			[]string{"custom.risk.bad R-1 rule erred", "custom.risk.bad R-2 rule erred", "custom.risk.good R-2 of R-2"},
		},
		"a builtin that errs": {
			ownText("bad", "\tto_number(input.title) > 1") + ownText("good", "\tinput.owner"),
			[]string{"custom.risk.bad R-1 rule erred", "custom.risk.bad R-2 rule erred", "custom.risk.good R-2 of R-2"},
		},
		"a loop": {
			ownText("bad", "\tinput.owner\n\tsome i in numbers.range(1, 1000000000)\n\ti < 0") + ownText("good", "\tinput.owner"),
			[]string{"custom.risk.bad R-2 cut off after 2 s", "custom.risk.good R-2 of R-2"},
		},
		"a flood": {
			strings.ReplaceAll(ownText("bad", "\tsome i in numbers.range(1, 6000)"), `"message":`, `"key": $"{i}", "message":`) + ownText("good", "\tinput.owner"),
			[]string{"custom.risk.bad R-1 found more than 10000 times: given up", "custom.risk.bad R-2 found more than 10000 times: given up", "custom.risk.good R-2 of R-2"},
		},
		"ids of others in its words": {
			strings.ReplaceAll(ownText("bad", "\tinput.owner"), `"message":`, `"key": "owner", "message":`),
			[]string{"custom.risk.bad R-2 of R-2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := having(hostileHouse, "isms.yaml", head+"rules: [rules]\n", "rules/r.rego", "package custom.risk\n"+c.rego)
			r := mustJudge(t, files, Options{})
			if diff := cmp.Diff(builtinTold(alone), builtinTold(r)); diff != "" {
				t.Errorf("findings of built-in rules (-without +with own ones):\n%s", diff)
			}
			var got []string
			for _, f := range r.Findings {
				if f.Rule.Custom {
					got = append(got, f.Rule.ID+" "+f.ID+" "+f.Message)
				}
			}
			for _, u := range r.Undecided {
				if u.Rule.Custom {
					got = append(got, u.Rule.ID+" "+u.ID+" "+u.Reason)
				}
			}
			slices.Sort(got)
			if len(got) != len(c.want) {
				t.Fatalf("got %q, want %q (limits %+v)", got, c.want, limits)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("got %q, want %q", got[i], c.want[i])
				}
			}
			if undecided := len(r.Undecided) > len(alone.Undecided); undecided != (r.Outcome == isms.OutcomeUndecided) {
				t.Errorf("outcome %s with %d undecided", r.Outcome, len(r.Undecided))
			}
		})
	}
}
