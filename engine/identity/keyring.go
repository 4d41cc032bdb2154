package identity

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// maxKeyring bounds a keyring, in bytes.
const maxKeyring = 16 << 20

// A Keyring holds the OpenPGP keys that count.
type Keyring struct {
	entities []*entity
}

// An entity is a key with its subkeys and user ids.
type entity struct {
	*openpgp.Entity
	direct []*packet.Signature // direct-key signatures by the key itself
	parts  []string            // digests of the packets it was read from
}

// ReadKeyring reads the keys that gpg --export writes, with --armor or without it; of
// a key that occurs twice everything counts. Revocations may stand on their own. The
// error names each key that is left out; the keyring is never nil and holds the rest.
func ReadKeyring(data []byte) (k *Keyring, err error) {
	k = &Keyring{}
	defer func() {
		if fault := recover(); fault != nil {
			k, err = &Keyring{}, errors.New("the keyring is malformed and cannot be read")
		}
	}()
	groups, err := keyringGroups(data)
	problems := []error{err}
	var alone []pgpPacket
	for _, group := range groups {
		switch group[0].tag {
		case tagSignature:
			alone = append(alone, group...)
			continue
		case tagPublicKey:
		default:
			problems = append(problems, errors.New("the keyring holds something other than public keys"))
			continue
		}
		e, err := readEntity(group)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		k.add(e)
	}
	return k, errors.Join(append(problems, k.revoke(alone))...)
}

// keyringGroups returns the packets of a keyring, those of each key together.
func keyringGroups(data []byte) ([][]pgpPacket, error) {
	var blocks []armored
	var err error
	switch {
	case len(data) > maxKeyring:
		return nil, fmt.Errorf("the keyring has %d bytes, where %d are read at most", len(data), maxKeyring)
	case len(data) > 0 && data[0]&0x80 != 0:
		blocks = []armored{{data: data}}
	default:
		if blocks, err = dearmor(string(data)); len(blocks) == 0 && err == nil {
			err = errors.New("there is no OpenPGP key in the keyring; gpg --export --armor writes what is read here")
		}
	}
	var groups [][]pgpPacket
	for _, b := range blocks {
		packets, fault := splitPackets(b.data)
		err = errors.Join(err, fault)
		for len(packets) > 0 {
			n := 1
			for n < len(packets) && packets[n].tag != tagPublicKey && packets[n].tag != tagSecretKey {
				n++
			}
			groups, packets = append(groups, packets[:n]), packets[n:]
		}
	}
	return groups, err
}

// readEntity reads a key. Signatures of others play no part; one that may revoke
// something and cannot be read makes the key useless.
func readEntity(group []pgpPacket) (*entity, error) {
	var text bytes.Buffer
	var direct []*packet.Signature
	var parts []string
	about := group[0].tag // what the next signatures are about
	for i, p := range group {
		if p.tag != tagSignature {
			about = p.tag
		}
		switch p.tag {
		case tagPublicKey, tagPublicSub:
			if len(p.body) == 0 || p.body[0] != 4 {
				if i > 0 {
					about = tagAttribute // a subkey of another version is left out with its signatures
					continue
				}
				return nil, errors.New("a key of a version other than 4 is left out")
			}
		case tagUserID:
		case tagSignature:
			if about == tagAttribute {
				continue
			}
			sig, err := readSelfSignature(p)
			if err != nil {
				return nil, fmt.Errorf("key %s is left out: %w", keyName(group[0]), err)
			}
			if sig == nil {
				continue
			}
			if sig.SigType == sigDirect {
				direct = append(direct, sig)
			}
		default:
			continue
		}
		text.Write(p.raw)
		parts = append(parts, digest(p.raw))
	}
	found, err := openpgp.ReadEntity(packet.NewReader(&text))
	if err != nil {
		return nil, fmt.Errorf("key %s is left out: %w", keyName(group[0]), err)
	}
	e := &entity{Entity: found, parts: parts}
	for _, sig := range direct {
		if sig.CheckKeyIdOrFingerprint(e.PrimaryKey) && e.PrimaryKey.VerifyDirectKeySignature(sig) == nil {
			e.direct = append(e.direct, sig)
		}
	}
	return e, nil
}

// readSelfSignature reads a signature over a key; nil if it is of a kind that is not
// read, which only matters where it may revoke.
func readSelfSignature(p pgpPacket) (*packet.Signature, error) {
	kind, err := checkSignaturePacket(p.body, maxNestedSigs)
	if err == nil {
		var read packet.Packet
		if read, err = packet.Read(bytes.NewReader(p.raw)); err == nil {
			sig, _ := read.(*packet.Signature)
			return sig, nil
		}
	} else if errors.Is(err, errVersion) && len(p.body) > 2 && p.body[0] < 4 {
		kind = p.body[2] // version 3 has the length of what is hashed before it
	} else {
		return nil, err
	}
	if kind == sigRevokeKey || kind == sigRevokeSub || kind == sigRevokeUser {
		return nil, fmt.Errorf("it has a revocation that cannot be read: %w", err)
	}
	return nil, nil
}

