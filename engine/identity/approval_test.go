package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

func TestStrength(t *testing.T) {
	ada, bob := identity.Binding{Person: "a.lang"}, identity.Binding{Person: "b.roth"}
	bot := identity.Binding{Person: "bot", Service: true}
	nobody := identity.Binding{Reason: "the address belongs to nobody"}
	for name, c := range map[string]struct {
		e    identity.Evidence
		want identity.Strength
		why  string
	}{
		"field":                  {identity.Evidence{Source: identity.FromField, Approver: "a.lang"}, "E", "nothing but the field says so"},
		"empty field":            {identity.Evidence{Source: identity.FromField}, "", "the field names no approver"},
		"trailer":                {identity.Evidence{Source: identity.FromTrailer, By: ada}, "D", "a commit says so, whose signature is none"},
		"trailer, signed by her": {identity.Evidence{Source: identity.FromTrailer, By: ada, Signature: identity.Good, Signer: ada}, "B", "a.lang signed it"},
		"trailer, by another":    {identity.Evidence{Source: identity.FromTrailer, By: ada, Signature: identity.Good, Signer: bob}, "D", "a commit says so, which b.roth signed"},
		"trailer, unknown key":   {identity.Evidence{Source: identity.FromTrailer, By: ada, Signature: identity.UnknownKey}, "D", "a commit says so, whose signature is unknown_key"},
		"trailer, tampered":      {identity.Evidence{Source: identity.FromTrailer, By: ada, Signature: identity.Bad}, "", "the signature of the commit is bad"},
		"trailer, of nobody":     {identity.Evidence{Source: identity.FromTrailer, By: nobody}, "", "the address belongs to nobody"},
		"trailer, of another":    {identity.Evidence{Source: identity.FromTrailer, Approver: "a.lang", By: bob}, "", "it is by b.roth, where a.lang is said to approve"},
		"signed":                 {identity.Evidence{Source: identity.FromCommit, Approver: "a.lang", By: ada, Signature: identity.Good, Signer: ada}, "B", "a.lang signed it"},
		"signed and witnessed":   {identity.Evidence{Source: identity.FromCommit, By: ada, Signature: identity.Good, Signer: ada, Witnessed: true}, "A", "a.lang signed it, and a party outside holds it"},
		"witnessed, not signed":  {identity.Evidence{Source: identity.FromCommit, By: ada, Signature: identity.None, Witnessed: true}, "D", "a commit says so, whose signature is none"},
		"signed, key expired":    {identity.Evidence{Source: identity.FromCommit, By: ada, Signature: identity.Expired}, "D", "a commit says so, whose signature is expired"},
		"signed, key revoked":    {identity.Evidence{Source: identity.FromCommit, By: ada, Signature: identity.Revoked}, "", "the signature of the commit is revoked"},
		"signed twice":           {identity.Evidence{Source: identity.FromCommit, By: ada, Signature: identity.Ambiguous}, "", "the signature of the commit is ambiguous"},
		"signed, not verified":   {identity.Evidence{Source: identity.FromMerge, By: ada, Signature: identity.NotVerified}, "D", "a merge says so, whose signature is not_verified"},
		"signed by nobody known": {identity.Evidence{Source: identity.FromMerge, By: ada, Signature: identity.Good, Signer: nobody}, "D", "a merge says so, which somebody else signed"},
		"merge":                  {identity.Evidence{Source: identity.FromMerge, By: ada}, "D", "a merge says so, whose signature is none"},
		"signed merge":           {identity.Evidence{Source: identity.FromMerge, By: ada, Signature: identity.Good, Signer: ada}, "B", "a.lang signed it"},
		"export":                 {identity.Evidence{Source: identity.FromPlatform, By: ada, Kept: true}, "C", "an export of the platform says so, whose digest is kept"},
		"export, witnessed":      {identity.Evidence{Source: identity.FromPlatform, By: ada, Kept: true, Witnessed: true}, "C", "an export of the platform says so, whose digest is kept"},
		"export, no digest":      {identity.Evidence{Source: identity.FromPlatform, By: ada}, "D", "an export of the platform says so, whose digest is not kept"},
		"service":                {identity.Evidence{Source: identity.FromCommit, By: bot, Signature: identity.Good, Signer: bot}, "", "bot is a service, which approves nothing"},
		"unknown source":         {identity.Evidence{Source: "mail", By: ada}, "", `"mail" is no source of approvals`},
	} {
		t.Run(name, func(t *testing.T) {
			if got, why := c.e.Strength(); got != c.want || why != c.why {
				t.Errorf("got %q because %q, want %q because %q", got, why, c.want, c.why)
			}
		})
	}
}

