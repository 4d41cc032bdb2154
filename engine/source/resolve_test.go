package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ismsproof/engine/source"
)

func TestResolveAsGitDoes(t *testing.T) {
	g := basic(t)
	first, second, third := g.git("rev-parse", "HEAD~2"), g.git("rev-parse", "HEAD~1"), g.git("rev-parse", "HEAD")
	g.git("tag", "light", first)
	g.git("tag", "-a", "-m", "one", "annotated", second)
	g.git("tag", "-a", "-m", "two", "twice", "annotated")
	g.git("branch", "isms/branch", second)
	g.git("tag", "both", first)
	g.git("branch", "both", second)
	g.git("branch", third[:8], first)                   // a branch named like an abbreviation
	g.git("update-ref", "refs/heads/"+third[:1], first) // and one like a single digit
	g.git("update-ref", "refs/remotes/origin/main", second)
	g.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	g.git("checkout", "-q", "-b", "side", first)
	g.write("side.yaml", "s: 1\n")
	g.commit("side")
	g.git("checkout", "-q", "main")
	g.git("merge", "-q", "--no-ff", "-m", "merge", "side")
	g.git("config", "core.warnAmbiguousRefs", "false")
	for _, packed := range []bool{false, true} {
		if packed {
			g.git("pack-refs", "--all")
			g.git("gc", "-q")
		}
		for _, backend := range []source.Backend{source.GoGit, source.Git} {
			r := open(t, g.dir, source.Options{Backend: backend})
			for _, rev := range []string{"HEAD", "@", "main", "heads/main", "refs/heads/main", "light", "tags/light", "annotated",
				"twice", "isms/branch", "both", "origin/main", "origin", "remotes/origin/main", first, strings.ToUpper(second),
				second[:7], second[:12], third[:8], third[:1], third[:9], "HEAD~", "HEAD~1", "HEAD~0", "HEAD^", "HEAD^1", "HEAD^2",
				"HEAD^0", "HEAD^2~1", "HEAD^^", "HEAD~~", "HEAD^{commit}", "twice^{}", "twice^{commit}~1", "@~2", "annotated~"} {
				got, err := r.Resolve(t.Context(), rev)
				if want := g.git("rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil || got != want {
					t.Errorf("packed %v, %v: %q: got %q, error %v; want %q", packed, backend, rev, got, err, want)
				}
			}
		}
	}
	r := open(t, g.dir, source.Options{})
	if _, err := r.Resolve(t.Context(), "both"); err != nil || len(r.Warnings()) != 1 || !strings.HasPrefix(r.Warnings()[0], "git.ambiguous-ref: ") {
		t.Errorf("got warnings %q, error %v; want git.ambiguous-ref", r.Warnings(), err)
	}
}

func TestResolveRefusesWhatItCannotBeSureOf(t *testing.T) {
	g := basic(t)
	id := g.git("rev-parse", "HEAD")
	g.git("tag", "blob", "HEAD:isms.yaml")
	g.git("tag", "-a", "-m", "t", "tag-of-blob", "HEAD:isms.yaml")
	r := open(t, g.dir, source.Options{})
	for rev, want := range map[string]string{
		"absent":  "there is no such ref",
		id[:6]:    "needs 7 digits",
		id[:4]:    "needs 7 digits",
		"fffffff": "no object whose id starts so",
		id + "0":  "an id has 40 digits",
		g.git("rev-parse", "HEAD:isms.yaml")[:10]: "names no commit",
		"blob":                      "names a blob",
		"tag-of-blob":               "names a blob",
		"HEAD^{tree}":               "does not lead to a commit",
		"HEAD^{commit":              "does not lead to a commit",
		"HEAD~3":                    "has 0 parents",
		"HEAD^2":                    "has 1 parents",
		"HEAD~99999999999999999999": "too large",
		"HEAD~1x":                   "is not known",
		"HEAD@{1}":                  "there is no such ref",
		"@{upstream}":               "there is no such ref",
		"HEAD:isms.yaml":            "there is no such ref",
		":/one":                     "there is no such ref",
		"HEAD..main":                "there is no such ref",
		"":                          "there is no such ref",
		"-h":                        "there is no such ref",
		"--all":                     "there is no such ref",
		"../../HEAD":                "there is no such ref",
		"config":                    "there is no such ref",
		"refs/heads/../../config":   "there is no such ref",
		"refs/heads":                "there is no such ref",
		"refs/heads/main/x":         "there is no such ref",
		"main\x00":                  "there is no such ref",
	} {
		got, err := r.Resolve(t.Context(), rev)
		e, ok := source.AsError(err)
		if !ok || !e.Usage || e.Code != "git.unknown-revision" || !strings.Contains(e.Message, want) || e.Remedy == "" {
			t.Errorf("%q: got %q, error %v; want a usage error with %q", rev, got, err, want)
		}
	}
	absent := strings.Repeat("1", 40)
	if _, err := r.Resolve(t.Context(), absent); code(err) != "git.missing-object" {
		t.Errorf("a whole id that is not there: got error %v, want git.missing-object", err)
	}
}

func TestBrokenRefIsAnErrorAndNotSkipped(t *testing.T) {
	g := basic(t)
	g.git("tag", "both", "HEAD")
	for name, text := range map[string]string{"empty": "", "blank": "\n", "garbage": "garbage\n", "short": "1234567\n", "outside": "ref: ../config\n", "sha256": strings.Repeat("1", 64)} {
		if err := os.WriteFile(filepath.Join(g.dir, ".git/refs/heads", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		r := open(t, g.dir, source.Options{})
		_, err := r.Resolve(t.Context(), name)
		if e, ok := source.AsError(err); !ok || e.Code != "git.ref" || e.Usage {
			t.Errorf("%s: got error %v, want git.ref, not the caller's fault", name, err)
		}
		if _, err := r.Resolve(t.Context(), "main"); err != nil {
			t.Errorf("%s: main does not resolve beside it: %v", name, err)
		}
	}
}

func TestUnbornBranch(t *testing.T) {
	g := newRepo(t)
	g.write("isms.yaml", "kind: isms\n")
	r := open(t, g.dir, source.Options{})
	if _, err := r.Resolve(t.Context(), "HEAD"); code(err) != "git.no-commit" {
		t.Errorf("got error %v, want git.no-commit", err)
	}
	tree, err := r.WorkTree(t.Context(), "")
	if got := paths(t, tree, err); len(got) != 1 {
		t.Errorf("got %q, want the one file", got)
	}
	tree, err = r.IndexTree(t.Context(), "")
	if got := paths(t, tree, err); len(got) != 0 {
		t.Errorf("got %q, want nothing staged", got)
	}
}
