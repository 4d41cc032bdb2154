package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

var (
	ownName     = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	metadataKey = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_-]*)\s*:`)

	metadataKeys = []string{"scope", "title", "description", "schemas", "custom", "authors", "organizations", "related_resources"}
	customKeys   = []string{"grade", "requirements", "remedy", "when", "escalation", "systemic", "not_waivable"}
	systemicKeys = []string{"grade", "count", "share"}
	findingKeys  = []string{"at", "message", "since", "until", "grade", "key"}
)

// contract holds the modules of own rules against what a rule is.
type contract struct {
	o        *OwnOptions
	packages map[string]bool
	errors   OwnErrors
}

func (c *contract) refuse(at *ast.Location, code, hint, format string, args ...any) {
	c.errors = append(c.errors, &OwnError{File: at.File, Line: at.Row, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// module returns the rules of a module.
func (c *contract) module(path string, text []byte, m *ast.Module) []*Rule {
	pkg := m.Package.Path
	name := strings.TrimPrefix(pkg.String(), "data.")
	at := m.Package.Location
	topic, helpers, ok := ownPackage(pkg)
	switch {
	case !ok && len(pkg) > 1 && pkg[1].Equal(ast.StringTerm("custom")):
		c.refuse(at, "rego.package", "", "package %q: a package of own rules is custom.<topic>, one of helpers custom.lib or custom.lib.<name>", name)
		return nil
	case !ok:
		c.refuse(at, "rego.package", fmt.Sprintf("write `package custom.%s`", lastOf(pkg)), "package %q is not for own rules", name)
		return nil
	}
	c.keys(path, text)
	ast.WalkExprs(m, func(e *ast.Expr) bool {
		if len(e.With) > 0 {
			c.refuse(e.With[0].Location, "rego.contract", "use it in tests", "`with` would have the rule judge what is not there")
		}
		return false
	})
	ast.WalkRefs(m, func(ref ast.Ref) bool {
		switch {
		case ref[0].Equal(ast.DefaultRootDocument) && (len(ref) == 1 || !isText(ref[1])):
			c.refuse(ref[0].Location, "rego.unknown-field", "name what is read, as in data.isms.risk", "a rule may not read all of data")
		case !allowed(ref.String()):
			c.refuse(ref[0].Location, "rego.capability", whyAbsent(ref.String()), "%q is not there for rules", ref.String())
		}
		return false
	})
	if helpers {
		return nil
	}
	return c.rules(topic, m)
}

// ownPackage returns the topic of a package of own rules, or says that it holds
// helpers.
func ownPackage(pkg ast.Ref) (topic string, helpers, ok bool) {
	if len(pkg) < 3 || !pkg[1].Equal(ast.StringTerm("custom")) {
		return "", false, false
	}
	for _, t := range pkg[2:] {
		if s, text := t.Value.(ast.String); !text || !ownName.MatchString(string(s)) {
			return "", false, false
		}
	}
	if pkg[2].Equal(ast.StringTerm("lib")) {
		return "lib", true, true
	}
	return string(pkg[2].Value.(ast.String)), false, len(pkg) == 3
}

// lastOf proposes a topic for a package that is none.
func lastOf(pkg ast.Ref) string {
	last, _ := pkg[len(pkg)-1].Value.(ast.String)
	if s := strings.ToLower(string(last)); ownName.MatchString(s) && s != "lib" {
		return s
	}
	return "topic"
}

// rules returns the checks of a module. A name that starts with an underscore, and a
// function, is a helper.
func (c *contract) rules(topic string, m *ast.Module) []*Rule {
	notes := map[string]*ast.Annotations{}
	for _, a := range m.Annotations {
		if a.Scope == "rule" || a.Scope == "document" {
			if notes[a.GetTargetPath().String()] == nil {
				notes[a.GetTargetPath().String()] = a
			}
		}
	}
	defined := map[string][]*ast.Rule{}
	for _, r := range m.Rules {
		name := string(r.Head.Ref()[0].Value.(ast.Var))
		if !strings.HasPrefix(name, "_") && len(r.Head.Args) == 0 {
			defined[name] = append(defined[name], r)
		}
	}
	var rules []*Rule
	for _, name := range slices.Sorted(maps.Keys(defined)) {
		all := defined[name]
		id := "custom." + topic + "." + name
		ref := m.Package.Path.Append(ast.StringTerm(name))
		note := notes[ref.String()]
		if sound := c.shape(id, all); !sound && note == nil {
			continue // what is no rule needs no METADATA
		}
		if c.packages[id] {
			c.refuse(all[0].Location, "rego.contract", "", "rule %s is defined in two files", id)
			continue
		}
		c.packages[id] = true
		if rule := c.describe(id, all, note); rule != nil {
			rules = append(rules, rule)
		}
	}
	return rules
}

// shape demands that a rule is a set of findings.
func (c *contract) shape(id string, all []*ast.Rule) bool {
	before := len(c.errors)
	for _, r := range all {
		const hint = "start the names of helpers with an underscore"
		name := r.Head.Ref()[0].Value
		switch {
		case !ownName.MatchString(fmt.Sprint(name)):
			c.refuse(r.Location, "rego.contract", "", "rule %s: the name of a rule is made of lowercase letters, digits and underscores", id)
		case strings.HasPrefix(fmt.Sprint(name), "test_"):
			c.refuse(r.Location, "rego.contract", "", "%s: tests stand in files that end in _test.rego", id)
		case r.Default:
			c.refuse(r.Location, "rego.contract", "write `"+fmt.Sprint(name)+" contains finding if { ... }`, which is empty where nothing is found", "rule %s has a default, and a set of findings has none", id)
		case r.Head.RuleKind() != ast.MultiValue || len(r.Head.Ref()) != 1 || r.Else != nil:
			c.refuse(r.Location, "rego.contract", "write `"+fmt.Sprint(name)+" contains finding if { ... }`; "+hint, "rule %s is not a set of findings", id)
		default:
			c.finding(id, r)
		}
	}
	return len(c.errors) == before
}

// finding holds the finding that a rule makes against its shape, as far as it is
// written out.
func (c *contract) finding(id string, r *ast.Rule) {
	term := r.Head.Key
	if v, ok := term.Value.(ast.Var); ok {
		for _, e := range r.Body {
			if e.IsAssignment() && e.Operand(0).Value.Compare(v) == 0 {
				term = e.Operand(1)
			}
		}
	}
	switch x := term.Value.(type) {
	case ast.String, ast.Number, ast.Boolean, ast.Null, *ast.Array, ast.Set:
		c.refuse(term.Location, "rego.contract", "", "rule %s makes %s where an object with \"at\" and \"message\" is due", id, ast.ValueName(x))
	case ast.Object:
		has := map[string]bool{}
		for _, key := range x.Keys() {
			name, text := key.Value.(ast.String)
			if !text {
				return // nobody knows what it will be
			}
			has[string(name)] = true
			if !slices.Contains(findingKeys, string(name)) {
				c.refuse(key.Location, "rego.contract", near(string(name), findingKeys), "rule %s: a finding has no %q; known are %s", id, string(name), strings.Join(findingKeys, ", "))
			}
		}
		for _, name := range findingKeys[:2] {
			if !has[name] {
				c.refuse(term.Location, "rego.contract", "", "rule %s: a finding needs %q", id, name)
			}
		}
		c.literals(id, x)
	}
}

// literals checks what a finding says in so many words.
func (c *contract) literals(id string, finding ast.Object) {
	finding.Foreach(func(key, value *ast.Term) {
		name := string(key.Value.(ast.String))
		var text bool
		switch x := value.Value.(type) {
		case *ast.Array:
			text = name == "at"
		case ast.Number, ast.Boolean, ast.Null, ast.Set, ast.Object:
			text = false
		case ast.String:
			text = name != "at"
			if g := isms.Grade(x); name == "grade" && !slices.Contains(isms.Grades, g) {
				c.refuse(value.Location, "rego.contract", "", "rule %s: grade %q is not one of major, minor, observation, opportunity", id, string(x))
			}
		default:
			return
		}
		if !text {
			due := "text"
			if name == "at" {
				due = "a list of keys and indexes"
			}
			c.refuse(value.Location, "rego.contract", "", "rule %s: %q is %s where %s is due", id, name, ast.ValueName(value.Value), due)
		}
	})
}

// describe reads the metadata of a rule.
func (c *contract) describe(id string, all []*ast.Rule, a *ast.Annotations) *Rule {
	r := all[0]
	if a == nil {
		c.refuse(r.Location, "rego.metadata", "helpers start with an underscore", "rule %s has no METADATA", id)
		return nil
	}
	if len(all) > 1 && a.Scope != "document" {
		c.refuse(a.Location, "rego.metadata", "write `# scope: document` below METADATA", "rule %s has %d definitions, and its METADATA are for one", id, len(all))
		return nil
	}
	before := len(c.errors)
	c.known(id, a, a.Custom, customKeys, "custom")
	if systemic, ok := a.Custom["systemic"].(map[string]any); ok {
		c.known(id, a, systemic, systemicKeys, "systemic")
	}
	if len(c.errors) > before {
		return nil
	}
	rule, err := describe(id, r, a)
	if err != nil {
		c.refuse(r.Location, "rego.metadata", "", "rule %s: %v", id, err)
		return nil
	}
	rule.Custom = true
	if rule.Subject != "isms" && rule.Subject != "record" {
		if _, known := c.o.Schemas[rule.Subject]; !known {
			subjects := slices.Concat(slices.Collect(maps.Keys(c.o.Schemas)), []string{"isms", "record"})
			c.refuse(a.Location, "rego.subject", near(rule.Subject, subjects), "rule %s judges %q, which is no kind", id, rule.Subject)
		}
	}
	for _, req := range rule.Requirements {
		if c.o.Requirement == nil {
			break
		}
		if known, meant := c.o.Requirement(req); !known {
			hint := ""
			if meant != "" {
				hint = fmt.Sprintf("did you mean %q?", meant)
			}
			c.refuse(a.Location, "rego.metadata", hint, "rule %s names requirement %q, which no framework holds", id, req)
		}
	}
	return rule
}

