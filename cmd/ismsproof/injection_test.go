package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"ismsproof/engine/report"
)

// payloads are texts that a pull request may carry and that a terminal, a runner
// or a page would act on.
var payloads = map[string]string{
	"command of a runner":     "x\n::error file=a.yaml,line=1::pwned",
	"command at the start":    "::error::pwned",
	"command after blanks":    "   ::stop-commands::tok",
	"older command":           "y ##[error]pwned",
	"command of another":      "##vso[task.complete result=Succeeded]done",
	"carriage return":         "FAIL\rPASS",
	"cursor":                  "\x1b[2K\x1b[1A\x1b[32mPASS\x1b[0m",
	"link":                    "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
	"C1":                      "\u009b31m",
	"reordered":               "admin\u202etxt.lmay",
	"zero width":              "A.5.\u200b1",
	"command hidden by width": "##\u200b[error]pwned",
	"page":                    "</script><script>alert(1)</script>",
}

func allPayloads(t *testing.T) map[string]string {
	all := map[string]string{}
	for name, s := range payloads {
		all[name] = s
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "hostile", "output", "payloads.json"))
	if err != nil || testing.Short() {
		t.Log("there is no folder ../shared/hostile beside the checkout, or the test is short")
		return all
	}
	var more map[string]string
	if err := json.Unmarshal(data, &more); err != nil {
		t.Fatal(err)
	}
	for name, s := range more {
		all["shared "+name] = s
	}
	return all
}

var anywhere = regexp.MustCompile(`(?i)##[a-z]*\[`)

// active returns what a terminal or a runner would act on in an output, or "".
func active(out string) string {
	if !utf8.ValidString(out) {
		return "bytes that are no UTF-8"
	}
	for _, r := range out {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return fmt.Sprintf("%U", r)
		}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || anywhere.MatchString(line) {
			return "the line " + line
		}
	}
	return ""
}

