package engine_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// corpus is the folder of hostile inputs beside the checkout. The cases that a
// package decides alone are tested there with inputs of their own; here whole
// checks run on all of them.
var corpus = filepath.Join("..", "..", "shared", "hostile")

func needCorpus(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("there is no folder ../shared/hostile beside the checkout")
	}
}

func builtin(t *testing.T) *engine.Definitions {
	t.Helper()
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The ISMS that a hostile file is put into: all in order but for one risk.
var hosts = map[string]string{
	"isms.yaml":            "kind: isms\nid: acme\norganization: Acme GmbH\n",
	"registers/risks.yaml": "kind: risks\nid: risk-register\nitems:\n  - {id: R-1, title: Laptop is stolen}\n",
}

const hostilePath = "registers/hostile.yaml"

// hostileYAML is what a file must give besides "named, with a line, and never
// green": the code that the message of the finding is of, or "" for a file that
// can be read, and the exit code.
var hostileYAML = map[string]struct {
	code string
	exit int
}{
	"alias-bomb-9x9.yaml":      {"yaml.alias-budget", 3},
	"alias-bomb-22x2.yaml":     {"yaml.alias-budget", 3},
	"alias-self-map.yaml":      {"yaml.alias-cycle", 3},
	"alias-self-seq.yaml":      {"yaml.alias-cycle", 3},
	"merge-self.yaml":          {"yaml.alias-cycle", 3},
	"depth-1000-flow.yaml":     {"yaml.depth", 3},
	"dup-key.yaml":             {"yaml.duplicate-key", 3},
	"dup-key-quoted.yaml":      {"yaml.duplicate-key", 3},
	"dup-key-nested.yaml":      {"yaml.duplicate-key", 3},
	"dup-key-int-forms.yaml":   {"yaml.key-type", 3},
	"dup-key-null.yaml":        {"yaml.key-type", 3},
	"key-control-number.yaml":  {"yaml.key-type", 3},
	"second-doc-broken.yaml":   {"yaml.syntax", 3},
	"utf16le-bom.yaml":         {"yaml.encoding", 3},
	"utf16be-bom.yaml":         {"yaml.encoding", 3},
	"utf32-bom.yaml":           {"yaml.encoding", 3},
	"bom-mid.yaml":             {"yaml.encoding", 3},
	"latin1.yaml":              {"yaml.encoding", 3},
	"overlong-utf8.yaml":       {"yaml.encoding", 3},
	"surrogate-utf8.yaml":      {"yaml.encoding", 3},
	"nul-mid.yaml":             {"yaml.encoding", 3},
	"ansi-raw-esc.yaml":        {"yaml.encoding", 3},
	"tag-python.yaml":          {"yaml.tag", 3},
	"tag-unknown.yaml":         {"yaml.tag", 3},
	"binary-tag.yaml":          {"yaml.tag", 3},
	"empty.yaml":               {"artifact.empty", 3},
	"only-comment.yaml":        {"artifact.empty", 3},
	"only-null.yaml":           {"artifact.empty", 3},
	"scalar-top.yaml":          {"artifact.scalar", 3},
	"yaml-directive-1.2.yaml":  {"", 1},
	"bom-utf8.yaml":            {"", 1},
	"crlf.yaml":                {"", 1},
	"scalar-50MB.yaml":         {"path.size", 3},
	"alias-padded-4MB.yaml":    {"yaml.size", 3},
	"keys-1M.yaml":             {"path.size", 3},
	"depth-1M-open.yaml":       {"yaml.nodes", 3},
	"tag-directives-100k.yaml": {"yaml.size", 3},
	"dup-keys-50k.yaml":        {"yaml.duplicate-key", 3},
}

func TestHostileFilesAreNamedAndHideNothing(t *testing.T) {
	needCorpus(t)
	d := builtin(t)
	files, err := filepath.Glob(filepath.Join(corpus, "yaml", "*.yaml"))
	if err != nil || len(files) < 100 {
		t.Fatalf("found %d files, error %v", len(files), err)
	}
	files = append(files, generated(t)...)
	seen := map[string]bool{}
	for _, file := range files {
		name := filepath.Base(file)
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r := judgeHostile(t, d, text)
			exit := engine.ExitCode(r)
			if exit != engine.ExitFindings && exit != engine.ExitUndecided {
				t.Errorf("exit code %d, want 1 or 3", exit)
			}
			found := at(r, hostilePath)
			if len(found) == 0 {
				t.Fatal("no finding names the file")
			}
			if !slices.ContainsFunc(at(r, "registers/risks.yaml"), func(f isms.Finding) bool { return f.Rule.ID == "risk.owner" && f.ID == "R-1" }) {
				t.Error("the finding in another file is lost")
			}
			for _, f := range found {
				if f.Range.Start.Line < 1 || f.Range.Start.Column < 1 {
					t.Errorf("%s is at %d:%d", f.Rule.ID, f.Range.Start.Line, f.Range.Start.Column)
				}
				if len(f.Message) > 4<<10+64 {
					t.Errorf("%s has a message of %d bytes", f.Rule.ID, len(f.Message))
				}
			}
			unreadable := slices.ContainsFunc(found, func(f isms.Finding) bool { return f.Rule.ID == "doc.readable" })
			if unreadable != (exit == engine.ExitUndecided) {
				t.Errorf("unreadable is %v, but the exit code is %d", unreadable, exit)
			}
			want, named := hostileYAML[name]
			if !named {
				return
			}
			if exit != want.exit {
				t.Errorf("exit code %d, want %d", exit, want.exit)
			}
			if want.code != "" && !slices.ContainsFunc(found, func(f isms.Finding) bool { return strings.HasPrefix(f.Locus, want.code) }) {
				t.Errorf("got %q, want a finding of %s", found[0].Locus, want.code)
			}
		})
	}
	for name := range hostileYAML {
		if !seen[name] && len(files) > 120 {
			t.Errorf("there is no file %s", name)
		}
	}
}

