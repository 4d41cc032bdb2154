package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// inspect shows what the engine sees, before any rule judges.
func (a *app) inspect() *cobra.Command {
	var o engine.Options
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "inspect [PATH|KIND/ID]",
		Short: "Show what is read: kinds, bindings, a file, or a record",
		Long: `Inspect shows what is read before any rule judges. Of a file: the kind of each
document and what says so, its records with their ids, and what reading found. Of
a record (KIND/ID): its values with their places, what it names, what names it,
and the rules that judge it. Of a folder, or alone: all kinds with their records,
what each line of ` + "`paths`" + ` binds, and the organization's own rules.

The shape of --json is described in docs/inspect.md. It exits with 0 where there is
something to show, whatever is wrong with it, and with 2 where there is not.`,
		Example: `  ismsproof inspect
  ismsproof inspect controls/access.yml
  ismsproof inspect risk/R-017 --json`,
		Args: atMost(1, "PATH or KIND/ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			what := ""
			if len(args) == 1 {
				what = args[0]
			}
			o.Now = time.Now()
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			i, err := d.Inspect(cmd.Context(), o, what)
			if err != nil {
				return err
			}
			if asJSON {
				return report.JSON(a.stdout, i)
			}
			a.showInspection(i)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.Path, "directory", "C", "", "look at the ISMS in this `folder` (default: this one)")
	configFlag(flags, &o.Config)
	flags.StringVar(&o.Rev, "rev", "", "look at this `commit` instead of the work tree")
	flags.BoolVar(&o.Staged, "staged", false, "look at the index: what the next commit will hold")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// table prints rows in columns under a heading; nothing where there are none.
func (a *app) table(heading string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "\n%s\n", heading)
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = report.Clean(cell)
		}
		fmt.Fprintln(w, "  "+strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	w.Flush() // into memory: what does not arrive is noticed when that is written
}

func (a *app) line(format string, args ...any) {
	fmt.Fprintln(a.stdout, report.Clean(fmt.Sprintf(format, args...)))
}

func (a *app) showInspection(i *engine.Inspection) {
	switch {
	case i.Overview != nil:
		a.showOverview(i.Config, i.Overview)
	case i.File != nil:
		a.showFile(i.Config, i.File)
	}
	for n := range i.Records {
		if n > 0 {
			fmt.Fprintln(a.stdout)
		}
		a.showRecord(&i.Records[n])
	}
}

// many puts a number before a noun.
func many(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (a *app) showOverview(config string, o *engine.Overview) {
	a.line("configuration  %s", orElse(config, "none: defaults apply"))
	a.line("artifacts      %d, %d of them unreadable", o.Artifacts, o.Unread)
	var kinds, bindings, rules [][]string
	for _, k := range o.Kinds {
		own := ""
		if k.Own {
			own = "own"
		}
		kinds = append(kinds, []string{k.Name, many(k.Records, "record"), "in " + many(k.Files, "file"), own, k.Title})
	}
	for _, b := range o.Bindings {
		bindings = append(bindings, []string{fmt.Sprintf("%s:%d", config, b.Line), b.Match, b.Kind, many(b.Files, "file"), many(b.Bound, "document") + " bound"})
	}
	for _, r := range o.Rules {
		rules = append(rules, []string{r.ID, string(r.Grade), fmt.Sprintf("judges %d", r.Judges), r.Title})
	}
	a.table("kinds", kinds)
	a.table("bindings", bindings)
	a.table("own rules", rules)
	for _, w := range o.Warnings {
		a.line("\nwarning: %s", w)
	}
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (a *app) showFile(config string, f *engine.InspectedFile) {
	a.line("%s", f.Path)
	if f.Why != "" {
		a.line("is no artifact: %s", f.Why)
	}
	if b := f.Binding; b != nil {
		a.line("its path is bound to %s by %s:%d %q", b.Kind, config, b.Line, b.Match)
	}
	for n, d := range f.Documents {
		fmt.Fprintln(a.stdout)
		kind := "of no known kind"
		switch d.From {
		case "stated":
			kind = fmt.Sprintf("%s, as it states", d.Kind)
		case "bound":
			kind = fmt.Sprintf("%s, as its path is bound", d.Kind)
			if d.Stated != "" {
				kind += fmt.Sprintf(": %q is no kind", d.Stated)
			}
		case "configuration":
			kind = fmt.Sprintf("%s, as its name says", d.Kind)
		}
		a.line("document %d, line %d: %s", n+1, d.Line, kind)
		for _, r := range d.Records {
			parent := ""
			if r.Parent != nil {
				parent = fmt.Sprintf("  in %s/%s", r.Parent.Kind, r.Parent.ID)
			}
			a.line("  %s/%s  line %d%s", r.Kind, r.ID, r.Line, parent)
		}
		if len(d.Records) == 0 {
			a.line("  gives no record")
		}
	}
	var problems [][]string
	for _, p := range f.Problems {
		problems = append(problems, []string{fmt.Sprintf("%s:%d:%d", f.Path, p.Line, p.Column), p.Rule, p.Message})
	}
	a.table("problems", problems)
}

func (a *app) showRecord(r *engine.InspectedRecord) {
	a.line("%s/%s  %s:%d", r.Kind, r.ID, r.Path, r.Line)
	if r.Parent != nil {
		a.line("in %s/%s", r.Parent.Kind, r.Parent.ID)
	}
	var values, aliases, out, in, rules [][]string
	for _, v := range r.Values {
		text := v.Text
		if v.Type == "text" {
			text = fmt.Sprintf("%q", text)
		}
		values = append(values, []string{v.Path, fmt.Sprintf("%d:%d", v.Line, v.Column), v.Type, short(text)})
	}
	for _, theirs := range slices.Sorted(maps.Keys(r.Aliases)) {
		aliases = append(aliases, []string{theirs, "is read as " + r.Aliases[theirs]})
	}
	for _, x := range r.Out {
		found := "not found: no " + strings.Join(x.Kinds, " or ")
		if x.Found != nil {
			found = x.Found.Kind + "/" + x.Found.ID
		}
		out = append(out, []string{x.Field, fmt.Sprintf("line %d", x.Line), fmt.Sprintf("%q", x.ID), found})
	}
	for _, x := range r.In {
		in = append(in, []string{x.Found.Kind + "/" + x.Found.ID, x.Field, fmt.Sprintf("%s:%d", x.Path, x.Line)})
	}
	for _, x := range r.Rules {
		rules = append(rules, []string{x.ID, string(x.Grade), x.Title})
	}
	a.table("values", values)
	a.table("aliases", aliases)
	a.table("names", out)
	a.table("is named by", in)
	a.table("judged by", rules)
}

// short cuts a text that is too long for a line.
func short(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
