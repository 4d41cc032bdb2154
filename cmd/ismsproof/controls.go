package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// controls lists the requirements and the rules that read each.
func (a *app) controls() *cobra.Command {
	var mapping string
	cmd := &cobra.Command{
		Use:   "controls",
		Short: "List clauses and Annex A controls with the rules that read them",
		Long: `Controls lists the leaf items of clauses 4 to 10 and the 93 controls of Annex A
with the number of rules that read each; 0 means that no rule reaches it yet.
Last come the conditions of the certification scheme, which are no requirements
of the standard: rules on them tell readiness for a certificate.
With --mapping it shows what another framework calls each: a mapping supports,
it never proves.`,
		Args: atMost(0, ""),
		RunE: func(*cobra.Command, []string) error {
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			if mapping != "" {
				return a.listMapping(d, mapping)
			}
			for _, q := range d.Catalog.Matrix(d.All(), nil, nil, nil) {
				fmt.Fprintf(a.stdout, "%-12s %3d  %s\n", q.ID, q.Rules, q.Title)
			}
			fmt.Fprintln(a.stdout, "\nreadiness for certification, apart from conformity with the standard")
			for _, q := range d.Catalog.Readiness(d.All(), nil, nil) {
				fmt.Fprintf(a.stdout, "%-23s %3d  %s\n", q.ID, q.Rules, q.Title)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&mapping, "mapping", "", "show this `mapping`: iso27001_2013, nis2_2024_2690, nist_csf_2_0, nist_sp800_53r5")
	return cmd
}

// listMapping prints what another framework calls each requirement.
func (a *app) listMapping(d *engine.Definitions, id string) error {
	m := d.Catalog.Mapping(id)
	if m == nil {
		var known []string
		for _, m := range d.Catalog.Mappings() {
			known = append(known, m.ID)
		}
		return &engine.UsageError{Message: fmt.Sprintf("mapping %q is not one of %s", id, strings.Join(known, ", "))}
	}
	fmt.Fprintf(a.stdout, "%s (%s)\n", m.Name, m.Relationship)
	for _, q := range d.Catalog.Matrix(d.All(), nil, nil, nil) {
		targets, known := m.Targets(q.ID)
		if !known {
			continue
		}
		words := make([]string, len(targets))
		for i, t := range targets {
			words[i] = t.ID
		}
		if len(words) == 0 {
			words = []string{"-"}
		}
		fmt.Fprintf(a.stdout, "%-12s %s\n", q.ID, strings.Join(words, ", "))
	}
	if m.Credit != "" {
		fmt.Fprintln(a.stdout, m.Credit)
	}
	return nil
}
