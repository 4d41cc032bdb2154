package history_test

import (
	"fmt"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
)

// told is a span in words: from, to, what opened and what closed it.
func told(spans []isms.Span) []string {
	out := []string{}
	cause := func(c isms.Cause) string {
		switch {
		case c.Lapse:
			return "lapse"
		case c.Waiver != "":
			return c.Waiver
		}
		return c.Commit
	}
	offset := func(t time.Time) int { return int(t.Sub(second(0)) / time.Second) }
	for _, s := range spans {
		to := "open"
		if s.To != nil {
			to = fmt.Sprintf("%d by %s", offset(*s.To), cause(s.ClosedBy))
		}
		out = append(out, fmt.Sprintf("%d by %s, %s", offset(s.From), cause(s.OpenedBy), to))
	}
	return out
}

// line makes a line of commits c0, c1 ... at the given seconds; the last is its end.
func line(seconds ...int) *history.Line {
	l := &history.Line{}
	for i, s := range seconds[:len(seconds)-1] {
		l.Commits = append(l.Commits, isms.Commit{ID: fmt.Sprintf("c%d", i)})
		l.Times = append(l.Times, second(s))
	}
	l.End = second(seconds[len(seconds)-1])
	return l
}

// fact is the same finding at some points and times; a time below 0 is no bound.
func fact(from, to, since, until int) history.Fact {
	f := history.Fact{Finding: isms.Finding{Rule: ruleLone, Grade: isms.Minor, Kind: "risk", ID: "R-1"}, From: from, To: to}
	if since >= 0 {
		f.Finding.Since = moment(since)
	}
	if until >= 0 {
		f.Finding.Until = moment(until)
	}
	return f
}

func waiver(id string, from, to, since, until int) history.Waiver {
	return history.Waiver{ID: id, From: from, To: to, Since: second(since), Until: second(until), Means: func(*isms.Finding) bool { return true }}
}

func TestSpans(t *testing.T) {
	const ever = 1000
	for name, c := range map[string]struct {
		line    *history.Line
		facts   []history.Fact
		waivers []history.Waiver
		want    []string
	}{
		"opened and closed by commits":              {line(10, 20, 30, 30), []history.Fact{fact(0, 2, -1, -1)}, nil, []string{"10 by c0, 30 by c2"}},
		"open to the end":                           {line(10, 20, 20), []history.Fact{fact(1, 2, -1, -1)}, nil, []string{"20 by c1, open"}},
		"due and renewed between commits":           {line(10, 30, 30), []history.Fact{fact(0, 1, 15, -1)}, nil, []string{"15 by lapse, 30 by c1"}},
		"due and over without a commit":             {line(10, 30, 30), []history.Fact{fact(0, 2, 15, 25)}, nil, []string{"15 by lapse, 25 by lapse"}},
		"due at the second of its renewal":          {line(10, 30, 30), []history.Fact{fact(0, 1, 30, -1)}, nil, []string{}},
		"due at the second of another commit":       {line(10, 30, 40, 40), []history.Fact{fact(0, 3, 30, -1)}, nil, []string{"30 by lapse, open"}},
		"over at the second of a commit":            {line(10, 30, 40, 40), []history.Fact{fact(0, 2, -1, 30)}, nil, []string{"10 by c0, 30 by lapse"}},
		"over at the second of its end":             {line(10, 30, 40, 40), []history.Fact{fact(0, 1, -1, 30)}, nil, []string{"10 by c0, 30 by c1"}},
		"long due when it comes":                    {line(10, 30, 30), []history.Fact{fact(1, 2, 5, -1)}, nil, []string{"30 by c1, open"}},
		"long over when it comes":                   {line(10, 30, 30), []history.Fact{fact(1, 2, -1, 30)}, nil, []string{}},
		"due after the last commit":                 {line(10, 50), []history.Fact{fact(0, 1, 40, -1)}, nil, []string{"40 by lapse, open"}},
		"due at the end":                            {line(10, 50), []history.Fact{fact(0, 1, 50, -1)}, nil, []string{"50 by lapse, open"}},
		"due after the end":                         {line(10, 50), []history.Fact{fact(0, 1, 51, -1)}, nil, []string{}},
		"over after the end":                        {line(10, 50), []history.Fact{fact(0, 1, -1, 51)}, nil, []string{"10 by c0, open"}},
		"over at the end":                           {line(10, 50), []history.Fact{fact(0, 1, -1, 50)}, nil, []string{"10 by c0, 50 by lapse"}},
		"between two commits of one second":         {line(10, 20, 20, 30, 30), []history.Fact{fact(1, 2, -1, -1)}, nil, []string{"20 by c1, 20 by c2"}},
		"gone and back within one second":           {line(20, 20, 20, 20), []history.Fact{fact(0, 1, -1, -1), fact(2, 3, -1, -1)}, nil, []string{"20 by c0, 20 by c1", "20 by c2, open"}},
		"due at a second of three commits":          {line(10, 20, 20, 20, 20), []history.Fact{fact(0, 3, 20, -1)}, nil, []string{"20 by lapse, 20 by c3"}},
		"lives on in another form":                  {line(10, 20, 30, 30), []history.Fact{fact(0, 1, -1, -1), fact(1, 3, -1, -1)}, nil, []string{"10 by c0, open"}},
		"deleted and restored":                      {line(10, 20, 30, 30), []history.Fact{fact(0, 1, -1, -1), fact(2, 3, -1, -1)}, nil, []string{"10 by c0, 20 by c1", "30 by c2, open"}},
		"due again after a renewal":                 {line(10, 20, 60, 60), []history.Fact{fact(0, 1, 15, -1), fact(1, 3, 50, -1)}, nil, []string{"15 by lapse, 20 by c1", "50 by lapse, open"}},
		"a renewal that comes too late to be one":   {line(10, 20, 20), []history.Fact{fact(0, 1, 15, -1), fact(1, 2, 18, -1)}, nil, []string{"15 by lapse, open"}},
		"a waiver begins by a commit":               {line(10, 20, 20), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 1, 2, 0, ever)}, []string{"10 by c0, 20 by W"}},
		"a waiver begins by date":                   {line(10, 20, 20), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 2, 15, ever)}, []string{"10 by c0, 15 by W"}},
		"a waiver ends by date":                     {line(10, 20, 40), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 2, 0, 30)}, []string{"30 by W, open"}},
		"a waiver is deleted":                       {line(10, 20, 40), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 1, 0, 30)}, []string{"20 by c1, open"}},
		"a waiver is deleted when it ends":          {line(10, 20, 40), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 1, 0, 20)}, []string{"20 by c1, open"}},
		"a waiver before the finding":               {line(10, 20, 40), []history.Fact{fact(1, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 2, 0, 15)}, []string{"20 by c1, open"}},
		"a waiver that is extended in time":         {line(10, 20, 40), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 1, 0, 25), waiver("W", 1, 2, 0, 35)}, []string{"35 by W, open"}},
		"a waiver that is extended too late":        {line(10, 20, 40), []history.Fact{fact(0, 2, -1, -1)}, []history.Waiver{waiver("W", 0, 1, 0, 15), waiver("W", 1, 2, 0, 35)}, []string{"15 by W, 20 by W", "35 by W, open"}},
		"two waivers that overlap":                  {line(10, 60), []history.Fact{fact(0, 1, -1, -1)}, []history.Waiver{waiver("V", 0, 1, 20, 40), waiver("W", 0, 1, 30, 50)}, []string{"10 by c0, 20 by V", "50 by W, open"}},
		"two waivers that overlap, the later first": {line(10, 60), []history.Fact{fact(0, 1, -1, -1)}, []history.Waiver{waiver("W", 0, 1, 30, 50), waiver("V", 0, 1, 20, 40)}, []string{"10 by c0, 20 by V", "50 by W, open"}},
		"two waivers with a gap":                    {line(10, 60), []history.Fact{fact(0, 1, -1, -1)}, []history.Waiver{waiver("V", 0, 1, 20, 30), waiver("W", 0, 1, 35, 50)}, []string{"10 by c0, 20 by V", "30 by V, 35 by W", "50 by W, open"}},
		"a waiver within a waiver":                  {line(10, 60), []history.Fact{fact(0, 1, -1, -1)}, []history.Waiver{waiver("V", 0, 1, 20, 50), waiver("W", 0, 1, 30, 40)}, []string{"10 by c0, 20 by V", "50 by V, open"}},
		"a waiver outlives the finding":             {line(10, 20, 60), []history.Fact{fact(0, 1, -1, -1)}, []history.Waiver{waiver("V", 0, 2, 15, 50)}, []string{"10 by c0, 15 by V"}},
		"a lapse while waived":                      {line(10, 60), []history.Fact{fact(0, 1, 30, -1)}, []history.Waiver{waiver("V", 0, 1, 20, 50)}, []string{"50 by V, open"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := gocmp.Diff(c.want, told(c.line.Spans(c.facts, c.waivers))); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
		})
	}
}

