package identity_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"

	"ismsproof/engine/identity"
)

// What a list says of a key is equal where it says the same, however it is written.
func TestKeysOfLists(t *testing.T) {
	k := newSSHKeys(t)
	ada, eve := line(k.ada.PublicKey()), line(k.eve.PublicKey())
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"comments and order":   {"a@x,b@x " + ada + "\n", "# people\nb@x,a@x " + ada + " laptop\n", true},
		"another key":          {"a@x " + ada, "a@x " + eve, false},
		"another person":       {"a@x " + ada, "b@x " + ada, false},
		"another time":         {"a@x valid-before=\"20270101Z\" " + ada, "a@x valid-before=\"20280101Z\" " + ada, false},
		"one time, two ways":   {"a@x valid-before=\"20270101Z\" " + ada, "a@x valid-before=\"202701010000Z\" " + ada, true},
		"for all purposes":     {"a@x namespaces=\"git\" " + ada, "a@x " + ada, false},
		"as an authority":      {"a@x " + ada, "a@x cert-authority " + ada, false},
		"an unlimited pattern": {"a@x " + ada, "*@x " + ada, false},
	} {
		t.Run(name, func(t *testing.T) {
			read := func(text string) identity.Trusted {
				t.Helper()
				signers, err := identity.ReadAllowedSigners([]byte(text), time.UTC)
				if err != nil || len(signers.Keys()) != 1 {
					t.Fatalf("%v, %d keys", err, len(signers.Keys()))
				}
				return signers.Keys()[0]
			}
			if got := read(c.a).Rule == read(c.b).Rule && read(c.a).Key == read(c.b).Key; got != c.same {
				t.Errorf("got the same: %v, want %v", got, c.same)
			}
		})
	}
}

func TestKeysOfKeyrings(t *testing.T) {
	ada, eve := newPGP(t, 0, nil), newPGP(t, 0, nil)
	read := func(text string) []identity.Trusted {
		t.Helper()
		ring, err := identity.ReadKeyring([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return ring.Keys()
	}
	both := func(first, second *openpgp.Entity) []identity.Trusted {
		return read(public(t, first) + public(t, second))
	}
	if a, b := both(ada, eve), both(eve, ada); len(a) != 2 || !slices.Equal(a, b) {
		t.Errorf("in another order: %v and %v, want the same", a, b)
	}
	twice := read(public(t, ada) + public(t, ada))
	if once := read(public(t, ada)); !slices.Equal(once, twice) {
		t.Errorf("twice in the ring: %v, want %v", twice, once)
	}
	before := read(public(t, ada))
	if err := ada.AddSigningSubkey(at("2024-02-01")); err != nil {
		t.Fatal(err)
	}
	if after := read(public(t, ada)); after[0].Key != before[0].Key || after[0].Rule == before[0].Rule {
		t.Errorf("with a subkey more: %v, want another rule for the key of %v", after, before)
	}
}
