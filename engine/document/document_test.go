package document_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// goodYAML are texts that are read without a problem, by what they show.
var goodYAML = map[string]string{
	"record":         "kind: risk\nid: R-017\ntitle: Laptop theft\nscore: 12\nowner: role/it-lead # who answers\n",
	"register":       "kind: risks\nid: risks\nitems:\n- id: R-1\n  title: \"first: one\"\n- id: R-2\n  tags: [a, 'b', {c: d}, e: f]\n",
	"wide letters":   "títle: 😀 smile\nöwner: {näme: Zoë, rôle: \"é\"}\nlist: [ä, 😀, \"ö\"]\n",
	"block scalars":  "a: |\n  one\n\n  two  \nb: >-\n  folded\n  text\n\n  more\nc: |2\n    deep\nd: |+ # keep\n  x\n\n\ne: end\n",
	"plain lines":    "a: one\n  two\n\n  three # four\nb: x#y\n",
	"quoted lines":   "a: \"one\n  two \\\n  three\"\nb: 'it''s\n  here'\n",
	"crlf":           "a: 1\r\nb: |\r\n  t\r\n  u\r\nc: \"x\r\n  y\"\r\nd: end\r\n",
	"bom":            "\ufeffa: 1\nb: ü\n",
	"aliases":        "base: &base\n  owner: x\nlist: &l [1, 2]\nuse: *base\nagain: [*l, *base]\n",
	"merge":          "d: &d {owner: x, status: open}\nitems:\n- <<: *d\n  id: a\n- {id: b, <<: *d, status: closed}\n",
	"properties":     "a: &x !!str 12\nb: !!str &y\n  text\nc: &z\nd: !!map\n  e: 1\nf: !!seq [1]\n&k g: h\n",
	"nothing":        "a:\nb: ~\nc: null\nd: [a, ]\ne: {f, g: }\nh: ''\n",
	"explicit key":   "? a\n: b\n? c\n",
	"documents":      "%YAML 1.2\n---\na: 1\n...\n# next\n---\nb: 2\n--- {c: 3}\n---\n",
	"joined anchor":  "a: &k:x\nb: &k-2 :y\n",
	"tabs":           "a:\t1\nb: [\t2\t]\n",
	"separators":     "a: \"x\u2028y\"\nb: 'p\u2029q'\nc: 1\n",
	"comments":       "# top\na: # behind\n  # above\n  - 1 # one\n  # below\n  - [2, # two\n     3]\n",
	"indentless":     "a:\n- b\n-\n  c: d\n- - e\n  - f\n",
	"look-alikes":    "a: 10:30\nb: 1.2.3\nc: A.5.1\nd: 2026-11-23\ne: 0o8\nf: 12-34\ng: yes\nh: 1,000\n",
	"list at top":    "- a: 1\n- b\n",
	"json":           "{\"a\": [1, 2.50, -0, 1e3, true, null], \"b\": {\"c\": \"d\\u00e9\\/\"}}\n",
	"surrogate pair": "{\"a\": \"\\ud83d\\ude00\"}",
}

// badYAML are texts that have a problem.
type bad struct {
	text         string
	code         string
	line, column int
	says         string
	readable     bool
}

