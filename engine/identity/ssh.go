package identity

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// namespace is what git signs commits and tags in. A signature of another namespace was
// made for another purpose.
const namespace = "git"

// An sshSignature is what an armored SSH signature holds: see PROTOCOL.sshsig of
// OpenSSH.
type sshSignature struct {
	key       ssh.PublicKey
	namespace string
	digest    string // "sha256" or "sha512"
	reserved  []byte
	signature ssh.Signature
}

const sshMagic = "SSHSIG"

// readSSH reads a signature, or says in words what is wrong with it.
func readSSH(text string) (s sshSignature, problem string) {
	blocks, err := dearmor(text)
	if err != nil || len(blocks) != 1 || blocks[0].kind != "SSH SIGNATURE" {
		return s, "the SSH signature is not armored as it should be"
	}
	data, ok := bytes.CutPrefix(blocks[0].data, []byte(sshMagic))
	if !ok || len(data) < 4 {
		return s, "the SSH signature is malformed"
	}
	if version := binary.BigEndian.Uint32(data); version != 1 {
		return s, fmt.Sprintf("the SSH signature is of version %d, where 1 is known", version)
	}
	data = data[4:]
	var fields [5][]byte
	for i := range fields {
		if fields[i], data, ok = cutField(data); !ok {
			return s, "the SSH signature is cut short"
		}
	}
	if len(data) > 0 {
		return s, "the SSH signature has something after its end"
	}
	s.namespace, s.reserved, s.digest = string(fields[1]), fields[2], string(fields[3])
	if s.key, err = ssh.ParsePublicKey(fields[0]); err != nil {
		return s, "the SSH signature holds no key that can be read"
	}
	if err := ssh.Unmarshal(fields[4], &s.signature); err != nil {
		return s, "the SSH signature is malformed inside"
	}
	return s, ""
}

// cutField takes a field off that has its length before it.
func cutField(data []byte) (field, rest []byte, ok bool) {
	if len(data) < 4 {
		return nil, nil, false
	}
	size := binary.BigEndian.Uint32(data)
	if uint64(size) > uint64(len(data)-4) {
		return nil, nil, false
	}
	return data[4 : 4+size], data[4+size:], true
}

// signedBytes returns what the key signed: not the payload, but its digest and what
// it was signed for.
func (s *sshSignature) signedBytes(payload string) []byte {
	var sum []byte
	switch s.digest {
	case "sha256":
		d := sha256.Sum256([]byte(payload))
		sum = d[:]
	case "sha512":
		d := sha512.Sum512([]byte(payload))
		sum = d[:]
	}
	return append([]byte(sshMagic), ssh.Marshal(struct{ Namespace, Reserved, Digest, Sum string }{
		s.namespace, string(s.reserved), s.digest, string(sum)})...)
}

// sshAlgorithms are the algorithms of signatures that count, by the type of the key.
// Those of RSA with SHA-1 ("ssh-rsa") and DSA are missing.
var sshAlgorithms = map[string][]string{
	ssh.KeyAlgoRSA:        {ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512},
	ssh.KeyAlgoED25519:    {ssh.KeyAlgoED25519},
	ssh.KeyAlgoECDSA256:   {ssh.KeyAlgoECDSA256},
	ssh.KeyAlgoECDSA384:   {ssh.KeyAlgoECDSA384},
	ssh.KeyAlgoECDSA521:   {ssh.KeyAlgoECDSA521},
	ssh.KeyAlgoSKED25519:  {ssh.KeyAlgoSKED25519},
	ssh.KeyAlgoSKECDSA256: {ssh.KeyAlgoSKECDSA256},
}