// judgeHostile checks the host with one more file, within 10 seconds and 512 MiB
// allocated, which bounds the growth of the heap.
func judgeHostile(t *testing.T, d *engine.Definitions, text []byte) *isms.Report {
	t.Helper()
	dir := t.TempDir()
	for path, host := range hosts {
		write(t, filepath.Join(dir, path), []byte(host))
	}
	write(t, filepath.Join(dir, hostilePath), text)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	result, err := d.Check(t.Context(), engine.Options{Path: dir, AsOf: "2026-12-01"})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 2*time.Minute {
		t.Errorf("took %v", took)
	}
	runtime.ReadMemStats(&after)
	if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 512 {
		t.Errorf("allocated %d MiB", mib)
	}
	for _, f := range report.Formats {
		if err := f.Write(&bytes.Buffer{}, result.Report, report.Options{Source: result.Source}); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	return result.Report
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func at(r *isms.Report, path string) []isms.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f isms.Finding) bool { return f.Path != path })
}

// generated makes the big files, 145 MB of them.
func generated(t *testing.T) []string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if testing.Short() || err != nil {
		t.Log("without the big files")
		return nil
	}
	dir := t.TempDir()
	cmd := exec.Command(python, filepath.Join(corpus, "gen_yaml.py"), filepath.Join(dir, "small"), filepath.Join(dir, "big"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("generator: %v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "big", "*.yaml"))
	if err != nil || len(files) < 30 {
		t.Fatalf("generated %d files, error %v", len(files), err)
	}
	return files
}

// Y23: a letter that only looks like another makes a key another key.
func TestConfusableKeyInARecord(t *testing.T) {
	r := judgeHostile(t, builtin(t), []byte("kind: risk\nid: R-2\n\u043ewner: ciso\nowner: cto\n"))
	for _, f := range at(r, hostilePath) {
		if f.Rule.ID == "doc.schema_valid" && f.Range.Start.Line == 3 && strings.Contains(f.Message, "U+043E") {
			return
		}
	}
	t.Errorf("got %v", at(r, hostilePath))
}
