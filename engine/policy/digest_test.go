package policy_test

import "testing"

func TestContentDigest(t *testing.T) {
	const first = `{"kind": "risk", "id": "R-1", "title": "Fire", "status": "draft", "treatment": {"status": "planned", "n": 1.0}}`
	want := input(first).ContentDigest()
	for name, c := range map[string]struct {
		text string
		same bool
	}{
		"itself":                        {first, true},
		"keys in another order":         {`{"treatment": {"n": 1.0, "status": "planned"}, "title": "Fire", "status": "draft", "id": "R-1", "kind": "risk"}`, true},
		"control keys":                  {`{"kind": "risk", "id": "R-1", "title": "Fire", "treatment": {"status": "planned", "n": 1.0}, "status": "approved", "version": "2.0.0", "approved_by": "ceo", "approved_on": "2026-01-01", "reviewed": [{"on": "2026-01-01"}], "next_review": "2027-01-01", "changes": []}`, true},
		"the register it is in":         {`{"kind": "risk", "id": "R-1", "title": "Fire", "treatment": {"status": "planned", "n": 1.0}, "parent": {"kind": "register", "id": "risks"}}`, true},
		"the document it is part of":    {`{"kind": "risk", "id": "R-1", "title": "Fire", "treatment": {"status": "planned", "n": 1.0}, "parent": {"kind": "soa", "id": "soa"}}`, false},
		"a key below that is called so": {`{"kind": "risk", "id": "R-1", "title": "Fire", "treatment": {"status": "done", "n": 1.0}}`, false},
		"a number written differently":  {`{"kind": "risk", "id": "R-1", "title": "Fire", "treatment": {"status": "planned", "n": 1.00}}`, false},
		"a number that is a text":       {`{"kind": "risk", "id": "R-1", "title": "Fire", "treatment": {"status": "planned", "n": "1.0"}}`, false},
		"a title":                       {`{"kind": "risk", "id": "R-1", "title": "Flood", "treatment": {"status": "planned", "n": 1.0}}`, false},
		"an owner":                      {`{"kind": "risk", "id": "R-1", "title": "Fire", "owner": null, "treatment": {"status": "planned", "n": 1.0}}`, false},
		"a body of one's own":           {`{"kind": "risk", "id": "R-1", "title": "Fire", "body": "text", "treatment": {"status": "planned", "n": 1.0}}`, false},
		"another body of one's own":     {`{"kind": "risk", "id": "R-1", "title": "Fire", "body": {"n": 1}, "treatment": {"status": "planned", "n": 1.0}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := input(c.text).ContentDigest(); (got == want) != c.same {
				t.Errorf("got %s beside %s, want the same: %v", got, want, c.same)
			}
		})
	}
	if got := input("").ContentDigest(); got != "" {
		t.Errorf("no record has the digest %q", got)
	}
	// What divides one value from the next is no part of a text.
	if input(`{"a": "x\",\"b\":\"y"}`).ContentDigest() == input(`{"a": "x", "b": "y"}`).ContentDigest() {
		t.Error("a text that looks like two keys has their digest")
	}
}
