package identity

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// maxSigners bounds a list of allowed signers or revoked keys, in bytes.
const maxSigners = 4 << 20

// AllowedSigners are the SSH keys that count, and for whom: the file that ssh-keygen(1)
// describes under ALLOWED SIGNERS, and that git names in gpg.ssh.allowedSignersFile.
type AllowedSigners struct {
	lines []signerLine
}

// A signerLine is one line of the file.
type signerLine struct {
	number     int
	principals []string // patterns; those to be left out begin with '!'
	authority  bool
	namespaces []string // patterns; nil for any
	after      time.Time
	before     time.Time // zero for no limit
	key        ssh.PublicKey
	names      []string // principals that are no patterns and not left out
}

// A LineError says which line of a list of keys cannot be used, and why.
type LineError struct {
	Line   int
	List   string // what the list holds
	Reason error  // goes on after the number of the line
}

func (e *LineError) Error() string {
	return fmt.Sprintf("line %d of the %s %v", e.Line, e.List, e.Reason)
}

// Unwrap returns the reason.
func (e *LineError) Unwrap() error { return e.Reason }

// The number of principals that a line and a certificate may have; that of
// certificates is OpenSSH's.
const maxPrincipals, maxCertified = 1000, 256

// ReadAllowedSigners reads a file of allowed signers. zone is where its times are
// meant that do not end in Z; to ssh-keygen that is where it runs, which is nothing to
// build a judgement on. A day that does not exist and an option without a name, which
// ssh-keygen takes, are errors. The error joins a *LineError for each line that is left
// out; the list is never nil and holds the rest.
func ReadAllowedSigners(text []byte, zone *time.Location) (*AllowedSigners, error) {
	a := &AllowedSigners{}
	if len(text) > maxSigners {
		return a, fmt.Errorf("the list of allowed signers has %d bytes, where %d are read at most", len(text), maxSigners)
	}
	var problems []error
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.Trim(line, blanks)
		if line == "" || line[0] == '#' {
			continue
		}
		l, err := readSigner(line, zone)
		if err != nil {
			problems = append(problems, &LineError{i + 1, "allowed signers", err})
			continue
		}
		l.number = i + 1
		a.lines = append(a.lines, l)
	}
	return a, errors.Join(problems...)
}

// readSigner reads "principals [options] type key [comment]". Its errors go on after
// the number of the line.
func readSigner(line string, zone *time.Location) (signerLine, error) {
	var l signerLine
	principals, rest, ok := cutWord(line)
	if !ok || rest == "" {
		return l, errors.New("has no key")
	}
	for p := range strings.SplitSeq(principals, ",") {
		if p != "" {
			l.principals = append(l.principals, p)
		}
	}
	if len(l.principals) > maxPrincipals {
		return l, fmt.Errorf("has %d principals, where %d are read at most", len(l.principals), maxPrincipals)
	}
	for _, p := range l.principals {
		if !strings.ContainsAny(p, "*?!") && matchList(p, l.principals) {
			l.names = append(l.names, p)
		}
	}
	key, err := readSSHKey(rest)
	if errors.Is(err, errNoType) {
		options, after := cutOptions(rest)
		if after == "" {
			return l, err
		}
		if key, err = readSSHKey(after); err == nil {
			err = l.options(options, zone)
		}
	}
	if err != nil {
		return l, err
	}
	l.key = key
	if !l.before.IsZero() && !l.after.IsZero() && !l.before.After(l.after) {
		return l, errors.New("has a valid-before that is not after its valid-after")
	}
	return l, nil
}

// cutWord takes the first word off, which may stand in quotes.
func cutWord(line string) (word, rest string, ok bool) {
	if quoted, open := strings.CutPrefix(line, `"`); open {
		word, rest, ok = strings.Cut(quoted, `"`)
		return word, strings.TrimLeft(rest, blanks), ok
	}
	i := strings.IndexAny(line, blanks)
	if i < 0 {
		return line, "", true
	}
	return line[:i], strings.TrimLeft(line[i:], blanks), true
}

// cutOptions takes options off: they end at a blank outside of quotes.
func cutOptions(text string) (options, rest string) {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && text[i+1] == '"':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ' ' || c == '\t'):
			return text[:i], strings.TrimLeft(text[i:], " \t")
		}
	}
	return text, ""
}

// errNoType says that something stands where the type of a key might.
var errNoType = errors.New("where the type of a key is due")

