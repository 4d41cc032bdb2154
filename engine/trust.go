package engine

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

// The keys of `git` in a configuration that name whose signatures count.
const (
	signersKey = "allowed_signers"
	keyringKey = "keyring"
)

// keyLists are the keys of `git` that decide whose signatures count: what is wrong in
// them is no finding, as in all that configures.
var keyLists = []string{signersKey, keyringKey}

// checkKeyLists refuses lists of keys that are no path: a list that nobody can read must
// not be no list.
func (s *settings) checkKeyLists(*config) error {
	git := s.root.Get("git")
	if git == nil || git.Type != isms.Map {
		return nil // the schema says what is wrong with it
	}
	for _, key := range keyLists {
		if v := git.Get(key); v != nil && (v.Type != isms.String || v.Text == "") {
			return s.bad(isms.Path{"git", key}, "", "git.%s is not the path of a file", key)
		}
	}
	return nil
}

// trust reads the keys whose signatures count. A list of which a line or a key cannot
// be used is refused as a whole: it may be the one that says that a key is revoked.
func (s *settings) trust(c *config, from shelf) error {
	git := s.root.Get("git")
	if name := git.Str(signersKey); name != "" {
		c.signers = path.Clean(name)
		text, err := from.read(name)
		if err != nil {
			return s.bad(isms.Path{"git", signersKey}, "", "git.%s: %v", signersKey, err)
		}
		if c.roots.Signers, err = identity.ReadAllowedSigners(text, c.zone); err != nil {
			return s.badSigners(c.signers, err)
		}
	}
	if name := git.Str(keyringKey); name != "" {
		c.keyring = path.Clean(name)
		text, err := from.read(name)
		if err != nil {
			return s.bad(isms.Path{"git", keyringKey}, "", "git.%s: %v", keyringKey, err)
		}
		if c.roots.Keyring, err = identity.ReadKeyring(text); err != nil {
			more, fault := firstOf(err)
			return s.bad(isms.Path{"git", keyringKey}, more, "git.%s: %q: %v", keyringKey, c.keyring, fault)
		}
	}
	return nil
}

// badSigners names the line of the list of signers that cannot be used: the first.
func (s *settings) badSigners(name string, err error) error {
	more, fault := firstOf(err)
	if line, ok := errors.AsType[*identity.LineError](fault); ok {
		return &UsageError{Message: fmt.Sprintf("%s:%d: the line of the %s %v", name, line.Line, line.List, line.Reason), Hint: more}
	}
	return s.bad(isms.Path{"git", signersKey}, more, "git.%s: %q: %v", signersKey, name, fault)
}

// firstOf returns what is to be said of all joined errors but the first, and the first.
func firstOf(err error) (more string, first error) {
	for {
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok || len(joined.Unwrap()) == 0 {
			return more, err
		}
		if n := len(joined.Unwrap()) - 1; n > 0 {
			more = "and " + many(n, "more fault")
		}
		err = joined.Unwrap()[0]
	}
}

// keys compares whose signatures count.
func (x *comparison) keys() {
	x.trusted(signersKey, x.before.signers, x.after.signers, x.before.roots.Signers.Keys(), x.after.roots.Signers.Keys())
	x.trusted(keyringKey, x.before.keyring, x.after.keyring, x.before.roots.Keyring.Keys(), x.after.roots.Keyring.Keys())
}

// trusted compares two lists of keys. A key that is only there before takes nothing
// from those who judge, as long as there is a list.
func (x *comparison) trusted(key, was, is string, before, after []identity.Trusted) {
	at := isms.Path{"git", key}
	switch {
	case was == is && was == "":
		return
	case is == "":
		x.tell("signers.removed", isms.Path{"git"}, "signatures are no more checked against the %s of %q", words(key), was)
		return
	case was == "":
		x.tell("signers.added", at, "signatures of the keys in %q count", is)
		return
	}
	old, rules := map[string]bool{}, map[string]bool{}
	for _, k := range before {
		old[k.Key], rules[k.Key+k.Rule] = true, true
	}
	stands := map[string]int{}
	for _, k := range after {
		stands[k.Key]++
		if rules[k.Key+k.Rule] {
			continue
		}
		if old[k.Key] {
			x.tellKey("signer.changed", is, k, "what is said of the key %s of %s is changed")
		} else {
			x.tellKey("signer.added", is, k, "the key %s may sign for %s")
		}
		stands[k.Key] = -len(after)
	}
	for _, k := range before { // of a key that stays, a line less may say more
		if stands[k.Key] > 0 && !slices.ContainsFunc(after, func(a identity.Trusted) bool { return a.Key == k.Key && a.Rule == k.Rule }) {
			k.Line = 0
			x.tellKey("signer.changed", is, k, "less is said of the key %s, as of %s")
			stands[k.Key] = 0
		}
	}
}

