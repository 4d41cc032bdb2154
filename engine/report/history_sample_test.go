package report_test

import (
	"fmt"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// at returns a time of day in Berlin: "2026-03-01 14:30".
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
	if err != nil {
		panic(err)
	}
	return t
}

func hex40(n int) string {
	return fmt.Sprintf("%08x", 0x3f2c1ab0+n*0x01010101) + strings.Repeat("0", 31) + "1"
}

func madeBy(n int, author, message, when string, parents ...string) isms.Commit {
	who := isms.Signature{Name: author, Email: strings.ToLower(strings.Fields(author + " x")[0]) + "@acme.example", When: at(when)}
	return isms.Commit{ID: hex40(n), Parents: parents, Author: who, Committer: who, Message: message}
}

func ownerless(id string, line int) isms.Finding {
	return isms.Finding{
		Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Open, Kind: "risk", ID: id,
		Path: "risk/risks.yaml", Range: isms.Range{Start: isms.Position{Line: line, Column: 5}},
		At: isms.Path{"items", "0", "owner"}, Message: "risk " + id + " has no owner",
	}
}

func stale(id, due string) isms.Finding {
	since := at(due+" 00:00").AddDate(0, 0, 1)
	return isms.Finding{
		Rule: rules["doc.review_due"], Grade: isms.Major, Status: isms.Open, Kind: "policy", ID: id,
		Path: "policies/" + id + ".md", Range: isms.Range{Start: isms.Position{Line: 7, Column: 1}},
		At: isms.Path{"next_review"}, Message: fmt.Sprintf("policy %q was due for review on %s", id, due), Since: &since,
	}
}

