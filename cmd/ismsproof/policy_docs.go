package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// policyDocs writes pages about rules.
func (a *app) policyDocs() *cobra.Command {
	var o engine.Options
	var builtin bool
	var folder string
	cmd := &cobra.Command{
		Use:   "docs [PATH]",
		Short: "Write a Markdown page for each own rule",
		Long: `Docs writes a Markdown page for each of an organization's own rules: what conforms
and why, whom it judges, what it reads, the remedy, and its examples. Without -o it
prints them one after the other.

With --builtin it writes about what is built in: the folders rules, kinds and
requirements, linked to each other, with what a check prints for each bad example.`,
		Example: `  ismsproof policy docs -o docs/rules
  ismsproof policy docs --builtin -o docs`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path = pathArg(args)
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			var pages map[string]string
			if builtin {
				pages, err = builtinPages(cmd.Context(), d)
			} else {
				pages, err = ownPages(cmd.Context(), d, o)
			}
			if err != nil {
				return err
			}
			for _, path := range slices.Sorted(maps.Keys(pages)) {
				if folder == "" {
					fmt.Fprintln(a.stdout, pages[path])
					continue
				}
				name := filepath.Join(folder, filepath.FromSlash(path))
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					return &engine.UsageError{Message: err.Error()}
				}
				if err := writeWhole(name, []byte(pages[path])); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Config, "config", "", "judge by this configuration `file` instead of isms.yaml")
	cmd.Flags().StringVarP(&folder, "output", "o", "", "write the pages into this `folder`")
	cmd.Flags().BoolVar(&builtin, "builtin", false, "write about the built-in rules, kinds and requirements")
	return cmd
}

// example writes an example as a section of a page.
func exampleSection(b *strings.Builder, x engine.ExplainedSample) {
	kind := "yaml"
	if strings.HasSuffix(x.Path, ".md") {
		kind = "markdown"
	}
	fmt.Fprintf(b, "\n## %s: %s\n", x.Heading, x.About)
	if x.Path != "" {
		fmt.Fprintf(b, "\n`%s`\n", x.Path)
	}
	b.WriteString(fenced(kind, x.Text))
}

// fenced returns a text as a block of code.
func fenced(kind, text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fmt.Sprintf("\n%s%s\n%s\n%s\n", fence, kind, strings.TrimRight(text, "\n"), fence)
}
