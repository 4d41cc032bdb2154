package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"ismsproof/engine"
)

func TestMain(m *testing.M) {
	if code, did := engine.BecomeWorker(os.Args[1:], os.Stdin, os.Stdout); did {
		os.Exit(code)
	}
	if filepath.Base(os.Args[0]) != "ismsproof" { // as the command it sees what a session sets
		os.Unsetenv("CI") // what is tested here is no pull request, whatever runs the tests
	}
	testscript.Main(m, map[string]func(){
		"ismsproof": func() { os.Exit(Main(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs sessions of the command line; UPDATE=1 rewrites what they
// compare.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup:               setup,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"commit": commit,
			"reform": reform,
			"shown":  shown,
		},
	})
}

// sameGit gives each session the same git: nobody's configuration, one author, and
// one time, so that the same commits have the same ids everywhere.
var sameGit = map[string]string{
	"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.DevNull,
	"GIT_AUTHOR_NAME": "Mara Lindqvist", "GIT_AUTHOR_EMAIL": "mara.lindqvist@acme.example", "GIT_AUTHOR_DATE": "2026-11-30T09:30:00+01:00",
	"GIT_COMMITTER_NAME": "Mara Lindqvist", "GIT_COMMITTER_EMAIL": "mara.lindqvist@acme.example", "GIT_COMMITTER_DATE": "2026-11-30T09:30:00+01:00",
}

// setup gives a script the git of all.
func setup(env *testscript.Env) error {
	for key, value := range sameGit {
		env.Setenv(key, value)
	}
	env.Setenv("GIT_CEILING_DIRECTORIES", env.WorkDir)
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		return err
	}
	env.Setenv("EXAMPLES", examples)
	return nil
}

// condition knows [root], under which no folder is read-only.
func condition(name string) (bool, error) {
	if name == "root" {
		return os.Geteuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// exits runs a command and demands its exit code: exits CODE COMMAND ARGS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGS...")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		code = exitText(err)
	}
	if code != args[0] {
		ts.Fatalf("%s exits with %s, want %s\n%s%s", args[1], code, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

func exitText(err error) string {
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return strconv.Itoa(e.ExitCode())
	}
	return err.Error()
}

// How many requirements no rule reads changes with each new rule.
var (
	requirements = regexp.MustCompile(`\bof [0-9]+ requirements|[0-9]+\s+(have\s+no\s+rule|need\s+an\s+interview)`)
	digit        = regexp.MustCompile(`[0-9]`)
)

// shown writes the last stdout to the file "shown", with x in place of what each
// new rule changes.
func shown(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: shown")
	}
	text := requirements.ReplaceAllStringFunc(ts.ReadFile("stdout"), func(s string) string { return digit.ReplaceAllString(s, "x") })
	ts.Check(os.WriteFile(ts.MkAbs("shown"), []byte(text), 0o644))
}

// commit commits everything in this folder at a time: commit TIME MESSAGE...
func commit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: commit TIME MESSAGE...")
	}
	ts.Setenv("GIT_AUTHOR_DATE", args[0])
	ts.Setenv("GIT_COMMITTER_DATE", args[0])
	ts.Check(ts.Exec("git", "add", "--all"))
	ts.Check(ts.Exec("git", "commit", "--quiet", "--message", strings.Join(args[1:], " ")))
}

// reform writes the text of a file with other bytes than a session can hold:
// reform FROM TO crlf|bom
func reform(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: reform FROM TO crlf|bom")
	}
	text := ts.ReadFile(args[0])
	switch args[2] {
	case "crlf":
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case "bom":
		text = "\ufeff" + text
	default:
		ts.Fatalf("unknown form %q", args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o644))
}