// chronicle is a history with something of everything: commits that open and
// close, a merge, a date that passed between two commits, one that passed and was
// mended unseen, a waiver, commits without change, one that nobody can judge.
func chronicle() *isms.Timeline {
	scopeless := isms.Finding{
		Rule: rules["isms.scope_present"], Grade: isms.Major, Status: isms.Open, Kind: "isms", ID: "acme",
		Path: "isms.yaml", Message: "no scope is in force",
	}
	r17, r18, r19 := ownerless("R-017", 42), ownerless("R-018", 47), ownerless("R-019", 52)
	access, backup := stale("access", "2026-04-10"), stale("backup", "2026-05-02")
	r19.Entity = "berlin"
	shown := isms.Finding{
		Rule: rules["risk.cia"], Grade: isms.Observation, Status: isms.Open, Kind: "risk", ID: "R-018", Path: "risk/risks.yaml",
		Range: isms.Range{Start: isms.Position{Line: 47, Column: 5}}, Message: "risk R-018 does not say what it threatens",
	}
	unread := isms.Undecided{
		Kind: "asset", ID: "A-1", Path: "registers/assets.yaml", Range: isms.Range{Start: isms.Position{Line: 3, Column: 1}},
		Reason: `key "id" stands twice`,
	}
	unreadable, unowned := unread, unread
	unreadable.Rule, unowned.Rule = rules["doc.readable"], rules["risk.owner"]

	t := &isms.Timeline{
		Tool: sample().Tool, RulesAt: "tip", AsOf: at("2026-11-23 00:00"), Outcome: isms.OutcomeUndecided, FailOn: isms.Minor,
		Warnings: []string{"the repository has replace refs, which are not followed"},
	}
	add := func(author, message, when string, open isms.Tally, change func(*isms.Step)) string {
		n := len(t.Steps)
		c := madeBy(n, author, message, when)
		if n > 0 {
			c.Parents = []string{t.Steps[n-1].Commit.ID}
		}
		s := isms.Step{Commit: c, Time: at(when), Open: open}
		if change != nil {
			change(&s)
		}
		t.Steps = append(t.Steps, s)
		return c.ID
	}
	first := add("Anna Example", "Begin the ISMS\n\nWith the risks known so far.", "2026-01-12 09:00", isms.Tally{Major: 1, Minor: 1},
		func(s *isms.Step) { s.Opened = []isms.Finding{scopeless, r17} })
	scope := add("Anna Example", "Write the scope of the ISMS, with its interfaces and the places where we work", "2026-01-13 10:00", isms.Tally{Minor: 1},
		func(s *isms.Step) { s.Closed = []isms.Finding{scopeless} })
	for i := range 12 {
		add("Ben Muster", fmt.Sprintf("Word the procedure of step %d better", i), fmt.Sprintf("2026-02-%02d 11:00", i+1), isms.Tally{Minor: 1}, nil)
	}
	merge := add("Chiara Esempio-Lunghissima von und zu Beispiel", "Merge branch 'risks'", "2026-03-01 12:00", isms.Tally{Minor: 2, Observation: 1},
		func(s *isms.Step) {
			s.Opened = []isms.Finding{r18, shown}
			s.Commit.Parents = append(s.Commit.Parents, hex40(90))
		})
	named := add("Anna Example", "", "2026-03-02 12:00", isms.Tally{Minor: 1, Observation: 1},
		func(s *isms.Step) {
			s.Closed = []isms.Finding{r17}
			s.Signed = isms.Signed{Status: "none", Reason: "the commit is not signed"}
		})
	// The policy "access" lapsed unseen and was renewed with the next commit.
	renewed := add("山田太郎", "Review the access policy", "2026-04-20 08:00", isms.Tally{Minor: 1, Observation: 1}, func(s *isms.Step) { s.Standing = standing() })
	add("Ben Muster", "Except R-018 until August", "2026-04-21 08:00", isms.Tally{Observation: 1},
		func(s *isms.Step) { s.Closed, s.Waived = []isms.Finding{r18}, 1 })
	add("Ben Muster", "Add the assets", "2026-06-01 08:00", isms.Tally{Major: 1, Observation: 1},
		func(s *isms.Step) {
			s.Opened, s.Waived = []isms.Finding{backup}, 1
			s.Undecided = []isms.Undecided{unreadable, unowned}
		})
	for i := range 3 {
		add("Ben Muster", "Word it better", fmt.Sprintf("2026-06-%02d 08:00", i+2), isms.Tally{Major: 1, Observation: 1},
			func(s *isms.Step) { s.Waived, s.Undecided = 1, []isms.Undecided{unreadable, unowned} })
	}
	last := add("Anna Example", "Mend the assets, add R-019", "2026-07-01 08:00", isms.Tally{Major: 1, Minor: 1, Observation: 1},
		func(s *isms.Step) { s.Opened, s.Waived = []isms.Finding{r19}, 1 })
	t.From, t.To = first, last

	to := func(s string) *time.Time { end := at(s); return &end }
	commit := func(id string) isms.Cause { return isms.Cause{Commit: id} }
	t.Spans = []isms.Span{
		{Finding: scopeless, From: at("2026-01-12 09:00"), To: to("2026-01-13 10:00"), OpenedBy: commit(first), ClosedBy: commit(scope)},
		{Finding: r17, From: at("2026-01-12 09:00"), To: to("2026-03-02 12:00"), OpenedBy: commit(first), ClosedBy: commit(named)},
		{Finding: r18, From: at("2026-03-01 12:00"), To: to("2026-04-21 00:00"), OpenedBy: isms.Cause{Commit: merge, Behind: hex40(90)}, ClosedBy: isms.Cause{Waiver: "EX-3"}},
		{Finding: shown, From: at("2026-03-01 12:00"), OpenedBy: isms.Cause{Commit: merge, Behind: hex40(90)}},
		{Finding: access, From: at("2026-04-11 00:00"), To: to("2026-04-20 08:00"), OpenedBy: isms.Cause{Lapse: true}, ClosedBy: commit(renewed)},
		{Finding: backup, From: at("2026-05-03 00:00"), OpenedBy: isms.Cause{Lapse: true}},
		{Finding: r19, From: at("2026-07-01 08:00"), OpenedBy: commit(last)},
		{Finding: r18, From: at("2026-08-01 00:00"), OpenedBy: isms.Cause{Waiver: "EX-3"}},
	}
	return t
}

