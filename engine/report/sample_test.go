package report_test

import (
	"strings"
	"time"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// repository is what the sample report is about.
var repository = map[string]string{
	"isms.yaml": "kind: isms\nid: acme\norganization: Acme GmbH\n",
	"risk/risks.yaml": `kind: risks
id: risks
title: Risk register
items:
  - id: R-017
    title: Phishing mail opens the payroll
    treatment:
      decision: modify
  - {id: R-018, title: "資産 の e` + "\u0301" + `crou", cia: [x]}
` + "\t\t- id: R-019 \t# tabs\n",
	"policies/access.md":    "\ufeff---\r\nkind: policy\r\nid: access\r\nnext_review: 2026-09-01\r\n---\r\n# Access\r\n",
	"registers/assets.yaml": "kind: assets\nid: assets\nid: again\n",
}

func source(path string) []byte {
	if text, ok := repository[path]; ok {
		return []byte(text)
	}
	return nil
}

// find returns where text stands first in a file.
func find(path, text string) isms.Range {
	data := repository[path]
	at := strings.Index(data, text)
	if at < 0 {
		panic(path + " does not hold " + text)
	}
	return isms.Range{Start: position(data, at), End: position(data, at+len(text))}
}

func position(data string, offset int) isms.Position {
	before := strings.TrimPrefix(data[:offset], "\ufeff")
	return isms.Position{
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[1+strings.LastIndexByte(before, '\n'):]),
		Offset: offset,
	}
}

var berlin = time.FixedZone("CET", 3600)

func day(s string) *time.Time {
	at, err := time.ParseInLocation(time.DateOnly, s, berlin)
	if err != nil {
		panic(err)
	}
	return &at
}

var rules = map[string]*isms.Rule{
	"risk.owner": {
		ID: "risk.owner", Title: "Every risk has an owner", Grade: isms.Minor,
		Requirements: []string{"6.1.2.c2", "A.5.2"},
		Remedy:       "Name the role or person that answers for this risk in `owner`.",
	},
	"risk.cia": {
		ID: "risk.cia", Title: "Every risk says what it threatens", Grade: isms.Observation,
		Requirements: []string{"6.1.2.c1"}, Remedy: "List confidentiality, integrity or availability in `cia`.",
	},
	"doc.review_due": {
		ID: "doc.review_due", Title: "Documents are reviewed by the date they name", Grade: isms.Major,
		Requirements: []string{"7.5.2.c"}, Remedy: "Review the document and set `next_review`.",
	},
	"doc.readable": {
		ID: "doc.readable", Title: "Artifacts can be read", Grade: isms.Minor, Requirements: []string{"7.5.3.a"},
	},
	"isms.scope_present": {
		ID: "isms.scope_present", Title: "There is a scope", Grade: isms.Major, Requirements: []string{"4.3", "scheme.17021-1"},
	},
}

