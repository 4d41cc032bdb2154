package document_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// The cases Y01 to Y24 of the hostile inputs, as far as reading a file decides
// them. The inputs are made here, so that the test needs nothing else.

func bomb(levels, width int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 [" + strings.TrimSuffix(strings.Repeat(`"lol",`, width), ",") + "]\n")
	for i := 1; i < levels; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), width), ","))
	}
	return b.String()
}

func TestHostile(t *testing.T) {
	ones := func(n int) string { return strings.TrimSuffix(strings.Repeat("1,", n), ",") }
	for name, c := range map[string]struct {
		text string
		code string // "" for none
		line int
	}{
		"Y01 bomb 9x9":         {bomb(9, 9), "yaml.alias-budget", 6},
		"Y01 bomb 22x2":        {bomb(22, 2), "yaml.alias-budget", 16},
		"Y02 large scalar":     {"a: &a " + strings.Repeat("x", 100<<10) + "\nb: [" + strings.Repeat("*a,", 1000) + "]\n", "yaml.expanded-bytes", 2},
		"Y03 wide anchor":      {"a: &a [" + ones(4000) + "]\nb: [" + strings.Repeat("*a,", 98) + "]\n", "yaml.expanded-nodes", 2},
		"Y04 map":              {"a: &a {b: *a}\n", "yaml.alias-cycle", 1},
		"Y04 merge":            {"a: &a {<<: *a, x: 1}\n", "yaml.alias-cycle", 1},
		"Y06 flow":             {"a: " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "\n", "yaml.depth", 1},
		"Y06 beyond library":   {"a: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "\n", "yaml.depth", 1},
		"Y06 block":            {strings.Repeat("- ", 5000) + "x\n", "yaml.depth", 1},
		"Y07 one byte more":    {"a: 1\n" + strings.Repeat("#", 1<<20-4), "yaml.size", 1},
		"Y08 tag directives":   {strings.Repeat("%TAG !t! tag:x,2026:\n", 40_000) + "--- a\n", "yaml.directive", 1},
		"Y09 version":          {"%YAML 1.2\n---\na: yes\n", "", 0},
		"Y10 twice":            {"status: a\nstatus: b\n", "yaml.duplicate-key", 2},
		"Y10 quoted":           {"status: a\n\"status\": b\n", "yaml.duplicate-key", 2},
		"Y10 nested":           {"a: {b: 1, b: 2}\n", "yaml.duplicate-key", 1},
		"Y11 numbers":          {"10: a\n0xA: b\n", "yaml.key-type", 1},
		"Y11 nulls":            {"~: a\nnull: b\n", "yaml.key-type", 1},
		"Y11 dotted":           {"5.10: a\n5.1: b\n", "yaml.key-type", 1},
		"Y15 octal":            {"score: 010\n", "yaml.number", 1},
		"Y15 hex":              {"score: 0x1F\n", "yaml.number", 1},
		"Y15 underscore":       {"score: 1_000\n", "yaml.number", 1},
		"Y15 overflow":         {"score: 1e400\n", "yaml.number", 1},
		"Y15 nan":              {"score: .nan\n", "yaml.number", 1},
		"Y15 inf":              {"score: .inf\n", "yaml.number", 1},
		"Y17 broken second":    {"a: 1\n---\na: [\n", "yaml.syntax", 4},
		"Y17 duplicate second": {"a: 1\n---\na: 1\na: 2\n", "yaml.duplicate-key", 4},
		"Y18 UTF-16":           {"\xff\xfea\x00:\x00 \x001\x00\n\x00", "yaml.encoding", 1},
		"Y18 UTF-16 BE":        {"\xfe\xff\x00a\x00:\x00 \x001\x00\n", "yaml.encoding", 1},
		"Y18 no mark":          {"a\x00:\x00 \x001\x00\n\x00", "yaml.encoding", 1},
		"Y18 UTF-32":           {"\xff\xfe\x00\x00a\x00\x00\x00", "yaml.encoding", 1},
		"Y19 first":            {"\ufeffa: 1\n", "", 0},
		"Y19 second":           {"a: 1\n\ufeffb: 2\n", "yaml.encoding", 2},
		"Y20 Latin-1":          {"a: 1\nb: \xe9\n", "yaml.encoding", 2},
		"Y20 overlong":         {"a: \"\xc0\xae\"\n", "yaml.encoding", 1},
		"Y20 surrogate":        {"a: \"\xed\xa0\x80\"\n", "yaml.encoding", 1},
		"Y20 NUL":              {"abc: 1\x00\nb: 2\n", "yaml.encoding", 1},
		"Y20 escape":           {"a: 1\nb: \"\x1b[31m\"\n", "yaml.encoding", 2},
		"Y21 python":           {"evidence: !!python/object/apply:os.system ['id']\n", "yaml.tag", 1},
		"Y21 custom":           {"a: 1\nb: !custom {c: 1}\n", "yaml.tag", 2},
		"Y21 binary":           {"a: !!binary aGVsbG8=\n", "yaml.tag", 1},
		"Y22 empty":            {"", "artifact.empty", 1},
		"Y22 comment":          {"# nothing\n", "artifact.empty", 1},
		"Y22 marker":           {"---\n", "artifact.empty", 1},
		"Y22 scalar":           {"implemented\n", "artifact.scalar", 1},
		"Y24 CRLF":             {"a: 1\r\nb: |\r\n  t\r\n", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			file, allocated := measure("isms/a.yaml", []byte(c.text))
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if allocated > 128<<20 {
				t.Errorf("allocated %d MiB", allocated>>20)
			}
			if c.code == "" {
				if len(file.Documents) != 1 || len(file.Problems) != 0 {
					t.Fatalf("got %+v", file.Problems)
				}
				return
			}
			if len(file.Problems) != 1 || file.Problems[0].Code != c.code || file.Problems[0].Range.Start.Line != c.line {
				t.Fatalf("got %+v, want %s in line %d", file.Problems, c.code, c.line)
			}
			if fatal := c.code != "yaml.number"; file.Problems[0].Fatal != fatal || fatal == (len(file.Documents) > 0) {
				t.Errorf("got fatal %v with %d documents, want %v", file.Problems[0].Fatal, len(file.Documents), fatal)
			}
		})
	}
}

