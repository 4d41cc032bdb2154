package document_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
)

func TestJSON(t *testing.T) {
	text := "\ufeff{\r\n  \"a\": [1.50, \"\\ud83d\\ude00\\n\", {}],\r\n  \"ö\": {\"b\\u00e9\": null, \"c\": \"x\u2028y\"}\r\n}\r\n"
	file := document.Parse("a.json", []byte(text), document.DefaultLimits)
	checkFile(t, "a.json", []byte(text), file)
	if len(file.Documents) != 1 || len(file.Problems) != 0 {
		t.Fatalf("got %+v", file)
	}
	want := []any{"a:", []any{"1.50", "😀\n", []any{}}, "ö:", []any{"bé:", "", "c:", "x\u2028y"}}
	if diff := cmp.Diff(want, show(file.Documents[0])); diff != "" {
		t.Errorf("values differ (-want +got):\n%s", diff)
	}
}

func TestBadJSON(t *testing.T) {
	for name, b := range map[string]bad{
		"trailing comma":    {"{\"a\": 1,\n}", "yaml.syntax", 2, 1, "a key in double quotes", false},
		"trailing comma 2":  {"[1,\n]", "yaml.syntax", 2, 1, "a value is due", false},
		"comment":           {"{\n # x\n}", "yaml.syntax", 2, 2, "a key in double quotes", false},
		"single quotes":     {"{\"a\": 'x'}", "yaml.syntax", 1, 7, "a value is due", false},
		"no colon":          {"{\"a\" 1}", "yaml.syntax", 1, 6, `":" is due`, false},
		"no comma":          {"{\"a\": 1\n\"b\": 2}", "yaml.syntax", 2, 1, `"," or "}" is due here, for the mapping that starts in line 1`, false},
		"no bracket":        {"[1, 2", "yaml.syntax", 1, 6, `"," or "]"`, false},
		"two values":        {"{}\n{}", "yaml.syntax", 2, 1, "behind the end", false},
		"open text":         {"{\"a\": \"x", "yaml.syntax", 1, 7, "never closed", false},
		"line break":        {"{\"a\": \"x\ny\"}", "yaml.syntax", 1, 9, "inside a text", false},
		"half a pair":       {"{\"a\": \"\\ud83d\"}", "yaml.syntax", 1, 7, "surrogate", false},
		"wrong half":        {"{\"a\": \"\\ud83d\\u0041\"}", "yaml.syntax", 1, 7, "surrogate", false},
		"bad escape":        {"{\"a\": \"\\x41\"}", "yaml.syntax", 1, 7, "an escape", false},
		"octal":             {"{\"a\": 010}", "yaml.syntax", 1, 7, "a value is due", false},
		"capital":           {"{\"a\": True}", "yaml.syntax", 1, 7, "a value is due", false},
		"missing":           {"{\"a\":", "yaml.syntax", 1, 6, "a value is missing", false},
		"duplicate":         {"{\"a\": 1,\n\"\\u0061\": 2}", "yaml.duplicate-key", 2, 1, "in line 1 and in line 2", false},
		"duplicate in many": {"{\"x\": 0" + jsonKeys(100) + ",\n\"k7\": 1}", "yaml.duplicate-key", 102, 1, "in line 9 and in line 102", false},
		"empty":             {" \n", "artifact.empty", 1, 1, "nothing", false},
		"null":              {"null", "artifact.empty", 1, 1, "nothing", false},
		"scalar":            {"\n 12", "artifact.scalar", 2, 2, "a number", false},
		"deep":              {strings.Repeat("[", 65), "yaml.depth", 1, 65, "limit of 64", false},
		"many nodes":        {"[" + strings.Repeat("1,", 200_000) + "1]", "yaml.nodes", 1, 400000, "more than 200000", false},
		"huge":              {"{\"a\": 1e999}", "yaml.number", 1, 7, `"1e999"`, true},
	} {
		t.Run(name, func(t *testing.T) {
			file := document.Parse("a.json", []byte(b.text), document.DefaultLimits)
			checkFile(t, "a.json", []byte(b.text), file)
			if len(file.Problems) != 1 {
				t.Fatalf("got %d problems, want 1: %+v", len(file.Problems), file.Problems)
			}
			p := file.Problems[0]
			if p.Code != b.code || p.Range.Start.Line != b.line || p.Range.Start.Column != b.column || !strings.Contains(p.Message, b.says) || p.Fatal == b.readable {
				t.Errorf("got  %d:%d %s %q, fatal %v\nwant %d:%d %s %q, fatal %v", p.Range.Start.Line, p.Range.Start.Column, p.Code, p.Message, p.Fatal,
					b.line, b.column, b.code, b.says, !b.readable)
			}
		})
	}
}

func jsonKeys(n int) string {
	lines := strings.Split(strings.TrimSuffix(manyKeys(n), "\n"), "\n")
	for i, line := range lines {
		key, _, _ := strings.Cut(line, ":")
		lines[i] = ",\n\"" + key + "\": 1"
	}
	return strings.Join(lines, "")
}
