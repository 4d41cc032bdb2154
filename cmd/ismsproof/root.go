package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ismsproof/engine"
)

// The law of this package: data goes to stdout, everything else to stderr; an
// error is one lowercase line that starts with "ismsproof:", a hint follows on a
// line of its own; a write that does not arrive is never green.

// app is one run of the tool.
type app struct {
	stdout *output
	stderr io.Writer
	code   int // exit code of a run that ended without an error
}

// Main runs the tool and returns its exit code.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{stdout: newOutput(stdout), stderr: stderr}
	root := &cobra.Command{
		Use:   "ismsproof",
		Short: "Prove an ISO/IEC 27001 management system at every commit",
		Long: `ismsproof checks an information security management system kept as YAML and
Markdown in git: each record against its schema and the rules of ISO/IEC 27001,
each finding at its line.`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Args:              cobra.NoArgs,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(a.check(), a.demo(), a.explain(), a.schema(), a.controls(), a.version())
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &engine.UsageError{Message: err.Error(), Hint: fmt.Sprintf("see `%s --help`", cmd.CommandPath())}
	})
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = a.stdout.Flush()
	}
	if err == nil {
		return a.code
	}
	if flushed := a.stdout.Flush(); flushed != nil {
		err = flushed
	}
	return a.fail(err)
}

// fail prints an error and its hint and returns the exit code.
func (a *app) fail(err error) int {
	code, hint := engine.Failure(err)
	message := err.Error()
	switch {
	case code == engine.ExitInterrupted:
		message = "interrupted"
	case isCobra(message):
		code = engine.ExitUsage
		message, hint, _ = strings.Cut(message, "\n")
		if hint = strings.Join(strings.Fields(hint), " "); hint == "" {
			hint = "see `ismsproof --help`"
		}
	}
	fmt.Fprintf(a.stderr, "ismsproof: %s\n", message)
	if hint != "" {
		fmt.Fprintf(a.stderr, "ismsproof: hint: %s\n", hint)
	}
	return code
}

// isCobra recognises the errors that cobra makes of words it does not know.
func isCobra(message string) bool {
	for _, start := range []string{"unknown command", "accepts ", "requires "} {
		if strings.HasPrefix(message, start) {
			return true
		}
	}
	return false
}

// output is a buffered stdout that remembers a write that failed.
type output struct {
	*bufio.Writer
	file *os.File // nil where stdout is no file
}

func newOutput(w io.Writer) *output {
	file, _ := w.(*os.File)
	return &output{bufio.NewWriter(w), file}
}

// Flush writes what is left. A closed or full stdout is an error of its own.
func (o *output) Flush() error {
	if err := o.Writer.Flush(); err != nil {
		if p, ok := errors.AsType[*os.PathError](err); ok {
			err = p.Err
		}
		return &engine.IncompleteError{Message: "write to standard output: " + err.Error(), Err: err}
	}
	return nil
}
