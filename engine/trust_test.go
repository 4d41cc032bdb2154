package engine_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// An sshKey signs commits as ssh-keygen does.
type sshKey struct {
	private ed25519.PrivateKey
	public  []byte // in the form of SSH
}

func newKey(t testing.TB) *sshKey {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &sshKey{private, sshTexts("ssh-ed25519", string(public))}
}

// sshTexts writes texts one after the other, each with its length before it.
func sshTexts(texts ...string) []byte {
	var out []byte
	for _, text := range texts {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(text))), text...)
	}
	return out
}

// line is the key as a list of allowed signers has it.
func (k *sshKey) line() string {
	return "ssh-ed25519 " + base64.StdEncoding.EncodeToString(k.public)
}

// print is the fingerprint as git prints it.
func (k *sshKey) print() string {
	sum := sha256.Sum256(k.public)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

// sign signs a commit; see PROTOCOL.sshsig of OpenSSH.
func (k *sshKey) sign(text string) string {
	sum := sha512.Sum512([]byte(text))
	message := append([]byte("SSHSIG"), sshTexts("git", "", "sha512", string(sum[:]))...)
	made := sshTexts("ssh-ed25519", string(ed25519.Sign(k.private, message)))
	whole := append(binary.BigEndian.AppendUint32([]byte("SSHSIG"), 1), sshTexts(string(k.public), "git", "", "sha512", string(made))...)
	encoded := base64.StdEncoding.EncodeToString(whole)
	lines := []string{"-----BEGIN SSH SIGNATURE-----"}
	for len(encoded) > 70 {
		lines, encoded = append(lines, encoded[:70]), encoded[70:]
	}
	return strings.Join(append(lines, encoded, "-----END SSH SIGNATURE-----"), "\n")
}

// said is a rule of the organization that tells of each commit what its signature
// came to: the only way to see it whatever else judges signatures.
const said = `package custom.signed

# METADATA
# title: Commits say who signed them
# description: A test looks at it.
# schemas:
#   - input: schema.commit
# custom:
#   grade: minor
#   requirements: ["8.2"]
#   remedy: None.
says contains finding if {
	who := object.get(input.signature, "person", "nobody")
	finding := {"at": [], "message": $"{input.signature.status} by {who}"}
}
`

// telling is an ISMS whose findings are what the signatures of its commits came to.
func telling(git string, pairs ...string) map[string]string {
	return with(map[string]string{
		"isms.yaml": acme + "rules: [rules/]\n" + git, "rules/signed.rego": said,
		"people.yaml": "kind: people\nid: people\nitems:\n" + person("ada") + person("bob"),
	}, pairs...)
}

// told returns what is found, oldest commit first, by message alone.
func (p *past) told(o engine.HistoryOptions) []string {
	p.t.Helper()
	o.Rules, o.NoCache = []string{"custom"}, true
	var out []string
	for _, s := range p.mustHistory(o).Steps {
		for _, f := range s.Opened {
			out = append(out, f.Message)
		}
	}
	return out
}

// Signatures are checked against the lists that the configuration names: that of the
// tip, of each commit, or the one beside the file of --config.
func TestSignaturesCount(t *testing.T) {
	ada, bob, eve := newKey(t), newKey(t), newKey(t)
	const git = "git: {allowed_signers: keys/signers}\n"
	list := func(lines ...string) string { return strings.Join(lines, "\n") + "\n" }
	both := list("# people", "ada@acme.example "+ada.line(), "bob@acme.example "+bob.line())
	p := newPast(t)
	put := func(key *sshKey, name string, n int, files map[string]string, parents ...string) {
		t.Helper()
		p.commitBy(signature{key: key}, name, day(n), p.tree("", files), parents...)
	}
	change := func(id string) []string { return []string{"risk.yaml", "kind: risk\nid: " + id + "\n"} }
	put(ada, "one", 1, telling(git, "keys/signers", list("ada@acme.example "+ada.line())))
	put(bob, "two", 2, telling(git, append(change("R-2"), "keys/signers", list("ada@acme.example "+ada.line()))...), "one")
	put(bob, "three", 3, telling(git, append(change("R-3"), "keys/signers", both)...), "two")
	put(eve, "four", 4, telling(git, append(change("R-4"), "keys/signers", both)...), "three")
	put(nil, "five", 5, telling(git, append(change("R-5"), "keys/signers", both)...), "four")

	want := []string{"good by ada", "good by bob", "good by bob", "unknown_key by nobody", "none by nobody"}
	if diff := cmp.Diff(want, p.told(engine.HistoryOptions{})); diff != "" {
		t.Errorf("by the list of the tip (-want +got):\n%s", diff)
	}
	want[1] = "unknown_key by nobody"
	if diff := cmp.Diff(want, p.told(engine.HistoryOptions{RulesAt: "commit"})); diff != "" {
		t.Errorf("by the list of each commit (-want +got):\n%s", diff)
	}
	outside := newPast(t)
	for name, text := range telling(git, "keys/signers", list("bob@acme.example "+bob.line())) {
		outside.file(name, text)
	}
	want = []string{"unknown_key by nobody", "good by bob", "good by bob", "unknown_key by nobody", "none by nobody"}
	if diff := cmp.Diff(want, p.told(engine.HistoryOptions{Config: outside.dir + "/isms.yaml"})); diff != "" {
		t.Errorf("by a list outside (-want +got):\n%s", diff)
	}

	put(nil, "six", 6, telling("", change("R-6")...), "five")
	want = []string{"not_verified by nobody", "not_verified by nobody", "not_verified by nobody", "not_verified by nobody", "none by nobody", "none by nobody"}
	if diff := cmp.Diff(want, p.told(engine.HistoryOptions{})); diff != "" {
		t.Errorf("without a list (-want +got):\n%s", diff)
	}
}

// What is stored is not used once another list counts.
func TestStoredSignaturesKnowTheirList(t *testing.T) {
	ada := newKey(t)
	const git = "git: {allowed_signers: signers}\n"
	p := newPast(t)
	p.commitBy(signature{key: ada}, "one", day(1), p.tree("", telling(git, "signers", "ada@acme.example "+ada.line()+"\n")))
	count := func() (n int) {
		for _, s := range p.mustHistory(engine.HistoryOptions{Rules: []string{"custom"}}).Spans {
			if s.Finding.Message == "good by ada" {
				n++
			}
		}
		return n
	}
	if got := count(); got != 1 {
		t.Fatalf("%d good signatures, want 1", got)
	}
	p.commitBy(signature{}, "two", day(2), p.tree("", telling(git, "signers", "ada@acme.example "+newKey(t).line()+"\n")), "one")
	if got := count(); got != 0 {
		t.Errorf("%d good signatures by a list that has the key no more, want 0", got)
	}
}

// A list that cannot be used whole is no configuration.
func TestBrokenLists(t *testing.T) {
	key := newKey(t)
	for name, c := range map[string]struct {
		git, signers string
		want         string
	}{
		"missing":    {"git: {allowed_signers: keys}\n", "", `isms.yaml:5: git.allowed_signers: there is no file "keys"`},
		"outside":    {"git: {allowed_signers: ../keys}\n", "", `isms.yaml:5: git.allowed_signers: "../keys" is not a path inside the repository`},
		"a link":     {"git: {allowed_signers: signers}\n", link + "people.yaml", `isms.yaml:5: git.allowed_signers: "signers" is no regular file: links are not followed`},
		"no path":    {"git: {allowed_signers: [signers]}\n", "", `isms.yaml:5: git.allowed_signers is not the path of a file`},
		"a bad line": {"git: {allowed_signers: signers}\n", "# ours\nada@acme.example " + key.line() + "\nbob@acme.example ssh-ed25519 AAAA\n", `signers:3: the line of the allowed signers has a key of type "ssh-ed25519" that cannot be read`},
		"no keyring": {"git: {keyring: signers}\n", "ada@acme.example " + key.line() + "\n", `isms.yaml:5: git.keyring: "signers": there is no OpenPGP key in the keyring; gpg --export --armor writes what is read here`},
		"too large":  {"git: {allowed_signers: signers}\n", strings.Repeat("# text\n", 160_000), "1048576"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("one", day(1), with(map[string]string{"isms.yaml": acme + c.git, "people.yaml": "kind: people\nid: people\nitems:\n" + person("ada")}, "signers", c.signers))
			d, err := definitions()
			if err != nil {
				t.Fatal(err)
			}
			_, err = d.Check(t.Context(), engine.Options{Path: p.dir, Rev: p.ids["one"], AsOf: "2026-02-01"})
			if code, _ := engine.Failure(err); err == nil || code != engine.ExitUsage || !strings.Contains(err.Error(), c.want) {
				t.Errorf("check: exit code %d: %v, want %q", code, err, c.want)
			}
			_, err = p.history(engine.HistoryOptions{})
			if code, _ := engine.Failure(err); err == nil || code != engine.ExitUsage || !strings.Contains(err.Error(), c.want) {
				t.Errorf("history: exit code %d: %v, want %q", code, err, c.want)
			}
		})
	}
}

