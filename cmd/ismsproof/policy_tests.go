package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// policyTest runs the tests and examples of rules.
func (a *app) policyTest() *cobra.Command {
	var o engine.Options
	var builtin, asJSON bool
	cmd := &cobra.Command{
		Use:   "test [PATH]",
		Short: "Run the tests and examples of own rules",
		Long: `Test runs the Rego tests (rules test_… in files *_test.rego) and judges the
examples (examples.yaml) of an organization's own rules, and tells which lines of
the rules no test reaches. Each rule needs an example that makes it fire and one
that does not. To run no test at all is an error.`,
		Example: `  ismsproof policy test
  ismsproof policy test --builtin`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path = pathArg(args)
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			t, err := d.TestPolicies(cmd.Context(), o, builtin)
			if err != nil {
				return err
			}
			if t.Faults() > 0 {
				a.code = engine.ExitFindings
			}
			if asJSON {
				return a.json(t)
			}
			a.writeTests(t)
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Config, "config", "", "judge by this configuration `file` instead of isms.yaml")
	cmd.Flags().BoolVar(&builtin, "builtin", false, "test the built-in rules")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) writeTests(t *engine.PolicyTests) {
	for _, x := range t.Tests {
		if x.Fault != "" {
			fmt.Fprintf(a.stdout, "%s:%d: %s: %s\n", x.File, x.Line, x.Name, oneLine(x.Fault))
		}
	}
	for _, x := range t.Examples {
		switch {
		case x.Fault == "":
		case x.About == "":
			fmt.Fprintf(a.stdout, "%s: %s\n", x.Rule, x.Fault)
		default:
			fmt.Fprintf(a.stdout, "%s: the example %q %s\n", x.Rule, x.About, oneLine(x.Fault))
		}
	}
	lines, missing := 0, 0
	for _, f := range t.Files {
		lines, missing = lines+f.Lines, missing+len(f.Missing)
		if len(f.Missing) > 0 {
			fmt.Fprintf(a.stdout, "%s: no test reaches %s\n", f.Path, rows(f.Missing))
		}
	}
	percent := 100.0
	if lines > 0 {
		percent = 100 * float64(lines-missing) / float64(lines)
	}
	fmt.Fprintf(a.stdout, "%s, %s, %s; tests reach %.1f %% of %d lines\n",
		number(len(t.Tests), "test"), number(len(t.Examples), "example"), number(t.Faults(), "fault"), percent, lines)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// rows writes line numbers as ranges: "line 3", "lines 3-5, 9".
func rows(lines []int) string {
	slices.Sort(lines)
	var parts []string
	for i := 0; i < len(lines); {
		j := i
		for j+1 < len(lines) && lines[j+1] == lines[j]+1 {
			j++
		}
		part := fmt.Sprint(lines[i])
		if j > i {
			part += fmt.Sprintf("-%d", lines[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	if len(lines) == 1 {
		return "line " + parts[0]
	}
	return "lines " + strings.Join(parts, ", ")
}
