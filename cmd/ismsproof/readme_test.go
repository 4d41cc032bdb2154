package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const readmePath = "../../README.md"

// block is a fenced block of the README; from and to are the offsets of its text.
type block struct {
	language, text string
	from, to       int
}

var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

func blocks(readme string) []block {
	var all []block
	for _, m := range fence.FindAllStringSubmatchIndex(readme, -1) {
		all = append(all, block{readme[m[2]:m[3]], readme[m[4]:m[5]], m[4], m[5]})
	}
	return all
}

// Each YAML block whose first line is a path is a file, and each console block is
// a session in the folder that holds these files: UPDATE=1 writes what it says.
func TestREADMEShowsWhatIsPrinted(t *testing.T) {
	data, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	dir := t.TempDir()
	files, sessions := 0, 0
	var updated strings.Builder
	end := 0
	path, err := filepath.Abs(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, b := range blocks(readme) {
		switch b.language {
		case "yaml":
			name, _, ok := strings.Cut(strings.TrimPrefix(b.text, "# "), "\n")
			if !ok || !strings.HasPrefix(b.text, "# ") || !filepath.IsLocal(name) {
				continue
			}
			files++
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case "console":
			sessions++
			command, want, _ := strings.Cut(b.text, "\n")
			got := session(t, command)
			updated.WriteString(readme[end:b.from] + command + "\n" + got)
			end = b.to
			if diff := cmp.Diff(want, got); diff != "" && os.Getenv("UPDATE") == "" {
				t.Errorf("%s prints other than the README says (-want +got):\n%s", command, diff)
			}
		}
	}
	if files == 0 || sessions == 0 {
		t.Fatalf("the README shows %d files and %d sessions", files, sessions)
	}
	updated.WriteString(readme[end:])
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(updated.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// session runs one line of a console and returns what is to be seen.
func session(t *testing.T, line string) string {
	t.Helper()
	args := strings.Fields(strings.TrimPrefix(line, "$ "))
	if !strings.HasPrefix(line, "$ ") || len(args) == 0 || args[0] != "ismsproof" {
		t.Fatalf("%q is no command of ismsproof", line)
	}
	var out bytes.Buffer
	if code := Main(t.Context(), args[1:], &out, &out); code != 1 {
		t.Errorf("%s: exit code %d, want the 1 that the README says", line, code)
	}
	return out.String()
}

// Every command of the README runs in a repository like the demo's, whatever day
// it is.
func TestREADMECommandsRun(t *testing.T) {
	data, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	dir := filepath.Join(t.TempDir(), "acme")
	if code, _, stderr := run(t, "demo", "--dir", dir); code != 0 && code != 1 {
		t.Fatalf("demo: exit code %d: %s", code, stderr)
	}
	if out, err := exec.Command("git", "-C", dir, "tag", "v2026.1").CombinedOutput(); err != nil {
		t.Skipf("git cannot make a tag: %v: %s", err, out)
	}
	t.Chdir(dir)
	ran := 0
	for _, b := range blocks(string(data)) {
		if b.language != "sh" {
			continue
		}
		for line := range strings.Lines(b.text) {
			line, _, _ = strings.Cut(line, "#")
			line = strings.TrimSpace(strings.Replace(line, "go run ./cmd/ismsproof", "ismsproof", 1))
			if line == "" || line == "go test ./..." {
				continue
			}
			args := strings.Fields(line)
			if args[0] != "ismsproof" || strings.ContainsAny(line, "|&;<>$'\"") {
				t.Errorf("%q cannot be run here", line)
				continue
			}
			ran++
			code, stdout, stderr := run(t, args[1:]...)
			undecided := code == 3 && (args[1] == "history" || args[1] == "blame") // the story has a commit that nobody can read
			if code != 0 && code != 1 && !undecided || stdout == "" || stderr != "" {
				t.Errorf("%s: exit code %d, %d bytes on stdout, stderr %q", line, code, len(stdout), stderr)
			}
		}
	}
	if ran < 5 {
		t.Errorf("ran %d commands", ran)
	}
}