// measure parses a file and returns the bytes allocated on the way, which bound
// the growth of the heap.
func measure(name string, data []byte) (document.File, uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	file := document.Parse(name, data, document.DefaultLimits)
	runtime.ReadMemStats(&after)
	return file, after.TotalAlloc - before.TotalAlloc
}

// Y12, Y13, Y14, Y16: what a schema or rule sees is what was typed.
func TestHostileScalars(t *testing.T) {
	text := "control: 5.10\nd1: 2024-02-29\nd2: 2023-02-29\nd3: 2024-1-1\nd4: \"2024-01-01\"\nstatus: yes\napproved: no\nn: 9007199254740993\n"
	file := document.Parse("a.yaml", []byte(text), document.DefaultLimits)
	if len(file.Documents) != 1 || len(file.Problems) != 0 {
		t.Fatalf("got %+v", file.Problems)
	}
	for key, want := range map[string]isms.Value{
		"control": {Type: isms.Number, Text: "5.10"}, "n": {Type: isms.Number, Text: "9007199254740993"},
		"d1": {Type: isms.String, Text: "2024-02-29"}, "d2": {Type: isms.String, Text: "2023-02-29"},
		"d3": {Type: isms.String, Text: "2024-1-1"}, "d4": {Type: isms.String, Text: "2024-01-01"},
		"status": {Type: isms.String, Text: "yes"}, "approved": {Type: isms.String, Text: "no"},
	} {
		if got := file.Documents[0].Get(key); got.Type != want.Type || got.Text != want.Text {
			t.Errorf("%s: got %s %q, want %s %q", key, got.Type, got.Text, want.Type, want.Text)
		}
	}
}

