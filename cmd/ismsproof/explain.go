package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// explain tells what a rule, clause, control, kind or exit code is about.
func (a *app) explain() *cobra.Command {
	var asJSON bool
	var folder, config string
	cmd := &cobra.Command{
		Use:   "explain [ID]",
		Short: "Explain a rule, clause, control, kind or exit code",
		Long: `Explain says what ID demands and why, with an example that does not conform and
one that does, and who reads what. ID is a rule (risk.owner), a topic (doc), a
clause (6.1.2), a control (A.5.19), a kind (supplier) or an exit code (3); a
word that is topic and kind is the kind. Without ID it lists all rules. Kinds, rules
and frameworks of the configuration here, or of the one named, are explained too.`,
		Example: `  ismsproof explain risk.owner
  ismsproof explain A.5.19`,
		Args: atMost(1, "ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			own, err := d.For(cmd.Context(), folder, config)
			switch {
			case err == nil:
				d = own
			case folder+config != "" || cmd.Context().Err() != nil:
				return err
			default: // what is built in can be explained all the same
				fmt.Fprintf(a.stderr, "ismsproof: the configuration here is not used: %s\n", report.Clean(err.Error()))
			}
			if len(args) == 0 {
				return a.listRules(d.All(), asJSON)
			}
			topic := slices.DeleteFunc(d.All(), func(r *isms.Rule) bool { return r.Topic() != args[0] })
			if _, kind := d.Schemas.Kind(args[0]); len(topic) > 0 && !kind {
				return a.listRules(topic, asJSON)
			}
			e, err := d.Explain(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(e)
			}
			clean(e)
			writeExplanation(a.stdout, e)
			return nil
		},
	}
	cmd.Flags().StringVarP(&folder, "directory", "C", "", "explain by the ISMS in this `folder` (default: this one)")
	configFlag(cmd.Flags(), &config)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// listRules prints one line for each rule, or an array of all.
func (a *app) listRules(rules []*isms.Rule, asJSON bool) error {
	type line struct {
		ID           string     `json:"id"`
		Grade        isms.Grade `json:"grade"`
		Title        string     `json:"title"`
		Requirements []string   `json:"requirements"`
	}
	var lines []line
	for _, r := range rules {
		lines = append(lines, line{r.ID, r.Grade, r.Title, r.Requirements})
	}
	if asJSON {
		return a.json(lines)
	}
	for _, l := range lines {
		fmt.Fprintf(a.stdout, "%-26s %-12s %s\n", report.Clean(l.ID), l.Grade, report.Clean(l.Title))
	}
	return nil
}

func (a *app) json(v any) error { return report.JSON(a.stdout, v) }

// clean makes an explanation fit for a screen: own rules are words of a repository.
func clean(e *engine.Explanation) {
	e.ID, e.Heading = report.Clean(e.ID), report.Clean(e.Heading)
	each := func(texts []string) {
		for i := range texts {
			texts[i] = report.Clean(texts[i])
		}
	}
	each(e.Text)
	for _, f := range e.Fields {
		each(f.Texts)
	}
	for i := range e.Examples {
		x := &e.Examples[i]
		lines := strings.Split(x.Text, "\n")
		each(lines)
		x.About, x.Path, x.Text = report.Clean(x.About), report.Clean(x.Path), strings.Join(lines, "\n")
	}
}

const (
	textWidth  = 80
	labelWidth = 14
)

// writeExplanation lays an explanation out for a terminal of 80 columns.
func writeExplanation(w io.Writer, e *engine.Explanation) {
	fmt.Fprintf(w, "%s  %s\n", e.ID, e.Heading)
	for _, p := range e.Text {
		fmt.Fprintln(w)
		writeFolded(w, "", "", p)
	}
	if len(e.Fields) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range e.Fields {
		label := f.Label
		for _, text := range f.Texts {
			writeField(w, fmt.Sprintf("%-*s", labelWidth, label), text)
			label = ""
		}
	}
	for _, x := range e.Examples {
		fmt.Fprintln(w)
		writeFolded(w, "", "", fmt.Sprintf("%s: %s (%s)", x.Heading, x.About, x.Path))
		fmt.Fprintln(w)
		for line := range strings.SplitSeq(strings.TrimRight(x.Text, "\n"), "\n") {
			fmt.Fprintln(w, strings.TrimRight("    "+line, " "))
		}
	}
	if e.Notice != "" {
		fmt.Fprintln(w)
		writeFolded(w, "", "", e.Notice)
	}
}

// writeField writes a text of a field after its label. A name that two spaces part
// from what it stands for stays apart from it.
func writeField(w io.Writer, label, text string) {
	rest := strings.Repeat(" ", labelWidth)
	name, meaning, parted := strings.Cut(text, "  ")
	switch {
	case !parted:
		writeFolded(w, label, rest, text)
	case labelWidth+len([]rune(text)) <= textWidth:
		fmt.Fprintln(w, label+name+"  "+meaning)
	default:
		writeFolded(w, label, rest, name)
		writeFolded(w, rest+"  ", rest+"  ", meaning)
	}
}

// writeFolded writes text broken at spaces, first before its first line and rest
// before the others.
func writeFolded(w io.Writer, first, rest, text string) {
	line := first
	used := false
	for word := range strings.FieldsSeq(text) {
		if used && len([]rune(line))+1+len([]rune(word)) > textWidth {
			fmt.Fprintln(w, line)
			line, used = rest, false
		}
		if used {
			line += " "
		}
		line += word
		used = true
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
}
