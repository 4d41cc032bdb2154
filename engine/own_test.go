package engine

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Files of own kinds give records with the ids and the lines that somebody reads in them.
func TestOwnKinds(t *testing.T) {
	const config = head + "builtin: false\n"
	for name, test := range map[string]struct {
		config string
		files  map[string]string
		want   []string
	}{
		"a kind that is stated wins over a binding": {
			"paths:\n  - {match: \"*.yml\", kind: part}\nkinds: {part: {}, whole: {id: name}}\n",
			map[string]string{"a.yml": "kind: whole\nname: W\n", "b.yml": "kind: whole\nid: W\n"},
			[]string{`b.yml:1 doc.schema_valid whole has no "name", which is its id`},
		},
		"a kind that nobody knows is bound": {
			"paths:\n  - {match: \"*.yml\", kind: part}\nkinds: {part: {id: metadata.name}}\n",
			map[string]string{"a.yml": "kind: Deployment\nmetadata: {name: web}\n---\nkind: Service\nmetadata: {name: web}\n"},
			[]string{`a.yml:5 doc.id_unique part "web" is already at a.yml:1`},
		},
		"the path is the id": {
			"paths:\n  - {match: \"**/*.yml\", kind: part}\nkinds: {part: {id: \"@path\"}}\n",
			map[string]string{"a/x.yml": "name: X\n", "b/x.yml": "name: X\n"}, []string{},
		},
		"a list of parts": {
			"paths:\n  - {match: \"*.yml\", kind: part}\nkinds: {part: {id: [standard, key]}}\n",
			map[string]string{"a.yml": "standard: NIST\nkey: AC-1\n", "b.yml": "standard: NIST\nkey: AC-1\n"},
			[]string{`b.yml:1 doc.id_unique part "NIST/AC-1" is already at a.yml:1`},
		},
		"a bare list": {
			"paths:\n  - {match: \"*.yml\", kind: parts_file}\nkinds: {parts_file: {items: {\".\": part}}, part: {}}\n",
			map[string]string{"a.yml": "- id: A\n- id: B\n- id: A\n- name: none\n"},
			[]string{`a.yml:3 doc.id_unique part "A" is already at a.yml:1`, `a.yml:4 doc.schema_valid part has no "id", which is its id`},
		},
		"numbers as ids": {
			"paths:\n  - {match: \"*.yml\", kind: part}\nkinds: {part: {}}\n",
			map[string]string{"a.yml": "id: 1.10\n", "b.yml": "id: 1.1\n", "c.yml": "id: 7\n", "d.yml": "id: 12345678901234567890\n"},
			[]string{
				`a.yml:1 doc.id_lossy 1.10 is a number here, but ids of part are text: quote it as "1.10"`,
				`b.yml:1 doc.id_lossy 1.1 is a number here, but ids of part are text: quote it as "1.1"`,
				`d.yml:1 doc.id_lossy 12345678901234567890 is a number here, but ids of part are text: quote it as "12345678901234567890"`,
			},
		},
		"merged and repeated values stand where they were written": {
			"paths:\n  - {match: \"*.yml\", kind: part}\nkinds: {part: {schema: part.json, items: {parts: part}}}\n",
			map[string]string{
				"part.json": `{"type": "object", "properties": {"size": {"type": "number"}}}`,
				"a.yml":     "id: A\nbase: &base\n  size: large\nparts:\n  - id: B\n    <<: *base\n  - <<: *base\n    id: C\n    size: 3\n  - *base\n",
			},
			[]string{
				"a.yml:3 doc.schema_valid \"large\" is text here, but \"size\" takes a number",
				`a.yml:10 doc.schema_valid part has no "id", which is its id`,
			},
		},
		"a Markdown file without fields": {
			"paths:\n  - {match: \"*.md\", kind: part}\nkinds: {part: {}}\n",
			map[string]string{"a.md": "# A\n", "b.md": "---\nid: B\n---\n# B\n"},
			[]string{`a.md:1 doc.schema_valid the file has no front matter, so it holds no part, which isms.yaml:5 says it is`},
		},
		"files that the configuration names are no artifacts": {
			"paths:\n  - {match: \"a.yml\", kind: part}\nkinds: {part: {schema: schemas/part.json}}\nframeworks: [house.yaml]\n",
			map[string]string{"a.yml": "id: A\n", "schemas/part.json": `{"type": "object"}`, "house.yaml": "controls:\n  - {id: H.1, title: Doors are shut}\n"},
			[]string{},
		},
		"a built-in kind is unknown without the built-in kinds": {
			"paths:\n  - {match: \"a.yml\", kind: part}\nkinds: {part: {}, risk: {}}\n",
			map[string]string{"a.yml": "id: A\n", "b.yml": "kind: policy\nid: p\n", "c.yml": "kind: risk\nid: R-1\nanything: goes\n"},
			[]string{`b.yml:1 doc.unknown_kind unknown kind "policy"; known kinds are isms, part, risk`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"isms.yaml": config + test.config}
			for path, text := range test.files {
				files[path] = text
			}
			r := mustJudge(t, files, Options{})
			if diff := cmp.Diff(test.want, toldOf(r)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}