// A change brings no keys of its own.
func TestKeysOfAChange(t *testing.T) {
	ada, bob, eve := newKey(t), newKey(t), newKey(t)
	git := func(text string) string { return acme + "git: {" + text + "}\n" }
	keyed := func(keys string) string {
		return "kind: people\nid: people\nitems:\n" + person("ada") + "  - {id: bob, name: bob, emails: [bob@acme.example], keys: [" + keys + "]}\n"
	}
	onRecord := "{type: ssh, fingerprint: \"" + bob.print() + "\", until: 2026-03-31}"
	signers := "ada@acme.example " + ada.line() + "\nbob@acme.example valid-before=\"20270101Z\" " + bob.line() + "\n"
	base := map[string]string{
		"isms.yaml": git("signing: required, allowed_signers: signers, review_evidence: [trailer], bots: [ci@acme.example], anchor: anchor.txt"), "signers": signers,
		"people.yaml": keyed(onRecord), "anchor.txt": "# none yet\n",
	}
	for name, c := range map[string]struct {
		head map[string]string
		want []string
	}{
		"nothing":                    {base, nil},
		"lines in another order":     {with(base, "signers", "# people\nbob@acme.example valid-before=\"20270101Z\" "+bob.line()+" work\nada@acme.example "+ada.line()+"\n"), nil},
		"a key less":                 {with(base, "signers", "ada@acme.example "+ada.line()+"\n"), nil},
		"another key":                {with(base, "signers", signers+"eve@acme.example "+eve.line()+"\n"), []string{"signer.added signers:3"}},
		"a key for somebody else":    {with(base, "signers", strings.Replace(signers, "ada@", "bob@", 1)), []string{"signer.changed signers:1"}},
		"a key for longer":           {with(base, "signers", strings.Replace(signers, "20270101Z", "20290101Z", 1)), []string{"signer.changed signers:2"}},
		"another list":               {with(base, "isms.yaml", git("signing: required, allowed_signers: mine, review_evidence: [trailer], bots: [ci@acme.example], anchor: anchor.txt"), "mine", "eve@acme.example "+eve.line()+"\n"), []string{"signer.added mine:1"}},
		"the same list, moved":       {with(base, "isms.yaml", git("signing: required, allowed_signers: mine, review_evidence: [trailer], bots: [ci@acme.example], anchor: anchor.txt"), "mine", signers, "signers", ""), nil},
		"no list":                    {with(base, "isms.yaml", git("signing: required, review_evidence: [trailer], bots: [ci@acme.example], anchor: anchor.txt")), []string{"signers.removed isms.yaml:5"}},
		"signing is relaxed":         {with(base, "isms.yaml", git("signing: preferred, allowed_signers: signers, review_evidence: [trailer], bots: [ci@acme.example], anchor: anchor.txt")), []string{"signing.relaxed isms.yaml:5"}},
		"signing is due later":       {with(base, "isms.yaml", git("signing: required, signing_from: 2026-01-01, allowed_signers: signers, review_evidence: [trailer], bots: [ci@acme.example], anchor: anchor.txt")), []string{"signing.relaxed isms.yaml:5"}},
		"the rest of git":            {with(base, "isms.yaml", git("signing: required, allowed_signers: signers, bots: [ci@acme.example, eve@acme.example]")), []string{"anchor.changed isms.yaml:5", "bot.added isms.yaml:5", "review_evidence.changed isms.yaml:5"}},
		"a person gets a key":        {with(base, "people.yaml", keyed(onRecord+", {type: ssh, fingerprint: \""+eve.print()+"\"}")), []string{"key.added people.yaml:5"}},
		"a key of a person lasts":    {with(base, "people.yaml", keyed("{type: ssh, fingerprint: \""+bob.print()+"\"}")), []string{"key.changed people.yaml:5"}},
		"a person without a key":     {with(base, "people.yaml", keyed(onRecord)+person("eve")), nil},
		"a key of a person less":     {with(base, "people.yaml", keyed("")), nil},
		"a new person with her key":  {with(base, "people.yaml", keyed(onRecord)+"  - {id: eve, name: eve, keys: [{fingerprint: x}]}\n"), []string{"key.added people.yaml:6"}},
		"a person says another name": {with(base, "people.yaml", strings.Replace(keyed(onRecord), "name: bob", "name: Bob", 1)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			p.commit("base", day(0), base)
			p.commit("head", day(1), c.head, "base")
			got := p.change(engine.Options{Path: p.dir, Rev: p.ids["head"], Base: p.ids["base"], Rules: []string{"risk.owner"}})
			d, err := definitions()
			if err != nil {
				t.Fatal(err)
			}
			r, err := d.Check(t.Context(), engine.Options{Path: p.dir, Rev: p.ids["head"], Base: p.ids["base"], Rules: []string{"risk.owner"}, AsOf: "2026-02-01"})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, w := range r.Report.Weakened {
				found = append(found, w.What+" "+w.Path+":"+string(rune('0'+w.Range.Start.Line)))
			}
			slices.Sort(found)
			if diff := cmp.Diff(c.want, found); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if want := map[bool]int{true: engine.ExitWeakened, false: 0}[len(c.want) > 0]; got.code != want {
				t.Errorf("exit code %d, want %d", got.code, want)
			}
		})
	}
}

// The key that a change brings along speaks for nobody in it.
func TestKeyOfAChangeDoesNotCountForIt(t *testing.T) {
	ada, bob := newKey(t), newKey(t)
	const git = "git: {allowed_signers: signers}\n"
	base := telling(git, "signers", "ada@acme.example "+ada.line()+"\n")
	p := newPast(t)
	p.commit("base", day(0), base)
	p.commitBy(signature{key: bob}, "head", day(1), p.tree("", with(base, "signers", base["signers"]+"bob@acme.example "+bob.line()+"\n", "risk.yaml", "kind: risk\nid: R-1\n")), "base")
	d, err := definitions()
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Check(t.Context(), engine.Options{Path: p.dir, Rev: p.ids["head"], Base: p.ids["base"], Rules: []string{"custom"}, AsOf: "2026-02-01"})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Report.Findings) != 1 || r.Report.Findings[0].Message != "unknown_key by nobody" || len(r.Report.Weakened) != 1 {
		t.Errorf("got %+v, weakened %+v; want an unknown key, and a signer added", r.Report.Findings, r.Report.Weakened)
	}
}
