package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// fakeGH answers as GitHub's own tool would, from the files of a folder, and keeps what
// is written.
const fakeGH = `#!/bin/sh
[ "$1" = api ] || exit 9
case "$2 $*" in
repos/o/r/actions/runs/7/artifacts*) cat "$GITHUB/artifacts.json" ;;
repos/o/r/actions/artifacts/5/zip*) cat "$GITHUB/artifact.zip" ;;
repos/o/r/*--method*)
	echo "$2 $4" >>"$GITHUB/written"
	[ "$5 $6" = "--field body=@body.md" ] || exit 9
	cp body.md "$GITHUB/body.md" ;;
repos/o/r/pulls/12\ *) cat "$GITHUB/pull.json" ;;
repos/o/r/issues/12/comments*) cat "$GITHUB/comments.json" ;;
*) echo "gh: $2: not found" >&2; exit 1 ;;
esac
`

// posted is what GitHub holds before a comment, and what the artifact does.
type posted struct {
	files    map[string]string // of the artifact
	none     bool              // there is no artifact
	size     int               // the artifact is said to have; 0 for what it has
	pull     string            // state and head of pull request 12; "" for open and the commit of the run
	comments string            // JSON
}

const ourHead = "1111111111111111111111111111111111111111"

// postComment runs the workflow that comments.
func postComment(t *testing.T, p posted) (code int, output, written, body string) {
	t.Helper()
	for _, tool := range []string{"bash", "jq", "unzip", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	dir := t.TempDir()
	write := func(name string, data []byte, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), data, mode); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, text := range p.files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	size, list := packed.Len(), []any{}
	if p.size > 0 {
		size = p.size
	}
	if !p.none {
		list = append(list, map[string]any{"id": 4, "name": "other", "size_in_bytes": 1, "expired": false},
			map[string]any{"id": 5, "name": "ismsproof-comment", "size_in_bytes": size, "expired": false})
	}
	artifacts, err := json.Marshal(map[string]any{"artifacts": list})
	if err != nil {
		t.Fatal(err)
	}
	pull := `{"state": "open", "head": {"sha": "` + ourHead + `"}}`
	if p.pull != "" {
		pull = p.pull
	}
	if p.comments == "" {
		p.comments = "[]"
	}
	write("artifact.zip", packed.Bytes(), 0o644)
	write("artifacts.json", artifacts, 0o644)
	write("pull.json", []byte(pull), 0o644)
	write("comments.json", []byte(p.comments), 0o644)
	write("gh", []byte(fakeGH), 0o755)
	step := dig(asYAML(t, filepath.Join(ciFolder, "github", "isms-comment.yml")), "jobs", "comment", "steps", 0)
	code, output, _ = runStep(t, step, dir, map[string]string{
		"github.token":                       "none",
		"github.event.workflow_run.id":       "7",
		"github.event.workflow_run.html_url": "https://github.example/run/7",
		"github.event.workflow_run.head_sha": ourHead,
	}, map[string]string{"PATH": dir + ":" + os.Getenv("PATH"), "GITHUB": dir, "GITHUB_REPOSITORY": "o/r"})
	text := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(data)
	}
	return code, output, text("written"), text("body.md")
}

const ourMark = "<!-- ismsproof:report -->"

// ending is what the workflow adds.
const ending = "\n<sub>Reported by [the run](https://github.example/run/7) for commit " + ourHead + ". What decides is the required check, not this comment.</sub>\n"

// What the tool writes reaches the pull request as it is.
func TestCommentIsTheReport(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/script/gate_markdown.txtar")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, file := range archive.Files {
		if !strings.HasSuffix(file.Name, ".md") {
			continue
		}
		ran++
		t.Run(file.Name, func(t *testing.T) {
			code, output, written, body := postComment(t, posted{files: map[string]string{"ismsproof.md": string(file.Data), "number": "12"}})
			if code != 0 || written != "repos/o/r/issues/12/comments POST\n" {
				t.Errorf("exit code %d, writes %q: %s", code, written, output)
			}
			if diff := cmp.Diff(string(file.Data)+ending, body); diff != "" {
				t.Errorf("the comment is another (-want +got):\n%s", diff)
			}
		})
	}
	if ran < 6 {
		t.Errorf("%d reports", ran)
	}
}

