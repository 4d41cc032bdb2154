package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/report"
	"ismsproof/examples"
)

// demo shows the main job on a whole example.
func (a *app) demo() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Write an example ISMS as a git repository and check it",
		Long: `Demo writes the ISMS of an example company as a git repository into a temporary
folder, checks it as of 2026-12-01, and says what to try next.`,
		Args: atMost(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := demoFolder(folder)
			if err != nil {
				return err
			}
			repository, err := examples.Create(dir)
			if err != nil {
				return &engine.UsageError{Message: err.Error()}
			}
			author := examples.Person{Name: "Mara Lindqvist", Email: "mara.lindqvist@acme.example"}
			at := time.Date(2026, 11, 30, 9, 30, 0, 0, time.FixedZone("", 3600))
			if _, err := repository.Commit(examples.Acme(), author, at, "Record the ISMS of Acme GmbH"); err != nil {
				return err
			}
			return a.runDemo(cmd, dir)
		},
	}
	cmd.Flags().StringVar(&folder, "dir", "", "write into this empty `folder` and keep it (default: a new temporary one)")
	return cmd
}

func demoFolder(folder string) (string, error) {
	if folder != "" {
		return filepath.Abs(folder)
	}
	return os.MkdirTemp("", "ismsproof-demo-")
}

// demoAsOf is the day as of which the example is without findings.
const demoAsOf = "2026-12-01"

func (a *app) runDemo(cmd *cobra.Command, dir string) error {
	d, err := engine.Builtin()
	if err != nil {
		return err
	}
	result, err := d.Check(cmd.Context(), engine.Options{Path: dir, Rev: "HEAD", AsOf: demoAsOf, Now: time.Now()})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "The ISMS of Acme GmbH, a software company of 40 people, is now a git repository in\n%s\n\n", dir)
	fmt.Fprintf(a.stdout, "$ ismsproof check %s --rev HEAD --as-of %s\n\n", dir, demoAsOf)
	paint, err := a.paint("auto")
	if err != nil {
		return err
	}
	format, err := report.Lookup("text")
	if err != nil {
		return err
	}
	options := report.Options{Width: a.width(), Source: result.Source, Color: paint}
	if err := format.Write(a.stdout, result.Report, options); err != nil {
		return err
	}
	a.next(dir)
	a.code = engine.ExitCode(result.Report)
	return nil
}

// next says what to try after the demo.
func (a *app) next(dir string) {
	run := "go run ./cmd/ismsproof"
	if exe, err := os.Executable(); err == nil && !strings.Contains(exe, "go-build") {
		run = "ismsproof"
	}
	io.WriteString(a.stdout, "\nTry next:\n\n")
	for _, step := range [][2]string{
		{"1. Break it: delete the owner of a risk, and see the line and the way out.", "edit " + filepath.Join(dir, "risk", "risks.yaml") + "\n     " + run + " check " + dir + " --as-of " + demoAsOf},
		{"2. Look ahead: judge it as of next summer, and see what will have lapsed.", run + " check " + dir + " --as-of 2027-07-01"},
		{"3. Ask why: what a rule, a clause or a control is about.", run + " explain risk.owner"},
	} {
		fmt.Fprintf(a.stdout, "  %s\n     %s\n\n", step[0], step[1])
	}
}
