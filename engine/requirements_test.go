package engine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ismsproof/engine/catalog"
)

// reachedBy returns the ids of the rules that name each requirement.
func reachedBy(d *Definitions) map[string][]string {
	out := map[string][]string{}
	for _, r := range d.All() {
		if r.Retired {
			continue
		}
		for _, id := range r.Requirements {
			out[id] = append(out[id], r.ID)
		}
	}
	return out
}

// Every item of clauses 4 to 10 is reached by a rule, or only people can show it; what
// the matrix says of it can then be conform, and is never so by silence.
func TestEveryItemIsReachedOrForAnInterview(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.Catalog.Leaves()); n != 123 {
		t.Errorf("%d items of clauses 4 to 10, want 123", n)
	}
	if n := len(d.Catalog.Controls()); n != 93 {
		t.Errorf("%d controls of Annex A, want 93", n)
	}
	reached := reachedBy(d)
	interviews := 0
	for _, item := range d.Catalog.Leaves() {
		switch {
		case item.Checkable == catalog.Human:
			interviews++
		case len(reached[item.ID]) == 0:
			t.Errorf("%s %s is reached by no rule and not marked for an interview", item.ID, item.Title)
		}
	}
	if interviews != 3 {
		t.Errorf("%d items are for an interview alone, want 3", interviews)
	}
}

// The matrix of a tree has a row for each item and control. Of the items none is without
// a rule; of the controls those whose kinds no rule judges yet are, and say so.
func TestTheMatrixIsHonest(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r := checkFiles(t, d, begun, Options{})
	rows := map[string]string{}
	for _, q := range r.Requirements {
		rows[q.ID] = string(q.Result)
	}
	reached := reachedBy(d)
	for _, item := range d.Catalog.Leaves() {
		switch got := rows[item.ID]; got {
		case "conform", "finding", "not_assessable", "interview":
		default:
			t.Errorf("%s is %q", item.ID, got)
		}
	}
	for _, c := range d.Catalog.Controls() {
		got := rows[c.ID]
		if none := len(reached[c.ID]) == 0; none != (got == "no_rule") {
			t.Errorf("%s is %q, and %d rules reach it", c.ID, got, len(reached[c.ID]))
		}
	}
}

// mended are the rules that name other requirements than the catalogue of rules planned,
// and why.
var mended = map[string]string{
	"cert.change_told":  certifies,
	"cert.claims":       certifies,
	"cert.impartial":    certifies,
	"cert.major_open":   certifies,
	"cert.nc_answer":    certifies,
	"aud.before_stage2": certifies,
	"ev.three_months":   certifies,
	"ev.spread":         certifies,
	"pol.four_required": "what it would say of 5.2, 6.1.2 and 9.2.2 is said by pol.top_policy, risk.method_present and aud.programme",
}

// certifies is why a rule about certification names no clause: what it finds would count
// as a nonconformity with the standard.
const certifies = "it is about a condition of the certification scheme, which is no requirement of the standard"

// The rules reach the items that the planned catalogue wants them to reach.
func TestRulesReachWhatWasPlanned(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "reference", "clauses.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("there is no folder ../shared beside the checkout: %v", err)
	}
	plan, err := decode(path, text)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	reached := reachedBy(d)
	held := 0
	for _, item := range plan.Get("clauses").List() {
		if _, ok := d.Catalog.Requirement(item.Str("id")); !ok {
			t.Errorf("%s is planned and not in the catalogue", item.Str("id"))
		}
		for _, rule := range item.Get("rules").List() {
			id := strings.TrimSpace(rule.Text)
			if d.Rule(id) == nil || mended[id] != "" {
				continue
			}
			held++
			if !slices.Contains(reached[item.Str("id")], id) {
				t.Errorf("%s does not name %s, as was planned", id, item.Str("id"))
			}
		}
	}
	if held < 100 {
		t.Errorf("%d rules were compared, want most", held)
	}
}