// readSSHKey reads "type key [comment]".
func readSSHKey(text string) (ssh.PublicKey, error) {
	kind, rest, _ := cutWord(text)
	encoded, _, _ := cutWord(rest)
	if !strings.HasPrefix(kind, "ssh-") && !strings.HasPrefix(kind, "ecdsa-") && !strings.HasPrefix(kind, "sk-") {
		return nil, fmt.Errorf("has %q %w", clip(kind), errNoType)
	}
	data, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("has a key of type %q that is not base64", clip(kind))
	}
	key, err := ssh.ParsePublicKey(data)
	if err != nil {
		return nil, fmt.Errorf("has a key of type %q that cannot be read", clip(kind))
	}
	if key.Type() != kind {
		return nil, fmt.Errorf("has a key of type %q that says it is %q", clip(kind), clip(key.Type()))
	}
	return key, nil
}

// options reads options separated by commas.
func (l *signerLine) options(text string, zone *time.Location) error {
	seen := map[string]bool{}
	for {
		name, value, rest, err := cutOption(text)
		if err != nil {
			return err
		}
		if seen[name] && name != "cert-authority" {
			return fmt.Errorf("has the option %q twice", name)
		}
		seen[name] = true
		switch name {
		case "cert-authority":
			l.authority = true
		case "namespaces":
			l.namespaces = strings.Split(value, ",")
		case "valid-after":
			l.after, err = parseSSHTime(value, zone)
		case "valid-before":
			l.before, err = parseSSHTime(value, zone)
		}
		if err != nil || rest == "" {
			return err
		}
		text = rest[1:]
	}
}

// cutOption takes one option off; what is left is empty or begins with a comma.
func cutOption(text string) (name, value, rest string, err error) {
	end := strings.IndexAny(text, "=,")
	if end < 0 {
		end = len(text)
	}
	name, rest = lowerASCII(text[:end]), text[end:]
	switch name {
	case "cert-authority":
		if strings.HasPrefix(rest, "=") {
			return "", "", "", errors.New("has a value for the option \"cert-authority\", which takes none")
		}
		return name, "", rest, nil
	case "namespaces", "valid-after", "valid-before":
	default:
		return "", "", "", fmt.Errorf("has the option %q, where cert-authority, namespaces, valid-after and valid-before are known", clip(name))
	}
	value, rest, ok := cutQuoted(strings.TrimPrefix(rest, "="))
	if !ok {
		return "", "", "", fmt.Errorf("has no value in quotes for the option %q", name)
	}
	if rest != "" && (rest[0] != ',' || rest == ",") {
		return "", "", "", fmt.Errorf("has %q after the option %q, where a comma and an option may follow", clip(rest), name)
	}
	return name, value, rest, nil
}

// cutQuoted takes a value in quotes off, in which \" stands for a quote.
func cutQuoted(text string) (value, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == '"':
			b.WriteByte('"')
			i++
		case text[i] == '"':
			return b.String(), text[i+1:], true
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", false
}

