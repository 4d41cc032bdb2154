package engine

import (
	"context"
	"fmt"
	"testing"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/examples"
)

// The history of the example company is what its script says: every event opens and
// closes what it names, on its day, by its commit or by the date alone.
func TestTheStoryIsTrue(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	dir, _ := storyRepository(t)
	told, err := d.History(context.Background(), HistoryOptions{Path: dir, NoCache: true, Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]string{} // by commit
	for _, s := range told.Steps {
		subjects[s.Commit.ID] = firstWords(s.Commit)
	}
	// What happened: "opens|closes day cause rule kind/id".
	happened := map[string]bool{}
	quiet := map[string]int{}
	add := func(verb string, at time.Time, cause isms.Cause, f isms.Finding) {
		by := "lapse"
		if cause.Commit != "" {
			by = subjects[cause.Commit]
		}
		what := f.Kind + "/" + f.ID
		if f.Kind == "" {
			what = f.Path
		}
		day := at.Format(time.DateOnly)
		happened[fmt.Sprintf("%s %s by %q: %s %s", verb, day, by, f.Rule.ID, what)] = true
		quiet[day+" "+by]++
	}
	for _, s := range told.Spans {
		add("opens", s.From, s.OpenedBy, s.Finding)
		if s.To != nil {
			add("closes", *s.To, s.ClosedBy, s.Finding)
		}
	}

	text, err := examples.Expected()
	if err != nil {
		t.Fatal(err)
	}
	events, err := decode("story/expect.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(events.Items); n < 15 {
		t.Errorf("%d events, want at least 15", n)
	}
	for _, e := range events.Items {
		by, day := e.Str("commit"), e.Str("on")
		if by == "" {
			by, day = "lapse", e.Str("lapse")
		}
		for _, verb := range []string{"opens", "closes"} {
			for _, f := range e.Get(verb).List() {
				if want := fmt.Sprintf("%s %s by %q: %s", verb, day, by, f.Text); !happened[want] {
					t.Errorf("it did not happen: %s", want)
				}
			}
		}
		if none := e.Get("none"); none != nil && quiet[day+" "+by] > 0 {
			t.Errorf("%s by %q opened or closed %d findings, want none", day, by, quiet[day+" "+by])
		}
	}
}

// firstWords returns the first line of a commit message.
func firstWords(c isms.Commit) string {
	for i, r := range c.Message {
		if r == '\n' {
			return c.Message[:i]
		}
	}
	return c.Message
}