// Y24: line ends change no value and no line.
func TestHostileLineEnds(t *testing.T) {
	for name, text := range goodYAML {
		if strings.Contains(text, "\r") || strings.Contains(text, "{\"") {
			continue
		}
		crlf := strings.ReplaceAll(text, "\n", "\r\n")
		a := document.Parse("a.yaml", []byte(text), document.DefaultLimits)
		b := document.Parse("a.yaml", []byte(crlf), document.DefaultLimits)
		checkFile(t, "a.yaml", []byte(crlf), b)
		if len(a.Documents) != len(b.Documents) {
			t.Fatalf("%s: got %d documents, want %d: %+v", name, len(b.Documents), len(a.Documents), b.Problems)
		}
		for i := range a.Documents {
			if got, want := fmt.Sprint(lines(b.Documents[i])), fmt.Sprint(lines(a.Documents[i])); got != want {
				t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
			}
		}
	}
}

// lines writes a value with the lines and columns at which its parts start.
func lines(v isms.Value) []string {
	all := []string{fmt.Sprintf("%d:%d %q", v.Range.Start.Line, v.Range.Start.Column, v.Text)}
	for _, item := range v.Items {
		all = append(all, lines(item)...)
	}
	for _, f := range v.Fields {
		all = append(all, fmt.Sprintf("%d:%d %s", f.KeyRange.Start.Line, f.KeyRange.Start.Column, f.Key))
		all = append(all, lines(f.Value)...)
	}
	return all
}

// growing are the inputs of Y05 and its kin: they grow without end, and reading
// them must stay linear. n pieces make about twenty kilobytes.
func growing() map[string]growth {
	repeat := func(format string) func(int) string {
		return func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, format, i)
			}
			return b.String()
		}
	}
	return map[string]growth{
		"Y05 keys":           {"a.yaml", 2500, repeat("key%07d: v\n")},
		"wide letters":       {"a.yaml", 2500, func(n int) string { return "a: [" + strings.Repeat("ä, ", n) + "]\n" }},
		"JSON on a line":     {"a.json", 2500, func(n int) string { return "[" + strings.Repeat("\"ä\",", n) + "1]" }},
		"JSON keys":          {"a.json", 2500, func(n int) string { return "{" + repeat("\"k%d\":\"é\",")(n) + "\"z\":1}" }},
		"quoted separators":  {"a.yaml", 2000, repeat("- \"a\u2028b%d\"\n")},
		"nested brackets":    {"a.yaml", 1000, func(n int) string { return "a: [" + strings.Repeat("[[[[{a: [b]}]]]],", n) + "]\n" }},
		"comments":           {"a.yaml", 5000, func(n int) string { return "a:\n" + strings.Repeat("  # c\n", n) + "  b: 1\n" }},
		"anchors":            {"a.yaml", 2000, repeat("- &a%d x\n")},
		"folded":             {"a.yaml", 5000, func(n int) string { return "a: >\n" + strings.Repeat("  x\n\n", n) }},
		"paragraph":          {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("word ö\n", n) }},
		"link starts":        {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("](", n) }},
		"link starts titled": {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n# " + strings.Repeat("[](", n) }},
		"open brackets":      {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("[ä", n) }},
		"autolinks":          {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("<a", n) }},
		"placeholder starts": {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("{{<insert [your ", n) }},
		"backticks":          {"a.md", 300, func(n int) string { return "---\nid: a\n---\n" + backticks(n) }},
		"comment starts":     {"a.md", 5000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("<!-- ", n) }},
		"headings":           {"a.md", 3000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("# t\n", n) }},
		"sections by name":   {"a.md", 3000, func(n int) string { return "---\nid: a\n---\n" + repeat("# t\n# t (%d)\n")(n) }},
		"underlined":         {"a.md", 3000, func(n int) string { return "---\nid: a\n---\n" + strings.Repeat("t\n--\n", n) }},
	}
}

