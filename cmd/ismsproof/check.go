package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// check judges one tree.
func (a *app) check() *cobra.Command {
	var o engine.Options
	var outputs []string
	var color string
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "Judge the ISMS in a work tree, the index or a commit",
		Long: `Check judges every record of the ISMS that PATH names (default: this folder)
against its schema and the rules of ISO/IEC 27001, and prints each finding at
its line.

With --base it judges the change since that commit: rules, schemas, waivers and
configuration are those of the base, only what is new fails, and whatever the
change does to them is listed.

Exit codes: 0 no finding at or above --fail-on; 1 findings; 2 wrong usage or
configuration; 3 something could not be read or decided; 4 the change weakens
rules, waivers or configuration and needs their owner.

Formats of -o, to standard output or with =FILE to a file:
` + listed(report.Formats),
		Example: `  ismsproof check
  ismsproof check --staged
  ismsproof check --base origin/main
  ismsproof check --rev v2026.1 --as-of 2026-12-01
  ismsproof check -o text -o json=report.json
  ismsproof check -o auto -o sarif=ismsproof.sarif`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.Path = args[0]
			}
			o.Now = time.Now()
			if err := settle(cmd, &o); err != nil {
				return err
			}
			if err := requireBase(&o, os.Getenv); err != nil {
				return err
			}
			sinks, err := a.checkSinks(outputs)
			if err != nil {
				return err
			}
			paint, err := a.paint(color)
			if err != nil {
				return err
			}
			return a.runCheck(cmd, o, sinks, paint)
		},
	}
	flags := cmd.Flags()
	configFlag(flags, &o.Config)
	flags.StringVar(&o.Rev, "rev", "", "judge this `commit` instead of the work tree")
	flags.BoolVar(&o.Staged, "staged", false, "judge the index: what the next commit will hold")
	flags.StringVar(&o.Base, "base", "", "judge the change since this `commit`, by what that agreed on")
	flags.BoolVar(&o.AllFindings, "all-findings", false, "with --base: fail for what was there before, too")
	flags.StringVar(&o.AsOf, "as-of", "", "judge as of this `date` (default: today in the ISMS's time zone)")
	flags.StringSliceVar(&o.Rules, "rules", nil, "run only these `topics or ids`")
	flags.StringVar(&o.FailOn, "fail-on", "", "lowest `grade` that fails: major, minor, observation, opportunity, none (default: minor)")
	flags.Bool("no-cache", false, "for scripts that say it to every command: a check keeps and uses nothing")
	flags.IntVar(&o.Jobs, "jobs", 0, "files and records to work on at a time (default: one per processor)")
	outputFlags(flags, &outputs, &color, "one of those above")
	return cmd
}

// settle refuses what cannot be meant before anything is read.
func settle(cmd *cobra.Command, o *engine.Options) error {
	if o.Jobs < 0 {
		return usage(cmd, fmt.Sprintf("--jobs %d is negative", o.Jobs))
	}
	if o.AllFindings && o.Base == "" {
		return usage(cmd, "--all-findings means something with --base only: without it all findings count")
	}
	if cmd.Flags().Changed("base") && o.Base == "" {
		return usage(cmd, "--base is empty: a variable that should name a commit holds nothing")
	}
	if o.FailOn != "" {
		if _, err := engine.ParseFailOn(o.FailOn); err != nil {
			return usage(cmd, "--fail-on: "+err.Error())
		}
	}
	for i, word := range o.Rules {
		o.Rules[i] = strings.TrimSpace(word)
	}
	o.Rules = slices.DeleteFunc(o.Rules, func(word string) bool { return word == "" })
	// An empty variable in a script must not turn into another question.
	if cmd.Flags().Changed("rules") && len(o.Rules) == 0 {
		return &engine.IncompleteError{Message: "nothing to check with: --rules names no rule", Hint: "leave --rules out to run all rules"}
	}
	return nil
}

func (a *app) runCheck(cmd *cobra.Command, o engine.Options, sinks []sink[*isms.Report], paint bool) error {
	definitions, err := engine.Builtin()
	if err != nil {
		return err
	}
	result, err := definitions.Check(cmd.Context(), o)
	if err != nil {
		return err
	}
	if err := writeAll(a, sinks, paint, result.Source, result.Report); err != nil {
		return err
	}
	a.code = engine.ExitCode(result.Report)
	return nil
}

// paint decides about colour: --color, then NO_COLOR, then whether stdout is a
// terminal that can.
func (a *app) paint(when string) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return a.terminal() && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", nil
	}
	return false, &engine.UsageError{Message: fmt.Sprintf("--color %q is not one of auto, always, never", when)}
}

func (a *app) terminal() bool {
	return a.stdout.file != nil && term.IsTerminal(int(a.stdout.file.Fd()))
}

// width returns the columns of the terminal, 0 where there is none.
func (a *app) width() int {
	if !a.terminal() {
		return 0
	}
	columns, _, err := term.GetSize(int(a.stdout.file.Fd()))
	if err != nil {
		return 0
	}
	return columns
}
