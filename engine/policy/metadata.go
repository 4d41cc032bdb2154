package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// custom is the shape of the `custom` block of a rule's METADATA.
type custom struct {
	Grade        isms.Grade `json:"grade"`
	Requirements []string   `json:"requirements"`
	Remedy       string     `json:"remedy"`
	When         string     `json:"when"`
	Escalation   string     `json:"escalation"`
	Systemic     *struct {
		Grade isms.Grade `json:"grade"`
		Count int        `json:"count"`
		Share float64    `json:"share"`
	} `json:"systemic"`
	NotWaivable bool `json:"not_waivable"`
}

// described pairs the public rules of a module with their metadata. A package
// outside rules.* (or custom.*) holds helpers and has none.
func described(m *ast.Module) ([]*Rule, error) {
	topic, ok := topicOf(m.Package.Path)
	if !ok {
		return nil, nil
	}
	notes := map[string]*ast.Annotations{}
	for _, a := range m.Annotations {
		if a.Scope == "rule" || a.Scope == "document" {
			notes[a.GetTargetPath().String()] = a
		}
	}
	var rules []*Rule
	seen := map[string]bool{}
	for _, r := range m.Rules {
		name := r.Head.Name.String()
		if len(r.Head.Reference) > 0 {
			name = string(r.Head.Reference[0].Value.(ast.Var))
		}
		if strings.HasPrefix(name, "_") || len(r.Head.Args) > 0 || seen[name] {
			continue
		}
		seen[name] = true
		ref := m.Package.Path.Append(ast.StringTerm(name))
		rule, err := describe(topic+"."+name, r, notes[ref.String()])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: rule %s: %w", r.Location.File, r.Location.Row, topic+"."+name, err)
		}
		rule.found(ref)
		rules = append(rules, rule)
	}
	return rules, nil
}

// topicOf returns "risk" for package data.rules.risk.
func topicOf(pkg ast.Ref) (string, bool) {
	if len(pkg) != 3 {
		return "", false
	}
	root, _ := pkg[1].Value.(ast.String)
	topic, _ := pkg[2].Value.(ast.String)
	return string(topic), root == "rules" || root == "custom"
}

// describe turns one METADATA block into a rule, or says what it lacks.
func describe(id string, r *ast.Rule, a *ast.Annotations) (*Rule, error) {
	if a == nil {
		return nil, fmt.Errorf("has no METADATA; helpers start with an underscore")
	}
	var c custom
	text, err := json.Marshal(a.Custom)
	if err != nil {
		return nil, fmt.Errorf("custom metadata: %w", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("custom metadata: %w", err)
	}
	subject, err := subjectOf(a)
	if err != nil {
		return nil, err
	}
	switch {
	case a.Title == "":
		return nil, fmt.Errorf("has no title")
	case strings.TrimSpace(a.Description) == "":
		return nil, fmt.Errorf("has no description")
	case !slices.Contains(isms.Grades, c.Grade):
		return nil, fmt.Errorf("grade %q is not one of major, minor, observation, opportunity", c.Grade)
	case len(c.Requirements) == 0:
		return nil, fmt.Errorf("names no requirements")
	case c.Remedy == "":
		return nil, fmt.Errorf("has no remedy")
	case c.Systemic != nil && (c.Systemic.Count < 1 || c.Systemic.Grade.Rank() >= c.Grade.Rank()):
		return nil, fmt.Errorf("systemic needs a count of at least 1 and a graver grade than %q", c.Grade)
	}
	rule := &Rule{Rule: isms.Rule{
		ID: id, Title: a.Title, Description: strings.TrimSpace(a.Description), Grade: c.Grade,
		Requirements: c.Requirements, Remedy: c.Remedy, Subject: subject, When: c.When,
		Escalation: c.Escalation, NotWaivable: c.NotWaivable, Path: r.Location.File, Line: r.Location.Row,
	}}
	if s := c.Systemic; s != nil {
		rule.Systemic = &isms.Systemic{Grade: s.Grade, Count: s.Count, Share: s.Share}
	}
	return rule, nil
}

// subjectOf returns what `schemas: [{input: schema.X}]` names.
func subjectOf(a *ast.Annotations) (string, error) {
	for _, s := range a.Schemas {
		if !s.Path.Equal(ast.InputRootRef) || len(s.Schema) != 2 {
			continue
		}
		if kind, ok := s.Schema[1].Value.(ast.String); ok {
			return string(kind), nil
		}
	}
	return "", fmt.Errorf("names no subject; write `schemas: [{input: schema.<kind>}]`")
}
