package main

import (
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// blame tells which commit or date opened a finding.
func (a *app) blame() *cobra.Command {
	var o engine.HistoryOptions
	var outputs []string
	var color, repository string
	cmd := &cobra.Command{
		Use:   "blame FINDING|PATH[:LINE]",
		Short: "Say which commit or date opened and closed a finding",
		Long: `Blame walks the history and tells of a finding since when and until when it was
open, through which commit or date, who made it and how long it lasted. FINDING
is a key of the JSON report; PATH:LINE is a place as check prints it, in the last
commit.`,
		Example: `  ismsproof blame risk/risks.yaml:42
  ismsproof blame 2c8ef2b45899c0e9`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path, o.Now = repository, time.Now()
			sinks, err := parseSinks(outputs, report.LookupBlame)
			if err != nil {
				return err
			}
			paint, err := a.paint(color)
			if err != nil {
				return err
			}
			o.Progress = a.progress()
			b, err := engine.Blame(cmd.Context(), o, args[0])
			if err != nil {
				return err
			}
			if b.Undecided > 0 {
				a.code = engine.ExitUndecided
			}
			return writeAll(a, sinks, paint, nil, b)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&repository, "directory", "C", "", "judge the ISMS in this `folder` (default: this one)")
	configFlag(flags, &o.Config)
	flags.StringVar(&o.Range, "rev", "", "walk to this `commit` (default: HEAD)")
	flags.StringVar(&o.AsOf, "as-of", "", "look at the last commit as far as this `date` (default: its own time)")
	flags.BoolVar(&o.NoCache, "no-cache", false, "neither use nor keep what an earlier run found")
	flags.StringVar(&o.RulesAt, "rules-at", "tip", "whose configuration judges: `tip` or commit")
	outputFlags(flags, &outputs, &color, names(report.BlameFormats))
	return cmd
}
