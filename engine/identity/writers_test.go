package identity_test

import (
	"slices"
	"testing"
	"time"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

// Who merges has not written what a merge brings in.
func TestAMergeIsWrittenByThoseBehindIt(t *testing.T) {
	people := identity.NewPeople([]identity.Person{
		{ID: "ann", Emails: []string{"ann@acme.example"}}, {ID: "bob", Emails: []string{"bob@acme.example"}}, {ID: "cid", Emails: []string{"cid@acme.example"}},
	}, time.UTC)
	at := day("2026-01-01")
	merge := isms.Commit{ID: commitID, Parents: []string{"1", "2"}, Author: isms.Signature{Email: "ann@acme.example"}}
	a := people.Account(merge, identity.Result{Status: identity.None}, at, false)
	if got := a.Authors(); !slices.Equal(got, []string{"ann"}) {
		t.Errorf("authors %q where nothing is known of the branch, want ann", got)
	}
	a.Writers = append([]identity.Binding{people.ByEmail("bob@acme.example", at)}, people.Coauthored("Text\n\nCo-authored-by: Cid <cid@acme.example>\n", at)...)
	if got := a.Authors(); !slices.Equal(got, []string{"bob", "cid"}) {
		t.Errorf("authors %q, want those of the branch, bob and cid", got)
	}
	a.Writers = []identity.Binding{people.ByEmail("eve@elsewhere.example", at)}
	if got := a.Authors(); len(got) > 0 {
		t.Errorf("authors %q, want nobody: who wrote it is not known", got)
	}
}