// sample is a report with something of everything.
func sample() *isms.Report {
	risks, access := "risk/risks.yaml", "policies/access.md"
	return &isms.Report{
		Tool: isms.Tool{
			Name: "ismsproof", Version: "v1.2.3",
			Rules: "sha256:" + strings.Repeat("ab", 32), Catalog: "sha256:" + strings.Repeat("cd", 32), Config: "",
		},
		Target:  isms.Target{State: isms.StateCommit, Commit: strings.Repeat("9d1e", 10), Tree: strings.Repeat("17", 20)},
		AsOf:    *day("2026-11-23"),
		FailOn:  isms.Minor,
		Outcome: isms.OutcomeUndecided,
		Counts: isms.Counts{
			Artifacts: 4, Records: 12, Rules: 5, Subjects: 30,
			Major: 2, Minor: 3, Observation: 2, Waived: 1, Upcoming: 3, NotAssessable: 3,
		},
		Findings: []isms.Finding{
			{
				Rule: rules["isms.scope_present"], Grade: isms.Major, Status: isms.Open, Kind: "isms", ID: "acme",
				Path: "isms.yaml", Message: "no scope is in force",
			},
			{
				Rule: rules["doc.review_due"], Grade: isms.Major, Status: isms.Open, Kind: "policy", ID: "access",
				Path: access, Range: find(access, "next_review"), At: isms.Path{"next_review"},
				Message: `policy "access" was due for review on 2026-09-01`, Since: day("2026-09-02"),
			},
			{
				Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Open, Kind: "risk", ID: "R-017",
				Path: risks, Range: find(risks, "id: R-017"), At: isms.Path{"items", "0", "owner"},
				Message: "risk R-017 has no owner",
			},
			{
				Rule: rules["risk.cia"], Grade: isms.Observation, Status: isms.Open, Kind: "risk", ID: "R-017",
				Path: risks, Range: find(risks, "id: R-017"), At: isms.Path{"items", "0"},
				Message: "risk R-017 does not say whether it threatens confidentiality, integrity or availability, " +
					"so that nobody can tell which scale its impact was read from",
				Remedy: "Add `cia: [confidentiality]`.", Since: day("2026-11-23"), Until: day("2026-12-24"),
			},
			{
				Rule: rules["risk.cia"], Grade: isms.Observation, Status: isms.Open, Kind: "risk", ID: "R-018", Locus: "cia",
				Path: risks, Range: find(risks, "[x]"), At: isms.Path{"items", "1", "cia"}, Message: `"x" is no property`,
			},
			{
				Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Open, Kind: "risk", ID: "R-019",
				Path: risks, Range: find(risks, "id: R-019"), At: isms.Path{"items", "2", "owner"}, Message: "risk R-019 has no owner",
			},
			{
				Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Open, Kind: "risk", ID: "R-019", Entity: "berlin",
				Path: risks, Range: find(risks, "id: R-019"), At: isms.Path{"items", "2", "owner"}, Message: "risk R-019 has no owner",
			},
			{
				Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Waived, Kind: "risk", ID: "R-016",
				Path: "risk/old.yaml", Range: isms.Range{Start: isms.Position{Line: 3, Column: 5}}, At: isms.Path{"owner"},
				Message: "risk R-016 has no owner", Waiver: "EX-3", Since: day("2026-01-02"),
			},
			{
				Rule: rules["doc.review_due"], Grade: isms.Major, Status: isms.Upcoming, Kind: "procedure", ID: "backup",
				Path: "procedures/backup.md", Range: isms.Range{Start: isms.Position{Line: 7, Column: 1}},
				Message: `procedure "backup" is due for review on 2026-12-10`, Since: day("2026-12-11"),
			},
			{
				Rule: rules["doc.review_due"], Grade: isms.Major, Status: isms.Upcoming, Kind: "procedure", ID: "leave",
				Path: "procedures/leave.md", Range: isms.Range{Start: isms.Position{Line: 7, Column: 1}},
				Message: `procedure "leave" is due for review on 2026-11-23`, Since: day("2026-11-24"),
			},
			{
				Rule: rules["doc.review_due"], Grade: isms.Major, Status: isms.Upcoming, Kind: "procedure", ID: "restore",
				Path: "procedures/restore.md", Range: isms.Range{Start: isms.Position{Line: 7, Column: 1}},
				Message: `procedure "restore" is due for review on 2027-05-01`, Since: day("2027-05-02"),
			},
		},
		Undecided: []isms.Undecided{
			{
				Rule: rules["doc.readable"], Kind: "", ID: "registers/assets.yaml", Path: "registers/assets.yaml",
				Range: find("registers/assets.yaml", "id: again"), Reason: `key "id" stands twice`,
			},
			{
				Rule: rules["risk.owner"], Kind: "risk", ID: "R-020", Path: "registers/assets.yaml",
				Range: find("registers/assets.yaml", "id: again"), Reason: `key "id" stands twice`,
			},
			{Rule: nil, Reason: "history is shallow"},
		},
		Requirements: []isms.Requirement{
			{ID: "4.3", Title: "Scope of the ISMS", Result: isms.HasFinding, Rules: 1, Findings: 1},
			{ID: "5.1.b", Title: "Built into business processes", Result: isms.Interview, Rules: 0},
			{ID: "6.1.2.c1", Title: "Risks to confidentiality, integrity and availability", Result: isms.Conform, Rules: 1, Findings: 2},
			{ID: "6.1.2.c2", Title: "Risk owners", Result: isms.HasFinding, Rules: 1, Findings: 3},
			{ID: "7.5.2.c", Title: "Review and approval", Result: isms.HasFinding, Rules: 1, Findings: 1},
			{ID: "7.5.3.a", Title: "Available where needed", Result: isms.NotAssessable, Rules: 1},
			{ID: "10.1", Title: "Continual improvement", Result: isms.NoRule},
			{ID: "A.5.2", Title: "Information security roles and responsibilities", Result: isms.IsWaived, Rules: 1},
			{ID: "A.7.4", Title: "Physical security monitoring", Result: isms.NotApplicable},
		},
		Warnings: []string{"the repository has replace refs, which are not followed"},
	}
}

