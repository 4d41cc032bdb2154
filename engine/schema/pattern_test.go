package schema

import (
	"regexp"
	"strings"
	"testing"
)

// Patterns of schemas mean in RE2 what they mean where they were written.
func TestPatternsOfSchemas(t *testing.T) {
	tests := map[string]struct {
		expr, yes, no string
	}{
		"plain":             {`^[A-Z]{2}-\d+$`, "AC-12", "AC-"},
		"slash":             {`^a\/b$`, "a/b", "ab"},
		"dash":              {`^[\w\-]+$`, "a-b", "a b"},
		"four digits":       {`^\u00e4+$`, "ää", "a"},
		"in a class":        {`^[\u0041-\u0043]$`, "B", "D"},
		"braces":            {`^\u{1F600}$`, "😀", "u"},
		"two halves":        {`^\ud83d\ude00$`, "😀", "x"},
		"escaped backslash": {`^\\u0041$`, `\u0041`, "A"},
		"three backslashes": {`^\\\u0041$`, `\A`, "A"},
		"property":          {`^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$`, "ä-1", "1a"},
		"named group":       {`^(?<year>\d{4})$`, "2026", "26"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			expr, size, err := re2(tt.expr)
			if err != nil {
				t.Fatal(err)
			}
			re := regexp.MustCompile(expr)
			if !re.MatchString(tt.yes) || re.MatchString(tt.no) || size == 0 {
				t.Errorf("%s became %s: %q %v, %q %v", tt.expr, expr, tt.yes, re.MatchString(tt.yes), tt.no, re.MatchString(tt.no))
			}
		})
	}
	for _, expr := range []string{`(?=a)`, `(?!a)`, `(?<=a)b`, `(a)\1`, `a{1001}`, `(a{500}){9}`, `(`, `[`, `\ud83d`, strings.Repeat("(", 2000) + strings.Repeat(")", 2000), `(a{1000}b{1000}c{1000}d{1000}e{1000})`} {
		if out, _, err := re2(expr); err == nil {
			t.Errorf("%.40s is taken as %.40s", expr, out)
		}
	}
}
