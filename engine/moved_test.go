package engine

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

// A record that a commit removes and adds under another id is the same thing, whatever its
// place; one that says nothing but its id is no thing.
func TestRecordsMoveToOtherIDs(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.d = d
	records := func(path, text string) map[string]*record {
		out := map[string]*record{}
		for _, r := range d.parse(isms.Entry{Path: path, Mode: isms.File}, []byte(text), c).records {
			if r.Kind != "register" {
				out[r.ID] = r
			}
		}
		return out
	}
	const head = "kind: risks\nid: risks\nitems:\n"
	for name, x := range map[string]struct {
		gone, come string
		want       map[string]string
	}{
		"another id":         {"  - {id: R-1, title: Theft}\n", "  - {id: R-2, title: Theft}\n", map[string]string{"R-2": "R-1"}},
		"another title":      {"  - {id: R-1, title: Theft}\n", "  - {id: R-2, title: Flood}\n", map[string]string{"R-2": ""}},
		"another order":      {"  - {id: R-1, title: Theft, owner: cto}\n", "  - {owner: cto, id: R-2, title: Theft}\n", map[string]string{"R-2": "R-1"}},
		"nothing but ids":    {"  - {id: R-1}\n", "  - {id: R-2}\n", map[string]string{"R-2": ""}},
		"two that are alike": {"  - {id: R-1, title: Theft}\n  - {id: R-2, title: Theft}\n", "  - {id: R-3, title: Theft}\n", map[string]string{"R-3": "R-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			gone, come := records("a.yaml", head+x.gone), records("b.yaml", head+x.come)
			var list []*revision
			for _, id := range []string{"R-1", "R-2", "R-3"} {
				if r := gone[id]; r != nil {
					list = append(list, &revision{subject: &subject{subjectKey: subjectKey{entityKey: r.entityKey}}, before: r})
				}
				if r := come[id]; r != nil {
					list = append(list, &revision{subject: &subject{subjectKey: subjectKey{entityKey: r.entityKey}}, after: r})
				}
			}
			moved(list)
			got := map[string]string{}
			for _, r := range list {
				if r.before == nil {
					got[r.subject.ID] = r.was
				}
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("was (-want +got):\n%s", diff)
			}
		})
	}
}