// changed is the sample as a change against a base: what it brings, mends, leaves and
// weakens.
func changed() *isms.Report {
	r := sample()
	turn := func(i int, change isms.Change, touched bool) {
		r.Findings[i].Change, r.Findings[i].Touched = change, touched
	}
	turn(0, isms.New, false)
	turn(1, isms.Unchanged, false)
	turn(2, isms.New, true)
	turn(3, isms.New, true)
	turn(4, isms.Weakened, false)
	turn(5, isms.Unchanged, false)
	turn(6, isms.Fixed, false)
	r.Target.Base, r.Target.Prefix = strings.Repeat("b45e", 10), "isms"
	r.Counts.Minor--
	r.Undecided, r.Counts.NotAssessable = nil, 0
	r.Outcome = isms.OutcomeFindings
	r.Weakened = []isms.Weakening{
		{
			What: "waiver.added", Rule: "risk.cia", Path: "exceptions.yaml", Range: isms.Range{Start: isms.Position{Line: 4, Column: 5}},
			Message: `waiver "EX-9" is added by this change and covers risk.cia`,
		},
		{
			What: "waiver.added", Path: "exceptions.yaml", Range: isms.Range{Start: isms.Position{Line: 9, Column: 5}}, Idle: true,
			Message: "waiver EX-10 is added; it is in force once the base has it",
		},
		{What: "rule.removed", Rule: "custom.laptops", Path: "rules/laptops.rego", Message: `rule "custom.laptops" is removed`},
	}
	return r
}

// quiet is a report without findings.
func quiet() *isms.Report {
	r := sample()
	r.Findings, r.Undecided, r.Warnings = nil, nil, nil
	r.Outcome = isms.OutcomeConform
	r.Target = isms.Target{State: isms.StateWorktree}
	r.Counts = isms.Counts{Artifacts: 1, Records: 1, Rules: 5, Subjects: 5}
	r.Requirements = []isms.Requirement{
		{ID: "4.3", Title: "Scope of the ISMS", Result: isms.Conform, Rules: 1},
		{ID: "5.1.b", Title: "Built into business processes", Result: isms.Interview},
		{ID: "5.1.f", Title: "People directed and supported", Result: isms.Interview},
		{ID: "10.1", Title: "Continual improvement", Result: isms.NoRule},
	}
	return r
}

// large is a report with n findings, two to a line, and the source of its files.
func large(n int) (*isms.Report, func(string) []byte) {
	r := sample()
	r.Findings = nil
	var file strings.Builder
	for range 100 {
		file.WriteString("  - id: R-017\n    title: Phishing mail opens the payroll\n")
	}
	text := file.String()
	for i := range n {
		at := strings.Index(text, "\n    title") + 1 + (i%200/2)*(len(text)/100)
		r.Findings = append(r.Findings, isms.Finding{
			Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Open, Kind: "risk", ID: "R-" + string(rune('a'+i%26)),
			Path:  "risk/" + string(rune('a'+i/200)) + ".yaml",
			Range: isms.Range{Start: position(text, at+4), End: position(text, at+9)},
			At:    isms.Path{"items", "3", "owner"}, Message: "risk has no owner that answers for it, äöü", Since: day("2026-09-02"),
		})
	}
	return r, func(string) []byte { return []byte(text) }
}
