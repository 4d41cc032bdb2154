package document_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

var markdownFixtures = map[string]string{
	"policy": "---\nkind: policy\nid: POL-1\ntitle: \"Zugriff 😀\"\n---\n\n# Access *control*\n\nSee [risk](../risks.yaml \"all\") and ![plan](<img/a plan.png>).\n\n" +
		"Scope\nof it\n-----\n\n- [ ] open, by [your company]\n- <https://acme.example/a>\n\n## Roles ##\n\nFirst TODO.\n\n## Roles\n\n### Deep\n\nlorem Ipsum {{ name }}\n\n# End\n",
	"code":     "---\nid: a\n---\n```yaml\n# no heading TODO [x](y)\n```\n    ~~~ sh\n# nor this\n    ~~~\n`TODO [a](b)` and ``` `TBD` ``` and `open TBD\n",
	"comments": "---\nid: a\n---\n<!-- want: doc.x TODO -->\n## A\n<!--\n# no\n[x](y)\n-->\nshown <!-- hidden --> text `<!--` TBD\n",
	"references": "---\nid: a\n---\n[one][R] [two][] [r] [none] [three]\n\n[R]: x.md 'title'\n[two]: <y z.md>\n[^1]: note\n\n" +
		"> [quoted](q.md)\n\n| [cell](c.md) | [[nested](n.md)](m.md) |\n",
	"crlf":               "---\r\nid: a\r\n---\r\n\r\n# T\r\n\r\none\r\ntwo [l](x.md)\r\n",
	"no setext":          "---\nid: a\n---\n- item\n---\ntext\n\n---\n***\n| a |\n---\n",
	"empty body":         "---\nid: a\n---\n",
	"no front matter":    "# Title\n\ntext\n---\n",
	"empty front matter": "---\n---\ntext\n",
	"dots":               "---\nid: a\n...\n# T\n",
}

// policy is the body of one Markdown text, with lines, as the tests compare it.
type policy struct {
	Headings, Sections, Links, Holes []string
	Words                            string
}

func bodyOf(t *testing.T, text string) (policy, *isms.Value) {
	t.Helper()
	file := document.Parse("p.md", []byte(text), document.DefaultLimits)
	checkFile(t, "p.md", []byte(text), file)
	if len(file.Documents) != 1 || len(file.Problems) != 0 {
		t.Fatalf("got %d documents and %+v", len(file.Documents), file.Problems)
	}
	root := &file.Documents[0]
	body := root.Get("body")
	p := policy{Words: body.Get("words").Text}
	for i, h := range body.Get("headings").Items {
		at, _ := root.Locate(isms.Path{"body", "headings", fmt.Sprint(i)})
		p.Headings = append(p.Headings, fmt.Sprintf("%d %s %s", at.Start.Line, strings.Repeat("#", int(h.Get("level").Text[0]-'0')), h.Str("text")))
	}
	for _, f := range body.Get("sections").Fields {
		p.Sections = append(p.Sections, fmt.Sprintf("%d %s: %q", f.KeyRange.Start.Line, f.Key, f.Value.Text))
	}
	for i, l := range body.Get("links").Items {
		at, _ := root.Locate(isms.Path{"body", "links", fmt.Sprint(i)})
		p.Links = append(p.Links, fmt.Sprintf("%d:%d %s", at.Start.Line, at.Start.Column, l.Text))
	}
	for i, h := range body.Get("placeholders").Items {
		at, _ := root.Locate(isms.Path{"body", "placeholders", fmt.Sprint(i)})
		if fmt.Sprint(at.Start.Line) != h.Get("line").Text || text[at.Start.Offset:at.End.Offset] != h.Str("text") {
			t.Errorf("placeholder %q is at %v", h.Str("text"), at)
		}
		p.Holes = append(p.Holes, h.Get("line").Text+" "+h.Str("text"))
	}
	return p, body
}