var badYAML = map[string]bad{
	"second colon":        {"kind: risk\ntitle: a: b\n", "yaml.syntax", 2, 9, `a ":" stands where no key can be`, false},
	"bad indentation":     {"a:\n  b: 1\n  c: 2\n c: 3\n", "yaml.syntax", 4, 2, "the mapping of line 1", false},
	"open list":           {"a: 1\nb: [1, 2\nc: 3\n", "yaml.syntax", 2, 4, `the list that starts with "["`, false},
	"open mapping":        {"a: 1\nb: {c: 2\nd: 3\n", "yaml.syntax", 2, 4, `the mapping that starts with "{"`, false},
	"open quote":          {"a: 1\nb: \"text\nc: 3\n", "yaml.syntax", 2, 4, "never closed", false},
	"tab indent":          {"a:\n\tb: 1\n", "yaml.syntax", 2, 1, "cannot start with a tab", false},
	"reserved":            {"a: 1\nb: @home\n", "yaml.syntax", 2, 4, `cannot start with "@"`, false},
	"missing colon":       {"a: 1\nb\nc: 3\n", "yaml.syntax", 2, 1, `no ":" follows`, false},
	"star":                {"a: *\n", "yaml.syntax", 1, 5, "alias or anchor", false},
	"escape":              {"a: 1\nb: \"c:\\windows\"\n", "yaml.syntax", 2, 7, "unknown escape", false},
	"list in value":       {"a: - b\n", "yaml.syntax", 1, 4, `a list item "-"`, false},
	"after the end":       {"a: 1\n...\nb: 2\n", "yaml.syntax", 3, 1, "the document has ended", false},
	"second document":     {"a: 1\n---\nb: [\n", "yaml.syntax", 4, 1, "a value is missing", false},
	"unknown alias":       {"a: 1\nb: *nope\n", "yaml.alias", 2, 4, `"*nope"`, false},
	"alias of before":     {"a: &x 1\n---\nb: *x\n", "yaml.alias", 3, 4, `"*x"`, false},
	"tag handle":          {"a: !x!y z\n", "yaml.tag", 1, 4, "not defined", false},
	"tag":                 {"a: 1\nb: !Ref x\n", "yaml.tag", 2, 4, `"!Ref"`, false},
	"bare tag":            {"a: ! 12\n", "yaml.tag", 1, 4, `"!"`, false},
	"tag that lies":       {"a: !!int 1.0\n", "yaml.tag", 1, 4, `"!!int" does not fit the value "1.0"`, false},
	"tag of a mapping":    {"a: !!seq {b: 1}\n", "yaml.tag", 1, 4, `"!!seq" does not fit`, false},
	"timestamp tag":       {"a: !!timestamp 2026-11-23\n", "yaml.tag", 1, 4, "not supported", false},
	"duplicate":           {"a: 1\nb: 2\n'a': 3\n", "yaml.duplicate-key", 3, 1, `"a" is given twice, in line 1 and in line 3`, false},
	"duplicate in many":   {manyKeys(30) + "k7: again\n", "yaml.duplicate-key", 31, 1, "in line 8 and in line 31", false},
	"two merges":          {"a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", "yaml.duplicate-key", 4, 3, "in line 3 and in line 4", false},
	"number as key":       {"a:\n  1: x\n", "yaml.key-type", 2, 3, `"1" reads as a number`, false},
	"list as key":         {"? [a]\n: b\n", "yaml.key-type", 1, 3, "a key is a list", false},
	"alias as key":        {"a: &k x\n*k : y\n", "yaml.key-type", 2, 1, "a key is an alias", false},
	"invisible key":       {"owner\u200b: x\n", "text.control", 1, 1, "U+200B", false},
	"cycle":               {"a: &a [*a]\n", "yaml.alias-cycle", 1, 8, `"*a"`, false},
	"merge of a list":     {"a: &a [x]\nb: {<<: *a}\n", "yaml.merge", 2, 9, "text where a mapping is due", false},
	"latin-1":             {"a: 1\nowner: Jos\xe9\n", "yaml.encoding", 2, 11, "byte 15 (0xE9)", false},
	"control":             {"a: 1\nb: \x1b[31m\n", "yaml.encoding", 2, 4, "byte 8 is the control character U+001B", false},
	"next line":           {"a: x\u0085b: y\n", "yaml.line-break", 1, 5, "U+0085", false},
	"line separator":      {"a: 1\nb: x\u2028y\n", "yaml.line-break", 2, 5, "U+2028", false},
	"separator comment":   {"a: 1 # x\u2028b: 2\n", "yaml.line-break", 1, 9, "U+2028", false},
	"carriage return":     {"a: 1\rb: 2\r", "yaml.line-break", 1, 5, "byte 4", false},
	"inner bom":           {"a: 1\n\ufeffb: 2\n", "yaml.encoding", 2, 1, "byte order mark", false},
	"tag directive":       {"# c\n%TAG !x! tag:x,2026:\n---\na: 1\n", "yaml.directive", 2, 1, "%TAG", false},
	"version":             {"%YAML 3.0\n---\na: 1\n", "yaml.directive", 1, 1, `"3.0"`, false},
	"two versions":        {"%YAML 1.2\n%YAML 1.2\n---\na: 1\n", "yaml.directive", 2, 1, "two %YAML", false},
	"version alone":       {"%YAML 1.2\na: 1\n", "yaml.directive", 1, 1, `"---" is missing`, false},
	"unknown directive":   {"%FOO bar\n---\na: 1\n", "yaml.directive", 1, 1, `"%FOO"`, false},
	"empty":               {"", "artifact.empty", 1, 1, "nothing", false},
	"comment":             {"# nothing\n", "artifact.empty", 1, 1, "nothing", false},
	"marker":              {"---\n", "artifact.empty", 1, 1, "nothing", false},
	"scalar":              {"# c\nimplemented\n", "artifact.scalar", 2, 1, `text where fields are due: "implemented"`, false},
	"scalar among others": {"a: 1\n---\n12\n", "artifact.scalar", 3, 1, "a number", false},
	"long key":            {strings.Repeat("k", 1025) + "k: 1\n", "yaml.key-size", 1, 1027, "too long for a key", false},
	"long quoted key":     {"? " + strings.Repeat("k", 1025) + "\n: 1\n", "yaml.key-size", 1, 3, "1025 bytes, more than the limit of 1024", false},
	"long scalar":         {"a: " + strings.Repeat("x", 256<<10+1) + "\n", "yaml.scalar-size", 1, 4, "262145 bytes", false},
	"many documents":      {strings.Repeat("---\na: 1\n", 65), "yaml.documents", 129, 1, "more than 64 documents", false},
	"many aliases":        {"a: &a 1\nb: [" + strings.Repeat("*a, ", 257) + "]\n", "yaml.alias-budget", 2, 1029, "more than 256 aliases", false},
	"deep":                {"a: " + strings.Repeat("[", 64) + strings.Repeat("]", 64) + "\n", "yaml.depth", 1, 67, "limit of 64", false},
	"deep by alias":       {"a: &a " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\nb: " + strings.Repeat("[", 24) + "*a" + strings.Repeat("]", 24), "yaml.depth", 2, 28, "limit of 64", false},

	"octal":            {"a: 1\nscore: 010\n", "yaml.number", 2, 8, `"010"`, true},
	"plus":             {"a: +1\n", "yaml.number", 1, 4, `"+1"`, true},
	"bare fraction":    {"a: [.5]\n", "yaml.number", 1, 5, `".5"`, true},
	"underscore":       {"a: 1_000\n", "yaml.number", 1, 4, "quote it, or write it as a plain decimal number", true},
	"huge":             {"a: 1e400\n", "yaml.number", 1, 4, `"1e400"`, true},
	"huge by mantissa": {"a: 9999e308\n", "yaml.number", 1, 4, `"9999e308"`, true},
	"many digits":      {"a: " + strings.Repeat("9", 65) + "\n", "yaml.number", 1, 4, `9…"`, true},
	"bidi":             {"a: \"x\u202ey\"\n", "text.control", 1, 4, "U+202E", true},
	"escaped escape":   {"a: \"\\e[2K\"\n", "text.control", 1, 4, "U+001B", true},
	"anchor again":     {"a: &x 1\nb: &x 2\n", "yaml.anchor", 2, 4, "line 1", true},
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + string(rune('0' + i/10%10))[:min(1, i/10)] + string(rune('0'+i%10)) + ": v\n")
	}
	return b.String()
}

