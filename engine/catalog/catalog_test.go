package catalog_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ismsproof/controls"
	"ismsproof/engine/catalog"
)

func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(controls.FS, decode)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCatalogueIsWhole(t *testing.T) {
	c := load(t)
	if got := len(c.Clauses()); got != 156 {
		t.Errorf("got %d clauses, want 156", got)
	}
	if got := len(c.Leaves()); got != 123 {
		t.Errorf("got %d leaf items, want 123", got)
	}
	if got := len(c.Controls()); got != 93 {
		t.Errorf("got %d controls, want 93", got)
	}
	themes := map[string]int{}
	for _, control := range c.Controls() {
		themes[control.Theme]++
	}
	if diff := cmp.Diff(map[string]int{"organizational": 37, "people": 8, "physical": 14, "technological": 34}, themes); diff != "" {
		t.Errorf("controls by theme (-want +got):\n%s", diff)
	}
	reach := map[catalog.Checkable]int{}
	for _, leaf := range c.Leaves() {
		reach[leaf.Checkable]++
	}
	if diff := cmp.Diff(map[catalog.Checkable]int{catalog.Full: 89, catalog.Partial: 31, catalog.Human: 3}, reach); diff != "" {
		t.Errorf("leaf items by reach of records (-want +got):\n%s", diff)
	}
	var mappings []string
	for _, m := range c.Mappings() {
		mappings = append(mappings, m.ID)
	}
	if diff := cmp.Diff([]string{"iso27001_2013", "nis2_2024_2690", "nist_csf_2_0", "nist_sp800_53r5"}, mappings); diff != "" {
		t.Errorf("mappings (-want +got):\n%s", diff)
	}
	if len(c.Documented()) != 17 {
		t.Errorf("got %d items of mandatory documented information, want 17", len(c.Documented()))
	}
	for _, clause := range c.Clauses() {
		if clause.Leaf && len(clause.Kinds) == 0 {
			t.Errorf("%s names no kind that shows it", clause.ID)
		}
	}
}

func TestALeafHasNoItemsAndAHeadingHas(t *testing.T) {
	c := load(t)
	items := map[string]int{}
	for _, clause := range c.Clauses() {
		items[clause.Parent]++
		if clause.Parent != "" && !strings.HasPrefix(clause.ID, clause.Parent+".") {
			t.Errorf("%s does not start with the id of its parent %s", clause.ID, clause.Parent)
		}
	}
	for _, clause := range c.Clauses() {
		if clause.Leaf == (items[clause.ID] > 0) {
			t.Errorf("%s: leaf is %t, but it has %d items", clause.ID, clause.Leaf, items[clause.ID])
		}
	}
}

func TestControlsAreNumberedWithoutGaps(t *testing.T) {
	next := map[string]int{}
	for _, control := range load(t).Controls() {
		theme := control.ID[:strings.LastIndexByte(control.ID, '.')]
		next[theme]++
		if want := theme + "." + itoa(next[theme]); control.ID != want {
			t.Errorf("got %s, want %s", control.ID, want)
		}
	}
}

func TestRequirement(t *testing.T) {
	c := load(t)
	item, ok := c.Requirement("6.1.2.c2")
	if !ok || item.Clause == nil || item.Control != nil || item.Title != item.Clause.Title {
		t.Errorf("got %+v, %t for a clause item", item, ok)
	}
	item, ok = c.Requirement("A.5.19")
	if !ok || item.Control == nil || item.Clause != nil || item.Title != item.Control.Title {
		t.Errorf("got %+v, %t for a control", item, ok)
	}
	for _, id := range []string{"", "A.5.38", "5.19", "scheme.accreditation"} {
		if _, ok := c.Requirement(id); ok {
			t.Errorf("the catalogue holds %q", id)
		}
	}
}

