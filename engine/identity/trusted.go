package identity

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// A Trusted is a key that counts as a list or keyring has it.
type Trusted struct {
	Key  string // fingerprint as git prints it
	For  string // whom it signs for, as written
	Line int    // of the list, counted from 1; 0 in a keyring
	Rule string // equal where all that is said of the key is; says nothing by itself
}

// Keys returns what the list says, a line each, in its order.
func (a *AllowedSigners) Keys() []Trusted {
	if a == nil {
		return nil
	}
	out := make([]Trusted, len(a.lines))
	for i := range a.lines {
		l := &a.lines[i]
		principals := slices.Sorted(slices.Values(l.principals))
		out[i] = Trusted{
			Key: sshFingerprint(l.key), For: strings.Join(l.principals, ","), Line: l.number,
			Rule: digest(fmt.Appendf(nil, "%q %v %v %q %d %d %x", principals, l.authority, l.namespaces == nil, l.namespaces, l.after.Unix(), l.before.Unix(), l.key.Marshal())),
		}
	}
	return out
}

// Keys returns the keys of the keyring, each once, by fingerprint.
func (k *Keyring) Keys() []Trusted {
	if k == nil {
		return nil
	}
	out := make([]Trusted, len(k.entities))
	for i, e := range k.entities {
		var names []string
		for name := range e.Identities {
			names = append(names, name)
		}
		slices.Sort(names)
		parts := slices.Compact(slices.Sorted(slices.Values(e.parts)))
		out[i] = Trusted{Key: fingerprint(e.PrimaryKey), For: strings.Join(names, ", "), Rule: digest([]byte(strings.Join(parts, " ")))}
	}
	slices.SortFunc(out, func(a, b Trusted) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func digest(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }
