package identity

import (
	"bytes"
	"crypto"
	_ "crypto/sha256" // signatures name the digest they need
	_ "crypto/sha3"
	_ "crypto/sha512"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// strong are the digests that a signature may be made of: none shorter than SHA-256.
var strong = []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA3_256, crypto.SHA3_512}

// The sizes of RSA and DSA keys that are taken, in bits.
const minBits, maxBits = 2048, 16384

// verify checks the one OpenPGP signature of s.
func (k *Keyring) verify(s Signature, at time.Time) Result {
	r := Result{Status: Bad, Format: OpenPGP}
	blocks, err := dearmor(s.Text)
	if err != nil || len(blocks) != 1 || blocks[0].kind != openPGPSignature {
		r.Reason = "the OpenPGP signature is not armored as it should be"
		return r
	}
	packets, err := splitPackets(blocks[0].data)
	if err != nil || len(packets) == 0 || slices.ContainsFunc(packets, func(p pgpPacket) bool { return p.tag != tagSignature }) {
		r.Reason = "the OpenPGP signature is malformed"
		return r
	}
	if len(packets) > 1 {
		r.Status, r.Reason = Ambiguous, fmt.Sprintf("the header holds %d OpenPGP signatures", len(packets))
		return r
	}
	sig, r := readDocumentSignature(packets[0], r)
	if sig == nil {
		return r
	}
	signers, r := k.candidates(sig, r)
	if signers == nil {
		return r
	}
	for _, c := range signers {
		digest, err := sig.PrepareVerify()
		if err != nil {
			break
		}
		digest.Write([]byte(s.Payload))
		if c.key.VerifySignature(digest, sig) == nil {
			return c.judge(sig, at, r)
		}
	}
	r.Reason = "the OpenPGP signature does not fit the commit"
	return r
}

// readDocumentSignature reads a signature and refuses what is too weak, or not over a
// document; it returns nil and why.
func readDocumentSignature(p pgpPacket, r Result) (*packet.Signature, Result) {
	kind, err := checkSignaturePacket(p.body, 0)
	switch {
	case errors.Is(err, errVersion):
		r.Status, r.Reason = NotVerified, err.Error()
		return nil, r
	case err != nil:
		r.Reason = "the OpenPGP signature is malformed: " + err.Error()
		return nil, r
	}
	read, err := packet.Read(bytes.NewReader(p.raw))
	sig, _ := read.(*packet.Signature)
	switch {
	case kind == sigText:
		r.Status, r.Reason = NotVerified, "the OpenPGP signature is over text whose line ends may change, which git does not make"
	case kind != sigBinary:
		r.Reason = "the OpenPGP signature is not over a document"
	case err != nil && isWeak(p.body[3]):
		r.Reason = "the OpenPGP signature is made of a digest weaker than SHA-256"
	case err != nil || sig == nil:
		r.Status, r.Reason = NotVerified, "the OpenPGP signature uses something that is not known here"
	case !slices.Contains(strong, sig.Hash):
		r.Hash, r.Made = sig.Hash.String(), sig.CreationTime.UTC()
		r.Reason = fmt.Sprintf("the OpenPGP signature is made of %s, where SHA-256 is the least that counts", sig.Hash)
	default:
		r.Hash, r.Made = sig.Hash.String(), sig.CreationTime.UTC()
		return sig, r
	}
	return nil, r
}

// isWeak reports whether OpenPGP's number of a digest is that of MD5, SHA-1, RIPEMD-160
// or SHA-224.
func isWeak(id byte) bool { return id <= 3 || id == 11 }

// A candidate is a key that a signature names.
type candidate struct {
	key    *packet.PublicKey
	entity *entity
	sub    int // index of the subkey; -1 for the key itself
}

// candidates returns the keys that the signature names; nil and why there are none.
func (k *Keyring) candidates(sig *packet.Signature, r Result) ([]candidate, Result) {
	var found []candidate
	for _, e := range k.entities {
		if sig.CheckKeyIdOrFingerprint(e.PrimaryKey) {
			found = append(found, candidate{e.PrimaryKey, e, -1})
		}
		for i := range e.Subkeys {
			if sig.CheckKeyIdOrFingerprint(e.Subkeys[i].PublicKey) {
				found = append(found, candidate{e.Subkeys[i].PublicKey, e, i})
			}
		}
	}
	if len(sig.IssuerFingerprint) >= 20 {
		r.Key = fmt.Sprintf("%X", sig.IssuerFingerprint)
	} else if sig.IssuerKeyId != nil {
		r.Key = fmt.Sprintf("%016X", *sig.IssuerKeyId)
	}
	if found == nil {
		r.Status, r.Reason = UnknownKey, fmt.Sprintf("the OpenPGP key %s is not in the keyring", r.Key)
		if r.Key == "" {
			r.Reason = "the OpenPGP signature names no key"
		}
	}
	return found, r
}

