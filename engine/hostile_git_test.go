package engine_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// class is how a check of a repository ends.
func class(t *testing.T, d *engine.Definitions, o engine.Options) (int, *engine.Result, error) {
	t.Helper()
	start := time.Now()
	o.AsOf = "2026-12-01"
	result, err := d.Check(t.Context(), o)
	if took := time.Since(start); took > 2*time.Minute {
		t.Errorf("took %v", took)
	}
	if err == nil {
		return engine.ExitCode(result.Report), result, nil
	}
	code, _ := engine.Failure(err)
	return code, nil, err
}

// asJSON returns the report as bytes, without what tells two repositories with the
// same records apart: the commit, and the tree where the two hash in other ways.
func asJSON(t *testing.T, result *engine.Result, otherHash bool) string {
	t.Helper()
	r := *result.Report
	r.Target.Commit, r.Warnings = "", nil
	if otherHash {
		r.Target.Tree = ""
	}
	format, err := report.Lookup("json")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := format.Write(&out, &r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestHostileRepositories(t *testing.T) {
	needCorpus(t)
	dir := repositories(t)
	d := builtin(t)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	sameAs := maps.Clone(likeAnother)
	for _, name := range likeBaseline {
		sameAs[name] = "00-baseline"
	}
	seen := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		if !isRepository(filepath.Join(dir, name)) {
			continue
		}
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			code, result, err := class(t, d, engine.Options{Path: filepath.Join(dir, name), Rev: "HEAD"})
			expected, undecided := undecidedAtHead[name]
			like, same := sameAs[name]
			switch {
			case undecided && code != engine.ExitUndecided:
				t.Errorf("exit code %d, want 3", code)
			case undecided && !says(result, err, expected):
				t.Errorf("got %s, want words %q", words(result, err), expected)
			case same && err != nil:
				t.Errorf("got %v, want the report of %s", err, like)
			case same:
				_, model, err := class(t, d, engine.Options{Path: filepath.Join(dir, like), Rev: "HEAD"})
				if err != nil {
					t.Fatal(err)
				}
				otherHash := len(model.Report.Target.Tree) != len(result.Report.Target.Tree)
				if diff := cmp.Diff(asJSON(t, model, otherHash), asJSON(t, result, otherHash)); diff != "" {
					t.Errorf("report differs from that of %s (-want +got):\n%s", like, diff)
				}
			case !undecided && code != engine.ExitFindings:
				t.Errorf("exit code %d (%s), want 1", code, words(result, err))
			}
			// The work tree and the index may hold anything, but not a conform ISMS.
			for _, o := range []engine.Options{{Path: filepath.Join(dir, name)}, {Path: filepath.Join(dir, name), Staged: true}} {
				if code, result, err := class(t, d, o); code == engine.ExitConform {
					t.Errorf("exit code 0 (%s) of %+v", words(result, err), o)
				}
			}
			// In the gate what nobody can read stays undecided, though the base has it too.
			if code, result, err := class(t, d, engine.Options{Path: filepath.Join(dir, name), Rev: "HEAD", Base: "HEAD"}); undecided && code != engine.ExitUndecided {
				t.Errorf("exit code %d (%s) in the gate, want 3", code, words(result, err))
			}
			noConformHistory(t, d, filepath.Join(dir, name), undecided)
		})
	}
	for name := range sameAs {
		if !seen[name] {
			t.Errorf("there is no repository %s", name)
		}
	}
	for name := range undecidedAtHead {
		if !seen[name] {
			t.Errorf("there is no repository %s", name)
		}
	}
	for name, want := range map[string][]string{
		"29-casefold": {"Risk.yaml", "risk.yaml"}, "30-ntfs": {"CON", "aux.yaml", "e.yaml."},
	} {
		_, result, err := class(t, d, engine.Options{Path: filepath.Join(dir, name), Rev: "HEAD"})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range want {
			if !slices.ContainsFunc(at(result.Report, path), func(f isms.Finding) bool { return strings.HasPrefix(f.Locus, "path.") }) {
				t.Errorf("%s: no finding says that the name %q does not work everywhere", name, path)
			}
		}
	}
	if marks, _ := filepath.Glob(filepath.Join(dir, "PWNED*")); len(marks) > 0 {
		t.Errorf("a program that a repository names was run: %v", marks)
	}
}

// says looks for words in the error, or in what is said of unreadable files.
func says(result *engine.Result, err error, want string) bool {
	return strings.Contains(words(result, err), want)
}

func words(result *engine.Result, err error) string {
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, u := range result.Report.Undecided {
		if u.Rule.ID == "doc.readable" || u.Rule.ID == "doc.symlink" {
			all = append(all, u.Path+": "+u.Reason)
		}
	}
	return strings.Join(all, "\n")
}

