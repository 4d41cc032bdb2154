package engine

import (
	"slices"
	"strings"

	"ismsproof/engine/mutation"
)

// A HarmlessMutation makes of a record another one that conforms as well as it did: no
// rule could tell that anything is wrong. Where a rule does, the mutant counts all the
// same; where none does, it is counted apart from the detection rate and listed.
type HarmlessMutation struct {
	Kind      string   // "*" for any
	Fields    []string // as in a missed mutant; "*" at the end of one stands for anything
	Operators []mutation.Operator
	Why       string
}

// What happens to a field, in words that the list below uses again and again.
var (
	dropped   = []mutation.Operator{mutation.DropField}
	otherwise = []mutation.Operator{mutation.DropField, mutation.ChangeChoice}
	chosen    = []mutation.Operator{mutation.ChangeChoice}
	earlier   = []mutation.Operator{mutation.ShiftEarlier}
	anyDay    = []mutation.Operator{mutation.DropField, mutation.ShiftEarlier, mutation.ShiftLater}
	counted   = []mutation.Operator{mutation.DropField, mutation.LowerNumber, mutation.RaiseNumber}
	swapped   = []mutation.Operator{mutation.SwapPerson}
)

// Harmless are the mutations that were looked at and found to be none.
var Harmless = []HarmlessMutation{
	{"isms", []string{"intervals", "intervals.*"}, dropped, "a default takes the place of an interval"},
	{"isms", []string{"targets", "targets.*"}, counted, "targets are the organization's own, and have defaults"},
	{"isms", []string{"git", "git.*"}, otherwise, "what git asks for more than the defaults is the organization's choice"},
	{"*", []string{"next_review", "review_interval"}, dropped, "either of the two gives the date of the review"},
	{"*", []string{"effective_from"}, anyDay, "without it, or from an earlier day on, the version applies as well"},
	{"person", []string{"start"}, anyDay, "anybody may have joined another day"},
	{"person", []string{"end"}, anyDay, "anybody may leave another day, and whoever does not leave stays"},
	{"person", []string{"remote", "type", "unit", "emails"}, otherwise, "where and how somebody works is not to be seen in other records"},
	{"asset", []string{"critical", "personal_data", "type", "status"}, otherwise, "what a thing is and holds is not to be seen in other records; more is asked of some, of none less"},
	{"supplier", []string{"tier", "status", "cloud", "cloud.*", "development", "assurance", "assurance.*"}, otherwise, "what somebody supplies is not to be seen in other records; more is asked of some"},
	{"supplier", []string{"agreement.starts_on"}, anyDay, "contracts begin any day before they end"},
	{"location", []string{"type"}, otherwise, "what a place is is not to be seen in other records"},
	{"contact", []string{"type"}, otherwise, "whom one may call is not to be seen in other records"},
	{"obligation", []string{"applies"}, chosen, "whether an obligation applies is a matter of law and not of records"},
	{"party_requirement", []string{"in_isms"}, chosen, "what the ISMS takes up is the organization's choice"},
	{"incident", []string{"severity", "type"}, otherwise, "how grave it was is not to be seen in other records"},
	{"change", []string{"significant", "type", "affects", "test"}, otherwise, "whether a change matters is not to be seen in other records; more is asked of some"},
	{"evidence", []string{"type"}, chosen, "a report may as well be a screenshot"},
	{"role", []string{"key", "isms", "incompatible_with", "deputy"}, otherwise, "which roles matter most, and exclude each other, is the organization's choice"},
	{"role", []string{"holders.from", "holders.accepted_on"}, earlier, "a role may be held for longer"},
	{"control", []string{"key", "frequency"}, otherwise, "which controls matter most is the organization's choice"},
	{"control", []string{"operated_since"}, earlier, "a control may have run for longer"},
	{"control", []string{"evidence_wanted.*"}, otherwise, "what is wanted as evidence is the organization's choice"},
	{"classification", []string{"name", "handling"}, dropped, "a class is what its id and rank say"},
	{"classification", []string{"rank"}, counted, "which class is above which is the organization's choice"},
	{"retention_class", []string{"basis"}, dropped, "the period counts, whatever it rests on"},
	{"objective", []string{"baseline", "target"}, counted, "what is to be reached is the organization's choice"},
	{"metric", []string{"readings.value"}, counted, "a reading may have been another one that also meets the target"},
	{"risk", []string{"priority"}, counted, "which risk comes first is the organization's choice"},
	{"risk", []string{"cia"}, chosen, "what a risk endangers is not to be seen in other records"},
	{"risk", []string{"identified_on"}, earlier, "a risk may have been known for longer"},
	{"risk", []string{"suppliers", "sources"}, dropped, "not every risk comes from a supplier or was found in a source"},
	{"risk", []string{"acceptance.by"}, swapped, "whoever owns a risk may accept it"},
	{"risk_method", []string{"tolerance", "tolerance.*"}, counted, "how many high risks are tolerated is the organization's choice"},
	{"soa_control", []string{"reasons"}, chosen, "why a control is included is the organization's choice"},
	{"soa_control", []string{"how", "documents", "operated_by"}, dropped, "one of the three says how a control is implemented"},
	{"exception", []string{"requested_by"}, swapped, "anybody may ask for an exception whom another one grants"},
	{"exception", []string{"type"}, otherwise, "what an exception is called does not change what it allows"},
	{"message", []string{"by"}, swapped, "anybody who may speak may have spoken"},
	{"document", []string{"issue_or_version"}, anyDay, "issues of others have the dates that these give them"},
	{"review_decision", []string{"type"}, otherwise, "what management decides is its own matter"},
}

// harmlessAs returns the entry that a mutant fits, nil for none.
func harmlessAs(x *mutant) *HarmlessMutation {
	for i := range Harmless {
		h := &Harmless[i]
		if (h.Kind == "*" || h.Kind == x.Record.Kind) && slices.Contains(h.Operators, x.Operator) && slices.ContainsFunc(h.Fields, x.isField) {
			return h
		}
	}
	return nil
}

// isField says whether a mutant spoils a field, or one that begins as name does before a "*".
func (x *mutant) isField(name string) bool {
	if prefix, some := strings.CutSuffix(name, "*"); some {
		return strings.HasPrefix(x.Field, prefix)
	}
	return x.Field == name
}