func TestMarkdownBody(t *testing.T) {
	for name, want := range map[string]policy{
		"policy": {
			Headings: []string{"7 # Access control", "11 ## Scope of it", "18 ## Roles", "22 ## Roles", "24 ### Deep", "28 # End"},
			Sections: []string{
				`7 Access control: "See [risk](../risks.yaml \"all\") and ![plan](<img/a plan.png>).\n\nScope\nof it\n-----\n\n- [ ] open, by [your company]\n- <https://acme.example/a>\n\n## Roles ##\n\nFirst TODO.\n\n## Roles\n\n### Deep\n\nlorem Ipsum {{ name }}"`,
				`11 Scope of it: "- [ ] open, by [your company]\n- <https://acme.example/a>"`,
				`18 Roles: "First TODO."`,
				`22 Roles (2): "### Deep\n\nlorem Ipsum {{ name }}"`,
				`24 Deep: "lorem Ipsum {{ name }}"`,
				`28 End: ""`,
			},
			Links: []string{"9:12 ../risks.yaml", "9:46 img/a plan.png", "16:4 https://acme.example/a"},
			Holes: []string{"15 [your company]", "20 TODO", "26 lorem Ipsum", "26 {{ name }}"},
			Words: "25",
		},
		"code": {Holes: []string{"10 TBD"}, Words: "15"},
		"comments": {
			Headings: []string{"5 ## A"}, Sections: []string{"5 A: \"shown                 text `<!--` TBD\""},
			Holes: []string{"10 TBD"}, Words: "4",
		},
		"references": {
			Links: []string{"4:1 x.md", "4:10 y z.md", "4:18 x.md", "10:12 q.md", "12:10 c.md", "12:28 n.md", "12:35 m.md"}, Words: "16",
		},
		"crlf":               {Headings: []string{"5 # T"}, Sections: []string{`5 T: "one\ntwo [l](x.md)"`}, Links: []string{"8:9 x.md"}, Words: "4"},
		"no setext":          {Words: "3"},
		"empty body":         {Words: "0"},
		"empty front matter": {Words: "1"},
		"dots":               {Headings: []string{"4 # T"}, Sections: []string{`4 T: ""`}, Words: "1"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := bodyOf(t, markdownFixtures[name])
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("body differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMarkdownPlaces(t *testing.T) {
	text := markdownFixtures["policy"]
	_, body := bodyOf(t, text)
	sum := sha256.Sum256([]byte(text[strings.Index(text, "---\n\n#")+4:]))
	if got, want := body.Str("sha256"), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("got sha256 %s, want %s", got, want)
	}
	file := document.Parse("p.md", []byte(text), document.DefaultLimits)
	root := &file.Documents[0]
	for path, line := range map[string]int{"title": 4, "body": 7, "body/words": 7, "body/sections/Roles (2)": 22, "missing": 2, "body/links/9": 7} {
		if at, _ := root.Locate(strings.Split(path, "/")); at.Start.Line != line {
			t.Errorf("%s: got line %d, want %d", path, at.Start.Line, line)
		}
	}
}

func TestMarkdownWithoutRecord(t *testing.T) {
	for _, text := range []string{markdownFixtures["no front matter"], "", "text\n---\nid: a\n---\n", "--- \tx\n"} {
		if file := document.Parse("p.md", []byte(text), document.DefaultLimits); len(file.Documents) != 0 || len(file.Problems) != 0 {
			t.Errorf("%q: got %+v", text, file)
		}
	}
}

func TestBadMarkdown(t *testing.T) {
	for name, b := range map[string]bad{
		"broken front matter": {"---\nid: a\ntitle: b: c\n---\n# T\n", "yaml.syntax", 3, 9, "no key can be", false},
		"open list":           {"---\nid: a\nx: [1\n---\n# T\n", "yaml.syntax", 3, 4, "\"[\" here", false},
		"not closed":          {"---\nid: a\n\n# T\n", "yaml.syntax", 1, 1, "not closed", false},
		"list":                {"---\n- a\n---\n", "artifact.scalar", 2, 1, "a list", false},
		"scalar":              {"---\nabc\n---\n", "artifact.scalar", 2, 1, "text", false},
		"body":                {"---\nid: a\nbody: x\n---\n", "yaml.duplicate-key", 3, 1, "\"body\"", false},
		"duplicate":           {"---\nid: a\nid: b\n---\n", "yaml.duplicate-key", 3, 1, "in line 2 and in line 3", false},
		"tag directive":       {"---\n%TAG ! x\n---\n", "yaml.directive", 2, 1, "%TAG", false},
		"number":              {"---\nid: 010\n---\ntext\n", "yaml.number", 2, 5, "\"010\"", true},
		"bidi":                {"---\nid: a\n---\n\nté \u202ext\n", "text.control", 5, 4, "U+202E", true},
		"hidden bidi":         {"---\nid: a\n---\n<!-- \u2066 -->\n", "text.control", 4, 6, "U+2066", true},
		"encoding":            {"---\nid: a\n---\nJos\xe9\n", "yaml.encoding", 4, 4, "0xE9", false},
		"many headings":       {"---\nid: a\n---\n" + strings.Repeat("#\n", 41000), "yaml.nodes", 4, 1, "41000 headings", false},
	} {
		t.Run(name, func(t *testing.T) {
			file := document.Parse("p.md", []byte(b.text), document.DefaultLimits)
			checkFile(t, "p.md", []byte(b.text), file)
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

func TestPlaceholders(t *testing.T) {
	for line, want := range map[string]int{
		"TBD": 1, "to be FIXME'd": 1, "XXX": 1, "XXXX": 1, "Lorem ipsum dolor": 1, "{{ owner }}": 1, "<insert name here>": 1, "<your-name>": 1,
		"[Your Company]": 1, "[insert date] [insert date]": 2, "[COMPANY NAME]": 1, "[Date]": 1, "[DATE OF ISSUE]": 1, "<name of supplier>": 1,
		"todo list": 0, "TODOS": 0, "[GDPR] and [ISO 27001]": 0, "[date](x.md)": 0, "[Your data](x.md)": 0, "- [x] done": 0, "<br> <details open>": 0,
		"<a href=\"x\">your</a>": 0, "`{{ code }}`": 0, "footnote [^1]": 0, "an address": 0, "[insert][r]\n\n[r]: x": 0, "{ { x } }": 0,
	} {
		file := document.Parse("p.md", []byte("---\nid: a\n---\n"+line+"\n"), document.DefaultLimits)
		if len(file.Documents) != 1 {
			t.Fatalf("%q: %+v", line, file.Problems)
		}
		if got := len(file.Documents[0].Get("body").Get("placeholders").Items); got != want {
			t.Errorf("%q: got %d placeholders, want %d", line, got, want)
		}
	}
}
