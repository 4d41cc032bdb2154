package report

import (
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// stands prints who stands behind a commit that opened or closed a finding: its
// signature where there is one, and with their strengths the approvals of the record and
// of the commit as a whole.
func (t *page) stands(s *isms.Standing, f *isms.Finding, indent int) {
	if s.Signed.Format != "" {
		who := s.Signed.Status
		if s.Signed.Person != "" {
			who += " by " + brief(s.Signed.Person)
		}
		t.said("signature", who, s.Signed.Reason, indent)
	}
	for i := range s.Approvals {
		if x := &s.Approvals[i]; x.Kind == "" || x.Kind == f.Kind && x.ID == f.ID {
			t.approval(x, indent)
		}
	}
}

// approval prints one approval: "approval D of policy backup by ada: ...".
func (t *page) approval(x *isms.Approval, indent int) {
	what := strengthOf(x.Strength)
	if x.Kind != "" {
		what += fmt.Sprintf(" of %s %s", strings.ReplaceAll(brief(x.Kind), "_", " "), brief(x.ID))
	}
	if x.By != "" {
		what += " by " + brief(x.By)
	}
	t.said("approval", what, x.Reason, indent)
}

// approvals prints the records that a step brings the approval of: those of one strength
// by one person together.
func (t *chronicle) approvals(s *isms.Step) {
	type group struct{ strength, by string }
	var order []group
	records := map[group][]string{}
	for _, x := range s.Approvals {
		if x.Kind == "" {
			continue
		}
		g := group{x.Strength, x.By}
		if records[g] == nil {
			order = append(order, g)
		}
		records[g] = append(records[g], strings.ReplaceAll(brief(x.Kind), "_", " ")+" "+brief(x.ID))
	}
	slices.SortStableFunc(order, func(a, b group) int { return strings.Compare(a.strength, b.strength) })
	const most = 3
	for _, g := range order {
		list := records[g]
		text := strings.Join(list[:min(most, len(list))], ", ")
		if more := len(list) - most; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		head := "  * approval " + strengthOf(g.strength) + " "
		t.paragraph(head, len(head), fmt.Sprintf("by %s: %s", brief(g.by), text), 6)
	}
}

func (t *page) said(head, what, why string, indent int) {
	head = strings.Repeat(" ", indent-2) + head + " "
	t.paragraph(head, len(head), what+": "+brief(why), indent)
}

// strengthOf writes a strength as people read it.
func strengthOf(letter string) string {
	if letter == "" {
		return "of no strength"
	}
	return letter
}

// approvalTotals returns "31 approvals of records by strength: 2 B, 20 D, 9 E"; "" where
// nobody looked or nothing was approved.
func approvalTotals(steps []isms.Step) string {
	letters := []string{"A", "B", "C", "D", "E"}
	counts, total := map[string]int{}, 0
	for i := range steps {
		for _, x := range steps[i].Approvals {
			if x.Kind != "" {
				counts[x.Strength]++
				total++
			}
		}
	}
	if total == 0 {
		return ""
	}
	var parts []string
	for _, letter := range letters {
		if counts[letter] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[letter], letter))
		}
	}
	return fmt.Sprintf("%s of records by strength: %s", plural(total, "approval", "approvals"), strings.Join(parts, ", "))
}