// weakness says why a signature by a key does not count whoever made it; "" if it does.
func weakness(key ssh.PublicKey, algorithm string) string {
	if cert, ok := key.(*ssh.Certificate); ok {
		key = cert.Key
	}
	if !slices.Contains(sshAlgorithms[key.Type()], algorithm) {
		return fmt.Sprintf("the SSH key of type %q signed with %q, which does not count", clip(key.Type()), clip(algorithm))
	}
	if rsa, ok := key.(ssh.CryptoPublicKey); ok {
		if bits := rsaBits(rsa); bits > 0 && bits < minBits {
			return fmt.Sprintf("the SSH key has %d bits, where %d are the least that count", bits, minBits)
		}
	}
	return ""
}

// touched reports whether a security key says that somebody was there.
func touched(s ssh.Signature) bool { return len(s.Rest) > 0 && s.Rest[0]&1 != 0 }

// verify checks the SSH signature of s.
func (a *AllowedSigners) verify(s Signature, at time.Time, revoked *RevokedKeys) Result {
	r := Result{Status: Bad, Format: SSH}
	sig, problem := readSSH(s.Text)
	if sig.key != nil {
		r.Key = sshFingerprint(sig.key)
		if cert, ok := sig.key.(*ssh.Certificate); ok {
			r.Primary = ssh.FingerprintSHA256(cert.SignatureKey)
		}
	}
	if problem != "" {
		r.Reason = problem
		return r
	}
	if sig.digest != "sha256" && sig.digest != "sha512" {
		r.Reason = fmt.Sprintf("the SSH signature is made of the digest %q, where sha256 and sha512 count", clip(sig.digest))
		return r
	}
	r.Hash = "SHA-" + strings.TrimPrefix(sig.digest, "sha")
	weak := weakness(sig.key, sig.signature.Format)
	switch {
	case sig.namespace != namespace:
		r.Reason = fmt.Sprintf("the SSH signature was made for %q, where git signs for %q", clip(sig.namespace), namespace)
	case weak != "":
		r.Reason = weak
	case strings.HasPrefix(sig.signature.Format, "sk-") && !touched(sig.signature):
		r.Reason = "the SSH signature comes from a security key that nobody touched, so that any program may have made it"
	case sig.key.Verify(sig.signedBytes(s.Payload), &sig.signature) != nil:
		r.Reason = "the SSH signature does not fit the commit"
	default:
		return a.judge(sig.key, at, revoked, r)
	}
	return r
}

// judge says whether the key counted at a time for a signature that fits: the line that
// says most for it decides, and the names of all that say as much are taken together.
func (a *AllowedSigners) judge(key ssh.PublicKey, at time.Time, revoked *RevokedKeys, r Result) Result {
	switch unreadable, hit := revoked.holds(key); {
	case unreadable:
		r.Status, r.Reason = NotVerified, "the list of revoked SSH keys cannot be read"
		return r
	case hit:
		r.Status, r.Reason = Revoked, fmt.Sprintf("the SSH key %s is revoked", r.Key)
		return r
	}
	r.Status, r.Reason = UnknownKey, fmt.Sprintf("the SSH key %s is not among the allowed signers", r.Key)
	said := UnknownKey
	for i := range a.lines {
		l := &a.lines[i]
		status, names, why := l.judge(key, at)
		switch {
		case why == "" || rank[status] < rank[said]:
			continue
		case rank[status] > rank[said]:
			r.Names = nil
		}
		said = status
		r.Status, r.Reason = status, fmt.Sprintf("the SSH key %s %s (line %d of the allowed signers)", r.Key, why, l.number)
		r.Names = append(r.Names, names...)
	}
	slices.Sort(r.Names)
	r.Names = slices.Compact(r.Names)
	return r
}

// rank orders what lines may say.
var rank = map[Status]int{UnknownKey: 0, Expired: 1, Good: 2}

// sshFingerprint returns the fingerprint as git prints it: that of the key itself where
// it comes with a certificate.
func sshFingerprint(key ssh.PublicKey) string {
	if cert, ok := key.(*ssh.Certificate); ok {
		key = cert.Key
	}
	return ssh.FingerprintSHA256(key)
}
