package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// version prints what made a report reproducible: tool, rules, catalogue.
func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version and the digests of rules and catalogue",
		Args:  atMost(0, ""),
		RunE: func(*cobra.Command, []string) error {
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "ismsproof %s\n", engine.Version)
			fmt.Fprintf(a.stdout, "rules     %d, %s\n", len(d.All()), d.Digest)
			fmt.Fprintf(a.stdout, "catalogue %d controls, %d clause items, %s\n", len(d.Catalog.Controls()), len(d.Catalog.Clauses()), d.Catalog.Digest())
			return nil
		},
	}
}
