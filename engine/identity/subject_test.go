package identity_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

// inputs are what rules get: of a commit with everything, and of one with nothing.
func inputs() (commits, revisions []map[string]any) {
	people := identity.NewPeople(persons, time.UTC)
	when := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	full := isms.Commit{ID: commitID, Parents: []string{strings.Repeat("1", 40), strings.Repeat("3", 40)},
		Author: isms.Signature{Name: "Ada Lang", Email: "ada@acme.example", When: when}, Committer: isms.Signature{Name: "Bot", Email: "bot@acme.example"},
		Message: "Subject\n\nReviewed-by: Cleo <cleo@acme.example>\nApproved-by: Dev <dev@acme.example>\nTicket: 12\n"}
	result := identity.Result{Status: identity.Good, Format: identity.OpenPGP, Key: subPrint, Primary: pgpPrint, Names: []string{"ada@acme.example"},
		Hash: "SHA-512", Made: when, Reason: "the key made it"}
	for _, x := range []struct {
		commit  isms.Commit
		result  identity.Result
		at      string
		changes []identity.Change

		previous    *isms.Commit
		definitions []string
	}{
		{full, result, "2025-06-15", []identity.Change{{Kind: "isms", ID: "acme", Path: "isms.yaml", Change: "changed", Fields: []string{"ignore"}}, {Kind: "policy", ID: "access", Path: "access.md", Change: "removed"}},
			&isms.Commit{ID: full.Parents[0], Committer: isms.Signature{When: when}}, []string{"rules/access.rego"}},
		{isms.Commit{ID: commitID}, identity.Result{Status: identity.None, Reason: "the commit is not signed"}, "2026-01-01", nil, nil, nil},
	} {
		a := people.Account(x.commit, x.result, day(x.at), false)
		commits = append(commits, a.Input(x.commit, x.previous, x.changes, x.definitions))
		record := map[string]any{"kind": "risk", "id": "R-1"}
		revisions = append(revisions, identity.Revision("risk", "R-1", nil, record, nil, false, a.Brief(x.commit)),
			identity.Revision("risk", "R-1", record, nil, []string{"title"}, true, a.Brief(x.commit)))
	}
	return commits, revisions
}

func TestInputsFitTheirSchemas(t *testing.T) {
	commits, revisions := inputs()
	for name, c := range map[string]struct {
		schema []byte
		inputs []map[string]any
	}{"commit": {identity.CommitSchema, commits}, "revision": {identity.RevisionSchema, revisions}} {
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(name, bytes.NewReader(c.schema)); err != nil {
			t.Fatal(err)
		}
		schema, err := compiler.Compile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, input := range c.inputs {
			if err := schema.Validate(input); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			delete(input, "id")
			if schema.Validate(input) == nil {
				t.Errorf("%s: the schema does not miss the id", name)
			}
		}
	}
}

func TestInputSaysWhatIsKnown(t *testing.T) {
	commits, _ := inputs()
	data, err := json.Marshal(commits[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"author":{"email":"ada@acme.example","name":"Ada Lang","person":"a.lang","when":"2026-01-02T03:04:05+01:00"}`,
		`"committer":{"email":"bot@acme.example","name":"Bot","person":"bot","service":true}`,
		`{"key":"approved-by","persons":["b.roth","c.moss"],"value":"Dev \u003cdev@acme.example\u003e"}`,
		`{"key":"ticket","value":"12"}`,
		`{"person":"a.lang","reason":"a.lang signed it","source":"merge","strength":"B"}`,
		`"previous":{"id":"1111111111111111111111111111111111111111","when":"2026-01-02T03:04:05+01:00"}`,
		`"changes":[{"change":"changed","fields":["ignore"],"id":"acme","kind":"isms","path":"isms.yaml"},`,
		`"definitions":["rules/access.rego"]`,
	} {
		if !strings.Contains(string(data), part) {
			t.Errorf("the input lacks %s:\n%s", part, data)
		}
	}
}

// TestRulesAreTypeChecked holds the schemas against OPA's type checker: it knows every
// field, and refuses one that is not there.
func TestRulesAreTypeChecked(t *testing.T) {
	type checked struct{ schema, rule string }
	for c, fits := range map[checked]bool{
		{"commit", `input.signature.status == "good"`}:                          true,
		{"commit", `some x in input.trailers; x.person == input.author.person`}: true,
		{"commit", `some x in input.approvals; x.strength <= "B"`}:              true,
		{"commit", `some x in input.changes; x.kind == "risk"`}:                 true,
		{"revision", `input.before.owner != input.after.owner`}:                 true,
		{"revision", `input.commit.signature.status == "good"`}:                 true,
		{"revision", `some x in input.commit.changes`}:                          false,
		{"revision", `input.now`}:                                               false,
		{"commit", `input.signature.state == "good"`}:                           false,
		{"commit", `some x in input.trailers; x.by == "a.lang"`}:                false,
		{"commit", `input.previous.when < input.committer.when`}:                true,
		{"revision", `"due" in input.changed; input.content`}:                   true,
		{"commit", `input.author == "Ada"`}:                                     false,
	} {
		var schema any
		text := identity.CommitSchema
		if c.schema == "revision" {
			text = identity.RevisionSchema
		}
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
		set := ast.NewSchemaSet()
		set.Put(ast.MustParseRef("schema."+c.schema), schema)
		module, err := ast.ParseModuleWithOpts("x.rego", "package rules.x\n\n# METADATA\n# schemas:\n#   - input: schema."+c.schema+"\nr if {\n"+c.rule+"\n}\n",
			ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		compiler := ast.NewCompiler().WithSchemas(set).WithUseTypeCheckAnnotations(true)
		compiler.Compile(map[string]*ast.Module{"x.rego": module})
		if got := !compiler.Failed(); got != fits {
			t.Errorf("%s: got %v (%v), want %v", c.rule, got, compiler.Errors, fits)
		}
	}
}

func TestSchemasAreWhatOPAReads(t *testing.T) {
	for _, schema := range [][]byte{identity.CommitSchema, identity.RevisionSchema} {
		for _, word := range []string{"$ref", "anyOf", "oneOf", "allOf", "patternProperties"} {
			if bytes.Contains(schema, []byte(`"`+word+`"`)) {
				t.Errorf("a schema holds %q, which OPA misreads", word)
			}
		}
	}
	var c, r struct {
		Properties map[string]json.RawMessage
		Required   []string
	}
	if err := json.Unmarshal(identity.CommitSchema, &c); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(identity.RevisionSchema, &r); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(r.Properties["commit"], &r); err != nil {
		t.Fatal(err)
	}
	for name, schema := range c.Properties {
		if name == "changes" || name == "definitions" || name == "previous" { // not told of every revision
			continue
		}
		var x, y bytes.Buffer
		_ = json.Compact(&x, schema)
		_ = json.Compact(&y, r.Properties[name])
		if x.String() != y.String() {
			t.Errorf("%q is one thing in a commit and another in a revision", name)
		}
	}
	if want := slices.DeleteFunc(c.Required, func(s string) bool { return s == "changes" || s == "definitions" }); !slices.Equal(want, r.Required) {
		t.Errorf("a revision's commit requires %v, a commit %v", r.Required, want)
	}
}
