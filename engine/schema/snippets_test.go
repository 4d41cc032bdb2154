package schema_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// A record to start from is offered where it fits, and in the order in which it is
// filled in.
func TestPublishedSnippets(t *testing.T) {
	set := load(t, map[string]string{"risk": `{"x-class":"item","x-plural":"risks","properties":{"a":{"type":"string"},"every":{"type":"string","format":"duration"}},
		"defaultSnippets":[{"label":"item","body":{"a":"${2:x}","id":"${1:R-1}"}},{"label":"own","body":{"a":"${2:x}","id":"${1:R-1}","kind":"risk"}}]}`})
	const item, own = `{"id":"${1:R-1}","a":"${2:x}"}`, `{"kind":"risk","id":"${1:R-1}","a":"${2:x}"}`
	const register = `{"kind":"risks","id":"risks","items":[` + item + `]}`
	for name, want := range map[string][]string{"risk": {own}, "risks": {register, item}, "any": {own, register, item}} {
		text, err := set.Published(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := json.Compact(&b, text); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		for _, body := range []string{item, own, register} {
			wanted := false
			for _, w := range want {
				wanted = wanted || w == body
			}
			if has := strings.Contains(got, `"body":`+body); has != wanted {
				t.Errorf("schema %q offers %s: got %v, want %v", name, body, has, wanted)
			}
		}
		if !strings.Contains(got, `"patternErrorMessage":"a duration such as`) {
			t.Errorf("schema %q has no pattern for a duration", name)
		}
	}
}