// The comment of the account of the workflow is replaced, and no other.
func TestCommentIsFoundAgain(t *testing.T) {
	comment := func(id, login, body string) string {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return `{"id": ` + id + `, "user": {"login": "` + login + `"}, "body": ` + string(text) + `}`
	}
	const bot = "github-actions[bot]"
	files := map[string]string{"ismsproof.md": ourMark + "\ntext\n", "number": "12"}
	for name, c := range map[string]struct{ comments, want string }{
		"none":              {"[]", "issues/12/comments POST"},
		"ours":              {"[" + comment("41", bot, "hello") + "," + comment("42", bot, ourMark+"\r\nold") + "]", "issues/comments/42 PATCH"},
		"on the next page":  {"[" + comment("41", bot, "hello") + "]\n[" + comment("42", bot, ourMark+"\nold") + "]", "issues/comments/42 PATCH"},
		"of somebody else":  {"[" + comment("42", "mallory", ourMark+"\nold") + "]", "issues/12/comments POST"},
		"not in front":      {"[" + comment("42", bot, "see\n"+ourMark+"\n") + "]", "issues/12/comments POST"},
		"of another folder": {"[" + comment("42", bot, "<!-- ismsproof:report b -->\nold") + "]", "issues/12/comments POST"},
	} {
		t.Run(name, func(t *testing.T) {
			code, output, written, _ := postComment(t, posted{files: files, comments: c.comments})
			if code != 0 || written != "repos/o/r/"+c.want+"\n" {
				t.Errorf("exit code %d, writes %q, want %q: %s", code, written, c.want, output)
			}
		})
	}
}

// What a change can put into the artifact is no way to write elsewhere or more.
func TestCommentRefuses(t *testing.T) {
	report := ourMark + "\ntext\n"
	for name, c := range map[string]struct {
		posted
		want int
	}{
		"no artifact":         {posted{none: true}, 0},
		"a large artifact":    {posted{files: map[string]string{"ismsproof.md": report, "number": "12"}, size: 100001}, 1},
		"a large report":      {posted{files: map[string]string{"ismsproof.md": report + strings.Repeat("a", 60000), "number": "12"}}, 1},
		"a bomb":              {posted{files: map[string]string{"ismsproof.md": report + strings.Repeat("a", 50<<20), "number": "12"}}, 1},
		"an empty report":     {posted{files: map[string]string{"ismsproof.md": "", "number": "12"}}, 1},
		"no report":           {posted{files: map[string]string{"number": "12"}}, 1},
		"no mark":             {posted{files: map[string]string{"ismsproof.md": "# all is well\n" + report, "number": "12"}}, 1},
		"more than a mark":    {posted{files: map[string]string{"ismsproof.md": ourMark + " <script>\n", "number": "12"}}, 1},
		"no number":           {posted{files: map[string]string{"ismsproof.md": report}}, 1},
		"a number and a path": {posted{files: map[string]string{"ismsproof.md": report, "number": "12/../1"}}, 1},
		"a command":           {posted{files: map[string]string{"ismsproof.md": report, "number": "$(id)"}}, 1},
		"two lines":           {posted{files: map[string]string{"ismsproof.md": report, "number": "12\n13"}}, 1},
		"a long number":       {posted{files: map[string]string{"ismsproof.md": report, "number": strings.Repeat("1", 300)}}, 1},
		"another pull":        {posted{files: map[string]string{"ismsproof.md": report, "number": "13"}}, 1},
		"an older commit":     {posted{files: map[string]string{"ismsproof.md": report, "number": "12"}, pull: `{"state": "open", "head": {"sha": "2222"}}`}, 0},
		"a closed pull":       {posted{files: map[string]string{"ismsproof.md": report, "number": "12"}, pull: `{"state": "closed", "head": {"sha": "` + ourHead + `"}}`}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			code, output, written, _ := postComment(t, c.posted)
			if (code != 0) != (c.want != 0) || written != "" {
				t.Errorf("exit code %d, writes %q: %s", code, written, output)
			}
		})
	}
}

// A report that the tool did not write is text at most.
func TestCommentIsHarmless(t *testing.T) {
	hostile := ourMark + "\n@everyone [click](https://evil.example) ![x](//evil.example/a.png) WWW.evil.example\n" +
		"[a]: javascript:alert(1)\n<img src=x onerror=1><script>1</script><br><sub>ok</sub><!-- ismsproof:report b --> \x00\r\n"
	code, output, written, body := postComment(t, posted{files: map[string]string{
		"ismsproof.md": hostile, "number": "12", "../../escaped": "x", "body.md": "x", "pull.json": "x",
	}})
	if code != 0 || written == "" {
		t.Fatalf("exit code %d: %s", code, output)
	}
	told, ended := strings.CutSuffix(body, ending)
	rest, begins := strings.CutPrefix(told, ourMark+"\n")
	if !ended || !begins {
		t.Errorf("the frame of the comment is broken:\n%s", body)
	}
	for _, active := range []string{"@everyone", "](", "://", "]:", "<img", "<script", "<!--", "WWW.e", "\x00", "\r"} {
		if strings.Contains(rest, active) {
			t.Errorf("%q is in the comment:\n%s", active, rest)
		}
	}
	if !strings.Contains(rest, "<br><sub>ok</sub>") {
		t.Errorf("tags of our own are gone:\n%s", rest)
	}
}
