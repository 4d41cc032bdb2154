package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// policyEval evaluates one rule and tells how it came to its judgement.
func (a *app) policyEval() *cobra.Command {
	var o engine.Options
	var path, subject string
	var explain, asJSON bool
	cmd := &cobra.Command{
		Use:   "eval RULE",
		Short: "Evaluate one rule, and tell what it saw and read and why it found nothing",
		Long: `Eval evaluates one rule, an own or a built-in one, for one record or for each that
it judges. With --explain it shows what the rule got as input, what it read besides
and until when that holds, and how far each definition of the rule came.`,
		Example: `  ismsproof policy eval risk.owner --subject risk/R-017 --explain
  ismsproof policy eval custom.risk.shout --rev HEAD~3`,
		Args: cobra.MatchAll(atMost(1, "RULE"), func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd, "name the rule to evaluate")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path = path
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			list, err := d.Evaluate(cmd.Context(), o, args[0], subject)
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(list)
			}
			for i := range list {
				if err := a.writeEvaluation(&list[i], explain); err != nil {
					return err
				}
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&path, "path", "", "the `folder` of the ISMS (default: the one here)")
	flags.StringVar(&o.Rev, "rev", "", "evaluate at this `commit` (default: the work tree)")
	flags.StringVar(&o.Config, "config", "", "judge by this configuration `file` instead of isms.yaml")
	flags.StringVar(&subject, "subject", "", "the record to judge, as `KIND/ID` (default: all)")
	flags.BoolVar(&explain, "explain", false, "show input, reads and how far each definition came")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) writeEvaluation(e *engine.Evaluation, explain bool) error {
	say := func(format string, args ...any) {
		fmt.Fprintln(a.stdout, report.Clean(fmt.Sprintf(format, args...)))
	}
	result := "nothing found"
	switch {
	case e.Unknown != "":
		result = "undecided: " + oneLine(e.Unknown)
	case len(e.Findings) > 0:
		result = number(len(e.Findings), "finding")
	}
	say("%s/%s (%s:%d): %s", e.Kind, e.ID, e.Path, e.Line, result)
	for _, f := range e.Findings {
		window := ""
		if f.Since != "" {
			window += ", since " + f.Since
		}
		if f.Until != "" {
			window += ", until " + f.Until
		}
		say("  %s at %q: %s%s", f.Grade, strings.Join(f.At, "."), f.Message, window)
	}
	if !explain {
		return nil
	}
	input, err := json.Marshal(e.Input)
	if err != nil {
		return err
	}
	say("  input: %s", input)
	for _, r := range e.Reads {
		value := "nothing"
		if r.There {
			text, err := json.Marshal(r.Value)
			if err != nil {
				return err
			}
			value = string(text)
		}
		say("  read %s: %s", r.Path, value)
	}
	for _, s := range e.Stops {
		switch {
		case s.Found:
			say("  %s:%d: the definition holds", s.File, s.Line)
		case s.At == 0:
			say("  %s:%d: the definition was not tried: something it compares with a constant differs", s.File, s.Line)
		default:
			say("  %s:%d: the definition goes no further than line %d%s", s.File, s.Line, s.At, ": "+s.Text)
		}
	}
	return nil
}
