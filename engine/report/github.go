package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"ismsproof/engine/isms"
)

// githubBudget is how many annotations of one level GitHub shows for a step; it
// drops the rest without a word.
const githubBudget = 10

// The levels of annotations, worst first. The last has room for the line that says
// what is missing.
var githubLevels = []string{"error", "warning", "notice"}

var githubGrades = map[isms.Grade]string{isms.Major: "error", isms.Minor: "warning", isms.Observation: "notice", isms.Opportunity: "notice"}

// An annotation is one workflow command of GitHub Actions.
type annotation struct {
	level string
	path  string
	at    isms.Position
	title string
	text  string
}

// writeGitHub writes the verdict as a line of the log, and then workflow commands
// within the budget of a step: what could not be decided, what weakens the
// judgement, and the findings that stand and did not before, the gravest and those
// on lines of the change first. The last line says how many more there are.
func writeGitHub(w io.Writer, r *isms.Report, _ Options) error {
	out := bufio.NewWriter(w)
	out.WriteString(guard(verdict(r)) + "\n")
	all, stood := annotations(r)
	room := githubBudget
	for _, level := range githubLevels {
		if len(all[level]) > githubBudget {
			room-- // of notices
			break
		}
	}
	more := 0
	for _, level := range githubLevels {
		limit := githubBudget
		if level == "notice" {
			limit = room
		}
		for i := range all[level] {
			if i == limit {
				more += len(all[level]) - limit
				break
			}
			out.WriteString(all[level][i].command(r.Target.Prefix))
		}
	}
	if more > 0 {
		text := fmt.Sprintf("%d more are not shown here, because GitHub shows %d annotations of a level; the formats text and markdown list them", more, githubBudget)
		if stood > 0 {
			text += fmt.Sprintf("; %d stood before the change", stood)
		}
		out.WriteString("::notice title=ismsproof::" + text + "\n")
	}
	return out.Flush()
}

// annotations returns what there is to say, by level, worst first, and how many
// findings are left out because they stood before.
func annotations(r *isms.Report) (all map[string][]annotation, stood int) {
	all = map[string][]annotation{}
	for _, s := range stops(r.Undecided) {
		text := "not assessable: " + s.reason
		if n := len(s.places) - 1; n > 0 {
			text += " (and " + plural(n, "more place", "more places") + ")"
		}
		all["error"] = append(all["error"], annotation{"error", s.places[0].path, s.places[0].at.Start, s.only(), text})
	}
	for i := range r.Weakened {
		w := &r.Weakened[i]
		level, word := "error", "weakened: "
		if w.Idle { // it changes nothing here
			level, word = "notice", ""
		}
		all[level] = append(all[level], annotation{level, w.Path, w.Range.Start, word + w.What, w.Message})
	}
	var brought []*isms.Finding
	for _, f := range standing(r) {
		if settled(r, f) {
			stood++
		} else {
			brought = append(brought, f)
		}
	}
	worstFirst(brought)
	for _, f := range brought {
		level := cmp.Or(githubGrades[f.Grade], "error")
		text := f.Message
		if mend := f.Mend(); mend != "" {
			text += ". Fix: " + mend
		}
		all[level] = append(all[level], annotation{level, f.Path, f.Range.Start, string(f.Grade) + " " + f.Rule.ID, text})
	}
	return all, stood
}

// command returns the annotation as a line. What the runner takes for its syntax
// is escaped as it demands.
func (a *annotation) command(prefix string) string {
	properties := []string{
		"file=" + githubProperty(utf8Path(rooted(prefix, a.path))),
		fmt.Sprintf("line=%d", max(1, a.at.Line)),
	}
	if a.at.Column > 0 {
		properties = append(properties, fmt.Sprintf("col=%d", a.at.Column))
	}
	if a.title != "" {
		properties = append(properties, "title="+githubProperty(cut(flat(a.title), 255)))
	}
	return "::" + a.level + " " + strings.Join(properties, ",") + "::" + githubData(flat(a.text)) + "\n"
}

var githubDataEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

// githubData escapes the message of a workflow command.
func githubData(s string) string { return githubDataEscapes.Replace(clean(s)) }

var githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")

// githubProperty escapes a property of a workflow command.
func githubProperty(s string) string { return githubPropertyEscapes.Replace(clean(s)) }
