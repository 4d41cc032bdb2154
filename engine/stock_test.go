package engine

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// A stock evaluates the built-in rules with nothing of ours: OPA as it comes, with
// all its builtins, over data in memory.
type stock struct {
	kinds *stockKinds
	store storage.Store
	rules []stockRule
}

type stockRule struct {
	id, subject, grade string
	query              rego.PreparedEvalQuery
}

// newStock compiles the built-in rules and own ones, file to text.
func newStock(t testing.TB, own map[string]string) *stock {
	t.Helper()
	s := &stock{kinds: loadStockKinds(t), store: inmem.NewWithOpts(inmem.OptRoundTripOnWrite(false))}
	texts := ruleTexts(t)
	maps.Copy(texts, own)
	compiler, modules := compileStock(t, texts)
	for _, file := range slices.Sorted(maps.Keys(modules)) {
		for _, note := range modules[file].Annotations {
			if len(note.Schemas) != 1 {
				continue
			}
			path := note.GetTargetPath()
			topic, name := string(path[2].Value.(ast.String)), string(path[3].Value.(ast.String))
			rule := stockRule{
				id: topic + "." + name, subject: string(note.Schemas[0].Schema[1].Value.(ast.String)),
				grade: note.Custom["grade"].(string),
			}
			var err error
			rule.query, err = rego.New(rego.Compiler(compiler), rego.Store(s.store), rego.StrictBuiltinErrors(true),
				rego.Query(fmt.Sprintf("data.rules.%s.%s", topic, name))).PrepareForEval(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			s.rules = append(s.rules, rule)
			s.kinds.outsiders[pseudoRule][rule.id] = true
		}
	}
	return s
}

// judge says what every rule says of every record of a tree, in the form of
// engineSays. Of two equal lines both are there.
func (s *stock) judge(t testing.TB, tree *stockTree, org map[string]any, indexing bool) []string {
	t.Helper()
	ctx := context.Background()
	if org == nil {
		org = tree.org
	}
	data := map[string]any{"isms": tree.isms, "refs": tree.refs, "org": org, "catalog": s.kinds.catalog}
	if err := storage.WriteOne(ctx, s.store, storage.ReplaceOp, storage.RootPath, data); err != nil {
		t.Fatal(err)
	}
	zone := time.UTC
	if name, ok := tree.config.org["timezone"].(string); ok {
		var err error
		if zone, err = time.LoadLocation(name); err != nil {
			t.Fatal(err)
		}
	}
	var out []string
	ask := func(r *stockRecord, input ast.Value, whole bool) {
		for _, rule := range s.rules {
			switch {
			case (rule.subject == "isms") != whole:
				continue
			case !whole && rule.subject != "record" && rule.subject != r.kind:
				continue
			}
			results, err := rule.query.Eval(ctx, rego.EvalParsedInput(input), rego.EvalRuleIndexing(indexing))
			if err != nil {
				out = append(out, fmt.Sprintf("? %s %s/%s", rule.id, r.kind, r.id))
				continue
			}
			for _, found := range results[0].Expressions[0].Value.([]any) {
				out = append(out, rule.says(r, found.(map[string]any), zone))
			}
		}
	}
	for i := range tree.records {
		r := &tree.records[i]
		ask(r, toRego(t, r.input), false)
	}
	ask(&stockRecord{kind: "isms", id: tree.org["id"].(string)}, toRego(t, tree.org), true)
	slices.Sort(out)
	return out
}

func toRego(t testing.TB, v any) ast.Value {
	t.Helper()
	value, err := ast.InterfaceToValue(v)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// says puts one finding of a rule in words.
func (r *stockRule) says(about *stockRecord, f map[string]any, zone *time.Location) string {
	var at strings.Builder
	for _, step := range slices.Concat(about.path, f["at"].([]any)) {
		fmt.Fprintf(&at, "/%s", strings.NewReplacer("~", "~0", "/", "~1").Replace(fmt.Sprint(step)))
	}
	instant := func(key string) string {
		text, _ := f[key].(string)
		for _, layout := range []string{time.DateOnly, time.RFC3339} {
			if at, err := time.ParseInLocation(layout, text, zone); err == nil {
				return at.UTC().Format(time.RFC3339)
			}
		}
		return text
	}
	grade := r.grade
	if own, ok := f["grade"].(string); ok {
		grade = own
	}
	return fmt.Sprintf("%s %s/%s %q %q [%s, %s) %s", r.id, about.kind, about.id, at.String(), f["message"], instant("since"), instant("until"), grade)
}

// engineSays puts what a walk found by rules at one point in the words of stock, and
// lists the subjects of which it says that an unreadable file leaves them in doubt.
func engineSays(v *verdicts, point int) (says []string, doubts map[string]bool) {
	instant := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	doubts = map[string]bool{}
	for _, f := range v.facts {
		if f.from <= point && point < f.to {
			says = append(says, fmt.Sprintf("%s %s/%s %q %q [%s, %s) %s",
				f.Rule.ID, f.Kind, f.ID, f.At.Pointer(), f.Message, instant(f.Since), instant(f.Until), f.Grade))
		}
	}
	for _, b := range v.blind {
		if b.from > point || point >= b.to {
			continue
		}
		about := fmt.Sprintf("%s %s/%s", b.Rule.ID, b.Kind, b.ID)
		if strings.HasPrefix(b.Reason, "depends on ") {
			doubts[about] = true
			continue
		}
		says = append(says, "? "+about)
	}
	slices.Sort(says)
	return says, doubts
}

// compare holds the engine against a stock evaluation of the same tree and returns
// how many lines the two have in common.
func (s *stock) compare(t *testing.T, tree *stockTree, org map[string]any, v *verdicts, point int) int {
	t.Helper()
	says, doubts := engineSays(v, point)
	if len(doubts) > 0 && len(tree.unread) == 0 {
		t.Errorf("the engine doubts %v, but every file can be read", slices.Sorted(maps.Keys(doubts)))
	}
	says = undoubted(says, doubts)
	for _, indexing := range []bool{true, false} {
		want := undoubted(s.judge(t, tree, org, indexing), doubts)
		if !indexing {
			want = onTheWayToNowhere(want, says)
		}
		if diff := cmp.Diff(want, says); diff != "" {
			t.Errorf("findings (-stock with indexing %v, +engine):\n%s", indexing, diff)
		}
	}
	return len(says)
}

// undoubted leaves out what the engine is in doubt about because a file could not be
// read: a stock evaluation knows of no such file. Where an id is taken twice, a doubt
// about one record leaves out both.
func undoubted(lines []string, doubts map[string]bool) []string {
	return slices.DeleteFunc(lines, func(line string) bool {
		words := strings.SplitN(strings.TrimPrefix(line, "? "), " ", 3)
		return doubts[words[0]+" "+words[1]]
	})
}

// onTheWayToNowhere leaves out the errors of rules of which says holds nothing. The
// index of rules passes by a body that cannot succeed because a field that it needs is
// not there; without the index an expression before that one may err.
func onTheWayToNowhere(lines, says []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool {
		about, erred := strings.CutPrefix(line, "? ")
		return erred && !slices.ContainsFunc(says, func(other string) bool {
			return other == line || strings.HasPrefix(other, about+" ")
		})
	})
}

// engineWalk judges one tree as a check does.
func engineWalk(t testing.TB, d *Definitions, tree *target, jobs int) *verdicts {
	t.Helper()
	ctx := context.Background()
	config, first, err := d.readTree(ctx, tree, "", jobs)
	if err != nil {
		t.Fatal(err)
	}
	w := config.d.newWalk(config)
	w.step(0, first.change)
	w.line.SetOrg(0, w.org().input)
	w.finish(1)
	v, err := w.judge(ctx, 1, everyRule, jobs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// folderFiles reads the regular files of a folder.
func folderFiles(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(path)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Of the example company and of every broken one the engine says what a stock
// evaluation of the same rules says.
func TestEngineEqualsStock(t *testing.T) {
	d, s := both(t, tellAll(t)...)
	dirs := []string{"../examples/acme"}
	broken, err := os.ReadDir("../examples/broken")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range broken {
		if e.IsDir() && e.Name() != "own_kinds" { // whose kinds the stock evaluation does not know
			dirs = append(dirs, filepath.Join("../examples/broken", e.Name()))
		}
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			files := folderFiles(t, dir)
			if strings.Contains(string(files["isms.yaml"]), "\nkinds:") {
				t.Skip("own kinds are nothing that a stock evaluation knows")
			}
			tree, err := open(context.Background(), Options{Path: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer tree.repo.Close()
			loaded := s.kinds.load(files, nil)
			if n := s.compare(t, loaded, nil, engineWalk(t, d, tree, 2), 0); n == 0 {
				t.Error("nothing was found, so nothing was compared")
			}
		})
	}
}

// The comparison sees each way in which the two could differ.
func TestStockSeesDifferences(t *testing.T) {
	d, s := both(t, tellAll(t)...)
	text := "kind: treatments\nid: plan\nitems:\n  - {id: T-1, risks: [R-1], action: Encrypt, due: 2026-02-28}\n"
	tree := s.kinds.load(map[string][]byte{"plan.yaml": []byte(text)}, nil)
	want := s.judge(t, tree, nil, true)
	late := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for name, change := range map[string]func(*verdicts, *fact){
		"nothing":              func(*verdicts, *fact) {},
		"one finding less":     func(v *verdicts, f *fact) { f.to = 0 },
		"one finding more":     func(v *verdicts, f *fact) { v.facts = append(v.facts, f) },
		"another place":        func(_ *verdicts, f *fact) { f.At = f.At[:1] },
		"another message":      func(_ *verdicts, f *fact) { f.Message += "!" },
		"another grade":        func(_ *verdicts, f *fact) { f.Grade = isms.Major },
		"another record":       func(_ *verdicts, f *fact) { f.ID = "T-2" },
		"another day":          func(_ *verdicts, f *fact) { f.Since = &late },
		"an end":               func(_ *verdicts, f *fact) { f.Until = &late },
		"something unknown":    func(v *verdicts, f *fact) { v.blind = append(v.blind, &blindness{isms.Undecided{Rule: f.Rule}, 0, 1}) },
		"a finding in between": func(_ *verdicts, f *fact) { f.from, f.to = 1, 2 },
	} {
		t.Run(name, func(t *testing.T) {
			v := engineWalk(t, d, memory(map[string]string{"plan.yaml": text}), 1)
			i := slices.IndexFunc(v.facts, func(f *fact) bool { return f.Rule.ID == "risk.plan_overdue" })
			if i < 0 {
				t.Fatal("the overdue treatment is not found")
			}
			change(v, v.facts[i])
			got, _ := engineSays(v, 0)
			if equal := slices.Equal(want, got); equal != (name == "nothing") {
				t.Errorf("equal: %v\n%s", equal, cmp.Diff(want, got))
			}
		})
	}
}

// erring are texts that make rules err: days and times that are none.
var erring = map[string][]string{
	"late.yaml": {
		"", "kind: treatments\nid: late\nitems:\n  - {id: T-9, action: Move, owner: ann, due: soon, status: planned}\n",
		"kind: treatments\nid: late\nitems:\n  - {id: T-1, due: 2026-02-30, status: planned}\n  - {id: T-8, due: 20260101}\n",
	},
	"odd-review.yaml": {"", "kind: procedure\nid: review\nstatus: approved\napproved_on: yesterday\nnext_review: 2026-13-01\n"},
}

// So it does of trees in which ids are taken twice, targets are missing and files are
// broken.
func TestEngineEqualsStockOnOddTrees(t *testing.T) {
	d, s := both(t, tellAll(t)...)
	trees := 200
	if testing.Short() {
		trees = 30
	}
	variants := maps.Clone(variants)
	maps.Copy(variants, erring)
	paths := slices.Sorted(maps.Keys(variants))
	erred := false
	for seed := range trees {
		random := rand.New(rand.NewPCG(uint64(seed), 11))
		texts, files := map[string]string{}, map[string][]byte{}
		for _, path := range paths {
			if text := variants[path][random.IntN(len(variants[path]))]; text != "" {
				texts[path], files[path] = text, []byte(text)
			}
		}
		v := engineWalk(t, d, memory(texts), 2)
		s.compare(t, s.kinds.load(files, nil), nil, v, 0)
		says, _ := engineSays(v, 0)
		erred = erred || slices.ContainsFunc(says, func(line string) bool { return strings.HasPrefix(line, "?") })
		if t.Failed() {
			t.Fatalf("tree of seed %d: %q", seed, texts)
		}
	}
	if !erred {
		t.Error("no rule erred, so no error was compared")
	}
}

func memory(files map[string]string) *target {
	return &target{Tree: source.Memory(files), name: "files in memory", target: isms.Target{State: isms.StateWorktree}}
}

// compileStock compiles the rules as OPA does by itself.
func compileStock(t testing.TB, texts map[string]string) (*ast.Compiler, map[string]*ast.Module) {
	t.Helper()
	modules := map[string]*ast.Module{}
	for name, text := range texts {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			t.Fatal(err)
		}
		modules[name] = m
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	return compiler, modules
}

// ruleTexts returns the files of the built-in rules, without their tests.
func ruleTexts(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../policies/*/*.rego")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	texts := map[string]string{}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.rego") {
			texts[file] = string(readText(t, file))
		}
	}
	return texts
}
