package identity

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ismsproof/engine/isms"
)

// A Strength is how far a claim about an approval can be trusted, from A to E.
type Strength string

// The strengths of approvals.
const (
	NoApproval   Strength = ""
	Witnessed    Strength = "A" // signed by the approver, and held by an outside witness
	Signed       Strength = "B" // signed by the approver with a known key
	Exported     Strength = "C" // in an export of the platform whose digest is kept
	Claimed      Strength = "D" // a trailer or the metadata of a commit
	OnlyAsserted Strength = "E" // a field of the record alone
)

// AtLeast reports whether s is as strong as least or stronger.
func (s Strength) AtLeast(least Strength) bool {
	return s != NoApproval && (least == NoApproval || s <= least)
}

// A Source is where an approval is found.
type Source string

// The sources of approvals.
const (
	FromField    Source = "field"    // a field such as approved_by
	FromTrailer  Source = "trailer"  // Approved-by or Reviewed-by
	FromMerge    Source = "merge"    // a merge commit by the approver
	FromCommit   Source = "commit"   // a commit or tag over the approved content
	FromPlatform Source = "platform" // an export of reviews stored as evidence
)

// Evidence is one thing that speaks for an approval.
type Evidence struct {
	Source    Source
	Approver  string  // id of the person who is said to approve; empty for whoever By is
	By        Binding // whom the evidence shows: merger, reviewer, name in the trailer; unused for a field
	Signature Status  // of the commit or tag that carries it
	Signer    Binding // who made that signature
	Kept      bool    // a platform's export: its digest is on record and fits
	Witnessed bool    // a party outside holds the commit or tag: a time stamp or transparency log
}

// Strength says how strong the evidence is, and why. It says nothing on whether the
// approver was entitled, or is somebody else than the author.
func (e Evidence) Strength() (Strength, string) {
	if e.Source == FromField {
		if e.Approver == "" {
			return NoApproval, "the field names no approver"
		}
		return OnlyAsserted, "nothing but the field says so"
	}
	switch {
	case !e.By.Bound():
		return NoApproval, e.By.Reason
	case e.By.Service:
		return NoApproval, fmt.Sprintf("%s is a service, which approves nothing", e.By.Person)
	case e.Approver != "" && e.By.Person != e.Approver:
		return NoApproval, fmt.Sprintf("it is by %s, where %s is said to approve", e.By.Person, e.Approver)
	}
	switch e.Source {
	case FromPlatform:
		if e.Kept {
			return Exported, "an export of the platform says so, whose digest is kept"
		}
		return Claimed, "an export of the platform says so, whose digest is not kept"
	case FromCommit, FromMerge, FromTrailer:
		return e.signed()
	}
	return NoApproval, fmt.Sprintf("%q is no source of approvals", clip(string(e.Source)))
}

// signed says how strong a commit or tag is: as strong as its signature, if that is the
// approver's own. What anybody else signs is no more than their word.
func (e Evidence) signed() (Strength, string) {
	switch {
	case e.Signature == Bad || e.Signature == Ambiguous || e.Signature == Revoked:
		return NoApproval, fmt.Sprintf("the signature of the %s is %s", e.carrier(), e.Signature)
	case e.Signature != Good:
		return Claimed, fmt.Sprintf("a %s says so, whose signature is %s", e.carrier(), cmp.Or(e.Signature, None))
	case e.Signer.Person != e.By.Person:
		return Claimed, fmt.Sprintf("a %s says so, which %s signed", e.carrier(), cmp.Or(e.Signer.Person, "somebody else"))
	case e.Witnessed:
		return Witnessed, fmt.Sprintf("%s signed it, and a party outside holds it", e.By.Person)
	}
	return Signed, fmt.Sprintf("%s signed it", e.By.Person)
}

// carrier returns what is signed, in a word.
func (e Evidence) carrier() string {
	if e.Source == FromMerge {
		return "merge"
	}
	return "commit"
}

// An Approval is what one commit holds of an approval.
type Approval struct {
	By       Binding
	Source   Source
	Key      string // of the trailer, where it is one
	Value    string // of the trailer
	Strength Strength
	Reason   string
}

// An Account is who stands behind a commit.
type Account struct {
	Author, Committer Binding
	Signer            Binding // not bound unless the signature is good
	Coauthors         []Binding
	Writers           []Binding // of a merge: who wrote what it brought in; who merges has not written it
	Signature         Result
	Trailers          []Trailer
	Named             []Binding // by trailer: whom its value names; zero for keys that name nobody
	Approvals         []Approval
}