// keyName returns what can be said of a key that is not read.
func keyName(p pgpPacket) string {
	if read, err := packet.Read(bytes.NewReader(p.raw)); err == nil {
		if key, ok := read.(*packet.PublicKey); ok {
			return fingerprint(key)
		}
	}
	return "of an unknown kind"
}

func fingerprint(key *packet.PublicKey) string { return fmt.Sprintf("%X", key.Fingerprint) }

// add takes a key in, and puts copies of one key together.
func (k *Keyring) add(e *entity) {
	i := slices.IndexFunc(k.entities, func(o *entity) bool {
		return bytes.Equal(o.PrimaryKey.Fingerprint, e.PrimaryKey.Fingerprint)
	})
	if i < 0 {
		k.entities = append(k.entities, e)
		return
	}
	old := k.entities[i]
	old.direct = append(old.direct, e.direct...)
	old.parts = append(old.parts, e.parts...)
	old.Revocations = append(old.Revocations, e.Revocations...)
	for name, id := range e.Identities {
		known, ok := old.Identities[name]
		if !ok {
			old.Identities[name] = id
			continue
		}
		known.Revocations = append(known.Revocations, id.Revocations...)
		if known.SelfSignature == nil || id.SelfSignature != nil && id.SelfSignature.CreationTime.After(known.SelfSignature.CreationTime) {
			known.SelfSignature = id.SelfSignature
		}
	}
	for _, sub := range e.Subkeys {
		i := slices.IndexFunc(old.Subkeys, func(o openpgp.Subkey) bool {
			return bytes.Equal(o.PublicKey.Fingerprint, sub.PublicKey.Fingerprint)
		})
		if i < 0 {
			old.Subkeys = append(old.Subkeys, sub)
			continue
		}
		known := &old.Subkeys[i]
		known.Revocations = append(known.Revocations, sub.Revocations...)
		if sub.Sig.CreationTime.After(known.Sig.CreationTime) {
			known.Sig = sub.Sig
		}
	}
}

// revoke applies revocations that stand on their own, as gpg --gen-revoke writes them.
func (k *Keyring) revoke(alone []pgpPacket) error {
	var problems []error
	for _, p := range alone {
		sig, err := readSelfSignature(p)
		if err != nil || sig == nil || sig.SigType != sigRevokeKey {
			problems = append(problems, errors.New("a signature that stands alone in the keyring is no revocation that can be read"))
			continue
		}
		used := false
		for _, e := range k.entities {
			if sig.CheckKeyIdOrFingerprint(e.PrimaryKey) && e.PrimaryKey.VerifyRevocationSignature(sig) == nil {
				e.Revocations, e.parts, used = append(e.Revocations, sig), append(e.parts, digest(p.raw)), true
			}
		}
		if !used {
			problems = append(problems, errors.New("a revocation in the keyring belongs to none of its keys"))
		}
	}
	return errors.Join(problems...)
}

// self returns the newest signature of the key over one of its user ids that is not
// revoked at t; nil if all are.
func (e *entity) self(t time.Time) *packet.Signature {
	var newest *packet.Signature
	for _, id := range e.Identities {
		s := id.SelfSignature
		if s == nil || revokedAt(id.Revocations, t) {
			continue
		}
		if newest == nil || cmp.Or(s.CreationTime.Compare(newest.CreationTime), -lifetime(s).Compare(lifetime(newest))) > 0 {
			newest = s
		}
	}
	return newest
}

// lifetime returns the end of a key's life counted from its creation, as a time, so
// that none compares as the latest.
func lifetime(s *packet.Signature) time.Time {
	if s.KeyLifetimeSecs == nil || *s.KeyLifetimeSecs == 0 {
		return time.Unix(1<<40, 0)
	}
	return time.Unix(int64(*s.KeyLifetimeSecs), 0)
}

// names returns the addresses of the user ids that are not revoked at t.
func (e *entity) names(t time.Time) []string {
	var names []string
	for name, id := range e.Identities {
		if id.SelfSignature == nil || revokedAt(id.Revocations, t) {
			continue
		}
		if _, address, ok := ParseAddress(name); ok {
			names = append(names, address)
		} else if strings.Contains(name, "@") && !strings.ContainsAny(name, "<> \t") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// revokedAt reports whether one of the revocations counts at t. One that only says
// that a key is retired or superseded leaves what was signed before; any other reason,
// or none, leaves nothing.
func revokedAt(revocations []*packet.Signature, t time.Time) bool {
	return slices.ContainsFunc(revocations, func(r *packet.Signature) bool {
		if why := r.RevocationReason; why != nil && (*why == packet.KeySuperseded || *why == packet.KeyRetired || *why == packet.UserIDNotValid) {
			return !r.CreationTime.After(t)
		}
		return true
	})
}
