package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pages are the pages whose files and sessions are tried out.
var pages = map[string]string{
	"README":                "../../README.md",
	"gate":                  "../../docs/gate.md",
	"existing repositories": "../../docs/existing-repositories.md",
}

// block is a fenced block of a page; from and to are the offsets of its text, and
// file is the path of the file that it shows, or "".
type block struct {
	language, file, text string
	from, to             int
}

var fence = regexp.MustCompile("(?ms)^```([a-z]+)(?: file=(\\S+))?\n(.*?)^```$")

func blocks(page string) []block {
	var all []block
	for _, m := range fence.FindAllStringSubmatchIndex(page, -1) {
		b := block{language: page[m[2]:m[3]], text: page[m[6]:m[7]], from: m[6], to: m[7]}
		if m[4] >= 0 {
			b.file = page[m[4]:m[5]]
		}
		all = append(all, b)
	}
	return all
}

// Each block that names a file is that file, and each console block is a session in
// the folder that holds these files: UPDATE=1 writes what the commands print.
func TestPagesShowWhatIsPrinted(t *testing.T) {
	for name, path := range pages {
		t.Run(name, func(t *testing.T) {
			path, err := filepath.Abs(path)
			if err != nil {
				t.Fatal(err)
			}
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			told := tellPage(t, string(page))
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(path, []byte(told), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(page), told); diff != "" {
				t.Errorf("the commands print other than the page says (-want +got):\n%s", diff)
			}
		})
	}
}

// tellPage returns the page with what its commands print today.
func tellPage(t *testing.T, page string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "here")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	for key, value := range sameGit {
		t.Setenv(key, value)
	}
	files, sessions, end := 0, 0, 0
	var told strings.Builder
	for _, b := range blocks(page) {
		switch {
		case b.file != "":
			files++
			if !filepath.IsLocal(b.file) {
				t.Fatalf("the file %q lies outside", b.file)
			}
			if err := os.MkdirAll(filepath.Dir(b.file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(b.file, []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case b.language == "console":
			sessions++
			told.WriteString(page[end:b.from] + session(t, b.text))
			end = b.to
		}
	}
	if files == 0 || sessions == 0 {
		t.Fatalf("the page shows %d files and %d sessions", files, sessions)
	}
	return told.String() + page[end:]
}

// session runs the commands of a console block and returns the block as it is to be
// seen: each command with what it prints, two commands apart where one printed
// something.
func session(t *testing.T, text string) string {
	t.Helper()
	var seen strings.Builder
	code, quiet := 0, true
	for line := range strings.Lines(text) {
		command, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "$ ")
		if !ok {
			continue
		}
		if command == "echo $?" {
			fmt.Fprintf(&seen, "$ %s\n%d\n", command, code)
			continue
		}
		if !quiet {
			seen.WriteString("\n")
		}
		var out bytes.Buffer
		if args, ours := strings.CutPrefix(command, "ismsproof "); ours {
			code = Main(t.Context(), strings.Fields(args), &out, &out)
			if code > 1 && !strings.Contains(text, "$ echo $?") {
				t.Errorf("%s: exit code %d, which the page does not show:\n%s", command, code, &out)
			}
		} else {
			shell := exec.Command("sh", "-c", command)
			shell.Stdout, shell.Stderr = &out, &out
			if err := shell.Run(); err != nil {
				t.Fatalf("%s: %v: %s", command, err, &out)
			}
			code = 0
		}
		fmt.Fprintf(&seen, "$ %s\n%s", command, &out)
		quiet = out.Len() == 0
	}
	return seen.String()
}

// Every command of the README runs in a repository like the demo's, whatever day
// it is.
func TestREADMECommandsRun(t *testing.T) {
	data, err := os.ReadFile(pages["README"])
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GITHUB_ACTIONS", "") // so that -o auto chooses what it does in a pipe
	t.Setenv("GITLAB_CI", "")
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
