package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// policyDocs writes a page for each rule.
func (a *app) policyDocs() *cobra.Command {
	var o engine.Options
	var builtin bool
	var folder string
	cmd := &cobra.Command{
		Use:   "docs [PATH]",
		Short: "Write a Markdown page for each own rule",
		Long: `Docs writes a Markdown page for each of an organization's own rules: what conforms
and why, whom it judges, what it reads, the remedy, and its examples. Without -o it
prints them one after the other.`,
		Example: `  ismsproof policy docs -o docs/rules`,
		Args:    atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path = pathArg(args)
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			pages, err := d.RulePages(cmd.Context(), o, builtin)
			if err != nil {
				return err
			}
			if folder == "" {
				for _, p := range pages {
					fmt.Fprintln(a.stdout, rulePage(p))
				}
				return nil
			}
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return &engine.UsageError{Message: err.Error()}
			}
			for _, p := range pages {
				if err := writeWhole(filepath.Join(folder, p.ID+".md"), []byte(rulePage(p))); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Config, "config", "", "judge by this configuration `file` instead of isms.yaml")
	cmd.Flags().StringVarP(&folder, "output", "o", "", "write the pages into this `folder`")
	cmd.Flags().BoolVar(&builtin, "builtin", false, "write about the built-in rules")
	return cmd
}

// rulePage lays an explanation out as Markdown.
func rulePage(e *engine.Explanation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", e.ID, e.Heading)
	for _, p := range e.Text {
		fmt.Fprintf(&b, "\n%s\n", p)
	}
	if len(e.Fields) > 0 {
		b.WriteByte('\n')
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "- **%s**: %s\n", f.Label, strings.Join(f.Texts, "; "))
	}
	for _, x := range e.Examples {
		fence := "```"
		for strings.Contains(x.Text, fence) {
			fence += "`"
		}
		kind := "yaml"
		if strings.HasSuffix(x.Path, ".md") {
			kind = "markdown"
		}
		fmt.Fprintf(&b, "\n## %s: %s\n\n`%s`\n\n%s%s\n%s\n%s\n", x.Heading, x.About, x.Path, fence, kind, strings.TrimRight(x.Text, "\n"), fence)
	}
	return b.String()
}
