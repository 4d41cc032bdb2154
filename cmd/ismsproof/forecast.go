package main

import (
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// forecast looks ahead.
func (a *app) forecast() *cobra.Command {
	var o engine.Options
	var until string
	var outputs []string
	var color string
	cmd := &cobra.Command{
		Use:   "forecast [PATH] --until DATE",
		Short: "Say what will lapse, when, and whose it is",
		Long: `Forecast judges a tree as check does and lists what a date will open by the end
of the day named, if nobody does anything. It always exits with 0 unless
something could not be read or decided (3) or asked (2).`,
		Example: `  ismsproof forecast --until 2027-06-30`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.Path = args[0]
			}
			o.Now = time.Now()
			if until == "" {
				return &engine.UsageError{Message: "--until is missing", Hint: "name the day up to which to look ahead, such as 2027-06-30"}
			}
			sinks, err := parseSinks(outputs, report.LookupForecast)
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
			f, err := d.Forecast(cmd.Context(), o, until)
			if err != nil {
				return err
			}
			if len(f.Undecided) > 0 {
				a.code = engine.ExitUndecided
			}
			return writeAll(a, sinks, paint, nil, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&until, "until", "", "look ahead to the end of this `day`")
	configFlag(flags, &o.Config)
	flags.StringVar(&o.Rev, "rev", "", "judge this `commit` instead of the work tree")
	flags.BoolVar(&o.Staged, "staged", false, "judge the index: what the next commit will hold")
	flags.StringVar(&o.AsOf, "as-of", "", "look from this `date` on (default: today in the ISMS's time zone)")
	flags.StringSliceVar(&o.Rules, "rules", nil, "run only these `topics or ids`")
	outputFlags(flags, &outputs, &color, names(report.ForecastFormats))
	return cmd
}
