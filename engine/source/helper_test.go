package source_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// mebibyte is a size no file of these tests exceeds unless it should.
const mebibyte = 1 << 20

var hostileDir struct {
	once sync.Once
	dir  string // of the generated repositories; "" where there are none
	why  string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if hostileDir.dir != "" {
		os.RemoveAll(hostileDir.dir)
	}
	os.Exit(code)
}

// hostile generates the repositories of shared/hostile, which lies beside the
// checkout where it is, once for all tests, and returns their folder.
func hostile(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the hostile repositories take a while to make")
	}
	hostileDir.once.Do(func() {
		script := beside(filepath.Join("shared", "hostile", "git", "gen_git.sh"))
		if script == "" {
			hostileDir.why = "there is no folder ../shared/hostile beside the checkout"
			return
		}
		for _, tool := range []string{"bash", "git", "python3"} {
			if _, err := exec.LookPath(tool); err != nil {
				hostileDir.why = tool + " is not installed"
				return
			}
		}
		dir, err := os.MkdirTemp("", "hostile")
		if err != nil {
			hostileDir.why = err.Error()
			return
		}
		hostileDir.dir = dir
		cmd := exec.Command("bash", script, dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			hostileDir.why = fmt.Sprintf("generator: %v: %s", err, out)
		}
	})
	if hostileDir.why != "" {
		t.Skip(hostileDir.why)
	}
	return hostileDir.dir
}

// beside walks up to the folder that has a neighbour of this path.
func beside(path string) string {
	dir, err := os.Getwd()
	for err == nil {
		found := filepath.Join(dir, path)
		if _, serr := os.Stat(found); serr == nil {
			return found
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// A repo is a repository of a test, made with the git binary.
type repo struct {
	t    testing.TB
	dir  string
	tick int
}

func newRepo(t testing.TB, initArgs ...string) *repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := &repo{t: t, dir: filepath.Join(realTemp(t), "repo")}
	run(t, realTemp(t), nil, "git", append(append([]string{"init", "-q", "-b", "main"}, initArgs...), r.dir)...)
	return r
}

// realTemp is a temporary folder by its name without symbolic links.
func realTemp(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs a command with dates and names that are always the same.
func run(t testing.TB, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_AUTHOR_NAME=Ada Lang", "GIT_AUTHOR_EMAIL=ada@acme.example", "GIT_COMMITTER_NAME=Ada Lang",
		"GIT_COMMITTER_EMAIL=ada@acme.example", "GIT_AUTHOR_DATE=1700000000 +0100", "GIT_COMMITTER_DATE=1700000000 +0100",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_ALLOW_PROTOCOL=file", "LC_ALL=C",
	}, env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

func (r *repo) git(args ...string) string {
	r.t.Helper()
	date := fmt.Sprintf("%d +0100", 1700000000+60*r.tick)
	return strings.TrimSuffix(run(r.t, r.dir, []string{"GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date}, "git", args...), "\n")
}

func (r *repo) write(path, text string) {
	r.t.Helper()
	full := filepath.Join(r.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits everything and returns the id.
func (r *repo) commit(message string) string {
	r.t.Helper()
	r.tick++
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", message)
	return r.git("rev-parse", "HEAD")
}

// basic makes a small ISMS of three commits.
func basic(t testing.TB, initArgs ...string) *repo {
	r := newRepo(t, initArgs...)
	r.write("isms.yaml", "kind: isms\n")
	r.write("isms/risks/r1.yaml", "id: R-1\n")
	r.commit("one")
	r.write("isms/risks/r2.yaml", "id: R-2\n")
	r.commit("two")
	r.write("isms.yaml", "kind: isms\ntitle: Acme\n")
	r.commit("three")
	return r
}

func open(t testing.TB, dir string, o source.Options) *source.Repo {
	t.Helper()
	r, err := source.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return r
}

// listing is a tree as "mode blob path" lines; where there is no blob, "-".
func listing(t testing.TB, tree *source.Tree, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	entries, problems, err := tree.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if p.Fatal {
			t.Errorf("problem %s at %q: %s", p.Code, p.Path, p.Message)
		}
	}
	return lines(entries)
}

func lines(entries []isms.Entry) []string {
	out := []string{}
	for _, e := range entries {
		mode := map[isms.Mode]string{isms.File: "100644", isms.Executable: "100755", isms.Symlink: "120000", isms.Submodule: "160000"}[e.Mode]
		blob := e.Blob
		if blob == "" {
			blob = "-"
		}
		out = append(out, mode+" "+blob+" "+e.Path)
	}
	return out
}

func paths(t testing.TB, tree *source.Tree, err error) []string {
	t.Helper()
	out := []string{}
	for _, l := range listing(t, tree, err) {
		out = append(out, strings.SplitN(l, " ", 3)[2])
	}
	return out
}

// contents reads every file of a tree.
func contents(t testing.TB, tree *source.Tree, err error) map[string]string {
	t.Helper()
	listing(t, tree, err)
	entries, _, _ := tree.Entries(t.Context())
	out := map[string]string{}
	for _, e := range entries {
		if e.Mode > isms.Executable {
			continue
		}
		data, err := tree.Read(t.Context(), e, mebibyte)
		if err != nil {
			t.Fatalf("read %q: %v", e.Path, err)
		}
		out[e.Path] = string(data)
	}
	return out
}

// head is the tree of HEAD.
func head(t testing.TB, r *source.Repo, prefix string) (*source.Tree, error) {
	t.Helper()
	id, err := r.Resolve(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	return r.CommitTree(t.Context(), id, prefix)
}

// code is the code of an error; "" for none.
func code(err error) string {
	if e, ok := source.AsError(err); ok {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

var background = context.Background()
