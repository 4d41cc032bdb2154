package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/source"
)

// Tags are listed wherever git keeps them; what is no ref is none.
func TestTagsAreListedAsGitDoes(t *testing.T) {
	g := basic(t)
	none := open(t, g.dir, source.Options{})
	if got, err := none.Tags(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("got %q, error %v; want no tags", got, err)
	}
	g.git("tag", "v1.0.0")
	g.git("tag", "-a", "-m", "two", "soa/2.0.0")
	g.git("branch", "v9")
	for _, packed := range []bool{false, true} {
		if packed {
			g.git("pack-refs", "--all")
			g.git("tag", "v3")
		}
		want := []string{"soa/2.0.0", "v1.0.0"}
		if packed {
			want = []string{"soa/2.0.0", "v1.0.0", "v3"}
		}
		for _, backend := range []source.Backend{source.GoGit, source.Git} {
			r := open(t, g.dir, source.Options{Backend: backend})
			got, err := r.Tags(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("packed %v, %v: tags (-want +got):\n%s", packed, backend, diff)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(g.dir, ".git", "refs", "tags", "v4.lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := open(t, g.dir, source.Options{Backend: source.GoGit})
	if got, err := r.Tags(t.Context()); err != nil || len(got) != 3 {
		t.Errorf("got %q, error %v; want no lock among three tags", got, err)
	}
}

func TestAFolderHasNoTags(t *testing.T) {
	r := open(t, t.TempDir(), source.Options{})
	if got, err := r.Tags(t.Context()); err == nil {
		t.Errorf("got %q, want an error: a folder has no tags", got)
	}
}