type growth struct {
	path string
	n    int
	text func(n int) string
}

// TestLinear reads of each the largest file there may be. It is no measure of
// speed: linear work ends within a second or two, quadratic work would not end.
func TestLinear(t *testing.T) {
	for name, c := range growing() {
		t.Run(name, func(t *testing.T) {
			limits := document.DefaultLimits
			data := []byte(c.text(c.n * int(limits.Size) * 3 / 4 / len(c.text(c.n))))
			limits.Nodes, limits.ExpandedNodes, limits.Scalar = 1<<30, 1<<30, 1<<20
			start := time.Now()
			f := document.Parse(c.path, data, limits)
			if took := time.Since(start); took > time.Minute {
				t.Errorf("%d bytes took %v", len(data), took)
			}
			if len(f.Problems) > 0 {
				t.Errorf("not read to its end: %+v", f.Problems)
			}
		})
	}
}

// BenchmarkLinear tells the time per byte at two sizes: the same, where reading
// is linear.
func BenchmarkLinear(b *testing.B) {
	for name, c := range growing() {
		for _, times := range []int{1, 8} {
			data := []byte(c.text(times * c.n))
			b.Run(fmt.Sprintf("%s/%d", name, times), func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					document.Parse(c.path, data, document.DefaultLimits)
				}
			})
		}
	}
}

// backticks returns runs of backticks of n lengths, none of which is closed.
func backticks(n int) string {
	var b strings.Builder
	for total, i := 0, 1; total < n*40; total, i = total+i, i+1 {
		b.WriteString(strings.Repeat("`", i) + " ")
	}
	return b.String()
}

// TestHostileFolder reads the collected hostile files, where they lie beside the
// checkout.
func TestHostileFolder(t *testing.T) {
	folder := hostileFolder()
	if folder == "" {
		t.Skip("../shared/hostile/yaml is not beside the checkout")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in the folder of hostile inputs: %v", err)
	}
	clean := map[string]bool{
		"alias-bomb-5x10": true, "alias-under-guard-100k": true, "bigints": true, "block-chomp": true, "bom-utf8": true, "crlf": true,
		"csv-formula": true, "dates": true, "homoglyph-key": true, "html": true, "huge-indent-indicator": true, "key-bool": true, "key-empty": true,
		"key-proto": true, "markdown": true, "merge-override": true, "merge-quoted-key": true, "multi-doc": true, "nfc-nfd-key": true, "nulls": true,
		"strings-lookalike": true, "tab-value": true, "version-like": true, "workflow-cmd": true, "yaml-directive-1.1": true,
	}
	warned := map[string]string{
		"alias-redefined": "yaml.anchor", "ansi-escape-escaped": "text.control", "bidi": "text.control", "nul-escape": "text.control",
		"floats": "yaml.number", "ints": "yaml.number", "yaml-directive-1.2": "yaml.number",
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		file, allocated := measure(name+".yaml", data)
		checkFile(t, name+".yaml", data, file)
		if allocated > 128<<20 {
			t.Errorf("%s: allocated %d MiB", name, allocated>>20)
		}
		switch code, warns := warned[name]; {
		case clean[name] && (len(file.Problems) > 0 || len(file.Documents) == 0):
			t.Errorf("%s: got %+v, want no problem", name, file.Problems)
		case warns && (len(file.Documents) == 0 || len(file.Problems) == 0 || file.Problems[0].Code != code):
			t.Errorf("%s: got %+v, want %s", name, file.Problems, code)
		case !clean[name] && !warns && (len(file.Problems) != 1 || !file.Problems[0].Fatal):
			t.Errorf("%s: got %d documents and %+v, want it unreadable", name, len(file.Documents), file.Problems)
		}
	}
}