// Times are compared as instants: neither their zone nor their century matters.
func TestSpansAtTheEndsOfTime(t *testing.T) {
	kiritimati := time.FixedZone("+14", 14*3600)
	l := &history.Line{
		Commits: []isms.Commit{{ID: "c0"}, {ID: "c1"}},
		Times:   []time.Time{time.Unix(0, 0).In(kiritimati), time.Date(2100, 1, 1, 0, 0, 0, 0, kiritimati)},
		End:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
	f := fact(0, 2, -1, -1)
	since, until := time.Date(2099, 12, 31, 10, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	f.Finding.Since, f.Finding.Until = &since, &until
	spans := l.Spans([]history.Fact{f}, nil)
	if len(spans) != 1 || !spans[0].From.Equal(l.Times[1]) || spans[0].OpenedBy.Lapse != true || !spans[0].To.Equal(until) || !spans[0].ClosedBy.Lapse {
		t.Errorf("got %+v, want one from 2100-01-01 +14:00 (a lapse) until 9999-12-31", spans)
	}
}

func TestMonotonic(t *testing.T) {
	at := func(seconds ...int) (commits []isms.Commit) {
		for _, s := range seconds {
			c := isms.Commit{}
			if s >= 0 { // below 0 stands for a date that cannot be read
				c.Committer.When = second(s)
			}
			commits = append(commits, c)
		}
		return commits
	}
	for name, c := range map[string]struct {
		commits []isms.Commit
		want    []time.Time
	}{
		"already":                {at(1, 2, 3), []time.Time{second(1), second(2), second(3)}},
		"backwards":              {at(9, 2, 3, 10), []time.Time{second(9), second(9), second(9), second(10)}},
		"a date nobody can read": {at(5, -1, 7), []time.Time{second(5), second(5), second(7)}},
		"the first of them":      {at(-1, 7), []time.Time{second(7), second(7)}},
		"none can be read":       {at(-1, -1), []time.Time{{}, {}}},
		"several of one second":  {at(5, 5, 5), []time.Time{second(5), second(5), second(5)}},
		"no commits":             {nil, []time.Time{}},
	} {
		if diff := gocmp.Diff(c.want, history.Monotonic(c.commits)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
