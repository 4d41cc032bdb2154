package engine

import (
	"context"
	"fmt"
	"maps"

	"ismsproof/engine/document"
	"ismsproof/engine/history"
	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// A treeWalker makes the steps of a walk over trees in memory (path to text; "" is no
// file), and remembers what it parsed.
type treeWalker struct {
	d     *Definitions
	c     *config
	files map[string]*file
	last  map[string]*file // by path, to share with; nil: nothing is shared
}

func (w *treeWalker) file(path, text string) *file {
	if text == "" || !document.Readable(path) {
		return nil
	}
	key := path + "\x00" + text
	if w.files[key] == nil {
		w.files[key] = w.d.parseLike(isms.Entry{Path: path}, []byte(text), w.c, w.last[path])
		if w.last != nil {
			w.last[path] = w.files[key]
		}
	}
	return w.files[key]
}

// step makes the change from one tree to the next.
func (w *treeWalker) step(before, after map[string]string) change {
	c := change{files: map[string]*file{}}
	paths := maps.Clone(before)
	maps.Copy(paths, after)
	for path := range paths {
		if before[path] == after[path] {
			continue
		}
		switch {
		case before[path] == "":
			c.added = append(c.added, path)
		case after[path] == "":
			c.gone = append(c.gone, path)
		}
		c.files[path] = w.file(path, after[path])
	}
	stated := map[string]bool{}
	namedByHash(stated, w.files)
	for path, text := range after {
		if stated[path] {
			now := contentOfBytes([]byte(text))
			if c.contents == nil {
				c.contents = map[string]*content{}
			}
			c.contents[path] = &now
		}
	}
	return c
}

// A judgedLine is a line of commits over trees in memory, judged.
type judgedLine struct {
	*walk
	*verdicts
	end int // the number of commits
}

// judgeCommits judges the commits of an example as a history does. Plain has OPA alone
// evaluate the rules.
func (c *config) judgeCommits(ctx context.Context, commits []exampleCommit, selected func(*isms.Rule) bool, plain bool) (*judgedLine, error) {
	trees, err := exampleTrees(commits)
	if err != nil {
		return nil, err
	}
	if c, err = c.ofTree(ctx, trees[len(trees)-1]); err != nil {
		return nil, err
	}
	tree := &treeWalker{d: c.d, c: c, files: map[string]*file{}}
	w := c.d.newWalk(c)
	w.line.Trim(c.d.Rules)
	w.plain = plain
	var made []isms.Commit
	for _, x := range commits {
		made = append(made, x.Commit)
	}
	w.remember(made, false)
	before := map[string]string{}
	for i, after := range trees {
		w.step(i, tree.step(before, after))
		before = after
	}
	w.line.SetOrg(0, w.org().input)
	w.finish(len(commits))
	w.past = w.deedsAlong(made, history.Monotonic(made), 0, nil, nil)
	w.line.SetAuthors(w.past.writers(w, nil))
	v, err := w.judge(ctx, len(commits), selected, 2, nil)
	return &judgedLine{w, v, len(commits)}, err
}

// ofTree returns the configuration that a tree brings along, or c where it has none.
func (c *config) ofTree(ctx context.Context, tree map[string]string) (*config, error) {
	if tree[configFile] == "" {
		return c, nil
	}
	memory := source.Memory(tree)
	entries, _, err := memory.Entries(ctx)
	if err != nil {
		return nil, err
	}
	return c.d.readConfig(ctx, memory.Read, entries, "", "")
}

// exampleTrees returns the tree after each commit.
func exampleTrees(commits []exampleCommit) ([]map[string]string, error) {
	var trees []map[string]string
	tree := map[string]string{}
	for _, x := range commits {
		if x.Author.Email == "" || x.Committer.When.IsZero() || x.Message == "" || len(x.files) == 0 {
			return nil, fmt.Errorf("commit %s of the example needs `author`, `on`, `message` and `files`", x.ID)
		}
		tree = maps.Clone(tree)
		for _, f := range x.files {
			if tree[f.Key] = f.Value.Text; f.Value.Text == "" {
				delete(tree, f.Key)
			}
		}
		trees = append(trees, tree)
	}
	return trees, nil
}