// fixtures returns every text of the tables, for the fuzzer.
func fixtures() []string {
	var all []string
	for _, text := range goodYAML {
		all = append(all, text)
	}
	for _, b := range badYAML {
		if len(b.text) < 1000 {
			all = append(all, b.text)
		}
	}
	for _, m := range markdownFixtures {
		all = append(all, m)
	}
	return all
}

func TestGoodYAML(t *testing.T) {
	for name, text := range goodYAML {
		t.Run(name, func(t *testing.T) {
			path := "a.yaml"
			if name == "json" || name == "surrogate pair" {
				path = "a.json"
			}
			file := document.Parse(path, []byte(text), document.DefaultLimits)
			for _, p := range file.Problems {
				t.Errorf("%d:%d %s %s", p.Range.Start.Line, p.Range.Start.Column, p.Code, p.Message)
			}
			checkFile(t, path, []byte(text), file)
		})
	}
}

func TestBadYAML(t *testing.T) {
	for name, b := range badYAML {
		t.Run(name, func(t *testing.T) {
			file := document.Parse("isms/a.yaml", []byte(b.text), document.DefaultLimits)
			checkFile(t, "isms/a.yaml", []byte(b.text), file)
			if len(file.Problems) != 1 {
				t.Fatalf("got %d problems, want 1: %+v", len(file.Problems), file.Problems)
			}
			p := file.Problems[0]
			if p.Code != b.code || p.Range.Start.Line != b.line || p.Range.Start.Column != b.column || !strings.Contains(p.Message, b.says) || p.Fatal == b.readable {
				t.Errorf("got  %d:%d %s %q, fatal %v\nwant %d:%d %s %q, fatal %v", p.Range.Start.Line, p.Range.Start.Column, p.Code, p.Message, p.Fatal,
					b.line, b.column, b.code, b.says, !b.readable)
			}
			rule := "doc.readable"
			if b.readable {
				rule = "doc.schema_valid"
			}
			if p.Rule != rule {
				t.Errorf("got rule %q, want %q", p.Rule, rule)
			}
		})
	}
}