func TestSuggest(t *testing.T) {
	tests := map[string]struct {
		id   string
		want []string
	}{
		"a known control":              {"A.5.19", nil},
		"a known item":                 {"6.1.3.d", nil},
		"an id that is both":           {"5.1", nil},
		"control without its letter":   {"5.19", []string{"A.5.19"}},
		"control without its dot":      {"A5.19", []string{"A.5.19"}},
		"control in small letters":     {"a.5.19", []string{"A.5.19"}},
		"control with the standard":    {"ISO/IEC 27001:2022 A.5.19", []string{"A.5.19"}},
		"item without its dot":         {"6.1.3d", []string{"6.1.3.d"}},
		"item with brackets":           {"6.1.2 c) 2)", []string{"6.1.2.c2"}},
		"item in capitals":             {"6.1.3.D", []string{"6.1.3.d"}},
		"item with a dot too many":     {"6.1.2.c.2", []string{"6.1.2.c2"}},
		"clause in words":              {"clause 9.3.1", []string{"9.3.1"}},
		"item that does not exist":     {"6.1.3.g", []string{"6.1.3"}},
		"control of 2013":              {"A.9.2.5", []string{"A.5.18"}},
		"control of 2013, split since": {"A.16.1.2", []string{"A.6.8"}},
		"control that never was":       {"A.5.38", nil},
		"not an id":                    {"risk.owner", nil},
		"empty":                        {"", nil},
	}
	c := load(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, c.Suggest(test.id)); diff != "" {
				t.Errorf("Suggest(%q) (-want +got):\n%s", test.id, diff)
			}
		})
	}
}

func TestTargets(t *testing.T) {
	c := load(t)
	tests := map[string]struct {
		mapping, requirement string
		want                 []catalog.Target
		known                bool
	}{
		"plain list":       {"iso27001_2013", "A.5.1", []catalog.Target{{ID: "A.5.1.1"}, {ID: "A.5.1.2"}}, true},
		"new in 2022":      {"iso27001_2013", "A.5.7", []catalog.Target{}, true},
		"lists by basis":   {"nist_csf_2_0", "A.5.5", []catalog.Target{{"RS.CO-02", "own"}, {"RS.CO-03", "own"}}, true},
		"silent":           {"nist_csf_2_0", "6.1.2.c2", nil, false},
		"with its letters": {"nist_sp800_53r5", "7.1", []catalog.Target{{"PM-3", "one"}}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, known := c.Mapping(test.mapping).Targets(test.requirement)
			if diff := cmp.Diff(test.want, got); diff != "" || known != test.known {
				t.Errorf("known is %t, want %t; (-want +got):\n%s", known, test.known, diff)
			}
		})
	}
	if c.Mapping("nis2_2024_2690").Credit != "(c) ENISA, CC BY 4.0" {
		t.Errorf("the credit of the NIS2 mapping is lost")
	}
	if c.Mapping("none") != nil {
		t.Errorf("a mapping that does not exist was found")
	}
}

func TestDataHoldsEveryField(t *testing.T) {
	data := load(t).Data()
	control := data["controls"].(map[string]any)["A.5.1"].(map[string]any)
	if diff := cmp.Diff([]any{"policy", "acknowledgement"}, control["kinds"]); diff != "" {
		t.Errorf("kinds of A.5.1 (-want +got):\n%s", diff)
	}
	if control["written_form_demanded"] != true {
		t.Errorf("written_form_demanded of A.5.1 is %v, want true", control["written_form_demanded"])
	}
	clause := data["clauses"].(map[string]any)["4.1"].(map[string]any)
	if _, ok := clause["typical_major"].(string); !ok {
		t.Errorf("typical_major of 4.1 is %v, want text", clause["typical_major"])
	}
	csf := data["mappings"].(map[string]any)["nist_csf_2_0"].(map[string]any)
	if diff := cmp.Diff([]any{"RS.CO-02", "RS.CO-03"}, csf["A.5.5"]); diff != "" {
		t.Errorf("mapping of A.5.5 (-want +got):\n%s", diff)
	}
	if len(data["clauses"].(map[string]any)) != 156 || len(data["controls"].(map[string]any)) != 93 {
		t.Errorf("data hold %d clauses and %d controls", len(data["clauses"].(map[string]any)), len(data["controls"].(map[string]any)))
	}
	for _, group := range []string{"clauses", "controls"} {
		for id, fields := range data[group].(map[string]any) {
			if _, stored := fields.(map[string]any)["rules"]; stored {
				t.Errorf("%s stores its rules", id)
			}
		}
	}
}