// isRepository says whether dir is a work tree or a bare repository.
func isRepository(dir string) bool {
	for _, name := range []string{".git", "objects"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// repositories makes the hostile repositories, about 150 in a minute.
func repositories(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the hostile repositories take a minute to make")
	}
	for _, tool := range []string{"bash", "git", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	dir := t.TempDir()
	cmd := exec.Command("bash", filepath.Join(corpus, "git", "gen_git.sh"), dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		if _, failed := errors.AsType[*exec.ExitError](err); !failed {
			t.Fatalf("generator: %v: %s", err, out)
		}
	}
	return dir
}

// likeBaseline are repositories whose HEAD holds what the baseline's does, however
// it is stored.
var likeBaseline = []string{
	"10-replace", "11-grafts", "14-worktree-linked", "14-worktree-main", "15-worktreeconfig", "15b-worktreeconfig-v1",
	"16-preciousobjects", "17-sparse", "17b-sparse-index", "18-index-v4", "18b-split-index", "18c-untracked-cache",
	"18d-skip-worktree", "18e-assume-unchanged", "18f-intent-to-add", "19-commitgraph", "19b-commitgraph-corrupt",
	"20b-cruft", "20c-bitmap-rev", "20d-loosepack", "23c-missing-parent", "40-date-negative", "40b-date-1970",
	"40c-date-2038", "40d-date-9999", "40e-date-overflow", "40f-date-int64max", "40g-tz-bogus", "40h-tz-long",
	"40i-tz-missing", "40j-date-text", "40k-tz-negative0", "41-no-author", "41b-no-committer", "41c-dup-author",
	"41e-dup-tree", "41f-parent-after", "41g-dup-parent", "41h-email-tricks", "41i-no-email", "41j-nul-message",
	"41k-nul-header", "41l-latin1", "41m-nonutf8", "41n-no-blank", "41p-uppercase-id", "41q-empty-msg",
	"50-packed-refs", "50c-packed-refs-100k", "51-ref-empty", "51b-ref-garbage", "51c-ref-missing-obj",
	"51f-symref-loop", "51i-ref-symlink-outside", "51k-ref-lock", "51l-ambiguous", "51m-short-hash-branch",
	"52-tag-of-tag", "52b-notes", "60f-filemode", "60h-racy", "60i-nested-repo", "60j-untracked", "61-bare",
	"61-bare-src", "61b-gitfile", "61b.git", "61c-core-worktree", "61d-config-include", "61f-config-bom",
	"61h-fsmonitor-exec", "61i-owner",
}

// likeAnother are repositories whose HEAD holds what that of another one does.
var likeAnother = map[string]string{
	"09-alternates": "07-src", "09b-alternates-rel": "07-src", "07-shallow": "07-src", "12-sha256": "00-baseline",
}

// undecidedAtHead are repositories whose HEAD cannot be judged, and words of the
// reason.
var undecidedAtHead = map[string]string{
	"01-empty":                "no commit yet",
	"03-orphan":               "holds no artifact",
	"06-emptytree":            "holds no artifact",
	"08-blobless":             "is missing; this is a partial clone",
	"08b-treeless":            "is missing; this is a partial clone",
	"09c-A":                   "holds text where fields are due",
	"09c-B":                   "holds text where fields are due",
	"13-reftable":             "reftable",
	"21-pack-bitflip":         "policy.yaml: ",
	"21b-pack-truncated":      "cannot be read from the pack",
	"21c-idx-truncated":       "its index is damaged",
	"21d-idx-missing":         "it has no index",
	"21e-pack-missing":        "it is missing",
	"21f-pack-zero":           "it has no header",
	"22-loose-forged-blob":    "hash to",
	"22b-loose-forged-commit": "hash to",
	"22c-loose-forged-tree":   "hash to",
	"22d-loose-wrong-type":    "soa.yaml: ",
	"22e-loose-size-lie":      "soa.yaml: ",
	"22f-loose-size-lie-huge": "more than the 8388608 allowed",
	"22g-loose-size-negative": "soa.yaml: ",
	"22h-loose-empty-file":    "soa.yaml: ",
	"22i-loose-empty-commit":  "is empty",
	"22j-loose-truncated":     "soa.yaml: ",
	"23-missing-blob":         "is missing",
	"23b-missing-tree":        "isms/: object",
	"24-symlinks":             "symbolic link",
	"25-sub-src":              "holds no artifact",
	"26-modes":                "which git does not write",
	"27-dotdot":               "names a folder above or itself",
	"27b-dotdot-dir":          "stands for git's own folder",
	"27c-emptyname":           "is no name",
	"28-dup-entries":          "is twice in its tree",
	"28b-unsorted":            "stands after",
	"28c-file-and-dir":        "is twice in its tree",
	"28d-tree-points-blob":    "isms/: ",
	"28e-blob-points-tree":    "soa.yaml: ",
	"28f-tree-truncated":      "is cut short",
	"31-weirdpaths":           "stands after",
	"32-gitbomb":              "more than 200000 entries",
	"33-deep-2000":            "d/d/d",
	"34-zlib-bomb":            "more than the 8388608 allowed",
	"34b-zlib-bomb-honest":    "more than the 8388608 allowed",
	"34c-packed-bomb":         "more than the 8388608 allowed",
	"41d-no-tree":             "does not start with its tree",
	"41o-crlf-headers":        "does not start with its tree",
	"50b-packed-refs-garbage": "is not a ref",
	"51d-head-empty":          "names neither a ref nor a commit",
	"51e-head-missing":        "it has no HEAD",
	"51g-head-loop":           "leads to itself",
	"51h-head-to-blob":        "cannot be read",
	"51j-ref-dotdot":          "names neither a ref nor a commit",
	"61e-config-broken":       "cannot be read",
	"61g-config-v2":           "repositoryformatversion",
}
