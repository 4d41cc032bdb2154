// Package identity says who stands behind a commit: what the trailers of its message
// claim, whether its signature is good and whose it is, which persons its addresses
// and keys belong to at an instant, and how far an approval can be trusted.
//
// All functions are pure: keys, lists of signers, persons and times are passed in,
// and whoever passes them answers for where they come from. A keyring or list of
// signers must never be taken from the change that is judged. What cannot be decided
// is said to be so; nothing is guessed.
package identity

import "time"

// A Status is what the check of a signature came to.
type Status string

// The results of a check. Only Good speaks for anybody.
const (
	None        Status = "none"         // there is no signature
	Good        Status = "good"         // it fits the commit, and its key counted at that time
	Bad         Status = "bad"          // it does not fit, cannot be read, or is too weak
	UnknownKey  Status = "unknown_key"  // its key is not among those that count
	Expired     Status = "expired"      // it fits, but the key or signature had expired
	Revoked     Status = "revoked"      // it fits, but the key was revoked
	Ambiguous   Status = "ambiguous"    // there are several, and no telling which one counts
	NotVerified Status = "not_verified" // of a kind that is not checked here, or there is nothing to check it against
)

// A Format is a kind of signature.
type Format string

// The kinds of signatures that git writes.
const (
	Unsigned Format = ""
	OpenPGP  Format = "openpgp"
	SSH      Format = "ssh"
	X509     Format = "x509"    // S/MIME, by gpgsm, smimesign or gitsign
	Unknown  Format = "unknown" // something else, or something broken
)

// A Result is what is known of a signature after its check.
type Result struct {
	Status Status
	Format Format
	// Key is the fingerprint of the key that made the signature as git prints it:
	// SHA256:... for SSH, upper case hex for OpenPGP. It is a mere claim, and may be a
	// key id of 16 digits, where Status is UnknownKey or Bad. Empty where there is none.
	Key string
	// Primary is the fingerprint of the OpenPGP key that Key is a subkey of, or of the
	// authority that signed the SSH certificate; empty where there is none.
	Primary string
	// Names are the addresses that the keyring or list of signers gives to the key,
	// without patterns. They are empty unless Status is Good, Expired or Revoked.
	Names  []string
	Hash   string    // the digest that was signed, e.g. "SHA-512"
	Made   time.Time // when the signature says it was made; zero for SSH, which does not say
	Reason string    // one clause on why Status is what it is
}

// Signer returns who made a signature in the fewest words: the first name, else the key.
func (r Result) Signer() string {
	if len(r.Names) > 0 {
		return r.Names[0]
	}
	return r.Key
}

// Roots are what signatures are checked against. A kind without a root is not verified.
// Many goroutines may check against the same roots.
type Roots struct {
	Keyring *Keyring        // for OpenPGP
	Signers *AllowedSigners // for SSH
	Revoked *RevokedKeys    // for SSH; may be nil
}

// Verify checks a signature. at is a time at which the signature is known to have
// existed, which is never the word of the signer: keys are judged as of then, or as of
// when the signature says it was made if that is later.
func (r Roots) Verify(s Signature, at time.Time) (result Result) {
	defer func() {
		if fault := recover(); fault != nil {
			result = Result{Status: Bad, Format: s.Format, Reason: "the signature is malformed and cannot be read"}
		}
	}()
	switch {
	case s.Format == Unsigned:
		return Result{Status: None, Reason: "the commit is not signed"}
	case s.Several:
		return Result{Status: Ambiguous, Format: s.Format, Reason: s.Problem}
	case s.Problem != "":
		return Result{Status: Bad, Format: s.Format, Reason: s.Problem}
	case s.Format == X509:
		return Result{Status: NotVerified, Format: X509, Reason: "X.509 signatures, such as those of gitsign and smimesign, are not verified here"}
	case s.Format == OpenPGP && r.Keyring == nil:
		return Result{Status: NotVerified, Format: OpenPGP, Reason: "no OpenPGP keyring is given to check the signature against"}
	case s.Format == SSH && r.Signers == nil:
		return Result{Status: NotVerified, Format: SSH, Reason: "no list of allowed signers is given to check the SSH signature against"}
	case s.Format == OpenPGP:
		return r.Keyring.verify(s, at)
	case s.Format == SSH:
		return r.Signers.verify(s, at, r.Revoked)
	}
	return Result{Status: NotVerified, Format: Unknown, Reason: "the signature is of a kind that is not known here"}
}
