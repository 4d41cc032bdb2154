package engine

import (
	"testing"

	"ismsproof/engine/isms"
)

// begun is an ISMS as one begins it: who we are, a first scope and policy, who is there
// and who answers for what. Nothing is approved, nothing has been done.
var begun = map[string]string{
	"isms.yaml": `kind: isms
id: acme
title: ISMS of Acme GmbH
version: 0.1.0
status: draft
classification: internal
owner: ciso
organization: Acme GmbH
standard: ISO/IEC 27001:2022
timezone: Europe/Berlin
approval_matrix:
  - {kinds: [policy, scope, soa, risk_method], roles: [management]}
classification_scheme:
  - {id: public, name: Public, rank: 1}
  - {id: internal, name: Internal, rank: 2}
retention:
  - {id: standard, period: P3Y}
processes:
  - {id: risk-management, name: Risk management, owner: ciso}
git: {main_branch: main}
`,
	"scope.yaml": `kind: scope
id: scope
title: Scope of the ISMS
version: 0.1.0
status: draft
classification: internal
owner: ciso
statement: Development and operation of the portal
`,
	"policies/information-security.md": `---
kind: policy
id: information-security
title: Information security policy
version: 0.1.0
status: draft
classification: internal
owner: ciso
level: top
---

# Information security policy

What customers entrust to us stays with us, because they stay only as long as it does.
`,
	"roles.yaml": `kind: roles
id: roles
title: Roles
version: 0.1.0
status: draft
classification: internal
owner: ciso
items:
  - id: management
    title: Managing director
    top_management: true
    holders: [{person: mira, from: 2026-11-01}]
  - id: ciso
    title: Information security officer
    holders: [{person: dora, from: 2026-11-01}]
`,
	"people.yaml": `kind: people
id: people
title: People
version: 0.1.0
status: draft
classification: internal
owner: ciso
items:
  - {id: mira, name: Mira Muster, type: employee, start: 2020-01-01}
  - {id: dora, name: Dora Muster, type: employee, start: 2021-01-01}
`,
}

// Who begins is not drowned: what is missing is said once, each is a next step, and what
// depends on it is silent.
func TestABeginningIsNotDrowned(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const most = 25
	nothing := map[string]string{"isms.yaml": "kind: isms\nid: acme\n"}
	for name, files := range map[string]map[string]string{"begun": begun, "nothing but a name": nothing} {
		t.Run(name, func(t *testing.T) {
			r := checkFiles(t, d, files, Options{})
			said := map[string]bool{}
			n := 0
			for _, f := range r.Findings {
				if f.Status != isms.Open {
					continue
				}
				n++
				t.Logf("%s:%d: %s %s %s", f.Path, f.Range.Start.Line, f.Grade, f.Rule.ID, f.Message)
				if f.Mend() == "" {
					t.Errorf("%s names no next step", f.Rule.ID)
				}
				if said[f.Message] {
					t.Errorf("it is said twice: %s", f.Message)
				}
				said[f.Message] = true
			}
			if n == 0 || n > most {
				t.Errorf("%d findings, want some and at most %d", n, most)
			}
			for _, u := range r.Undecided {
				t.Errorf("%s:%d: %s undecided: %s", u.Path, u.Range.Start.Line, u.Rule.ID, u.Reason)
			}
		})
	}
}
