package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// The law of this package: data goes to stdout, everything else to stderr; an
// error is one lowercase line that starts with "ismsproof:", a hint follows on a
// line of its own; a write that does not arrive is never green.

// app is one run of the tool.
type app struct {
	stdout *output
	stderr io.Writer
	code   int    // exit code of a run that ended without an error
	clear  func() // takes the progress off the screen
}

// Main runs the tool and returns its exit code.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if code, did := engine.BecomeWorker(args, os.Stdin, stdout); did {
		return code
	}
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
		Version:           engine.Version,
		Args:              knownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(a.check(), a.history(), a.blame(), a.forecast(), a.readiness(), a.demo(), a.doctor(), a.inspect(), a.explain(), a.schema(), a.controls(), a.policy(), a.version())
	root.SetHelpCommand(help())
	root.SetVersionTemplate("ismsproof {{.Version}}\n")
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(cmd, flagMessage(err))
	})
	err := root.ExecuteContext(ctx)
	if a.clear != nil {
		a.clear()
	}
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
	if code == engine.ExitInterrupted {
		message = "interrupted"
	}
	fmt.Fprintf(a.stderr, "ismsproof: %s\n", report.Clean(message))
	if hint != "" {
		fmt.Fprintf(a.stderr, "ismsproof: hint: %s\n", report.Clean(hint))
	}
	return code
}

// usage is a mistake in the words after a command.
func usage(cmd *cobra.Command, message string) error {
	return &engine.UsageError{Message: message, Hint: fmt.Sprintf("see `%s --help`", cmd.CommandPath())}
}

// flagMessage says of a flag what is wrong with it, without the words of the
// library that reads numbers.
func flagMessage(err error) string {
	if e, ok := errors.AsType[*strconv.NumError](err); ok {
		return fmt.Sprintf("%q is not a whole number", e.Num)
	}
	return err.Error()
}

// atMost accepts up to n words, each of which the command calls what.
func atMost(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) <= n:
			return nil
		case n == 0:
			return usage(cmd, fmt.Sprintf("%q is too much: this command takes flags alone", args[0]))
		}
		return usage(cmd, fmt.Sprintf("%q is one %s too many", args[n], what))
	}
}

// knownCommand refuses a word that is no command.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range root.Commands() {
		known = append(known, c.Name())
	}
	e := &engine.UsageError{Message: fmt.Sprintf("there is no command %q", args[0]), Hint: "`ismsproof --help` lists all commands"}
	if near := isms.Nearest(args[0], known); near != "" {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return e
}

// help shows the page of a command.
func help() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the page of a command",
		Args:  atMost(1, "COMMAND"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				cmd.Root().InitDefaultHelpFlag()
				cmd.Root().InitDefaultVersionFlag()
				return cmd.Root().Help()
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					c.InitDefaultHelpFlag()
					return c.Help()
				}
			}
			return knownCommand(cmd.Root(), args)
		},
	}
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
		return &engine.IncompleteError{Message: "write to standard output: " + cause(err).Error(), Err: err}
	}
	return nil
}
