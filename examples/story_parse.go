package examples

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// An act is one commit of a story as it is told.
type act struct {
	place   string // file and line, for errors
	at      time.Time
	by      string // id of a person
	branch  string // the side branch it is on; "" for the main line
	merges  string // the side branch it merges, or ""
	message string
	edits   []edit
	parents []*act
	tree    tree
}

// first is the parent on the same line, nil for the first act of all.
func (a *act) first() *act {
	if len(a.parents) == 0 {
		return nil
	}
	return a.parents[0]
}

// side lists the acts of the branch that a merges, latest first.
func (a *act) side() []*act {
	if len(a.parents) < 2 {
		return nil
	}
	var side []*act
	for b := a.parents[1]; b.branch == a.merges; b = b.first() {
		side = append(side, b)
	}
	return side
}

// An edit is one line of orders with the lines that belong to it.
type edit struct {
	place string
	verb  string
	path  string
	words []string // what follows the path
	old   []string // lines that were there before, context included
	new   []string // lines that are there after, context included
}

var head = regexp.MustCompile(`^(\d{4}-\d\d-\d\d \d\d:\d\d) ([a-z.]+)(?: (on|merges) ([a-z0-9-]+))?$`)

// parseStory reads one file of a story.
func parseStory(name, text string) ([]*act, error) {
	var acts []*act
	var a *act
	for n, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		place := fmt.Sprintf("story/%s:%d", name, n+1)
		found := head.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case found != nil:
			at, err := berlin(found[1])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", place, err)
			}
			a = &act{place: place, at: at, by: found[2]}
			if found[3] == "on" {
				a.branch = found[4]
			} else {
				a.merges = found[4]
			}
			acts = append(acts, a)
		case a == nil:
			if line != "" {
				return nil, fmt.Errorf("%s: %q stands before the first commit", place, line)
			}
		case len(a.edits) == 0 && (line == "" || strings.HasPrefix(line, "    ")):
			a.message = strings.TrimLeft(a.message+strings.TrimPrefix(line, "    ")+"\n", "\n")
		default:
			if err := a.order(place, line); err != nil {
				return nil, err
			}
		}
	}
	for _, a := range acts {
		a.message = strings.TrimSpace(a.message)
		if a.message == "" {
			return nil, fmt.Errorf("%s: the commit has no message", a.place)
		}
	}
	return acts, nil
}

// order reads a line of an edit: its first line, or one of the lines that were there
// (-), are there (+) or both (a blank in front).
func (a *act) order(place, line string) error {
	if line == "" {
		return nil
	}
	if strings.ContainsAny(line[:1], "-+ ") {
		if len(a.edits) == 0 {
			return fmt.Errorf("%s: %q belongs to no edit", place, line)
		}
		e := &a.edits[len(a.edits)-1]
		if line[0] != '+' {
			e.old = append(e.old, line[1:])
		}
		if line[0] != '-' {
			e.new = append(e.new, line[1:])
		}
		return nil
	}
	words := strings.Fields(line)
	if verbs[words[0]] == nil || len(words) < 2 {
		return fmt.Errorf("%s: %q is no edit", place, line)
	}
	a.edits = append(a.edits, edit{place: place, verb: words[0], path: words[1], words: words[2:]})
	return nil
}

// undo turns the files after the act into those before it.
func (a *act) undo(t tree) error {
	for i := len(a.edits) - 1; i >= 0; i-- {
		e := a.edits[i]
		if err := verbs[e.verb](t, e); err != nil {
			return fmt.Errorf("%s: %s %s: %w", e.place, e.verb, e.path, err)
		}
	}
	return nil
}

// berlin reads a time of the clocks of Berlin. It knows the summer time of the
// European Union itself, since a machine may have no zone data.
func berlin(text string) (time.Time, error) {
	winter := time.FixedZone("CET", 3600)
	at, err := time.ParseInLocation("2006-01-02 15:04", text, winter)
	if err != nil {
		return at, err
	}
	starts, ends := lastSunday(at.Year(), time.March), lastSunday(at.Year(), time.October)
	summer := time.FixedZone("CEST", 7200)
	if local, _ := time.ParseInLocation("2006-01-02 15:04", text, summer); !local.Before(starts) && local.Before(ends) {
		return local, nil
	}
	return at, nil
}

// lastSunday is 01:00 UTC of the last Sunday of a month with 31 days.
func lastSunday(year int, month time.Month) time.Time {
	last := time.Date(year, month, 31, 1, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, -int(last.Weekday()))
}
