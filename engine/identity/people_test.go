package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

const (
	sshPrint = "SHA256:9J1l2bqJ0Zt1m0b1V2w3x4y5z6A7B8C9D0E1F2G3H4I"
	pgpPrint = "1392EB28BBF3A01033DA8921A8D77A77AA441454"
	subPrint = "77AA4414541392EB28BBF3A01033DA8921A8D77A"
)

// persons are the people of Acme GmbH. The address dev@ goes from Bob to Cleo, who
// share it for one month.
var persons = []identity.Person{
	{ID: "a.lang", Emails: []string{"Ada@acme.example", "lang@acme.example"}, Start: "2024-01-01", Keys: []identity.PersonKey{
		{Type: "ssh", Fingerprint: sshPrint, From: "2025-01-01", Until: "2026-12-31"},
		{Type: "gpg", Fingerprint: "1392 eb28 bbf3 a010 33da  8921 a8d7 7a77 aa44 1454", RevokedOn: "2026-03-01"},
	}},
	{ID: "b.roth", Emails: []string{"bob@acme.example", "dev@acme.example"}, End: "2025-06-30", Keys: []identity.PersonKey{{Fingerprint: "SHA256:shared"}}},
	{ID: "c.moss", Emails: []string{"cleo@acme.example", "dev@acme.example"}, Start: "2025-06-01", Keys: []identity.PersonKey{{Fingerprint: "SHA256:shared"}}},
	{ID: "bot", Service: true, Emails: []string{"bot@acme.example"}, Keys: []identity.PersonKey{{Type: "ssh", Fingerprint: "SHA256:bot"}}},
	{ID: "odd", Emails: []string{"odd@acme.example"}, Start: "spring"},
}

func TestByEmail(t *testing.T) {
	people := identity.NewPeople(persons, time.UTC)
	for name, c := range map[string]struct{ address, at, person, several, why string }{
		"usual":                  {"lang@acme.example", "2026-01-01", "a.lang", "", `the address "lang@acme.example" belongs to a.lang`},
		"case":                   {"ADA@ACME.example", "2026-01-01", "a.lang", "", `the address "ADA@ACME.example" belongs to a.lang`},
		"look-alike letter":      {"an\u212Aer@acme.example", "2026-01-01", "", "", "the address \"an\u212Aer@acme.example\" belongs to nobody"},
		"nobody":                 {"eve@acme.example", "2026-01-01", "", "", `the address "eve@acme.example" belongs to nobody`},
		"none":                   {"", "2026-01-01", "", "", "there is no address"},
		"before the first day":   {"ada@acme.example", "2023-12-31", "", "", `the address "ada@acme.example" belongs to a.lang, from 2024-01-01 only`},
		"first day":              {"ada@acme.example", "2024-01-01", "a.lang", "", `the address "ada@acme.example" belongs to a.lang`},
		"last day":               {"bob@acme.example", "2025-06-30", "b.roth", "", `the address "bob@acme.example" belongs to b.roth`},
		"after the last day":     {"bob@acme.example", "2025-07-01", "", "", `the address "bob@acme.example" belongs to b.roth, until 2025-06-30 only`},
		"handed on, before":      {"dev@acme.example", "2025-05-31", "b.roth", "", `the address "dev@acme.example" belongs to b.roth`},
		"handed on, in between":  {"dev@acme.example", "2025-06-15", "", "b.roth c.moss", `the address "dev@acme.example" belongs to b.roth, c.moss at once`},
		"handed on, after":       {"dev@acme.example", "2025-07-01", "c.moss", "", `the address "dev@acme.example" belongs to c.moss`},
		"days that are none":     {"odd@acme.example", "2025-07-01", "", "", `the address "odd@acme.example" belongs to odd, with the day "spring", which is none`},
		"time that is not known": {"ada@acme.example", "", "", "", `the address "ada@acme.example" belongs to a.lang, at a time that is not known`},
	} {
		t.Run(name, func(t *testing.T) {
			var at time.Time
			if c.at != "" {
				at = day(c.at)
			}
			got := people.ByEmail(c.address, at)
			if got.Person != c.person || strings.Join(got.Several, " ") != c.several || got.Reason != c.why {
				t.Errorf("got %q of %q because %s", got.Person, got.Several, got.Reason)
			}
		})
	}
}

func TestDaysBeginWhereTheOrganizationIs(t *testing.T) {
	berlin := identity.NewPeople(persons, time.FixedZone("", 7200))
	at := time.Date(2023, 12, 31, 22, 30, 0, 0, time.UTC)
	if got := berlin.ByEmail("ada@acme.example", at); got.Person != "a.lang" {
		t.Errorf("got %+v on the first day in Berlin", got)
	}
	if got := identity.NewPeople(persons, time.UTC).ByEmail("ada@acme.example", at); got.Bound() {
		t.Errorf("got %+v on the day before in UTC", got)
	}
}

func TestByTrailer(t *testing.T) {
	people := identity.NewPeople(persons, time.UTC)
	for value, want := range map[string]string{
		"Ada Lang <ada@acme.example>":    "a.lang",
		"<ada@acme.example>":             "a.lang",
		"a.lang":                         "a.lang",
		"Ada Lang":                       "",
		"ada@acme.example":               "",
		"":                               "",
		"Ada <ada@acme.example> <bob@x>": "",
		"Ada <ada@acme.example> and Bob": "",
		"Eve <ada@acme.example":          "",
		"a.lang <eve@acme.example>":      "",
		"Bob Roth <bob@acme.example>":    "", // he has left
		"b.roth":                         "",
		"Ada <ada@acme.example\u202e>":   "",
		"Ada <ada @acme.example>":        "",
	} {
		if got := people.ByTrailer(value, day("2026-01-01")); got.Person != want || got.Reason == "" {
			t.Errorf("%q: got %q because %q, want %q", value, got.Person, got.Reason, want)
		}
	}
}

