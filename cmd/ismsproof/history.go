package main

import (
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// history judges every commit of a line.
func (a *app) history() *cobra.Command {
	var o engine.HistoryOptions
	var view engine.View
	var outputs []string
	var color string
	cmd := &cobra.Command{
		Use:   "history [PATH] [RANGE]",
		Short: "Judge every commit: what opened and closed when, and through whom",
		Long: `History judges every commit of the first-parent line of the current branch, each
as of its own time, and the time between commits: each finding opens with a
commit or when a date passes, and closes so.

RANGE is REV or A..B. All commits from the first are walked, whatever RANGE
shows: only so it is known since when a finding was open.

The built-in rules of this binary judge, by the configuration of the last
commit; with --rules-at commit by the configuration of each.`,
		Example: `  ismsproof history
  ismsproof history . v2026.1..HEAD
  ismsproof history --rule risk.owner --open
  ismsproof history -o text -o jsonl=history.jsonl`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path, o.Range = pathAndRange(args)
			o.Now = time.Now()
			if o.All && view.Open {
				return usage(cmd, "--open needs a line of commits, along which a finding stays open: leave out --all")
			}
			sinks, err := parseSinks(outputs, report.LookupHistory)
			if err != nil {
				return err
			}
			paint, err := a.paint(color)
			if err != nil {
				return err
			}
			return a.runHistory(cmd, o, view, sinks, paint)
		},
	}
	flags := cmd.Flags()
	configFlag(flags, &o.Config)
	flags.BoolVar(&o.All, "all", false, "walk every commit of the graph, each against its own parents")
	flags.StringVar(&o.RulesAt, "rules-at", "tip", "whose configuration judges: `tip` or commit")
	flags.BoolVar(&o.Full, "full", false, "list all open findings of each commit")
	flags.StringVar(&o.AsOf, "as-of", "", "look at the last commit as far as this `date` (default: its own time)")
	flags.StringSliceVar(&o.Rules, "rules", nil, "run only these `topics or ids`")
	flags.StringVar(&o.FailOn, "fail-on", "", "lowest `grade` that fails: major, minor, observation, opportunity, none (default: minor)")
	flags.BoolVar(&o.NoCache, "no-cache", false, "neither use nor keep what an earlier run found")
	flags.BoolVar(&o.Verify, "verify", false, "find everything anew too, and refuse what was stored if it differs")
	flags.IntVar(&o.Jobs, "jobs", 0, "files and records to work on at a time (default: one per processor)")
	flags.StringVar(&view.Since, "since", "", "show commits from this `date` on")
	flags.StringVar(&view.Until, "until", "", "show commits up to this `date`")
	flags.StringSliceVar(&view.Kinds, "kind", nil, "show findings of these `kinds` only")
	flags.StringSliceVar(&view.Rules, "rule", nil, "show findings of these `topics or ids` only")
	flags.BoolVar(&view.Open, "open", false, "show only what is still open")
	outputFlags(flags, &outputs, &color, names(report.HistoryFormats))
	return cmd
}

// pathAndRange tells the arguments apart: with one, a range or an existing path.
func pathAndRange(args []string) (path, commits string) {
	switch {
	case len(args) == 2:
		return args[0], args[1]
	case len(args) == 1 && (strings.Contains(args[0], "..") && !exists(args[0])):
		return "", args[0]
	case len(args) == 1:
		return args[0], ""
	}
	return "", ""
}

func (a *app) runHistory(cmd *cobra.Command, o engine.HistoryOptions, view engine.View, sinks []sink[*isms.Timeline], paint bool) error {
	o.Progress = a.progress()
	t, err := engine.History(cmd.Context(), o)
	if err != nil {
		return err
	}
	if err := view.Apply(t); err != nil {
		return err
	}
	if err := writeAll(a, sinks, paint, nil, t); err != nil {
		return err
	}
	a.code = engine.HistoryCode(t)
	return nil
}

// exists says whether a path names something.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
