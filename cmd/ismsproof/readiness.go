package main

import (
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// readiness tells what is missing for a certification audit.
func (a *app) readiness() *cobra.Command {
	var o engine.HistoryOptions
	var outputs []string
	var color string
	cmd := &cobra.Command{
		Use:   "readiness [PATH]",
		Short: "Say what stands between this ISMS and a stage 2 audit",
		Long: `Readiness looks at the last commit as a certification body would before stage 2:
the information that the standard wants in writing, how long records and the commits
that brought them show operation, a finished internal audit and management review,
open majors, and the conditions of the certification scheme. It names the earliest
day that can be defended. It exits with 0 where nothing is open, 1 where something
is, and 3 where something cannot be decided.`,
		Example: `  ismsproof readiness
  ismsproof readiness -o markdown=readiness.md`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path, o.Now = pathArg(args), time.Now()
			sinks, err := parseSinks(outputs, report.LookupReadiness)
			if err != nil {
				return err
			}
			paint, err := a.paint(color)
			if err != nil {
				return err
			}
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			o.Progress = a.progress()
			r, err := d.Readiness(cmd.Context(), o)
			if err != nil {
				return err
			}
			switch early := r.Earliest == nil || r.Earliest.After(r.AsOf); {
			case r.Unknown > 0:
				a.code = engine.ExitUndecided
			case r.Open > 0 || early:
				a.code = engine.ExitFindings
			}
			return writeAll(a, sinks, paint, nil, r)
		},
	}
	flags := cmd.Flags()
	configFlag(flags, &o.Config)
	flags.StringVar(&o.Range, "rev", "", "look at this `commit` (default: HEAD)")
	flags.StringVar(&o.AsOf, "as-of", "", "look as of this `date` (default: today in the ISMS's time zone)")
	outputFlags(flags, &outputs, &color, names(report.ReadinessFormats))
	return cmd
}