// git compares what the isms record says of git besides keys.
func (x *comparison) git() {
	before, after := x.before.record.Get("git"), x.after.record.Get("git")
	strict := []string{"required", "preferred"}
	was, is := slices.Index(strict, before.Str("signing")), slices.Index(strict, after.Str("signing"))
	if was >= 0 && (is < 0 || is > was) {
		x.tell("signing.relaxed", isms.Path{"git", "signing"}, "signing goes from %s to %s", before.Str("signing"), cmp.Or(after.Str("signing"), "off"))
	}
	if from, later := before.Str("signing_from"), after.Str("signing_from"); was >= 0 && is >= 0 && later > from {
		x.tell("signing.relaxed", isms.Path{"git", "signing_from"}, "commits have to be signed from %s on, where it was %s", later, cmp.Or(from, "from the first"))
	}
	ways := func(v *isms.Value, key string) (out []string) {
		for _, way := range v.Get(key).List() {
			out = append(out, way.Text)
		}
		return out
	}
	if asked := ways(before, "review_evidence"); len(asked) > 0 && !sameSet(asked, ways(after, "review_evidence")) {
		x.tell("review_evidence.changed", isms.Path{"git", "review_evidence"}, "reviews are looked for in other places")
	}
	for i, bot := range ways(after, "bots") {
		if !slices.Contains(ways(before, "bots"), bot) {
			x.tell("bot.added", isms.Path{"git", "bots", fmt.Sprint(i)}, "%s is a machine account", bot)
		}
	}
	if old := before.Str("anchor"); old != "" && old != after.Str("anchor") {
		x.tell("anchor.changed", isms.Path{"git", "anchor"}, "the heads that are kept elsewhere no more stand in %q", old)
	}
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// tellKey adds a difference about a key of a list.
func (x *comparison) tellKey(what, file string, k identity.Trusted, format string) {
	place := firstLine
	if k.Line > 0 {
		place.Start.Line, place.End.Line = k.Line, k.Line
	}
	x.found = append(x.found, isms.Weakening{What: what, Path: file, Range: place, Message: fmt.Sprintf(format, k.Key, k.For)})
}

// words writes a key of the configuration as words.
func words(key string) string {
	if key == signersKey {
		return "allowed signers"
	}
	return key
}

// keyChanges lists keys that the change gives to persons or says otherwise of: with
// them a signature would speak for somebody else, or at another time. None of it counts
// for the change. Where no signature is checked, keys of persons say nothing.
func (g *gate) keyChanges(mine *config) []isms.Weakening {
	if !g.agreed.verifies() && !mine.verifies() {
		return nil
	}
	var out []isms.Weakening
	for _, s := range g.walk.persons() {
		now, was := s.at(pointTarget), s.at(pointFrom)
		if now == nil || was != nil && was.input.Same(now.input) {
			continue
		}
		had := map[string]bool{}
		known := map[identity.PersonKey]bool{}
		if was != nil {
			for _, k := range personOf(was).Keys {
				had[k.Fingerprint], known[k] = true, true
			}
		}
		for i, k := range personOf(now).Keys {
			if known[k] {
				continue
			}
			w := isms.Weakening{What: "key.added", Path: now.file, Range: now.places.Locate(isms.Path{"keys", fmt.Sprint(i)})}
			w.Message = fmt.Sprintf("the key %s is on record for %s; it counts once the base has it", k.Fingerprint, now.ID)
			if had[k.Fingerprint] {
				w.What, w.Message = "key.changed", fmt.Sprintf("what is said of the key %s of %s is changed; it counts once the base has it", k.Fingerprint, now.ID)
			}
			out = append(out, w)
		}
	}
	return out
}

// verifies says whether any signature is checked.
func (c *config) verifies() bool { return c.roots.Signers != nil || c.roots.Keyring != nil }