func TestScalars(t *testing.T) {
	type scalar struct {
		Type isms.Type
		Text string
	}
	for source, want := range map[string]scalar{
		"5.10":                 {isms.Number, "5.10"},
		"-0":                   {isms.Number, "-0"},
		"1e3":                  {isms.Number, "1e3"},
		"12E+03":               {isms.Number, "12E+03"},
		"9007199254740993":     {isms.Number, "9007199254740993"},
		"18446744073709551616": {isms.Number, "18446744073709551616"},
		"1e-308":               {isms.Number, "1e-308"},
		"010":                  {isms.String, "010"},
		"0x1F":                 {isms.String, "0x1F"},
		".inf":                 {isms.String, ".inf"},
		"1.":                   {isms.String, "1."},
		"\"5.10\"":             {isms.String, "5.10"},
		"'true'":               {isms.String, "true"},
		"true":                 {isms.Bool, "true"},
		"TRUE":                 {isms.Bool, "true"},
		"False":                {isms.Bool, "false"},
		"tRUE":                 {isms.String, "tRUE"},
		"yes":                  {isms.String, "yes"},
		"NO":                   {isms.String, "NO"},
		"off":                  {isms.String, "off"},
		"~":                    {isms.Null, ""},
		"NULL":                 {isms.Null, ""},
		"nil":                  {isms.String, "nil"},
		"2024-02-29":           {isms.String, "2024-02-29"},
		"2023-02-29":           {isms.String, "2023-02-29"},
		"2024-1-1":             {isms.String, "2024-1-1"},
		"2024-01-01T10:00:00Z": {isms.String, "2024-01-01T10:00:00Z"},
		"190:20:30":            {isms.String, "190:20:30"},
		"!!str 2024-01-01":     {isms.String, "2024-01-01"},
		"!!str 12":             {isms.String, "12"},
		"!!float 1":            {isms.Number, "1"},
		"!!int '7'":            {isms.Number, "7"},
		"!!bool True":          {isms.Bool, "true"},
		"!!null ''":            {isms.Null, ""},
		"\"a\\n\\u00e9\"":      {isms.String, "a\né"},
		"|\n  x\n  y\n":        {isms.String, "x\ny\n"},
		"-":                    {isms.String, "-"},
	} {
		if source == "-" {
			source = "\"-\""
		}
		file := document.Parse("a.yaml", []byte("a: "+source), document.DefaultLimits)
		if len(file.Documents) != 1 {
			t.Errorf("%s: unreadable: %+v", source, file.Problems)
			continue
		}
		v := file.Documents[0].Get("a")
		if got := (scalar{v.Type, v.Text}); got != want {
			t.Errorf("%s: got %+v, want %+v", source, got, want)
		}
	}
}

// show writes a value as a line, to compare.
func show(v isms.Value) any {
	switch v.Type {
	case isms.List:
		all := []any{}
		for _, item := range v.Items {
			all = append(all, show(item))
		}
		return all
	case isms.Map:
		all := []any{}
		for _, f := range v.Fields {
			all = append(all, f.Key+":", show(f.Value))
		}
		return all
	}
	return v.Text
}

func TestMergeAndAlias(t *testing.T) {
	text := "d: &d {owner: x, status: open}\n" +
		"e: &e {status: late, due: y}\n" +
		"first: {<<: *d, status: closed}\n" +
		"last:\n  id: a\n  <<: [*d, *e]\n  z: 1\n" +
		"quoted: {\"<<\": *d}\n"
	file := document.Parse("a.yaml", []byte(text), document.DefaultLimits)
	if len(file.Documents) != 1 || len(file.Problems) != 0 {
		t.Fatalf("unreadable: %+v", file.Problems)
	}
	root := file.Documents[0]
	d := []any{"owner:", "x", "status:", "open"}
	want := []any{
		"d:", d,
		"e:", []any{"status:", "late", "due:", "y"},
		"first:", []any{"owner:", "x", "status:", "closed"},
		"last:", []any{"id:", "a", "owner:", "x", "status:", "open", "due:", "y", "z:", "1"},
		"quoted:", []any{"<<:", d},
	}
	if diff := cmp.Diff(want, show(root)); diff != "" {
		t.Errorf("values differ (-want +got):\n%s", diff)
	}
	for path, line := range map[string]int{"first": 3, "first/status": 3, "first/owner": 1, "last/due": 2, "last/z": 7, "quoted/<<": 8, "quoted/<</owner": 1} {
		at, _ := root.Locate(strings.Split(path, "/"))
		if at.Start.Line != line {
			t.Errorf("%s: got line %d, want %d", path, at.Start.Line, line)
		}
	}
}

