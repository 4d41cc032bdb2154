package engine

import (
	"testing"
)

// A file is protected where a required section's last line that fits names an owner.
func TestCodeOwnersCover(t *testing.T) {
	for name, c := range map[string]struct {
		text      string
		owned     []string
		ownerless []string
	}{
		"nothing":             {text: "# nobody\n", ownerless: []string{"isms.yaml"}},
		"everything":          {text: "* @acme/isms\n", owned: []string{"isms.yaml", "a/b/c.rego"}},
		"a file anywhere":     {text: "isms.yaml @a\n", owned: []string{"isms.yaml", "deep/isms.yaml"}, ownerless: []string{"xisms.yaml"}},
		"a file at the root":  {text: "/isms.yaml @a\n", owned: []string{"isms.yaml"}, ownerless: []string{"deep/isms.yaml"}},
		"a folder":            {text: "/rules/ @a\n", owned: []string{"rules/a.rego", "rules/b/c.rego"}, ownerless: []string{"rules", "x/rules/a.rego"}},
		"a folder anywhere":   {text: "rules/ @a\n", owned: []string{"rules/a.rego", "x/rules/a.rego"}},
		"a folder, no slash":  {text: "/rules @a\n", owned: []string{"rules/a.rego"}},
		"direct files alone":  {text: "rules/* @a\n", owned: []string{"rules/a.rego"}, ownerless: []string{"rules/b/c.rego"}},
		"root files alone":    {text: "/* @a\n", owned: []string{"isms.yaml"}, ownerless: []string{"rules/a.rego"}},
		"an ending":           {text: "*.rego @a\n", owned: []string{"a.rego", "rules/b/c.rego"}, ownerless: []string{"a.yaml"}},
		"the last line":       {text: "* @a\n/rules/\n", owned: []string{"isms.yaml"}, ownerless: []string{"rules/a.rego"}},
		"an address":          {text: "isms.yaml ciso@acme.example\n", owned: []string{"isms.yaml"}},
		"a name alone":        {text: "isms.yaml ciso\n", ownerless: []string{"isms.yaml"}},
		"an at sign alone":    {text: "isms.yaml @\n", ownerless: []string{"isms.yaml"}},
		"a comment as owner":  {text: "isms.yaml # @a\n", ownerless: []string{"isms.yaml"}},
		"a blank in a name":   {text: "/own\\ rules/ @a\n", owned: []string{"own rules/a.rego"}, ownerless: []string{"own"}},
		"brackets":            {text: "a[bc].yaml @a\n", ownerless: []string{"ab.yaml"}},
		"braces":              {text: "{a,b}.yaml @a\n", ownerless: []string{"a.yaml"}},
		"a section":           {text: "[ISMS] @a\n/rules/\n", owned: []string{"rules/a.rego"}, ownerless: []string{"isms.yaml"}},
		"a section of two":    {text: "[ISMS][2] @a\n/rules/\n", owned: []string{"rules/a.rego"}},
		"another section":     {text: "* @a\n[Docs]\n*\n", owned: []string{"isms.yaml"}},
		"an optional section": {text: "^[ISMS] @a\n*\n", ownerless: []string{"isms.yaml"}},
		"an exclusion":        {text: "* @a\n!/rules/\n", owned: []string{"isms.yaml"}, ownerless: []string{"rules/a.rego"}},
		"an early exclusion":  {text: "!/rules/\n* @a\n", ownerless: []string{"rules/a.rego"}},
	} {
		t.Run(name, func(t *testing.T) {
			sections := parseOwners(c.text)
			for _, file := range c.owned {
				if !covers(sections, file) {
					t.Errorf("%q has no owner", file)
				}
			}
			for _, file := range c.ownerless {
				if covers(sections, file) {
					t.Errorf("%q has an owner", file)
				}
			}
		})
	}
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2.31.9", "2.32", true},
		{"2.32.0", "2.32", false},
		{"2.100.1", "2.32", false},
		{"1.9", "2.32", true},
		{"2.45.1.windows.1", "2.32", false},
		{"unreadable", "2.32", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("older(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