// infect writes an ISMS in which every text that a repository can choose is s.
func infect(t *testing.T, s string) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name string, record any) {
		t.Helper()
		data, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	type m = map[string]any
	put("risks.json", m{"kind": "risks", "id": s, "owner": s, "items": []m{
		{"id": s, "title": s, "owner": s, "controls": []string{s}, "next_review": s},
		{"id": s, s: s, "option": s, "treatments": []string{s}, "current": m{"level": s}},
	}})
	put("quiet.json", m{"kind": "risk", "id": "R-9", "title": "Laptop is stolen"})
	put("kind.json", m{"kind": s, "id": s, "title": s})
	put("isms.yaml", m{"kind": "isms", "id": "acme", "organization": s, "paths": []m{{"match": "*.md", "kind": "policy"}}})
	put("exceptions.json", m{"kind": "exceptions", "id": "e", "items": []m{{
		"id": s, "type": "rule_waiver", "rules": []string{"risk.owner"}, "reason": s,
		"requested_by": s, "approved_by": s + "2", "from": "2026-01-01", "until": "2026-12-31",
	}}})
	put("broken.yaml", s)
	text := "---\nkind: policy\nid: p-1\n---\n# " + s + "\n\n[" + s + "](missing/" + strings.ReplaceAll(s, ")", "") + ")\n"
	if err := os.WriteFile(filepath.Join(dir, "policy.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	// A name of a file may be any bytes but two, and 255 of them.
	name := strings.NewReplacer("/", "_", "\x00", "_").Replace(s)
	if len(name) > 200 {
		name = name[:200]
	}
	put(name+".yaml", m{"kind": "risk", "id": "R-2", "title": s})
	return dir
}

func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = Main(t.Context(), args, &out, &err)
	return code, out.String(), err.String()
}

func TestNothingActiveOfARepositoryReachesAnOutput(t *testing.T) {
	for name, s := range allPayloads(t) {
		t.Run(name, func(t *testing.T) {
			dir, out := infect(t, s), t.TempDir()
			args := []string{"check", dir, "--as-of", "2026-12-01", "-o", "text"}
			outputs := map[string]string{}
			for _, f := range report.Formats {
				if f.Name != "text" && f.Name != "auto" {
					outputs[f.Name] = filepath.Join(out, f.Name)
					args = append(args, "-o", f.Name+"="+outputs[f.Name])
				}
			}
			code, stdout, stderr := run(t, args...)
			if code != 3 {
				t.Errorf("exit code %d, want 3\n%s", code, stderr)
			}
			for format, file := range outputs {
				outputs[format] = read(t, file)
			}
			outputs["text"], outputs["stderr"] = stdout, stderr
			for format, text := range outputs {
				if format == "github" {
					text = withoutAnnotations(t, text)
				} else if format != "stderr" && !strings.Contains(text, "R-9") {
					t.Errorf("%s lost the findings on R-9", format)
				}
				if found := active(text); found != "" {
					t.Errorf("%s lets through %s", format, found)
				}
			}
			checkShapes(t, outputs)
		})
	}
}

var ours = regexp.MustCompile(`^::(error|warning|notice) (file=[^:,]+,line=[0-9]+(,col=[0-9]+)?(,title=[^:,]+)?|title=ismsproof)::`)

// withoutAnnotations returns what is left of a log without our own commands; their
// texts stay, each behind a word.
func withoutAnnotations(t *testing.T, log string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(log) {
		if strings.HasPrefix(line, "::") && !ours.MatchString(line) {
			t.Errorf("a command of another shape: %s", line)
		}
		b.WriteString(ours.ReplaceAllString(line, "annotation "))
	}
	return b.String()
}

// checkShapes reads every format for machines back.
func checkShapes(t *testing.T, outputs map[string]string) {
	t.Helper()
	for _, format := range []string{"json", "gitlab", "rdjson", "sarif"} {
		if !json.Valid([]byte(outputs[format])) {
			t.Errorf("%s is no JSON", format)
		}
		if strings.ContainsAny(outputs[format], "<>") {
			t.Errorf("%s could end the script element of a page", format)
		}
	}
	for line := range strings.Lines(outputs["jsonl"]) {
		if !json.Valid([]byte(line)) {
			t.Errorf("jsonl has the line %s", line)
		}
	}
	if err := xml.Unmarshal([]byte(outputs["junit"]), &struct{ XMLName xml.Name }{}); err != nil {
		t.Errorf("junit: %v", err)
	}
	if n := strings.Count(outputs["markdown"], "<!--"); n != 1 || !strings.HasPrefix(outputs["markdown"], "<!-- ismsproof:report -->\n") {
		t.Errorf("markdown has %d comments", n)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is wrong with a configuration is an error and no report: the same law.
func TestNothingActiveOfAConfigurationReachesTheScreen(t *testing.T) {
	for name, s := range payloads {
		t.Run(name, func(t *testing.T) {
			for _, record := range []map[string]any{
				{"timezone": "x" + s}, {"fail_on": "x" + s}, {"ignore": []string{s + "[a-"}},
				{"paths": []any{map[string]any{"match": s + "[a-", "kind": "risk"}}},
				{"paths": []any{map[string]any{"match": "*.md", "kind": s}}}, {"paths": []any{map[string]any{"match": s + "*", "kind": "risk"}}},
				{"frameworks": []any{s}}, {"rules": []any{s}}, {"limits": map[string]any{s: 1}}, {"aliases": map[string]any{"risk": map[string]any{s: s}}},
				{"kinds": map[string]any{"thing": map[string]any{"schema": s}}}, {"kinds": map[string]any{"thing": map[string]any{"items": map[string]any{s: s}}}},
			} {
				record["kind"], record["id"] = "isms", "acme"
				data, err := json.Marshal(record)
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "isms.yaml"), data, 0o644); err != nil {
					t.Fatal(err)
				}
				code, stdout, stderr := run(t, "check", dir)
				if code != 2 && code != 3 { // 3: no file may hold it, so nothing in this one is known
					t.Errorf("exit code %d, want 2 or 3: %s%s", code, stdout, stderr)
				}
				if found := active(stdout + stderr); found != "" {
					t.Errorf("%v lets through %s", record, found)
				}
			}
		})
	}
}

func TestNothingActiveOfAnArgumentReachesTheScreen(t *testing.T) {
	for name, s := range payloads {
		t.Run(name, func(t *testing.T) {
			for _, args := range [][]string{
				{s}, {"explain", s}, {"schema", s}, {"controls", "--mapping", s}, {"check", s + "/nowhere"}, {"check", "--rules", s + "x"},
				{"check", "--fail-on", s}, {"check", "--as-of", s}, {"check", "-o", s + "x"}, {"check", "--jobs", s}, {"check", "--" + s},
				{"check", "--rev", s},
			} {
				code, _, stderr := run(t, args...)
				if code != 2 && code != 3 {
					t.Errorf("%q: exit code %d, want 2 or 3", args, code)
				}
				if found := active(stderr); found != "" {
					t.Errorf("%q lets through %s", args, found)
				}
			}
		})
	}
}