func TestAtLeast(t *testing.T) {
	for _, c := range []struct {
		s, least identity.Strength
		want     bool
	}{{"A", "B", true}, {"B", "B", true}, {"C", "B", false}, {"E", "", true}, {"", "E", false}, {"", "", false}} {
		if got := c.s.AtLeast(c.least); got != c.want {
			t.Errorf("%q at least %q: got %v", c.s, c.least, got)
		}
	}
}

func TestAccount(t *testing.T) {
	people := identity.NewPeople(persons, time.UTC)
	who := func(address string) isms.Signature { return isms.Signature{Email: address} }
	good := func(key string) identity.Result {
		return identity.Result{Status: identity.Good, Format: identity.SSH, Key: key, Reason: "r"}
	}
	for name, c := range map[string]struct {
		author, committer string
		parents           int
		message           string
		result            identity.Result
		authors           string
		want              []string // "source key person strength"
	}{
		"plain":                      {"ada@acme.example", "ada@acme.example", 1, "S\n", identity.Result{Status: identity.None}, "a.lang", nil},
		"with others":                {"ada@acme.example", "bot@acme.example", 1, "S\n\nCo-authored-by: Cleo <cleo@acme.example>\nCo-authored-by: Eve <eve@x>\n", identity.Result{Status: identity.None}, "a.lang c.moss", nil},
		"reviewed":                   {"ada@acme.example", "ada@acme.example", 1, "S\n\nreviewed-by: Cleo <cleo@acme.example>\nApproved-by: Eve <eve@x>\nSigned-off-by: Ada <ada@acme.example>\n", identity.Result{Status: identity.None}, "a.lang", []string{"trailer reviewed-by c.moss D", "trailer Approved-by  "}},
		"approved over a signature":  {"cleo@acme.example", "ada@acme.example", 1, "S\n\nApproved-by: Ada <ada@acme.example>\n", good(sshPrint), "c.moss", []string{"trailer Approved-by a.lang B"}},
		"approved, another signs":    {"cleo@acme.example", "ada@acme.example", 1, "S\n\nApproved-by: Cleo <cleo@acme.example>\n", good(sshPrint), "c.moss", []string{"trailer Approved-by c.moss D"}},
		"approved, then picked":      {"cleo@acme.example", "ada@acme.example", 1, "S\n\nApproved-by: Ada <ada@acme.example>\n(cherry picked from commit 12ab)\n", good(sshPrint), "c.moss", []string{"trailer Approved-by a.lang D"}},
		"merge":                      {"cleo@acme.example", "cleo@acme.example", 2, "Merge\n", identity.Result{Status: identity.None}, "c.moss", []string{"merge  c.moss D"}},
		"signed merge":               {"cleo@acme.example", "cleo@acme.example", 2, "Merge\n", good(sshPrint), "c.moss", []string{"merge  a.lang B"}},
		"merge on a platform":        {"ada@acme.example", "bot@acme.example", 2, "Merge\n", good("SHA256:bot"), "a.lang", []string{"merge  a.lang D"}},
		"merge by a service":         {"bot@acme.example", "bot@acme.example", 2, "Merge\n", good("SHA256:bot"), "bot", []string{"merge  bot "}},
		"merge, signature is broken": {"ada@acme.example", "ada@acme.example", 2, "Merge\n\nApproved-by: a.lang\n", identity.Result{Status: identity.Bad}, "a.lang", []string{"trailer Approved-by a.lang ", "merge  a.lang "}},
	} {
		t.Run(name, func(t *testing.T) {
			commit := isms.Commit{Author: who(c.author), Committer: who(c.committer), Message: c.message, Parents: make([]string, c.parents)}
			a := people.Account(commit, c.result, day("2026-01-01"), false)
			var got []string
			for _, x := range a.Approvals {
				got = append(got, strings.Join([]string{string(x.Source), x.Key, x.By.Person, string(x.Strength)}, " "))
				if x.Reason == "" {
					t.Errorf("%+v gives no reason", x)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("approvals (-want +got):\n%s", diff)
			}
			if authors := strings.Join(a.Authors(), " "); authors != c.authors {
				t.Errorf("got authors %q, want %q", authors, c.authors)
			}
			if len(a.Named) != len(a.Trailers) {
				t.Errorf("got %d persons for %d trailers", len(a.Named), len(a.Trailers))
			}
		})
	}
}

func TestWhoSpeaksForAnApproval(t *testing.T) {
	people := identity.NewPeople(persons, time.UTC)
	good := identity.Result{Status: identity.Good, Format: identity.SSH, Key: sshPrint, Reason: "r"} // of a.lang
	none := identity.Result{Status: identity.None, Reason: "the commit is not signed"}
	cleo := identity.Binding{Person: "c.moss"}
	for name, c := range map[string]struct {
		author, committer, message string
		parents                    int
		result                     identity.Result
		writers                    []identity.Binding
		approvers                  string
		want                       string // "source strength person"
	}{
		"nothing but the field":      {"ada", "ada", "S\n", 1, none, nil, "c.moss", "field E "},
		"her own commit":             {"ada", "ada", "S\n", 1, none, nil, "a.lang", "commit D a.lang"},
		"she signed it":              {"ada", "ada", "S\n", 1, good, nil, "a.lang", "commit B a.lang"},
		"somebody else signed it":    {"cleo", "cleo", "S\n", 1, good, nil, "c.moss", "commit D c.moss"},
		"signed for a bot":           {"bot", "bot", "S\n", 1, good, nil, "a.lang", "commit B a.lang"},
		"one of several":             {"cleo", "cleo", "S\n", 1, none, nil, "a.lang c.moss", "commit D c.moss"},
		"she entered it for another": {"cleo", "ada", "S\n", 1, none, nil, "a.lang", "commit D a.lang"},
		"a trailer":                  {"ada", "ada", "S\n\nApproved-by: Cleo <cleo@acme.example>\n", 1, none, nil, "c.moss", "trailer D c.moss"},
		"a signed trailer":           {"cleo", "bot", "S\n\nApproved-by: Ada <ada@acme.example>\n", 1, good, nil, "a.lang", "trailer B a.lang"},
		"a trailer of another":       {"ada", "ada", "S\n\nApproved-by: Cleo <cleo@acme.example>\n", 1, none, nil, "nobody", "field E "},
		"a merge":                    {"cleo", "cleo", "Merge\n", 2, none, nil, "c.moss", "merge D c.moss"},
		"a commit of the branch":     {"ada", "ada", "Merge\n", 2, good, []identity.Binding{cleo}, "c.moss", "commit D c.moss"},
		"a tampered commit":          {"ada", "ada", "S\n", 1, identity.Result{Status: identity.Bad, Format: identity.SSH}, nil, "a.lang", "field E "},
		"a bot approves nothing":     {"bot", "bot", "S\n", 1, none, nil, "bot", "field E "},
	} {
		t.Run(name, func(t *testing.T) {
			commit := isms.Commit{Message: c.message, Parents: make([]string, c.parents), Author: isms.Signature{Email: c.author + "@acme.example"}, Committer: isms.Signature{Email: c.committer + "@acme.example"}}
			a := people.Account(commit, c.result, day("2026-06-01"), false)
			a.Writers = c.writers
			x := a.For(strings.Fields(c.approvers))
			if got := string(x.Source) + " " + string(x.Strength) + " " + x.By.Person; got != c.want || x.Reason == "" {
				t.Errorf("got %q because %q, want %q", got, x.Reason, c.want)
			}
		})
	}
}