func TestBySignature(t *testing.T) {
	people := identity.NewPeople(persons, time.UTC)
	ssh := func(key string, names ...string) identity.Result {
		return identity.Result{Status: identity.Good, Format: identity.SSH, Key: key, Names: names, Reason: "r"}
	}
	pgp := func(key, primary string, names ...string) identity.Result {
		return identity.Result{Status: identity.Good, Format: identity.OpenPGP, Key: key, Primary: primary, Names: names, Reason: "r"}
	}
	expired := ssh(sshPrint, "ada@acme.example")
	expired.Status, expired.Reason = identity.Expired, "the key had expired"
	for name, c := range map[string]struct {
		result               identity.Result
		at                   string // default 2026-01-01
		person, several, why string // why: part of it
	}{
		"key on record":                {ssh(sshPrint), "", "a.lang", "", "belongs to a.lang"},
		"key in other case":            {ssh(strings.ToUpper(sshPrint)), "", "", "", "on record for nobody"},
		"key before its time":          {ssh(sshPrint, "ada@acme.example"), "2024-12-31", "", "", "from 2025-01-01 only"},
		"key after its time":           {ssh(sshPrint, "ada@acme.example"), "2027-01-01", "", "", "until 2026-12-31 only"},
		"name of the key":              {ssh("SHA256:new", "ada@acme.example"), "", "a.lang", "", "belongs to a.lang"},
		"two names of one":             {ssh("SHA256:new", "ada@acme.example", "lang@acme.example"), "", "a.lang", "", "belongs to a.lang"},
		"names of two":                 {ssh("SHA256:new", "ada@acme.example", "cleo@acme.example"), "", "", "a.lang c.moss", "at once"},
		"name of nobody":               {ssh("SHA256:new", "eve@acme.example"), "", "", "", `the address "eve@acme.example" belongs to nobody`},
		"no names":                     {ssh("SHA256:new"), "", "", "", "on record for nobody"},
		"name of one who left":         {ssh("SHA256:new", "bob@acme.example"), "", "", "", "until 2025-06-30 only"},
		"key and name agree":           {ssh(sshPrint, "lang@acme.example"), "", "a.lang", "", "belongs to a.lang"},
		"key and name differ":          {ssh(sshPrint, "cleo@acme.example"), "", "", "a.lang c.moss", "but signs for c.moss"},
		"key of two, one of whom left": {ssh("SHA256:shared"), "", "c.moss", "", "belongs to c.moss"},
		"key of two at once":           {ssh("SHA256:shared"), "2025-06-15", "", "b.roth c.moss", "at once"},
		"service":                      {ssh("SHA256:bot"), "", "bot", "", "belongs to bot"},
		"OpenPGP, spaced":              {pgp(pgpPrint, ""), "", "a.lang", "", "belongs to a.lang"},
		"OpenPGP, by a subkey":         {pgp(subPrint, pgpPrint), "", "a.lang", "", "belongs to a.lang"},
		"OpenPGP, revoked":             {pgp(pgpPrint, ""), "2026-03-01", "", "", "who revoked it on 2026-03-01"},
		"OpenPGP, day before":          {pgp(pgpPrint, ""), "2026-02-28", "a.lang", "", "belongs to a.lang"},
		"authority is no signer":       {identity.Result{Status: identity.Good, Format: identity.SSH, Key: "SHA256:new", Primary: sshPrint}, "", "", "", "on record for nobody"},
		"of another type":              {identity.Result{Status: identity.Good, Format: identity.OpenPGP, Key: sshPrint}, "", "", "", `as a key of type "ssh"`},
		"not good":                     {expired, "", "", "", "the key had expired"},
	} {
		t.Run(name, func(t *testing.T) {
			at := day("2026-01-01")
			if c.at != "" {
				at = day(c.at)
			}
			got := people.BySignature(c.result, at)
			if got.Person != c.person || strings.Join(got.Several, " ") != c.several || !strings.Contains(got.Reason, c.why) {
				t.Errorf("got %q of %q because %s", got.Person, got.Several, got.Reason)
			}
		})
	}
}

func TestPersonOf(t *testing.T) {
	text := `kind: person
id: a.lang
name: Ada Lang
type: service
start: 2024-01-01
end: 2027-03-31
emails: [ada@acme.example, lang@acme.example]
keys:
  - {type: ssh, fingerprint: "SHA256:x", from: 2025-01-01, until: 2026-12-31, revoked_on: 2026-05-04}
`
	file := document.Parse("person.yaml", []byte(text), document.DefaultLimits)
	if len(file.Problems) > 0 || len(file.Documents) != 1 {
		t.Fatal(file.Problems)
	}
	got := identity.PersonOf(&isms.Record{Kind: "person", ID: "a.lang", Value: &file.Documents[0]})
	want := identity.Person{ID: "a.lang", Service: true, Start: "2024-01-01", End: "2027-03-31",
		Emails: []string{"ada@acme.example", "lang@acme.example"},
		Keys:   []identity.PersonKey{{Type: "ssh", Fingerprint: "SHA256:x", From: "2025-01-01", Until: "2026-12-31", RevokedOn: "2026-05-04"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := identity.PersonOf(&isms.Record{ID: "x", Value: &isms.Value{}}); got.ID != "x" || got.Emails != nil {
		t.Errorf("got %+v of an empty record", got)
	}
}
