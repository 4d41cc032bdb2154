package source_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

func TestOpenFindsTheRepositoryAsGitDoes(t *testing.T) {
	g := basic(t)
	g.git("worktree", "add", "-q", "../linked", "-b", "other")
	linked := filepath.Join(filepath.Dir(g.dir), "linked")
	bare := filepath.Join(filepath.Dir(g.dir), "bare")
	g.git("clone", "-q", "--bare", ".", bare)
	plain := realTemp(t)
	for name, c := range map[string]struct {
		path, root, prefix, gitDir string
	}{
		"top":              {g.dir, g.dir, "", filepath.Join(g.dir, ".git")},
		"folder below":     {filepath.Join(g.dir, "isms", "risks"), g.dir, "isms/risks", filepath.Join(g.dir, ".git")},
		"file":             {filepath.Join(g.dir, "isms", "risks", "r1.yaml"), g.dir, "isms/risks", filepath.Join(g.dir, ".git")},
		"linked work tree": {filepath.Join(linked, "isms"), linked, "isms", filepath.Join(g.dir, ".git")},
		"bare":             {bare, "", "", bare},
		"no git":           {plain, plain, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, c.path, source.Options{})
			got := []string{r.Root(), r.Prefix(), r.GitDir()}
			if diff := cmp.Diff([]string{c.root, c.prefix, c.gitDir}, got); diff != "" {
				t.Errorf("root, prefix, git folder (-want +got):\n%s", diff)
			}
			if r.IsGit() != (c.gitDir != "") {
				t.Errorf("got IsGit %v", r.IsGit())
			}
		})
	}
}

func TestOpenWritesNothing(t *testing.T) {
	g := basic(t)
	before := snapshot(t, g.dir)
	for _, backend := range []source.Backend{source.GoGit, source.Git} {
		r := open(t, g.dir, source.Options{Backend: backend})
		tree, err := head(t, r, "")
		contents(t, tree, err)
		tree, err = r.WorkTree(t.Context(), "")
		contents(t, tree, err)
	}
	if diff := cmp.Diff(before, snapshot(t, g.dir)); diff != "" {
		t.Errorf("files (-before +after):\n%s", diff)
	}
}

// snapshot is the size and time of each file below dir.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		out[path] = info.ModTime().String()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTreesOfCommitIndexAndWorkTree(t *testing.T) {
	g := basic(t)
	id := g.git("rev-parse", "HEAD")
	g.write("isms/staged.yaml", "id: S\n")
	g.git("add", "isms/staged.yaml")
	g.write("isms/staged.yaml", "id: changed since\n")
	g.write("isms/untracked.yaml", "id: U\n")
	g.write("isms/ignored.yaml", "id: I\n")
	g.write("isms/tracked-and-ignored.yaml", "id: T\n")
	g.git("add", "isms/tracked-and-ignored.yaml")
	g.write(".gitignore", "*ignored.yaml\n")
	g.git("rm", "-q", "--cached", "isms/risks/r2.yaml")
	if err := os.Remove(filepath.Join(g.dir, "isms/risks/r1.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, backend := range []source.Backend{source.GoGit, source.Git} {
		r := open(t, filepath.Join(g.dir, "isms"), source.Options{Backend: backend})
		tree, err := r.CommitTree(t.Context(), id, r.Prefix())
		want := map[string]string{"risks/r1.yaml": "id: R-1\n", "risks/r2.yaml": "id: R-2\n"}
		if diff := cmp.Diff(want, contents(t, tree, err)); diff != "" {
			t.Errorf("%v, commit (-want +got):\n%s", backend, diff)
		}
		if got, want := tree.ID(), g.git("rev-parse", "HEAD:isms"); got != want {
			t.Errorf("%v: got tree id %q, want %q", backend, got, want)
		}
		tree, err = r.IndexTree(t.Context(), r.Prefix())
		want = map[string]string{"risks/r1.yaml": "id: R-1\n", "staged.yaml": "id: S\n", "tracked-and-ignored.yaml": "id: T\n"}
		if diff := cmp.Diff(want, contents(t, tree, err)); diff != "" {
			t.Errorf("%v, index (-want +got):\n%s", backend, diff)
		}
		tree, err = r.WorkTree(t.Context(), r.Prefix())
		want = map[string]string{"risks/r2.yaml": "id: R-2\n", "staged.yaml": "id: changed since\n",
			"untracked.yaml": "id: U\n", "tracked-and-ignored.yaml": "id: T\n"}
		if diff := cmp.Diff(want, contents(t, tree, err)); diff != "" {
			t.Errorf("%v, work tree (-want +got):\n%s", backend, diff)
		}
	}
}