// standing is who stands behind a commit with something of everything.
func standing() isms.Standing {
	of := func(kind, id, by, person, source, strength, reason string) isms.Approval {
		return isms.Approval{Kind: kind, ID: id, By: by, Person: person, Source: source, Strength: strength, Reason: reason}
	}
	return isms.Standing{
		Signed: isms.Signed{Status: "good", Format: "ssh", Key: "SHA256:9J1l2bqJ0Zt1m0b1V2w3x4y5z6A7B8C9D0E1F2G3H4I", Person: "t.yamada", Reason: "the SSH key is allowed"},
		Approvals: []isms.Approval{
			of("policy", "access", "ceo", "t.yamada", "commit", "B", "t.yamada signed it"),
			of("policy", "standard", "ceo", "t.yamada", "commit", "B", "t.yamada signed it"),
			of("soa_control", "A.5.1", "ceo", "t.yamada", "commit", "B", "t.yamada signed it"),
			of("risk_method", "method", "ceo", "t.yamada", "commit", "B", "t.yamada signed it"),
			of("risk", "R-018", "b.muster", "", "field", "E", "nothing but the field says so"),
			of("", "", "Ben Muster <ben@acme.example>", "b.muster", "trailer", "D", "a commit says so, which t.yamada signed"),
			of("", "", "Bot <bot@acme.example>", "bot", "trailer", "", "bot is a service, which approves nothing"),
		},
	}
}

// calm is a history in which nothing was ever found.
func calm() *isms.Timeline {
	c := madeBy(0, "Anna Example", "Begin the ISMS", "2026-01-12 09:00")
	return &isms.Timeline{
		Tool: sample().Tool, From: c.ID, To: c.ID, RulesAt: "commit", AsOf: at("2026-01-12 09:00"), Outcome: isms.OutcomeConform,
		Steps: []isms.Step{{Commit: c, Time: at("2026-01-12 09:00")}},
	}
}

// graph is a history of every commit, where there are no spans.
func graph() *isms.Timeline {
	t := chronicle()
	t.All, t.Spans = true, nil
	return t
}

// full is a history with all findings at each commit.
func fullHistory() *isms.Timeline {
	t := chronicle()
	for i := range t.Steps {
		t.Steps[i].Findings = append([]isms.Finding{}, t.Steps[i].Opened...)
	}
	return t
}

// long is a history of n commits, each of which opens one and a half findings.
func long(n int) *isms.Timeline {
	t := chronicle()
	t.Steps, t.Spans = nil, nil
	for i := range n {
		c := madeBy(i, "Anna Example", "Change something", "2026-01-12 09:00", hex40(i-1))
		s := isms.Step{Commit: c, Time: at("2026-01-12 09:00").Add(time.Duration(i) * time.Hour), Open: isms.Tally{Minor: i % 50}}
		for j := range 1 + i%2 {
			f := ownerless(fmt.Sprintf("R-%d-%d", i, j), i)
			s.Opened = append(s.Opened, f)
			t.Spans = append(t.Spans, isms.Span{Finding: f, From: s.Time, OpenedBy: isms.Cause{Commit: c.ID}})
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}

func forecast() *isms.Forecast {
	item := func(id, due, owner string) isms.Lapse {
		f := stale(id, due)
		f.Status, f.Message = isms.Upcoming, "next review on "+due
		return isms.Lapse{Finding: f, Owner: owner}
	}
	own := ownerless("R-021", 60)
	own.Status, own.Entity, own.Since = isms.Upcoming, "berlin", day("2027-01-02")
	own.Message = "the acceptance of risk R-021 by its owner ends on 2027-01-01, after which it has none that holds"
	return &isms.Forecast{
		Tool: sample().Tool, Target: isms.Target{State: isms.StateWorktree}, AsOf: at("2026-11-23 00:00"), Until: at("2027-02-23 00:00"),
		Items:    []isms.Lapse{item("backup", "2026-12-01", "ciso"), item("access", "2027-01-14", ""), {Finding: own, Owner: "head_of_it"}},
		Warnings: []string{"the repository has replace refs, which are not followed"},
	}
}

func blame() *isms.Blame {
	t := chronicle()
	b := &isms.Blame{
		Tool: t.Tool, Of: "risk/risks.yaml", AsOf: t.AsOf, Spans: t.Spans,
		Commits: map[string]isms.Commit{hex40(90): madeBy(90, "Dora Muster", "Add R-018\n\nfrom the audit", "2026-02-27 12:00", hex40(3))},
	}
	b.Standing = map[string]isms.Standing{}
	for i := range t.Steps {
		b.Commits[t.Steps[i].Commit.ID] = t.Steps[i].Commit
		if s := t.Steps[i].Standing; s.Signed.Status != "" {
			b.Standing[t.Steps[i].Commit.ID] = s
		}
	}
	delete(b.Commits, t.To) // as in a shallow clone
	return b
}
