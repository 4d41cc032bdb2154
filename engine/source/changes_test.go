package source_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// A rawRepo is a repository whose objects a test writes itself, right or wrong.
type rawRepo struct {
	t    testing.TB
	dir  string
	kept map[string]bool // objects written
}

func newRawRepo(t testing.TB) *rawRepo {
	t.Helper()
	r := &rawRepo{t: t, dir: realTemp(t), kept: map[string]bool{}}
	for name, text := range map[string]string{
		".git/HEAD": "ref: refs/heads/main\n", ".git/config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
		".git/refs/heads/.keep": "", ".git/objects/.keep": "",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(r.dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if filepath.Base(name) == ".keep" {
			continue
		}
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// file is the path of a loose object.
func (r *rawRepo) file(id string) string {
	return filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])
}

func (r *rawRepo) object(kind, text string) string {
	r.t.Helper()
	whole := fmt.Sprintf("%s %d\x00%s", kind, len(text), text)
	sum := sha1.Sum([]byte(whole))
	id := hex.EncodeToString(sum[:])
	if r.kept[id] {
		return id
	}
	r.kept[id] = true
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, err := z.Write([]byte(whole))
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = os.MkdirAll(filepath.Dir(r.file(id)), 0o755)
	}
	if err == nil {
		err = os.WriteFile(r.file(id), packed.Bytes(), 0o644)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

func (r *rawRepo) commit(tree string) string {
	return r.object("commit", "tree "+tree+"\nauthor A <a@acme.example> 1 +0000\ncommitter A <a@acme.example> 1 +0000\n\nx\n")
}

// A node is a file (id), or a folder (children) where children is not nil.
type node struct {
	mode     string
	id       string
	children map[string]*node
	odd      string // what is wrong with the folder: "", "duplicate", "mode", "order", "name", "missing"
}

// write writes a folder and returns its id.
func (r *rawRepo) write(n *node) string {
	type line struct{ sort, text string }
	var lines []line
	for name, c := range n.children {
		mode, id, sort := c.mode, c.id, name
		if c.children != nil {
			mode, id, sort = "40000", r.write(c), name+"/"
		}
		raw, err := hex.DecodeString(id)
		if err != nil {
			r.t.Fatal(err)
		}
		lines = append(lines, line{sort, mode + " " + name + "\x00" + string(raw)})
	}
	slices.SortFunc(lines, func(a, b line) int { return strings.Compare(a.sort, b.sort) })
	text := ""
	for _, l := range lines {
		text += l.text
	}
	blob := strings.Repeat("\x01", 20)
	switch n.odd {
	case "duplicate":
		text += "100644 zz\x00" + blob + "100644 zz\x00" + blob
	case "mode":
		text += "100600 zz\x00" + blob
	case "order":
		text += "100644 zz\x00" + blob + "100644 zy\x00" + blob
	case "name":
		text += "100644 zz\\y\x00" + blob + "40000 zzz..\x00" + strings.Repeat("\x02", 20)
	case "missing":
		text += "40000 zz\x00" + strings.Repeat("\x02", 20)
	}
	return r.object("tree", text)
}

func (n *node) clone() *node {
	c := *n
	if n.children != nil {
		c.children = map[string]*node{}
		for name, child := range n.children {
			c.children[name] = child.clone()
		}
	}
	return &c
}

// folders returns every folder of a tree, itself included.
func (n *node) folders() []*node {
	out := []*node{n}
	for _, name := range slices.Sorted(maps.Keys(n.children)) {
		if c := n.children[name]; c.children != nil {
			out = append(out, c.folders()...)
		}
	}
	return out
}

// edit changes something somewhere: a file comes, goes, gets another content, mode
// or name; a file turns into a folder or back; a folder moves, is copied, or breaks.
func (n *node) edit(rnd *rand.Rand) {
	folders := n.folders()
	f := folders[rnd.IntN(len(folders))]
	name := string(rune('a' + rnd.IntN(4)))
	file := &node{mode: []string{"100644", "100755", "120000", "160000"}[rnd.IntN(4)], id: strings.Repeat(fmt.Sprintf("%02x", 10+rnd.IntN(4)), 20)}
	switch rnd.IntN(8) {
	case 0, 1, 2:
		f.children[name] = file
	case 3:
		delete(f.children, name)
	case 4:
		f.children[name] = &node{children: map[string]*node{string(rune('a' + rnd.IntN(4))): file}}
	case 5:
		f.children[name] = folders[rnd.IntN(len(folders))].clone()
	case 6:
		if f != n {
			f.odd = []string{"", "", "duplicate", "mode", "order", "name", "missing"}[rnd.IntN(7)]
		}
	case 7:
		if c := f.children[name]; c != nil {
			delete(f.children, name)
			f.children[name+"x"] = c
		}
	}
}

// A listed is what is known of a tree.
type listed struct {
	Files    map[string]isms.Entry
	Problems map[string]int // in words, and how often
}

func inWords(p isms.Problem) string {
	return fmt.Sprint(p.Path, " ", p.Code, " ", p.Message, " ", p.Fatal)
}

func listTree(t *testing.T, r *source.Repo, commit, prefix string) listed {
	t.Helper()
	out := listed{map[string]isms.Entry{}, map[string]int{}}
	tree, err := r.CommitTree(t.Context(), commit, prefix)
	if err != nil {
		t.Fatal(err)
	}
	entries, problems, err := tree.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out.Files[e.Path] = e
	}
	for _, p := range problems {
		out.Problems[inWords(p)]++
	}
	return out
}

// apply makes the changes, and complains of those that cannot be made.
func (l *listed) apply(t *testing.T, c source.Changes) {
	t.Helper()
	added := map[string]bool{}
	for _, p := range c.Added {
		added[p] = true
		if _, stands := l.Files[p]; stands {
			t.Errorf("%q is added, but stands already", p)
		}
	}
	for _, p := range c.Gone {
		if _, stands := l.Files[p]; !stands {
			t.Errorf("%q is gone, but never stood", p)
		}
		delete(l.Files, p)
	}
	for _, e := range c.Entries {
		old, stands := l.Files[e.Path]
		if stands == added[e.Path] || stands && old == e {
			t.Errorf("%q stands %v, added %v, from %+v to %+v", e.Path, stands, added[e.Path], old, e)
		}
		l.Files[e.Path] = e
	}
	for _, p := range c.Mended {
		if l.Problems[inWords(p)]--; l.Problems[inWords(p)] < 0 {
			t.Errorf("%q is mended, but was never found", inWords(p))
		}
	}
	for _, p := range c.Found {
		l.Problems[inWords(p)]++
	}
	maps.DeleteFunc(l.Problems, func(_ string, n int) bool { return n == 0 })
}

// isSorted says whether the lists of a comparison have their one order.
func isSorted(c source.Changes) bool {
	byPath := func(a, b isms.Problem) int { return strings.Compare(a.Path, b.Path) }
	return slices.IsSorted(c.Added) && slices.IsSorted(c.Gone) && slices.IsSortedFunc(c.Found, byPath) && slices.IsSortedFunc(c.Mended, byPath) &&
		slices.IsSortedFunc(c.Entries, func(a, b isms.Entry) int { return strings.Compare(a.Path, b.Path) })
}

// Whatever was edited, the changes applied to the list of the old tree give the
// list of the new one, problems included.
func TestChangesLeadFromTreeToTree(t *testing.T) {
	lines, points := 60, 12
	if testing.Short() {
		lines = 10
	}
	found, mended, turned := 0, 0, 0
	for seed := range lines {
		rnd := rand.New(rand.NewPCG(uint64(seed), 3))
		raw := newRawRepo(t)
		root := &node{children: map[string]*node{}}
		trees := []string{}
		for range points {
			for range 1 + rnd.IntN(4) {
				root.edit(rnd)
			}
			trees = append(trees, raw.write(root))
			if rnd.IntN(4) == 0 && len(trees) > 2 { // a revert
				trees = append(trees, trees[len(trees)-2-rnd.IntN(2)])
			}
		}
		r := open(t, raw.dir, source.Options{Limits: source.Limits{Depth: 5}})
		comparer := r.Comparer()
		was, before := listed{map[string]isms.Entry{}, map[string]int{}}, ""
		for i, tree := range trees {
			c, err := comparer.Compare(t.Context(), before, tree)
			if err != nil {
				t.Fatal(err)
			}
			found, mended = found+len(c.Found), mended+len(c.Mended)
			for _, gone := range c.Gone {
				if slices.ContainsFunc(c.Added, func(p string) bool { return strings.HasPrefix(p, gone+"/") }) {
					turned++
				}
			}
			was.apply(t, c)
			if diff := cmp.Diff(listTree(t, r, raw.commit(tree), ""), was); diff != "" || t.Failed() || !isSorted(c) {
				t.Fatalf("line %d, tree %d, sorted %v (-listed +changed):\n%s", seed, i, isSorted(c), diff)
			}
			before = tree
		}
		c, err := comparer.Compare(t.Context(), before, "")
		was.apply(t, c)
		if err != nil || len(was.Files)+len(was.Problems) > 0 {
			t.Fatalf("line %d: of the last tree remains %+v, error %v", seed, was, err)
		}
	}
	if found < lines || mended < lines || turned == 0 {
		t.Errorf("%d problems found, %d mended, %d files turned into folders: too few to prove anything", found, mended, turned)
	}
}

// A folder that is the same on both sides is not even there to be read.
func TestUnchangedFoldersAreNotOpened(t *testing.T) {
	raw := newRawRepo(t)
	hidden, compared := 0, 0
	for seed := range 40 {
		rnd := rand.New(rand.NewPCG(uint64(seed), 4))
		old := &node{children: map[string]*node{}}
		for range 25 {
			old.edit(rnd)
		}
		for _, f := range old.folders() {
			f.odd = ""
		}
		now := old.clone()
		now.edit(rnd)
		for _, f := range now.folders() {
			f.odd = ""
		}
		from, to := raw.write(old), raw.write(now)
		if from == to {
			continue
		}
		compared++
		visible := open(t, raw.dir, source.Options{})
		want, err := visible.Comparer().Compare(t.Context(), from, to)
		if err != nil {
			t.Fatal(err)
		}
		needed, same := map[string]bool{}, map[string]bool{}
		raw.meet(old, now, needed, same)
		for id := range same {
			if needed[id] || !raw.kept[id] {
				continue // the same folder stands in a place where it must be read
			}
			hidden++
			if err := os.Rename(raw.file(id), raw.file(id)+".hidden"); err != nil {
				t.Fatal(err)
			}
			defer os.Rename(raw.file(id)+".hidden", raw.file(id))
			delete(raw.kept, id)
		}
		blind := open(t, raw.dir, source.Options{})
		got, err := blind.Comparer().Compare(t.Context(), from, to)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || len(got.Found) > 0 {
			t.Fatalf("trees %d: without the folders they share: error %v (-want +got):\n%s", seed, err, diff)
		}
	}
	if hidden < 20 || compared < 20 {
		t.Errorf("%d folders hidden in %d comparisons: too few to prove anything", hidden, compared)
	}
}

// meet sorts the ids of folders into those that must be read to compare two trees
// and those that both have in the same place.
func (r *rawRepo) meet(old, now *node, needed, same map[string]bool) {
	id := func(n *node) string {
		if n == nil || n.children == nil {
			return ""
		}
		return r.write(n)
	}
	a, b := id(old), id(now)
	if a == b {
		if a != "" {
			for _, f := range old.folders() {
				same[r.write(f)] = true
			}
		}
		return
	}
	names := map[string]bool{}
	for _, n := range []*node{old, now} {
		if tree := id(n); tree != "" {
			needed[tree] = true
			for name := range n.children {
				names[name] = true
			}
		}
	}
	child := func(n *node, name string) *node {
		if n == nil {
			return nil
		}
		return n.children[name]
	}
	for name := range names {
		r.meet(child(old, name), child(now, name), needed, same)
	}
}