func TestFolderThatIsNotThereIsTold(t *testing.T) {
	g := basic(t)
	r := open(t, g.dir, source.Options{})
	id, err := r.Resolve(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for _, prefix := range []string{"absent", "isms/absent", "isms.yaml", "isms.yaml/x"} {
		if _, err := r.CommitTree(t.Context(), id, prefix); !errors.Is(err, fs.ErrNotExist) || code(err) != "git.no-path" {
			t.Errorf("%q: got error %v, want git.no-path", prefix, err)
		}
		tree, err := r.WorkTree(t.Context(), prefix)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := tree.Entries(t.Context()); code(err) != "git.no-path" {
			t.Errorf("%q in the work tree: got error %v, want git.no-path", prefix, err)
		}
	}
}

func TestPlainDirectoryHasAllItsFilesAndNoCommits(t *testing.T) {
	dir := realTemp(t)
	for _, name := range []string{"isms.yaml", ".gitignore", "sub/a.yaml"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("*.yaml\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, dir, source.Options{})
	tree, err := r.WorkTree(t.Context(), "")
	if diff := cmp.Diff([]string{".gitignore", "isms.yaml", "sub/a.yaml"}, paths(t, tree, err)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if _, err := r.Resolve(t.Context(), "HEAD"); code(err) != "git.repository" {
		t.Errorf("got error %v, want git.repository", err)
	}
	if _, err := r.IndexTree(t.Context(), ""); code(err) != "git.repository" {
		t.Errorf("got error %v, want git.repository", err)
	}
	if _, err := source.Open(t.Context(), filepath.Join(dir, "absent"), source.Options{}); code(err) != "path.open" {
		t.Errorf("got error %v, want path.open", err)
	}
}

func TestSparseCheckoutIsJudgedWhole(t *testing.T) {
	for name, args := range map[string][]string{
		"full index":   {"sparse-checkout", "set", "--no-cone", "isms.yaml"},
		"cone":         {"sparse-checkout", "set", "--cone", "other"},
		"sparse index": {"sparse-checkout", "set", "--cone", "--sparse-index", "other"},
	} {
		t.Run(name, func(t *testing.T) {
			g := basic(t)
			g.write("other/x.yaml", "x: 1\n")
			g.commit("four")
			want := strings.Fields(g.git("ls-files"))
			g.git(args...)
			if _, err := os.Stat(filepath.Join(g.dir, "isms/risks/r1.yaml")); err == nil {
				t.Fatal("the checkout is not sparse")
			}
			r := open(t, g.dir, source.Options{})
			tree, err := r.WorkTree(t.Context(), "")
			got := contents(t, tree, err)
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if got["isms/risks/r1.yaml"] != "id: R-1\n" {
				t.Errorf("got %q, want the contents of the index", got["isms/risks/r1.yaml"])
			}
			if !slices.ContainsFunc(r.Warnings(), func(w string) bool { return strings.HasPrefix(w, "git.sparse: ") }) {
				t.Errorf("got warnings %q, want git.sparse", r.Warnings())
			}
		})
	}
}

func TestConflictsOfTheIndexAreFatal(t *testing.T) {
	g := basic(t)
	g.git("checkout", "-q", "-b", "side", "HEAD~1")
	g.write("isms.yaml", "kind: isms\ntitle: Other\n")
	g.commit("side")
	g.git("checkout", "-q", "main")
	if _, ok := plainGit(g.dir, "-c", "user.name=a", "-c", "user.email=b", "merge", "-q", "side"); ok {
		t.Fatal("there is no conflict")
	}
	r := open(t, g.dir, source.Options{})
	tree, err := r.IndexTree(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	entries, problems, err := tree.Entries(t.Context())
	if err != nil || len(entries) != 2 || len(problems) == 0 {
		t.Fatalf("got %d entries, %d problems, error %v; want 2, some, none", len(entries), len(problems), err)
	}
	for _, p := range problems {
		if p.Code != "git.index-conflict" || p.Path != "isms.yaml" || !p.Fatal {
			t.Errorf("got %s at %q, fatal %v", p.Code, p.Path, p.Fatal)
		}
	}
}

func TestObjectsAreFoundWhereverGitPutsThem(t *testing.T) {
	for name, arrange := range map[string]func(*repo) string{
		"loose":       func(g *repo) string { return g.dir },
		"packed":      func(g *repo) string { g.git("gc", "-q"); return g.dir },
		"packed refs": func(g *repo) string { g.git("pack-refs", "--all"); return g.dir },
		"deltas by id": func(g *repo) string {
			g.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50", "--window=50")
			return g.dir
		},
		"pack of maintenance": func(g *repo) string {
			g.git("maintenance", "run", "--task=loose-objects")
			g.git("prune-packed")
			return g.dir
		},
		"many packs": func(g *repo) string {
			g.git("repack", "-dq")
			g.write("extra", "x")
			g.git("add", "extra")
			g.git("repack", "-dq")
			g.git("multi-pack-index", "write")
			return g.dir
		},
		"alternates": func(g *repo) string {
			g.git("clone", "-q", "--shared", ".", "../shared")
			return filepath.Join(filepath.Dir(g.dir), "shared")
		},
		"alternates of alternates, relative": func(g *repo) string {
			g.git("clone", "-q", "--shared", ".", "../shared")
			g.git("clone", "-q", "--shared", "../shared", "../second")
			second := filepath.Join(filepath.Dir(g.dir), "second")
			if err := os.WriteFile(filepath.Join(second, ".git/objects/info/alternates"), []byte("# comment\n../../../shared/.git/objects\n"), 0o644); err != nil {
				g.t.Fatal(err)
			}
			return second
		},
		"fetched bare": func(g *repo) string {
			g.git("clone", "-q", "--bare", "file://"+g.dir, "../bare")
			return filepath.Join(filepath.Dir(g.dir), "bare")
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := basic(t)
			long := strings.Repeat("a line that many versions share\n", 400)
			for _, v := range []string{"1", "2", "3", "4", "5", "6"} {
				g.write("long.yaml", v+long+v)
				g.commit(v)
			}
			want := map[string]string{"isms.yaml": "kind: isms\ntitle: Acme\n", "isms/risks/r1.yaml": "id: R-1\n",
				"isms/risks/r2.yaml": "id: R-2\n", "long.yaml": "6" + long + "6"}
			log := strings.Fields(g.git("rev-list", "HEAD"))
			dir := arrange(g)
			for _, backend := range []source.Backend{source.GoGit, source.Git} {
				r := open(t, dir, source.Options{Backend: backend})
				tree, err := head(t, r, "")
				if diff := cmp.Diff(want, contents(t, tree, err)); diff != "" {
					t.Errorf("%v (-want +got):\n%s", backend, diff)
				}
				got, err := r.Log(t.Context(), source.LogOptions{From: log[0]})
				if diff := cmp.Diff(log, ids(got)); diff != "" || err != nil {
					t.Errorf("%v: log, error %v (-want +got):\n%s", backend, err, diff)
				}
				for _, l := range got {
					tree, err := r.CommitTree(t.Context(), l.Commit.ID, "")
					contents(t, tree, err)
				}
			}
		})
	}
}

func TestSubmodulesAreListedAndNotEntered(t *testing.T) {
	sub := basic(t)
	g := basic(t)
	g.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", sub.dir, "sub")
	id := g.commit("sub")
	r := open(t, g.dir, source.Options{})
	commit, err := r.CommitTree(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	index, err := r.IndexTree(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	disk, err := r.WorkTree(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, tree := range map[string]*source.Tree{"commit": commit, "index": index, "work tree": disk} {
		entries, _, err := tree.Entries(t.Context())
		i := slices.IndexFunc(entries, func(e isms.Entry) bool { return e.Path == "sub" })
		if err != nil || i < 0 || entries[i].Mode != isms.Submodule || len(entries) != 5 {
			t.Errorf("%s: got %v, error %v; want 5 entries with a submodule", name, lines(entries), err)
			continue
		}
		if _, err := tree.Read(t.Context(), entries[i], mebibyte); err == nil {
			t.Errorf("%s: a submodule could be read", name)
		}
	}
}

func TestLinesEndAsTheyAreStored(t *testing.T) {
	g := basic(t)
	g.write(".gitattributes", "*.txt text eol=crlf\n")
	g.write("a.txt", "one\ntwo\n")
	id := g.commit("text")
	if err := os.Remove(filepath.Join(g.dir, "a.txt")); err != nil {
		t.Fatal(err)
	}
	g.git("checkout", "-q", "--", "a.txt")
	r := open(t, g.dir, source.Options{})
	tree, err := r.CommitTree(t.Context(), id, "")
	if got := contents(t, tree, err)["a.txt"]; got != "one\ntwo\n" {
		t.Errorf("commit: got %q", got)
	}
	tree, err = r.WorkTree(t.Context(), "")
	if got := contents(t, tree, err)["a.txt"]; got != "one\r\ntwo\r\n" {
		t.Errorf("work tree: got %q", got)
	}
}

func TestFoldersThatAreSymlinksAreNotEntered(t *testing.T) {
	g := basic(t)
	outside := realTemp(t)
	if err := os.WriteFile(filepath.Join(outside, "r1.yaml"), []byte("outside"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(g.dir, "isms"), filepath.Join(g.dir, "moved")); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"outside": outside, "inside": "moved"} {
		t.Run(name, func(t *testing.T) {
			link := filepath.Join(g.dir, "isms")
			os.Remove(link)
			if err := os.Symlink(target, link); err != nil {
				t.Skip(err)
			}
			r := open(t, g.dir, source.Options{})
			tree, err := r.WorkTree(t.Context(), "")
			want := []string{"isms", "isms.yaml", "moved/risks/r1.yaml", "moved/risks/r2.yaml"}
			if diff := cmp.Diff(want, paths(t, tree, err)); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			for _, path := range []string{"isms/risks/r1.yaml", "isms/r1.yaml", "../../etc/passwd", "/etc/passwd"} {
				if data, err := tree.Read(t.Context(), isms.Entry{Path: path}, mebibyte); err == nil {
					t.Errorf("%q could be read: %q", path, data)
				}
			}
		})
	}
}

func TestSizeIsCheckedBeforeReading(t *testing.T) {
	g := basic(t)
	g.write("big.yaml", strings.Repeat("x", 1000))
	id := g.commit("big")
	for _, pack := range []bool{false, true} {
		if pack {
			g.git("gc", "-q")
		}
		r := open(t, g.dir, source.Options{})
		commit, err := r.CommitTree(t.Context(), id, "")
		if err != nil {
			t.Fatal(err)
		}
		disk, err := r.WorkTree(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, tree := range []*source.Tree{commit, disk} {
			entries, _, err := tree.Entries(t.Context())
			if err != nil || entries[0].Path != "big.yaml" {
				t.Fatal(entries, err)
			}
			if _, err := tree.Read(t.Context(), entries[0], 999); !source.IsSize(err) {
				t.Errorf("got error %v, want that the file is too large", err)
			} else if e, _ := source.AsError(err); e.Path != "big.yaml" || !strings.Contains(e.Message, "1000 bytes") {
				t.Errorf("got %q at %q, want the size and the path", e.Message, e.Path)
			}
			if data, err := tree.Read(t.Context(), entries[0], 1000); err != nil || len(data) != 1000 {
				t.Errorf("got %d bytes, error %v; want 1000", len(data), err)
			}
		}
	}
}

func TestLimitsOnEntriesAndDepth(t *testing.T) {
	g := basic(t)
	id := g.git("rev-parse", "HEAD")
	r := open(t, g.dir, source.Options{Limits: source.Limits{Entries: 2}})
	for name, list := range map[string]func() (*source.Tree, error){
		"commit":    func() (*source.Tree, error) { return r.CommitTree(t.Context(), id, "") },
		"index":     func() (*source.Tree, error) { return r.IndexTree(t.Context(), "") },
		"work tree": func() (*source.Tree, error) { return r.WorkTree(t.Context(), "") },
	} {
		tree, err := list()
		if err != nil {
			t.Fatal(err)
		}
		if entries, _, err := tree.Entries(t.Context()); code(err) != "git.entries" || entries != nil {
			t.Errorf("%s: got %d entries, error %v; want git.entries", name, len(entries), err)
		}
	}
	r = open(t, g.dir, source.Options{Limits: source.Limits{Depth: 1}})
	tree, err := r.CommitTree(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	_, problems, err := tree.Entries(t.Context())
	if err != nil || len(problems) != 1 || problems[0].Code != "git.depth" || problems[0].Path != "isms/" {
		t.Errorf("got problems %v, error %v; want git.depth at isms/", problems, err)
	}
}

func TestMemoryTree(t *testing.T) {
	tree := source.Memory(map[string]string{"b.yaml": "b", "a/x.yaml": "ax"})
	entries, problems, err := tree.Entries(t.Context())
	want := []isms.Entry{
		{Path: "a/x.yaml", Blob: "27830bb2188604957f2a306682815ce7da99c638", Size: 2},
		{Path: "b.yaml", Blob: "63d8dbd40c23542e740659a7168a0ce3138ea748", Size: 1},
	}
	if diff := cmp.Diff(want, entries); diff != "" || err != nil || len(problems) > 0 {
		t.Errorf("error %v, problems %v (-want +got):\n%s", err, problems, diff)
	}
	if data, err := tree.Read(t.Context(), entries[0], 2); err != nil || string(data) != "ax" {
		t.Errorf("got %q, error %v", data, err)
	}
	if _, err := tree.Read(t.Context(), entries[0], 1); !source.IsSize(err) {
		t.Errorf("got error %v, want that the file is too large", err)
	}
	if _, err := tree.Read(t.Context(), isms.Entry{Path: "c"}, 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got error %v, want fs.ErrNotExist", err)
	}
}