func TestDigestCoversEveryFile(t *testing.T) {
	want := load(t).Digest()
	if !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(want) {
		t.Fatalf("got digest %q", want)
	}
	if got := load(t).Digest(); got != want {
		t.Errorf("two loads give %s and %s", got, want)
	}
	for name := range files(t) {
		changed := files(t)
		changed[name] = &fstest.MapFile{Data: append(changed[name].Data, "# changed\n"...)}
		c, err := catalog.Load(changed, decode)
		if err != nil {
			t.Fatal(err)
		}
		if c.Digest() == want {
			t.Errorf("a change of %s leaves the digest as it was", name)
		}
	}
}

func TestLoadRefusesWhatIsWrong(t *testing.T) {
	const clauses, annex = "iso27001_2022/clauses.yaml", "iso27001_2022/annex_a.yaml"
	const csf = "iso27001_2022/mappings/nist_csf_2_0.yaml"
	tests := map[string]struct {
		file, old, new string // the first old becomes new; an empty old removes the file
		want           string
	}{
		"file is missing":        {annex, "", "", "annex_a.yaml: file does not exist"},
		"id stands twice":        {clauses, `id: "4.2.b"`, `id: "4.2.a"`, `4.2.a: id "4.2.a" stands twice`},
		"control stands twice":   {annex, `id: "A.5.2"`, `id: "A.5.1"`, `A.5.1: id "A.5.1" stands twice`},
		"unknown parent":         {clauses, `parent: "4.2"`, `parent: "4.9"`, `4.2.a: parent "4.9" is no heading above it`},
		"parent is a leaf":       {clauses, `parent: "4.3"`, `parent: "4.2.a"`, `4.3.a: parent "4.2.a" is no heading above it`},
		"no title":               {clauses, `title: "Policy"`, `name: "Policy"`, `5.2: no "title"`},
		"leaf is text":           {clauses, `leaf: true`, `leaf: "true"`, `4.1.climate: "leaf" is not true or false`},
		"unknown reach":          {clauses, `checkable: full`, `checkable: fully`, `"checkable" is "fully", not one of ["full" "partial" "human"]`},
		"unknown theme":          {annex, `theme: people`, `theme: peopel`, `"theme" is "peopel"`},
		"unknown attribute":      {annex, `control_type: [preventive]`, `control_type: [prevent]`, `A.5.1: "control_type" is "prevent"`},
		"mapping of the unknown": {csf, `"A.5.5": {`, `"A.5.95": {`, `requirement "A.5.95" is unknown`},
		"mapping by hearsay":     {csf, `{own: `, `{hearsay: `, `"hearsay" of "A.5.5" is none of`},
		"mapping misnamed":       {csf, `id: nist_csf_2_0`, `id: nist_csf`, `id "nist_csf" is not the name of the file`},
		"not YAML":               {clauses, `clauses:`, `"`, `yaml`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			broken := files(t)
			if test.old == "" {
				delete(broken, test.file)
			} else {
				text := string(broken[test.file].Data)
				if !strings.Contains(text, test.old) {
					t.Fatalf("%s does not hold %q", test.file, test.old)
				}
				broken[test.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, test.old, test.new, 1))}
			}
			_, err := catalog.Load(broken, decode)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

// files returns a copy of the shipped data.
func files(t *testing.T) fstest.MapFS {
	t.Helper()
	copied := fstest.MapFS{}
	err := fs.WalkDir(controls.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(controls.FS, path)
		copied[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied
}