// known refuses keys of METADATA that mean nothing.
func (c *contract) known(id string, a *ast.Annotations, keys map[string]any, known []string, what string) {
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !slices.Contains(known, key) {
			c.refuse(a.Location, "rego.metadata", near(key, known), "rule %s: unknown key %q in `%s`; known are %s", id, key, what, strings.Join(known, ", "))
		}
	}
}

// keys refuses unknown keys at the top of METADATA, which OPA's parser passes over.
func (c *contract) keys(path string, text []byte) {
	inside, line := false, 0
	for l := range strings.SplitSeq(string(text), "\n") {
		line++
		comment, ok := strings.CutPrefix(strings.TrimSpace(l), "#")
		switch {
		case !ok:
			inside = false
		case strings.TrimSpace(comment) == "METADATA":
			inside = true
		case inside:
			m := metadataKey.FindStringSubmatch(strings.TrimPrefix(comment, " "))
			if m != nil && !slices.Contains(metadataKeys, m[1]) {
				c.errors = append(c.errors, &OwnError{File: path, Line: line, Code: "rego.metadata",
					Message: fmt.Sprintf("unknown key %q in METADATA; known are %s", m[1], strings.Join(metadataKeys, ", ")), Hint: near(m[1], metadataKeys)})
			}
		}
	}
}