func TestLocateInLists(t *testing.T) {
	text := "d: &d\n  id: x\nitems:\n- *d\n- <<: *d\n  title: y\n- {id: z}\n- <<: *d\n"
	file := document.Parse("a.yaml", []byte(text), document.DefaultLimits)
	if len(file.Documents) != 1 {
		t.Fatalf("unreadable: %+v", file.Problems)
	}
	root := file.Documents[0]
	for index, want := range map[string][2]int{"0": {4, 3}, "1": {6, 3}, "2": {7, 4}, "3": {8, 3}} {
		at, _ := root.Locate(isms.Path{"items", index, "missing"})
		if got := [2]int{at.Start.Line, at.Start.Column}; got != want {
			t.Errorf("items/%s: got %v, want %v", index, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	limits := document.DefaultLimits
	limits.Size, limits.RegisterSize = 100, 300
	pad := strings.Repeat("# padding\n", 15)
	for name, c := range map[string]struct {
		path, text string
		ok         bool
	}{
		"small":             {"a.yaml", "a: 1\n", true},
		"large record":      {"a.yaml", "a: 1\n" + pad, false},
		"large register":    {"a.yaml", "items: []\n" + pad, true},
		"huge register":     {"a.yaml", "items: []\n" + pad + pad, false},
		"claims items":      {"a.yaml", "a: |\n  x\nitems: none\n" + pad, false},
		"one without items": {"a.yaml", "items: []\n---\na: 1\n" + pad, false},
		"JSON register":     {"a.json", `{"items": []}` + strings.Repeat(" ", 150), true},
		"large Markdown":    {"a.md", "---\nitems: []\n---\n" + pad, false},
	} {
		file := document.Parse(c.path, []byte(c.text), limits)
		if got := len(file.Documents) > 0; got != c.ok {
			t.Errorf("%s: read %v, want %v: %+v", name, got, c.ok, file.Problems)
		}
		if !c.ok && (len(file.Problems) != 1 || file.Problems[0].Code != "yaml.size") {
			t.Errorf("%s: got %+v, want yaml.size", name, file.Problems)
		}
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	file := document.Parse("a.yaml", []byte("a: ["+strings.Repeat("010, ", 600)+"]\n"), document.DefaultLimits)
	if len(file.Documents) != 1 || len(file.Problems) != 501 {
		t.Fatalf("got %d documents and %d problems", len(file.Documents), len(file.Problems))
	}
	if last := file.Problems[500]; !strings.HasPrefix(last.Message, "100 more problems") || last.Path != "a.yaml" {
		t.Errorf("got %+v", last)
	}
}

func TestReadable(t *testing.T) {
	for name, want := range map[string]bool{
		"a.yaml": true, "x/a.YML": true, "a.json": true, "README.md": true, "a.markdown": true,
		"a.csv": false, "yaml": false, "a.yaml.bak": false, "a.md/": false,
	} {
		if got := document.Readable(name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestKindHints(t *testing.T) {
	for text, want := range map[string][]string{
		"kind: risk\nx: [\n":                          {"risk"},
		"id: a\nkind: 'risks'\nitems:\n - kind: x\n":  {"risks", "x"},
		"a: {\n---\nkind: soa\n---\nkind: soa\n":      {"soa"},
		"{\"id\": 1, \"kind\": \"asset\",":            {"asset"},
		"{\n  \"kind\" : \"asset\"\n":                 {"asset"},
		"\xff\xfek\x00i\x00n\x00d\x00:\x00 \x00a\x00": {"a"},
		"title: kind of blue\nmankind: x\n":           nil,
		"kind: Risk\n":                                nil,
	} {
		if diff := cmp.Diff(want, document.KindHints([]byte(text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
		hint := ""
		if len(want) > 0 {
			hint = want[0]
		}
		if got := document.KindHint([]byte(text)); got != hint {
			t.Errorf("%q: got %q, want %q", text, got, hint)
		}
	}
}

func TestColumns(t *testing.T) {
	line := "é😀\tx: y"
	for column, want := range map[int][2]int{1: {0, 1}, 2: {1, 3}, 3: {3, 7}, 4: {4, 8}, 5: {5, 9}, 99: {8, 12}} {
		p := isms.Position{Line: 1, Column: column}
		if got := [2]int{document.UTF16Column(p, line), document.ByteColumn(p, line)}; got != want {
			t.Errorf("column %d: got %v, want %v", column, got, want)
		}
	}
}
