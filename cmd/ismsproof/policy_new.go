package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// policyNew writes a rule with a test and examples.
func (a *app) policyNew() *cobra.Command {
	var o engine.Options
	var path, kind string
	cmd := &cobra.Command{
		Use:   "new TOPIC.NAME --kind KIND",
		Short: "Write a rule of your own, with a test and examples",
		Long: `New writes a rule custom.TOPIC.NAME that judges records of KIND, a test and
examples into the folder of own rules. They work at once; change them to what you
mean. No file that is there is overwritten: examples are added to those of the topic.`,
		Example: `  ismsproof policy new risk.described --kind risk
  ismsproof policy test`,
		Args: cobra.MatchAll(atMost(1, "rule"), func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usage(cmd, "name the rule, as in risk.described")
			case kind == "":
				return usage(cmd, "name the kind of the records it judges with --kind")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Path = path
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			r, err := d.NewPolicy(cmd.Context(), o, args[0], kind)
			if err != nil {
				return err
			}
			return a.writeRule(r)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&kind, "kind", "", "the `kind` of the records it judges")
	flags.StringVar(&path, "path", "", "the `folder` of the ISMS (default: the one here)")
	flags.StringVar(&o.Config, "config", "", "the configuration `file` that names own rules, instead of isms.yaml")
	return cmd
}

// writeRule writes the files of a rule, all of them or none.
func (a *app) writeRule(r *engine.NewRule) error {
	names := slices.Sorted(maps.Keys(r.Files))
	for _, name := range names {
		_, err := os.Lstat(filepath.Join(r.Root, filepath.FromSlash(name)))
		switch {
		case err == nil && name != r.Append:
			return &engine.UsageError{Message: fmt.Sprintf("there is a file %q already", name)}
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return &engine.UsageError{Message: cause(err).Error()}
		}
	}
	for _, name := range names {
		file := filepath.Join(r.Root, filepath.FromSlash(name))
		text := []byte(r.Files[name])
		if before, err := os.ReadFile(file); err == nil {
			text = append(append(before, '\n'), text...)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return &engine.UsageError{Message: cause(err).Error()}
		}
		if err := writeWhole(file, text); err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, name)
	}
	if r.Hint != "" {
		fmt.Fprintf(a.stderr, "ismsproof: hint: %s\n", r.Hint)
	}
	return nil
}
