package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/report"
)

// The same commit, rules and date give the same bytes, whatever machine runs them:
// each run here is a process of its own.
func TestSameInputSameBytes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "acme")
	if code, _, stderr := run(t, "demo", "--dir", dir); code != 0 && code != 1 {
		t.Fatalf("demo: exit code %d: %s", code, stderr)
	}
	elsewhere := t.TempDir()
	link := filepath.Join(elsewhere, "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Log("without a symbolic link to the folder")
		link = dir
	}
	runs := map[string]struct {
		env  []string
		cwd  string
		args []string
	}{
		"one processor":     {env: []string{"GOMAXPROCS=1"}},
		"two processors":    {env: []string{"GOMAXPROCS=2"}},
		"eight processors":  {env: []string{"GOMAXPROCS=8"}},
		"one job":           {args: []string{"--jobs", "1"}},
		"ahead of UTC":      {env: []string{"TZ=Pacific/Kiritimati"}},
		"behind UTC":        {env: []string{"TZ=America/Los_Angeles"}},
		"no zone":           {env: []string{"TZ="}},
		"Turkish":           {env: []string{"LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"}},
		"no locale":         {env: []string{"LANG=C", "LC_ALL=C"}},
		"from elsewhere":    {cwd: elsewhere, args: []string{dir}},
		"from a folder":     {cwd: filepath.Join(dir, "risk")},
		"through a link":    {cwd: elsewhere, args: []string{link}},
		"all at once":       {env: []string{"GOMAXPROCS=8", "TZ=Asia/Kathmandu", "LANG=ja_JP.eucJP", "COLUMNS=40", "HOME=/nonexistent"}, cwd: elsewhere, args: []string{dir}},
		"a pipeline":        {env: []string{"CI=true", "GITHUB_ACTIONS=true", "TERM=xterm-256color"}},
		"without collector": {env: []string{"GOGC=off"}},
	}
	// As of a day on which much has lapsed.
	for rev, args := range map[string][]string{
		"work tree": {"check", "--as-of", "2027-07-01"},
		"commit":    {"check", "--as-of", "2027-07-01", "--rev", "HEAD"},
	} {
		want := process(t, nil, dir, args)
		for format, text := range want {
			if len(text) < 1000 {
				t.Fatalf("%s has %d bytes", format, len(text))
			}
		}
		for name, r := range runs {
			if name != "all at once" && (rev == "commit" || testing.Short()) {
				continue
			}
			t.Run(rev+"/"+name, func(t *testing.T) {
				cwd := dir
				if r.cwd != "" {
					cwd = r.cwd
				}
				got := process(t, r.env, cwd, slices.Concat(args, r.args))
				for format := range want {
					if diff := cmp.Diff(want[format], got[format]); diff != "" {
						t.Errorf("%s differs (-want +got):\n%s", format, diff)
					}
				}
			})
		}
	}
}

// process runs a check in a process of its own and returns what it writes in each
// format.
func process(t *testing.T, env []string, cwd string, args []string) map[string]string {
	t.Helper()
	files := map[string]string{}
	dir := t.TempDir()
	args = slices.Clone(args)
	for _, f := range report.Formats {
		if f.Name != "text" && f.Name != "auto" { // auto is to differ
			files[f.Name] = filepath.Join(dir, f.Name)
			args = append(args, "-o", f.Name+"="+files[f.Name])
		}
	}
	cmd := exec.CommandContext(t.Context(), "ismsproof", append(args, "-o", "text")...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Dir = cwd
	out, err := cmd.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || failed.ExitCode() != 1) {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	outputs := map[string]string{"text": string(out)}
	for format, file := range files {
		outputs[format] = read(t, file)
	}
	return outputs
}