// Coauthored returns the persons that the trailers of a message name as co-authors.
func (p *People) Coauthored(message string, at time.Time) []Binding {
	var out []Binding
	for _, t := range Trailers(message) {
		if t.Is("Co-authored-by") {
			out = append(out, p.ByTrailer(t.Value, at))
		}
	}
	return out
}

// The keys of trailers that name persons, and whether they approve.
var naming = map[string]bool{"approved-by": true, "reviewed-by": true, "co-authored-by": false, "signed-off-by": false, "acked-by": false, "tested-by": false}

// Account says who stands behind a commit. at is the time of the commit as it is to be
// believed, to which persons are bound; r is what [Roots.Verify] says of its signature,
// and witnessed whether a party outside holds the commit.
func (p *People) Account(c isms.Commit, r Result, at time.Time, witnessed bool) Account {
	a := Account{Author: p.ByEmail(c.Author.Email, at), Committer: p.ByEmail(c.Committer.Email, at), Signer: p.BySignature(r, at),
		Signature: r, Trailers: Trailers(c.Message)}
	evidence := Evidence{Signature: r.Status, Signer: a.Signer, Witnessed: witnessed}
	picked := CherryPicked(c.Message)
	for _, t := range a.Trailers {
		approves, names := naming[lowerASCII(t.Key)]
		var b Binding
		if names {
			b = p.ByTrailer(t.Value, at)
		}
		a.Named = append(a.Named, b)
		if t.Is("Co-authored-by") {
			a.Coauthors = append(a.Coauthors, b)
		}
		if approves {
			e := evidence
			e.Source, e.By = FromTrailer, b
			a.approve(e, t, picked)
		}
	}
	if len(c.Parents) > 1 {
		e := evidence
		e.Source, e.By = FromMerge, a.merger()
		a.approve(e, Trailer{}, nil)
	}
	return a
}

// merger returns who made a merge. A platform signs and commits for whoever merges
// there: who that was is what it writes as the author.
func (a *Account) merger() Binding {
	for _, b := range []Binding{a.Signer, a.Committer, a.Author} {
		if b.human() {
			return b
		}
	}
	return a.Committer
}

// approve adds an approval. picked are the commits that the message was copied from.
func (a *Account) approve(e Evidence, t Trailer, picked []string) {
	strength, why := e.Strength()
	if len(picked) > 0 && strength != NoApproval {
		why += fmt.Sprintf("; it may speak of commit %s, from which this one was picked", clip(picked[0]))
		strength = max(strength, Claimed) // letters grow weaker
	}
	a.Approvals = append(a.Approvals, Approval{e.By, e.Source, t.Key, t.Value, strength, why})
}

// For returns what the commit holds for an approval by one of several persons: the
// strongest of a trailer, the merge, and that one of them made the commit or a commit
// of the branch that it brought in. What is signed on a branch is not the text that was
// merged. Where nothing of it speaks for them, the field alone does.
func (a *Account) For(approvers []string) Approval {
	best := Approval{Source: FromField, Strength: OnlyAsserted, Reason: "nothing but the field says so"}
	better := func(x Approval) {
		if x.Strength.AtLeast(best.Strength) && x.Strength != best.Strength && slices.Contains(approvers, x.By.Person) {
			best = x
		}
	}
	for _, x := range a.Approvals {
		better(x)
	}
	for _, by := range []Binding{a.Signer, a.Committer, a.Author} {
		e := Evidence{Source: FromCommit, By: by, Signature: a.Signature.Status, Signer: a.Signer}
		strength, why := e.Strength()
		better(Approval{By: by, Source: FromCommit, Strength: strength, Reason: why})
	}
	for _, by := range a.Writers {
		if by.human() {
			better(Approval{By: by, Source: FromCommit, Strength: Claimed, Reason: "a commit of the branch that was merged is theirs"})
		}
	}
	return best
}

// Authors returns the ids of the persons who wrote the commit, sorted: author and
// co-authors as far as they are bound; of a merge those who wrote what it brought in,
// where that is known.
func (a *Account) Authors() []string {
	var ids []string
	wrote := a.Writers
	if len(wrote) == 0 {
		wrote = []Binding{a.Author}
	}
	for _, b := range slices.Concat(wrote, a.Coauthors) {
		if b.Bound() {
			ids = append(ids, b.Person)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
