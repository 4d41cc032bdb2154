package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// doctor says what stands in the way of a judgement.
func (a *app) doctor() *cobra.Command {
	var o engine.DoctorOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor [PATH]",
		Short: "Say what is wrong with the clone, the configuration and its protection",
		Long: `Doctor looks at what stands in the way of a trustworthy judgement, and says how to
mend it: a clone that is shallow or partial, a base that was not fetched, clocks
that are wrong, commits without signature, a configuration or own rules that do
not load, and files that decide how the ISMS is judged and that nobody owns.

Each line begins with ok, warning, problem, "not checked" where there is nothing
to check or something else comes first, or undecided where a check could not be
completed. The shape of --json is described in docs/doctor.md.

Exit codes: 0 nothing is a problem; 1 problems; 2 wrong usage; 3 something could
not be read.`,
		Example: `  ismsproof doctor
  ismsproof doctor --base origin/main
  ismsproof doctor --json`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.Path = args[0]
			}
			o.Now = time.Now()
			if cmd.Flags().Changed("base") && o.Base == "" {
				return usage(cmd, "--base is empty: a variable that should name a commit holds nothing")
			}
			if o.Base == "" {
				o.Base = baseOf(os.Getenv)
			}
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			found, err := d.Doctor(cmd.Context(), o)
			if err != nil {
				return err
			}
			a.code = found.Code()
			if asJSON {
				return report.JSON(a.stdout, found)
			}
			a.showDiagnosis(found)
			return nil
		},
	}
	flags := cmd.Flags()
	configFlag(flags, &o.Config)
	flags.StringVar(&o.Base, "base", "", "the `commit` that changes are judged against (default: the target of the pull request, else origin/HEAD, main or master)")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// baseOf returns the branch that the pull request of this run is to be merged into, as
// clones name it; "" outside of one.
func baseOf(env func(string) string) string {
	for _, p := range forges {
		if branch := env(p.target); p.run(env) && branch != "" {
			return "origin/" + branch
		}
	}
	return ""
}

func (a *app) showDiagnosis(d *engine.Diagnosis) {
	for _, c := range d.Checks {
		a.line("%-11s  %-13s  %s", c.Health, c.Name, c.Saw)
		if c.Remedy != "" && c.Health != engine.NotChecked {
			a.line("%-11s  %-13s  %s", "", "", "remedy: "+c.Remedy)
		}
	}
	if n := d.Count(engine.Ill); n > 0 {
		fmt.Fprintf(a.stdout, "\n%s\n", many(n, "problem"))
	}
}
