package identity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// A Person is what a record of kind person says about identities. Days are written
// YYYY-MM-DD and count whole; an empty one sets no limit.
type Person struct {
	ID         string
	Service    bool // a machine or shared account, which approves nothing
	Start, End string
	Emails     []string
	Keys       []PersonKey
}

// A PersonKey is a key that belongs to a person for a time.
type PersonKey struct {
	Type        string // "ssh", "gpg", "x509", "gitsign"; empty for any
	Fingerprint string // as git prints it
	From, Until string
	RevokedOn   string // the first day on which it no longer counts
}

// PersonOf takes out of a record of kind person what binding needs.
func PersonOf(r *isms.Record) Person {
	v := r.Value
	p := Person{ID: r.ID, Service: v.Str("type") == "service", Start: v.Str("start"), End: v.Str("end")}
	for _, e := range v.Get("emails").List() {
		p.Emails = append(p.Emails, e.Text)
	}
	list := v.Get("keys").List()
	for i := range list {
		k := &list[i]
		p.Keys = append(p.Keys, PersonKey{k.Str("type"), k.Str("fingerprint"), k.Str("from"), k.Str("until"), k.Str("revoked_on")})
	}
	return p
}

// A Binding says which person something belongs to, or why it is nobody or not clear.
type Binding struct {
	Person  string   // id; empty unless there is exactly one
	Service bool     // the person is a machine or shared account
	Several []string // ids, where more than one fit
	Reason  string   // one clause on how it was found, or why not
}

// Bound reports whether there is exactly one person.
func (b Binding) Bound() bool { return b.Person != "" }

// human reports whether there is exactly one person, and not a service.
func (b Binding) human() bool { return b.Person != "" && !b.Service }

// People finds persons by what commits carry.
type People struct {
	zone   *time.Location
	byID   map[string][]*Person
	byMail map[string][]*Person
	byKey  map[string][]ownedKey
}

type ownedKey struct {
	owner *Person
	key   PersonKey
}

// NewPeople makes an index of persons. zone is where their days begin.
func NewPeople(persons []Person, zone *time.Location) *People {
	p := &People{zone, map[string][]*Person{}, map[string][]*Person{}, map[string][]ownedKey{}}
	for i := range persons {
		person := &persons[i]
		p.byID[person.ID] = append(p.byID[person.ID], person)
		for _, e := range person.Emails {
			e = lowerASCII(e)
			if !slices.Contains(p.byMail[e], person) {
				p.byMail[e] = append(p.byMail[e], person)
			}
		}
		for _, k := range person.Keys {
			print := normalPrint(k.Fingerprint)
			p.byKey[print] = append(p.byKey[print], ownedKey{person, k})
		}
	}
	return p
}

// normalPrint makes the ways in which programs write one fingerprint equal. That of an
// SSH key is case-sensitive.
func normalPrint(text string) string {
	if strings.HasPrefix(text, "SHA256:") {
		return strings.TrimRight(text, "=")
	}
	return strings.TrimPrefix(strings.ToUpper(strings.ReplaceAll(text, " ", "")), "0X")
}

// ByEmail returns the person whose address it was at a time. Addresses are compared
// without regard to the case of ASCII letters.
func (p *People) ByEmail(address string, at time.Time) Binding {
	if address == "" {
		return Binding{Reason: "there is no address"}
	}
	return p.one(p.byMail[lowerASCII(address)], fmt.Sprintf("the address %q", clip(address)), at)
}

// ByID returns the person with an id, if they belonged to the organization at a time.
func (p *People) ByID(id string, at time.Time) Binding {
	return p.one(p.byID[id], fmt.Sprintf("the id %q", clip(id)), at)
}

// ByTrailer returns the person that the value of a trailer names: by an address in
// angle brackets, or by nothing but their id. A name alone is nobody.
func (p *People) ByTrailer(value string, at time.Time) Binding {
	if _, address, ok := ParseAddress(value); ok {
		return p.ByEmail(address, at)
	}
	if len(p.byID[value]) > 0 {
		return p.ByID(value, at)
	}
	return Binding{Reason: fmt.Sprintf("%q is neither \"name <address>\" nor the id of a person", clip(value))}
}

// one picks the person among those that have what is asked for.
func (p *People) one(found []*Person, what string, at time.Time) Binding {
	if len(found) == 0 {
		return Binding{Reason: what + " belongs to nobody"}
	}
	var there []*Person
	why := ""
	for _, person := range found {
		if reason := p.outside(person.Start, person.End, at); reason == "" {
			there = append(there, person)
		} else if why == "" {
			why = fmt.Sprintf("%s belongs to %s, %s", what, person.ID, reason)
		}
	}
	return pick(there, what, why)
}

