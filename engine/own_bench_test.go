package engine

import (
	"fmt"
	"testing"
	"time"
)

// manyFiles is how many files the largest repositories in the wild hold.
const manyFiles = 6_500

// BenchmarkCheckOfManyFiles judges thousands of small files, of a kind of ours and of
// the organization's own: by a schema alone, and by a rule of theirs too. The unit to
// compare is the time for each record.
func BenchmarkCheckOfManyFiles(b *testing.B) {
	const bound = "paths: [{match: \"c/*.yml\", kind: house_control}]\nkinds:\n  house_control: {id: number, schema: schemas/control.json}\n"
	schema := `{"type": "object", "properties": {"number": {"type": "string"}, "title": {"type": "string"}, "owner": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}}}`
	own := "number: C-%d\ntitle: Control %d\nowner: ann\ntags: [a, b]\ntext: |\n  What is to be done,\n  and by whom.\n"
	for _, test := range []struct {
		name, config, file string
		more               map[string]string
	}{
		{"ours", "fail_on: none\n", "kind: asset\nid: C-%d\nname: Control %d\nowner: ann\ntype: data-store\nx-tags: [a, b]\nx-text: |\n  What is to be done,\n  and by whom.\n",
			map[string]string{"p.yml": "kind: person\nid: ann\nname: Ann\nstart: 2024-01-01\n"}},
		{"own", bound, own, map[string]string{"schemas/control.json": schema}},
		{"own alone", "builtin: false\n" + bound, own, map[string]string{"schemas/control.json": schema}},
		{"own with a rule", "builtin: false\nrules: [rules/]\nframeworks: [house.yaml]\n" + bound + "  house_person: {id: name}\n", own,
			map[string]string{"schemas/control.json": schema, "house.yaml": house["house.yaml"], "rules/house.rego": ownRule, "p.yml": "kind: house_person\nname: ann\n"}},
	} {
		b.Run(test.name, func(b *testing.B) {
			files := having(test.more)
			files["isms.yaml"] = head + test.config
			for i := range manyFiles {
				files[fmt.Sprintf("c/%04d.yml", i)] = fmt.Sprintf(test.file, i, i)
			}
			d, err := shipped()
			if err != nil {
				b.Fatal(err)
			}
			tree := memory(files)
			for b.Loop() {
				r, err := d.checkTree(b.Context(), tree, Options{AsOf: examplesAsOf, Now: time.Unix(0, 0)})
				if err != nil {
					b.Fatal(err)
				}
				if r.Report.Counts.Records < manyFiles {
					b.Fatalf("%d records", r.Report.Counts.Records)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*manyFiles), "µs/record")
		})
	}
}
