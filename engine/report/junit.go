package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// The document of JUnit, as far as its readers agree on it.
type (
	junitSuites struct {
		XMLName  xml.Name      `xml:"testsuites"`
		Name     string        `xml:"name,attr"`
		Tests    int           `xml:"tests,attr"`
		Failures int           `xml:"failures,attr"`
		Errors   int           `xml:"errors,attr"`
		Suites   []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string    `xml:"name,attr"`
		Class   string    `xml:"classname,attr"`
		Failure *junitWhy `xml:"failure"`
		Error   *junitWhy `xml:"error"`
		Skipped *junitWhy `xml:"skipped"`
	}
	junitWhy struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes JUnit XML: a suite for each topic, in it a case for each finding.
// What fails the check is a failure; what is waived, stood before the change or is
// not grave enough is skipped, with the reason; what the change mends passes; what
// could not be decided is an error. The first suite has one case, that everything
// could be decided, so that a report without findings has a test.
func writeJUnit(w io.Writer, r *isms.Report, _ Options) error {
	j := &junit{report: r, topics: map[string]*junitSuite{}, seen: ordinal{}}
	j.decided()
	for i := range r.Undecided {
		j.undecided(&r.Undecided[i])
	}
	for i := range r.Weakened {
		x := &r.Weakened[i]
		c := junitCase{Name: x.What + " " + spot(x.Path, x.Range.Start), Class: "weakened"}
		why := &junitWhy{x.What, x.Message, lines(place(x.Path, x.Range.Start), x.Message)}
		if x.Idle {
			c.Skipped = why
		} else {
			c.Failure = why
		}
		j.add("weakened", c)
	}
	for i := range r.Findings {
		j.finding(&r.Findings[i])
	}
	text, err := xml.MarshalIndent(j.document(), "", "  ")
	if err != nil {
		return fmt.Errorf("write junit: %w", err)
	}
	_, err = w.Write(slices.Concat([]byte(xml.Header), text, []byte("\n")))
	return err
}

// A junit makes the document of one report.
type junit struct {
	report *isms.Report
	topics map[string]*junitSuite
	seen   ordinal
}

// decided adds the case that is always there.
func (j *junit) decided() {
	c := junitCase{Name: "everything could be read and decided", Class: "ismsproof"}
	if text := verdict(j.report); strings.HasPrefix(text, "undecided") {
		c.Error = &junitWhy{string(isms.NotAssessable), text, ""}
	}
	j.add("ismsproof", c)
}

func (j *junit) undecided(u *isms.Undecided) {
	topic, class := "ismsproof", "ismsproof"
	if u.Rule != nil {
		topic, class = u.Rule.Topic(), u.Rule.ID
	}
	j.add(topic, junitCase{
		Name: subjectName(u.Entity, u.Kind, u.ID, ""), Class: class,
		Error: &junitWhy{string(isms.NotAssessable), u.Reason, lines(place(u.Path, u.Range.Start), u.Reason)},
	})
}

func (j *junit) finding(f *isms.Finding) {
	c := junitCase{Name: subjectName(f.Entity, f.Kind, f.ID, f.Locus), Class: f.Rule.ID}
	skip := func(reason string) {
		c.Skipped = &junitWhy{string(f.Grade), reason + ": " + f.Message, lines(place(f.Path, f.Range.Start))}
	}
	switch {
	case f.Status == isms.Upcoming:
		return
	case f.Change == isms.Fixed:
	case f.Status == isms.Waived:
		skip("waived by " + f.Waiver)
	case j.report.Fails(f):
		c.Failure = &junitWhy{string(f.Grade), f.Message, j.details(f)}
	case f.Change == isms.Unchanged:
		skip(string(f.Grade) + ", stood before the change")
	default:
		skip(string(f.Grade) + ", less grave than what fails the check")
	}
	j.add(f.Rule.Topic(), c)
}

// details returns what a person needs to mend a finding.
func (j *junit) details(f *isms.Finding) string {
	out := []string{place(f.Path, f.Range.Start), f.Message}
	note := func(label, text string) {
		if text != "" {
			out = append(out, label+": "+text)
		}
	}
	note("expects", f.Rule.Title)
	note("requires", strings.Join(f.Rule.Requirements, ", "))
	note("since", stamp(f.Since, j.report.AsOf.Location()))
	note("until", stamp(f.Until, j.report.AsOf.Location()))
	note("fix", f.Mend())
	note("help", "ismsproof explain "+f.Rule.ID)
	return lines(out...)
}

// lines puts each text on a line of its own, cleaned.
func lines(texts ...string) string {
	var b strings.Builder
	b.WriteByte('\n')
	for _, s := range texts {
		b.WriteString(flat(s))
		b.WriteByte('\n')
	}
	return b.String()
}

// subjectName names a subject, so that the readers of two runs see the same case.
func subjectName(entity, kind, id, locus string) string {
	s := id
	if kind != "" {
		s = kind + " " + id
	}
	if entity != "" {
		s = entity + ": " + s
	}
	if locus != "" {
		s += " at " + locus
	}
	return s
}

// add cleans a case and puts it into its suite.
func (j *junit) add(topic string, c junitCase) {
	c.Name, c.Class, topic = flat(c.Name), flat(c.Class), flat(topic)
	if c.Name == "" {
		c.Name = "the ISMS"
	}
	if n := j.seen.next(c.Class + "\n" + c.Name); n > 1 {
		c.Name = fmt.Sprintf("%s (%d)", c.Name, n)
	}
	s := j.topics[topic]
	if s == nil {
		s = &junitSuite{Name: topic}
		j.topics[topic] = s
	}
	s.Tests++
	for _, why := range []*junitWhy{c.Failure, c.Error, c.Skipped} {
		if why != nil {
			why.Type, why.Message = flat(why.Type), flat(why.Message)
		}
	}
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

// document returns the suites, ordered by name.
func (j *junit) document() junitSuites {
	d := junitSuites{Name: "ismsproof"}
	for _, s := range j.topics {
		d.Suites = append(d.Suites, s)
		d.Tests += s.Tests
		d.Failures += s.Failures
		d.Errors += s.Errors
	}
	slices.SortFunc(d.Suites, func(a, b *junitSuite) int { return strings.Compare(a.Name, b.Name) })
	return d
}