// judge says whether the key counted for a signature that fits.
func (c candidate) judge(sig *packet.Signature, at time.Time, r Result) Result {
	r.Key = fingerprint(c.key)
	if c.sub >= 0 {
		r.Primary = fingerprint(c.entity.PrimaryKey)
	}
	t := at
	if sig.CreationTime.After(t) {
		t = sig.CreationTime
	}
	if why := c.refused(sig); why != "" {
		r.Status, r.Reason = Bad, why
		return r
	}
	r.Names = c.entity.names(t)
	self := c.entity.self(t)
	switch {
	case revokedAt(c.entity.Revocations, t):
		r.Status, r.Reason = Revoked, fmt.Sprintf("the OpenPGP key %s is revoked", fingerprint(c.entity.PrimaryKey))
	case c.sub >= 0 && revokedAt(c.entity.Subkeys[c.sub].Revocations, t):
		r.Status, r.Reason = Revoked, fmt.Sprintf("the OpenPGP subkey %s is revoked", r.Key)
	case self == nil:
		r.Status, r.Reason = Revoked, fmt.Sprintf("all user IDs of the OpenPGP key %s are revoked", fingerprint(c.entity.PrimaryKey))
	default:
		return c.lasts(sig, self, t, r)
	}
	return r
}

// refused says why the key cannot have made such a signature; "" if it can.
func (c candidate) refused(sig *packet.Signature) string {
	flags := c.entity.self(sig.CreationTime)
	if c.sub >= 0 {
		flags = c.entity.Subkeys[c.sub].Sig
	}
	switch c.key.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly, packet.PubKeyAlgoDSA:
		if bits, err := c.key.BitLength(); err != nil || bits < minBits || bits > maxBits {
			return fmt.Sprintf("the OpenPGP key %s has %d bits, where %d to %d count", fingerprint(c.key), bits, minBits, maxBits)
		}
	}
	switch {
	case sig.CreationTime.Before(c.key.CreationTime):
		return fmt.Sprintf("the OpenPGP signature says it is older than its key %s", fingerprint(c.key))
	case flags != nil && flags.FlagsValid && !flags.FlagSign, c.sub >= 0 && !flags.FlagsValid:
		return fmt.Sprintf("the OpenPGP key %s is not meant to sign", fingerprint(c.key))
	}
	return ""
}

// lasts says whether everything that must last does so at t.
func (c candidate) lasts(sig, self *packet.Signature, t time.Time, r Result) Result {
	born := c.entity.PrimaryKey.CreationTime
	over := func(start time.Time, seconds *uint32) bool {
		return seconds != nil && *seconds > 0 && !start.Add(time.Duration(*seconds)*time.Second).After(t)
	}
	keyOver := over(born, self.KeyLifetimeSecs)
	for _, d := range c.entity.direct {
		keyOver = keyOver || over(born, d.KeyLifetimeSecs)
	}
	r.Status = Expired
	switch {
	case keyOver || over(self.CreationTime, self.SigLifetimeSecs):
		r.Reason = fmt.Sprintf("the OpenPGP key %s had expired by %s", fingerprint(c.entity.PrimaryKey), stamp(t))
	case c.sub >= 0 && (over(c.key.CreationTime, c.entity.Subkeys[c.sub].Sig.KeyLifetimeSecs) ||
		over(c.entity.Subkeys[c.sub].Sig.CreationTime, c.entity.Subkeys[c.sub].Sig.SigLifetimeSecs)):
		r.Reason = fmt.Sprintf("the OpenPGP subkey %s had expired by %s", r.Key, stamp(t))
	case over(sig.CreationTime, sig.SigLifetimeSecs):
		r.Reason = fmt.Sprintf("the OpenPGP signature had expired by %s", stamp(t))
	default:
		r.Status, r.Reason = Good, fmt.Sprintf("the OpenPGP key %s of the keyring made it", r.Key)
	}
	return r
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