// parseSSHTime reads YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, each perhaps with a Z
// for UTC.
func parseSSHTime(text string, zone *time.Location) (time.Time, error) {
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	layouts := map[int]string{8: "20060102", 12: "200601021504", 14: "20060102150405"}
	if layout, ok := layouts[len(digits)]; ok && strings.Trim(digits, "0123456789") == "" {
		if t, err := time.ParseInLocation(layout, digits, zone); err == nil && t.Unix() > 0 {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("has the time %q, where YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS is due, perhaps with a Z", clip(text))
}

// judge says what the line says of a key that made a signature for git: who it is, or
// why it does not count. why goes on after the name of the key; empty where the line
// is about another key.
func (l *signerLine) judge(key ssh.PublicKey, at time.Time) (status Status, names []string, why string) {
	cert, certified := key.(*ssh.Certificate)
	switch {
	case !l.authority && bytes.Equal(l.key.Marshal(), key.Marshal()):
		names = l.names
		if !slices.ContainsFunc(l.principals, func(p string) bool { return !strings.HasPrefix(p, "!") }) {
			return UnknownKey, nil, "is listed for nobody"
		}
	case l.authority && certified && bytes.Equal(l.key.Marshal(), cert.SignatureKey.Marshal()):
		if names, why = l.certified(cert, at); why != "" {
			return UnknownKey, nil, why
		}
		if cert.ValidBefore != ssh.CertTimeInfinity && uint64(at.Unix()) >= cert.ValidBefore {
			return Expired, names, "has a certificate that had expired by " + stamp(at)
		}
	default:
		return UnknownKey, nil, ""
	}
	switch {
	case l.namespaces != nil && !matchList(namespace, l.namespaces):
		return UnknownKey, nil, "is not allowed to sign for git"
	case !l.after.IsZero() && at.Before(l.after):
		return UnknownKey, nil, "does not count before " + stamp(l.after)
	case !l.before.IsZero() && at.Truncate(time.Second).After(l.before):
		return Expired, names, "does not count after " + stamp(l.before)
	}
	return Good, names, "is allowed"
}

// harmless are the critical options of certificates that restrict logins alone.
var harmless = []string{"force-command", "source-address", "verify-required"}

// certified returns the principals of a certificate that the line allows, or why it
// does not count. Whether it has expired is left to the caller.
func (l *signerLine) certified(cert *ssh.Certificate, at time.Time) (names []string, why string) {
	for option := range cert.CriticalOptions {
		if !slices.Contains(harmless, option) {
			return nil, "has a certificate with a critical option that is not known here"
		}
	}
	switch {
	case cert.CertType != ssh.UserCert:
		return nil, "has a certificate that is not for a user"
	case len(cert.ValidPrincipals) == 0 || len(cert.ValidPrincipals) > maxCertified:
		return nil, fmt.Sprintf("has a certificate with %d principals, where 1 to %d are due", len(cert.ValidPrincipals), maxCertified)
	case at.Unix() < 0 || uint64(at.Unix()) < cert.ValidAfter:
		return nil, "has a certificate that does not count yet"
	case cert.ValidBefore <= cert.ValidAfter:
		return nil, "has a certificate that never counts"
	case cert.Signature == nil || weakness(cert.SignatureKey, cert.Signature.Format) != "":
		return nil, "has a certificate whose signature is too weak"
	}
	// The time is judged here, to tell expired from the rest; the checker is left with
	// the signature of the authority.
	checker := ssh.CertChecker{SupportedCriticalOptions: harmless,
		Clock: func() time.Time { return time.Unix(int64(cert.ValidAfter), 0) }}
	if checker.CheckCert(cert.ValidPrincipals[0], cert) != nil {
		return nil, "has a certificate that its authority did not sign"
	}
	for _, p := range cert.ValidPrincipals {
		if matchList(p, l.principals) {
			names = append(names, p)
		}
	}
	if len(names) == 0 {
		return nil, "has a certificate for none of the principals that its authority may speak for"
	}
	return names, ""
}

// RevokedKeys are SSH keys that no longer count, whatever else says so.
type RevokedKeys struct {
	keys       map[string]bool // by their bytes
	unreadable bool
}

// ReadRevokedKeys reads public keys, one a line, as git's gpg.ssh.revocationFile may
// hold them. Key revocation lists (KRL) are not read. With an error no SSH signature
// can be verified against the list, which is never nil.
func ReadRevokedKeys(text []byte) (*RevokedKeys, error) {
	r := &RevokedKeys{keys: map[string]bool{}, unreadable: true}
	if bytes.HasPrefix(text, []byte("SSHKRL\n\x00")) {
		return r, errors.New("the list of revoked keys is a binary KRL, where public keys are due, one a line")
	}
	if len(text) > maxSigners {
		return r, fmt.Errorf("the list of revoked keys has %d bytes, where %d are read at most", len(text), maxSigners)
	}
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.Trim(line, blanks)
		if line == "" || line[0] == '#' {
			continue
		}
		key, err := readSSHKey(line)
		if err != nil {
			return r, &LineError{i + 1, "revoked keys", err}
		}
		if cert, ok := key.(*ssh.Certificate); ok {
			key = cert.Key
		}
		r.keys[string(key.Marshal())] = true
	}
	r.unreadable = false
	return r, nil
}

// holds reports whether a key, or the authority behind its certificate, is revoked.
func (r *RevokedKeys) holds(key ssh.PublicKey) (unreadable, hit bool) {
	if r == nil {
		return false, false
	}
	if cert, ok := key.(*ssh.Certificate); ok {
		return r.unreadable, r.keys[string(cert.Key.Marshal())] || r.keys[string(cert.SignatureKey.Marshal())]
	}
	return r.unreadable, r.keys[string(key.Marshal())]
}

func rsaBits(key ssh.CryptoPublicKey) int {
	if k, ok := key.CryptoPublicKey().(*rsa.PublicKey); ok {
		return k.N.BitLen()
	}
	return 0
}
