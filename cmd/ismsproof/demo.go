package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
	"ismsproof/examples"
)

// demoAsOf is the day as of which the example is without nonconformities.
const demoAsOf = "2026-12-01"

// demo shows the main job on a whole example.
func (a *app) demo() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Write an example ISMS with two years of history and judge it",
		Long: `Demo writes the ISMS of an example company as a git repository into a temporary
folder, two years of commits by several people, judges its last commit and its
history, tells one finding's story, looks ahead, and says what to try next.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := demoFolder(folder)
			if err != nil {
				return err
			}
			repository, err := examples.Create(dir)
			if err != nil {
				return &engine.UsageError{Message: err.Error()}
			}
			story, err := examples.Story()
			if err != nil {
				return err
			}
			if _, err := repository.Write(story); err != nil {
				return err
			}
			d, err := engine.Builtin()
			if err != nil {
				return err
			}
			paint, err := a.paint("auto")
			if err != nil {
				return err
			}
			t := tour{app: a, cmd: cmd, d: d, dir: dir, paint: paint}
			fmt.Fprintf(a.stdout, "The ISMS of Acme GmbH, a software company of 40 people, is now a git repository:\n%d commits of two years in %s\n", len(story), dir)
			return t.show()
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

// tour shows one command after the other on the example.
type tour struct {
	*app
	cmd   *cobra.Command
	d     *engine.Definitions
	dir   string
	paint bool
}

func (t *tour) show() error {
	now := time.Now()
	t.prompt("check --rev HEAD --as-of " + demoAsOf)
	checked, err := t.d.Check(t.cmd.Context(), engine.Options{Path: t.dir, Rev: "HEAD", AsOf: demoAsOf, Now: now})
	if err != nil {
		return err
	}
	t.code = engine.ExitCode(checked.Report)
	if err := tell(t, report.Lookup, checked.Source, checked.Report); err != nil {
		return err
	}

	t.prompt("history --since 2026-02-01 --until 2026-04-30 --rule soa.implemented_proven")
	told, err := t.d.History(t.cmd.Context(), engine.HistoryOptions{Path: t.dir, Now: now})
	if err != nil {
		return err
	}
	view := engine.View{Since: "2026-02-01", Until: "2026-04-30", Rules: []string{"soa.implemented_proven"}}
	if err := view.Apply(told); err != nil {
		return err
	}
	if err := tell(t, report.LookupHistory, nil, told); err != nil {
		return err
	}
	if err := t.blame(told.Spans, now); err != nil {
		return err
	}

	t.prompt("forecast --as-of " + demoAsOf + " --until 2026-12-20")
	ahead, err := t.d.Forecast(t.cmd.Context(), engine.Options{Path: t.dir, Rev: "HEAD", AsOf: demoAsOf, Now: now}, "2026-12-20")
	if err != nil {
		return err
	}
	if err := tell(t, report.LookupForecast, nil, ahead); err != nil {
		return err
	}
	t.next()
	return nil
}

// tell writes x as a command without -o would.
func tell[T any](t *tour, lookup func(name string) (report.Output[T], error), source func(path string) []byte, x T) error {
	sinks, err := parseSinks(nil, lookup)
	if err != nil {
		return err
	}
	return writeAll(t.app, sinks, t.paint, source, x)
}

// blame tells the story of the first finding that a date opened.
func (t *tour) blame(spans []isms.Span, now time.Time) error {
	for _, s := range spans {
		if !s.OpenedBy.Lapse || s.To == nil {
			continue
		}
		key := s.Finding.Fingerprint()
		t.prompt("blame " + key)
		b, err := t.d.Blame(t.cmd.Context(), engine.HistoryOptions{Path: t.dir, Now: now}, key)
		if err != nil {
			return err
		}
		return tell(t, report.LookupBlame, nil, b)
	}
	return nil
}

// prompt prints the command whose output follows.
func (t *tour) prompt(command string) {
	fmt.Fprintf(t.stdout, "\n$ cd %s; ismsproof %s\n\n", t.dir, command)
}

// next says what to try after the demo.
func (t *tour) next() {
	run := "go run ./cmd/ismsproof"
	if exe, err := os.Executable(); err == nil && !strings.Contains(exe, "go-build") {
		run = "ismsproof"
	}
	fmt.Fprint(t.stdout, "\nTry next:\n\n")
	for _, step := range [][2]string{
		{"1. Break it: delete the owner of a risk, and see the line and the way out.", "edit " + filepath.Join(t.dir, "risk", "risks.yaml") + "\n     " + run + " check " + t.dir + " --as-of " + demoAsOf},
		{"2. Read its two years: what every commit opened and closed, and every date.", run + " history " + t.dir},
		{"3. Ask why: what a rule, a clause or a control is about.", run + " explain soa.implemented_proven"},
	} {
		fmt.Fprintf(t.stdout, "  %s\n     %s\n\n", step[0], step[1])
	}
}