// pick makes a binding of the persons that fit; why says what it is if none does.
func pick(there []*Person, what, why string) Binding {
	switch len(there) {
	case 0:
		return Binding{Reason: why}
	case 1:
		return Binding{Person: there[0].ID, Service: there[0].Service, Reason: fmt.Sprintf("%s belongs to %s", what, there[0].ID)}
	}
	b := Binding{}
	for _, person := range there {
		b.Several = append(b.Several, person.ID)
	}
	slices.Sort(b.Several)
	b.Reason = fmt.Sprintf("%s belongs to %s at once", what, strings.Join(b.Several, ", "))
	return b
}

// outside says why a time is not within days; "" if it is.
func (p *People) outside(start, end string, at time.Time) string {
	if at.IsZero() {
		return "at a time that is not known"
	}
	for _, day := range []string{start, end} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return fmt.Sprintf("with the day %q, which is none", clip(day))
		}
	}
	switch today := at.In(p.zone).Format(time.DateOnly); {
	case start != "" && today < start:
		return fmt.Sprintf("from %s only", start)
	case end != "" && today > end:
		return fmt.Sprintf("until %s only", end)
	}
	return ""
}

// keyTypes are the formats that the types of keys in records stand for.
var keyTypes = map[string]Format{"ssh": SSH, "gpg": OpenPGP, "x509": X509, "gitsign": X509}

// BySignature returns the person who made a signature. Only a good one speaks for
// anybody: for the person who has the key on record at that time or, if nobody ever
// had it, the one that all names of the key belong to. Where both say something, they
// must agree.
func (p *People) BySignature(r Result, at time.Time) Binding {
	if r.Status != Good {
		return Binding{Reason: r.Reason}
	}
	owned := p.byKey[normalPrint(r.Key)]
	if r.Format == OpenPGP && r.Primary != "" {
		owned = slices.Concat(owned, p.byKey[normalPrint(r.Primary)])
	}
	named := p.byNames(r, at)
	if len(owned) == 0 {
		return named
	}
	b := p.byOwner(owned, r, at)
	others := named.Several
	if named.Bound() {
		others = []string{named.Person}
	}
	if b.Bound() && len(others) > 0 && !slices.Contains(others, b.Person) {
		several := slices.Sorted(slices.Values(append([]string{b.Person}, others...)))
		return Binding{Several: several, Reason: fmt.Sprintf("the key %s is on record for %s, but signs for %s", r.Key, b.Person, strings.Join(others, ", "))}
	}
	return b
}

// byNames returns the person that the names of a key belong to.
func (p *People) byNames(r Result, at time.Time) Binding {
	var there []*Person
	why := fmt.Sprintf("the key %s is on record for nobody", r.Key)
	for i, name := range r.Names {
		b := p.ByEmail(name, at)
		if i == 0 && !b.Bound() {
			why += ", and " + b.Reason
		}
		for _, person := range p.byMail[lowerASCII(name)] {
			if p.outside(person.Start, person.End, at) == "" && !slices.Contains(there, person) {
				there = append(there, person)
			}
		}
	}
	return pick(there, fmt.Sprintf("the key %s, which signs for %s,", r.Key, clip(strings.Join(r.Names, ", "))), why)
}

// byOwner returns the person who has the key on record.
func (p *People) byOwner(owned []ownedKey, r Result, at time.Time) Binding {
	var there []*Person
	why := ""
	for _, o := range owned {
		reason := p.outside(o.key.From, o.key.Until, at)
		if format, known := keyTypes[o.key.Type]; o.key.Type != "" && (!known || format != r.Format) {
			reason = fmt.Sprintf("as a key of type %q", clip(o.key.Type))
		}
		if reason == "" && o.key.RevokedOn != "" {
			if p.outside(o.key.RevokedOn, "", at) == "" {
				reason = fmt.Sprintf("who revoked it on %s", o.key.RevokedOn)
			} else if _, err := time.Parse(time.DateOnly, o.key.RevokedOn); err != nil {
				reason = fmt.Sprintf("who revoked it on %q, which is no day", clip(o.key.RevokedOn))
			}
		}
		if reason == "" {
			reason = p.outside(o.owner.Start, o.owner.End, at)
		}
		switch {
		case reason == "" && !slices.Contains(there, o.owner):
			there = append(there, o.owner)
		case reason != "" && why == "":
			why = fmt.Sprintf("the key %s is on record for %s, %s", r.Key, o.owner.ID, reason)
		}
	}
	return pick(there, "the key "+r.Key, why)
}
