package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// schema lists and prints the JSON Schemas of kinds.
func (a *app) schema() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "schema [KIND]",
		Short: "List kinds, or print the JSON Schema of one for an editor",
		Long: `Schema prints the JSON Schema (draft 2020-12) of a kind: ` + "`risk`" + ` for a file with
one record, ` + "`risks`" + ` for a register, ` + "`any`" + ` for any artifact. Without a kind it
lists them. ` + "`report-json`" + ` and ` + "`history-json`" + ` are the schemas of what check and
history write as JSON.

An editor that knows yaml-language-server uses a schema by a first line such as

  # yaml-language-server: $schema=../.schemas/risks.json`,
		Example: `  ismsproof schema
  ismsproof schema risks > risks.json
  ismsproof schema --dir .schemas`,
		Args: atMost(1, "KIND"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if folder != "" && len(args) > 0 {
				return usage(cmd, fmt.Sprintf("--dir writes every schema, so %q means nothing beside it", args[0]))
			}
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			switch {
			case folder != "":
				return writeSchemas(d, folder)
			case len(args) == 0:
				return a.listKinds(d)
			}
			text, err := publishedSchema(d, args[0])
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
	cmd.Flags().StringVar(&folder, "dir", "", "write every schema into this `folder`")
	return cmd
}

// schemaNames lists what can be published: kinds of files, registers, and any.
func schemaNames(d *engine.Definitions) []string {
	var names []string
	for _, k := range d.Schemas.Kinds() {
		if k.Inner || k.Name == "register" {
			continue
		}
		names = append(names, k.Name)
		if k.Plural != "" {
			names = append(names, k.Plural)
		}
	}
	return append(names, "any")
}

func publishedSchema(d *engine.Definitions, name string) ([]byte, error) {
	switch name {
	case "report-json":
		return report.Schema(), nil
	case "history-json":
		return report.HistorySchema(), nil
	}
	names := schemaNames(d)
	for _, known := range names {
		if known == name {
			return d.Schemas.Published(name)
		}
	}
	e := &engine.UsageError{Message: fmt.Sprintf("there is no kind %q", name), Hint: "`ismsproof schema` lists all kinds"}
	if near := isms.Nearest(name, names); near != "" {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return nil, e
}

func writeSchemas(d *engine.Definitions, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return &engine.UsageError{Message: err.Error()}
	}
	for _, name := range schemaNames(d) {
		text, err := d.Schemas.Published(name)
		if err != nil {
			return err
		}
		if err := writeWhole(filepath.Join(folder, name+".json"), text); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) listKinds(d *engine.Definitions) error {
	for _, k := range d.Schemas.Kinds() {
		if k.Inner || k.Name == "register" {
			continue
		}
		register := "-"
		if k.Plural != "" {
			register = k.Plural
		}
		fmt.Fprintf(a.stdout, "%-20s %-20s %s\n", k.Name, register, k.Title)
	}
	return nil
}
