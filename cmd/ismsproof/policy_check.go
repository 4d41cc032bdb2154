package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// policyCheck says what is wrong with own rules and what is doubtful.
func (a *app) policyCheck() *cobra.Command {
	var o engine.Options
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "Check own rules: what cannot be, what never fires, what costs much",
		Long: `Check compiles an organization's own rules, holds the fields they read against the
schemas, and tells what is wrong at its line. Then it warns: of negations that are
silent where a field is absent, of rules that read a whole collection, of rules
that no example makes fire, and of rules that have nothing to judge here.`,
		Example: `  ismsproof policy check
  ismsproof policy check --config ../judge/isms.yaml`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path = pathArg(args)
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			c, err := d.CheckPolicies(cmd.Context(), o)
			if err != nil {
				return err
			}
			for _, fault := range c.Faults {
				fmt.Fprintf(a.stdout, "error: %s\n", report.Clean(fault))
			}
			for _, warning := range c.Warnings {
				fmt.Fprintf(a.stdout, "warning: %s\n", report.Clean(warning))
			}
			if len(c.Faults) > 0 {
				a.code = engine.ExitUsage
				fmt.Fprintf(a.stdout, "%s\n", number(len(c.Faults), "error"))
				return nil
			}
			fmt.Fprintf(a.stdout, "%s, no error, %s\n", number(c.Rules, "rule"), number(len(c.Warnings), "warning"))
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Config, "config", "", "judge by this configuration `file` instead of isms.yaml")
	return cmd
}
