package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// check judges one tree.
func (a *app) check() *cobra.Command {
	var o engine.Options
	var outputs []string
	var color string
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "Judge the ISMS in a work tree, the index or a commit",
		Long: `Check judges every record of the ISMS that PATH names (default: this folder)
against its schema and the rules of ISO/IEC 27001, and prints each finding at
its line.

Exit codes: 0 no finding at or above --fail-on; 1 findings; 2 wrong usage or
configuration; 3 something could not be read or decided.`,
		Example: `  ismsproof check
  ismsproof check --staged
  ismsproof check --rev v2026.1 --as-of 2026-12-01
  ismsproof check -o text -o json=report.json`,
		Args: atMost(1, "PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.Path = args[0]
			}
			o.Now = time.Now()
			if err := settle(cmd, &o); err != nil {
				return err
			}
			sinks, err := parseSinks(outputs)
			if err != nil {
				return err
			}
			paint, err := a.paint(color)
			if err != nil {
				return err
			}
			return a.runCheck(cmd, o, sinks, paint)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Rev, "rev", "", "judge this `commit` instead of the work tree")
	flags.BoolVar(&o.Staged, "staged", false, "judge the index: what the next commit will hold")
	flags.StringVar(&o.AsOf, "as-of", "", "judge as of this `date` (default: today in the ISMS's time zone)")
	flags.StringSliceVar(&o.Rules, "rules", nil, "run only these `topics or ids`")
	flags.StringVar(&o.FailOn, "fail-on", "", "lowest `grade` that fails: major, minor, observation, opportunity, none (default: minor)")
	flags.IntVar(&o.Jobs, "jobs", 0, "files and records to work on at a time (default: one per processor)")
	flags.StringArrayVarP(&outputs, "output", "o", nil, "write `FORMAT[=FILE]`; may be repeated: "+formatNames())
	flags.StringVar(&color, "color", "auto", "colour the text: auto, always, never")
	return cmd
}

// settle refuses what cannot be meant before anything is read.
func settle(cmd *cobra.Command, o *engine.Options) error {
	if o.Jobs < 0 {
		return usage(cmd, fmt.Sprintf("--jobs %d is negative", o.Jobs))
	}
	if o.FailOn != "" {
		if _, err := engine.ParseFailOn(o.FailOn); err != nil {
			return usage(cmd, "--fail-on: "+err.Error())
		}
	}
	for i, word := range o.Rules {
		o.Rules[i] = strings.TrimSpace(word)
	}
	o.Rules = slices.DeleteFunc(o.Rules, func(word string) bool { return word == "" })
	// An empty variable in a script must not turn into another question.
	if cmd.Flags().Changed("rules") && len(o.Rules) == 0 {
		return &engine.IncompleteError{Message: "nothing to check with: --rules names no rule", Hint: "leave --rules out to run all rules"}
	}
	return nil
}

func (a *app) runCheck(cmd *cobra.Command, o engine.Options, sinks []sink, paint bool) error {
	definitions, err := engine.Builtin()
	if err != nil {
		return err
	}
	result, err := definitions.Check(cmd.Context(), o)
	if err != nil {
		return err
	}
	options := report.Options{Width: a.width(), Source: result.Source}
	for _, s := range sinks {
		options.Color = paint && s.file == ""
		if err := s.write(a.stdout, func(w io.Writer) error { return s.format.Write(w, result.Report, options) }); err != nil {
			return err
		}
	}
	a.code = engine.ExitCode(result.Report)
	return nil
}

// sink is one -o: a format, and the file it goes to or "" for stdout.
type sink struct {
	format report.Format
	file   string
}

// parseSinks reads the values of -o; none means text on stdout.
func parseSinks(values []string) ([]sink, error) {
	if len(values) == 0 {
		values = []string{"text"}
	}
	var sinks []sink
	screens := 0
	for _, v := range values {
		name, file, toFile := strings.Cut(v, "=")
		if toFile && file == "" {
			return nil, &engine.UsageError{Message: fmt.Sprintf("-o %s names no file after the equals sign", v)}
		}
		format, err := report.Lookup(name)
		if err != nil {
			return nil, &engine.UsageError{Message: err.Error()}
		}
		if !toFile {
			screens++
		} else if slices.ContainsFunc(sinks, func(s sink) bool { return s.file != "" && filepath.Clean(s.file) == filepath.Clean(file) }) {
			return nil, &engine.UsageError{Message: fmt.Sprintf("two formats for the file %q", file), Hint: "give each format a file of its own"}
		}
		sinks = append(sinks, sink{format, file})
	}
	if screens > 1 {
		return nil, &engine.UsageError{Message: "more than one format for standard output", Hint: "give the others a file: -o json=report.json"}
	}
	return sinks, nil
}

func formatNames() string {
	var names []string
	for _, f := range report.Formats {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// write writes the report to stdout, or whole to its file or not at all.
func (s sink) write(stdout io.Writer, render func(io.Writer) error) error {
	if s.file == "" {
		return render(stdout)
	}
	var text bytes.Buffer
	if err := render(&text); err != nil {
		return err
	}
	return writeWhole(s.file, text.Bytes())
}

// writeWhole replaces a file so that a reader sees the old or the new one, whole,
// also after a crash.
func writeWhole(name string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = &engine.IncompleteError{Message: fmt.Sprintf("write %q: %v", name, cause(err)), Err: err}
		}
	}()
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, data, 0o644) // a pipe or device cannot be replaced
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}

// cause returns what the system said, without the name of a temporary file.
func cause(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

// paint decides about colour: --color, then NO_COLOR, then whether stdout is a
// terminal that can.
func (a *app) paint(when string) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return a.terminal() && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb", nil
	}
	return false, &engine.UsageError{Message: fmt.Sprintf("--color %q is not one of auto, always, never", when)}
}

func (a *app) terminal() bool {
	return a.stdout.file != nil && term.IsTerminal(int(a.stdout.file.Fd()))
}

// width returns the columns of the terminal, 0 where there is none.
func (a *app) width() int {
	if !a.terminal() {
		return 0
	}
	columns, _, err := term.GetSize(int(a.stdout.file.Fd()))
	if err != nil {
		return 0
	}
	return columns
}
