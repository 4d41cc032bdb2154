package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// mutateOutputs are the ways to write how much the rules notice.
var mutateOutputs = []report.Output[*engine.Assurance]{
	{Name: "json", About: "everything, for machines", Write: writeAssuranceJSON},
	{Name: "markdown", About: "a page to publish", Write: writeAssurancePage},
	{Name: "text", About: "the rates and what nobody notices", Write: writeAssuranceText},
}

func lookupMutateOutput(name string) (report.Output[*engine.Assurance], error) {
	for _, f := range mutateOutputs {
		if f.Name == name {
			return f, nil
		}
	}
	return report.Output[*engine.Assurance]{}, fmt.Errorf("unknown format %q; known formats are json, markdown, text", name)
}

// mutateSeed and mutateEach are what is published: docs/assurance.md.
const (
	mutateSeed = 27001
	mutateEach = 3
)

// policyMutate spoils records and says what no rule notices.
func (a *app) policyMutate() *cobra.Command {
	o := engine.MutateOptions{Seed: mutateSeed, Each: mutateEach}
	var outputs []string
	var color string
	least := -1.0
	cmd := &cobra.Command{
		Use:   "mutate [PATH]",
		Short: "Spoil records one at a time and tell what no rule notices",
		Long: `Mutate takes an ISMS that conforms and spoils its records in memory, one fault at a
time: it drops a field or a record, lets a reference point at nothing, shifts a
date by years, has somebody approve what he wrote, empties a text, changes a word
of a choice, and lowers or raises a number. A mutant is noticed where something is
found that the ISMS as it is does not have, a field where one of its mutants is.
The detection rate is the share of fields noticed among those that rules read.

A rule that no mutant and no example fires is an error: nothing shows that it can
find anything.

Formats of -o:
` + listed(mutateOutputs),
		Example: `  ismsproof policy mutate
  ismsproof policy mutate --kind risk --kind treatment
  ismsproof policy mutate --sample 500 --min 80`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path, o.Now, o.Tell = pathArg(args), time.Now(), a.progress()
			if cmd.Flags().Changed("min") && (least < 0 || least > 100) {
				return usage(cmd, fmt.Sprintf("--min %v is no rate from 0 to 100", least))
			}
			if o.Each < 0 || o.Sample < 0 {
				return usage(cmd, "--each and --sample count mutants: 0 for all, or a number above it")
			}
			sinks, err := parseSinks(outputs, lookupMutateOutput)
			if err != nil {
				return err
			}
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			assured, err := d.Mutate(cmd.Context(), o)
			if err != nil {
				return err
			}
			if a.clear != nil {
				a.clear()
			}
			if len(assured.Vacuous) > 0 || 100*assured.Fields.Rate() < least {
				a.code = engine.ExitFindings
			}
			return writeAll(a, sinks, false, nil, assured)
		},
	}
	flags := cmd.Flags()
	flags.Uint64Var(&o.Seed, "seed", mutateSeed, "the `number` that the choice of mutants depends on")
	flags.IntVar(&o.Each, "each", mutateEach, "at most `N` mutants of a field by one operator, and one of a field that no rule reads; 0 for all")
	flags.IntVar(&o.Sample, "sample", 0, "at most `N` mutants altogether; 0 for all")
	flags.StringArrayVar(&o.Kinds, "kind", nil, "spoil records of this `kind` alone; may be repeated")
	flags.Float64Var(&least, "min", least, "exit with 1 where the detection rate is below `RATE` percent")
	flags.StringVar(&o.AsOf, "as-of", "", "judge as of this `date` or time")
	flags.IntVarP(&o.Jobs, "jobs", "j", 0, "work on `N` files and records at a time; 0 for one per processor")
	configFlag(flags, &o.Config)
	outputFlags(flags, &outputs, &color, names(mutateOutputs))
	flags.MarkHidden("color")
	return cmd
}

func writeAssuranceJSON(w io.Writer, a *engine.Assurance, _ report.Options) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(a)
}

// percent writes a rate as people read it, never rounded up to what it is not.
func percent(d engine.Detection) string {
	if d.Mutants == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", float64(1000*(d.Rules+d.Schema)/d.Mutants)/10)
}

func writeAssuranceText(w io.Writer, a *engine.Assurance, _ report.Options) error {
	var b strings.Builder
	for _, m := range a.Missed {
		field := m.Field
		if field == "" {
			field = "(record)"
		}
		fmt.Fprintf(&b, "%s %s: %s: %d of %d not noticed, as %s:%d %s", m.Kind, field, m.Operator, m.Missed, m.Mutants, report.Clean(m.Path), m.Line, report.Clean(m.ID))
		if m.Was != "" && m.Becomes != "" {
			fmt.Fprintf(&b, " %s -> %s", report.Clean(briefly(m.Was)), report.Clean(briefly(m.Becomes)))
		}
		b.WriteByte('\n')
	}
	if len(a.Missed) > 0 {
		b.WriteByte('\n')
	}
	for _, o := range a.ByOperator {
		fmt.Fprintf(&b, "%-16s %5d mutants, %s noticed\n", o.Operator, o.Mutants, percent(o.Detection))
	}
	fmt.Fprintf(&b, "\ndetection rate of fields that rules read: %s (%d of %d: %d by rules, %d by the schema alone)\n",
		percent(a.Fields), a.Fields.Rules+a.Fields.Schema, a.Fields.Mutants, a.Fields.Rules, a.Fields.Schema)
	fmt.Fprintf(&b, "of their %d mutants: %s noticed (%d by rules, %d by the schema alone); %d more conform all the same\n",
		a.Read.Mutants, percent(a.Read), a.Read.Rules, a.Read.Schema, a.Harmless.Mutants)
	fmt.Fprintf(&b, "fields that no rule reads: %d mutants, %s noticed; dropped records: %d, %s noticed\n", a.Unread.Mutants, percent(a.Unread), a.Dropped.Mutants, percent(a.Dropped))
	fmt.Fprintf(&b, "%d rules: %d fired by examples alone, %d judged over commits or two trees, %d fired by nothing\n", a.Rules, len(a.Silent), len(a.Exempt), len(a.Vacuous))
	for _, id := range a.Vacuous {
		fmt.Fprintf(&b, "error: no example and no mutant fires %s\n", id)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// briefly cuts a text to what a line can show.
func briefly(s string) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
