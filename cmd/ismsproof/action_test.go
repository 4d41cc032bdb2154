package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var expression = regexp.MustCompile(`\$\{\{ ([^}]+) \}\}`)

// evaluate puts values in the place of expressions; those that are not known are
// mistakes of the action.
func evaluate(t *testing.T, text string, values map[string]string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(s string) string {
		name := expression.FindStringSubmatch(s)[1]
		value, known := values[name]
		if !known {
			t.Errorf("the action reads %q", name)
		}
		return value
	})
}

// runStep runs a step of the action or a workflow and returns its exit code, what it
// prints, and its outputs.
func runStep(t *testing.T, step any, dir string, values, env map[string]string) (code int, output string, outputs map[string]string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "output")
	env = with(env, "GITHUB_OUTPUT", file)
	set, _ := dig(step, "env").(map[string]any)
	for key, value := range set {
		env[key] = evaluate(t, fmt.Sprint(value), values)
	}
	code, output = shell(t, dir, dig(step, "run").(string), env)
	data, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	outputs = map[string]string{}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		outputs[key] = value
	}
	return code, output, outputs
}

// The action judges a pull request by its target, a push by itself, and never takes
// the base of a pull request for the change.
func TestActionJudges(t *testing.T) {
	origin := changes(t)
	judge := dig(asYAML(t, actionPath), "runs", "steps", 2)
	pull := map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main"}
	for name, c := range map[string]struct {
		env    map[string]string
		branch string
		inputs map[string]string
		spoil  string // run in the clone before
		want   int
		files  []string // outputs that name files
		says   string
	}{
		"an honest change":  {env: pull, branch: "honest", want: 0, files: []string{"json", "markdown", "sarif"}, says: "no new nonconformity detected"},
		"a worse change":    {env: pull, branch: "worse", want: 1, files: []string{"json", "markdown", "sarif"}, says: "::warning file=risks.yaml,line=4"},
		"nothing fails":     {env: pull, branch: "worse", inputs: map[string]string{"inputs.fail-on": "none"}, want: 0, files: []string{"json", "markdown", "sarif"}},
		"a push":            {env: map[string]string{"GITHUB_EVENT_NAME": "push"}, branch: "main", want: 1, files: []string{"json", "markdown", "sarif"}},
		"a merge queue":     {env: map[string]string{"GITHUB_EVENT_NAME": "merge_group"}, branch: "worse", inputs: map[string]string{"github.event.merge_group.base_sha": "origin/main"}, want: 1, files: []string{"json", "markdown", "sarif"}},
		"a queue, no base":  {env: map[string]string{"GITHUB_EVENT_NAME": "merge_group"}, branch: "worse", want: 2, says: "--base is missing"},
		"another base":      {env: pull, branch: "worse", inputs: map[string]string{"inputs.base": "origin/worse"}, want: 0, files: []string{"json", "markdown", "sarif"}},
		"a further output":  {env: pull, branch: "honest", inputs: map[string]string{"inputs.outputs": "junit=a b.xml\n\ncompact=c.txt\n"}, want: 0, files: []string{"json", "markdown", "sarif"}},
		"a path":            {env: pull, branch: "honest", inputs: map[string]string{"inputs.path": "risks.yaml"}, want: 0, files: []string{"json", "markdown", "sarif"}},
		"a hostile path":    {env: pull, branch: "honest", inputs: map[string]string{"inputs.path": "$(touch pwned); -o text"}, want: 2, says: "there is no folder"},
		"a base not there":  {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "release"}, branch: "honest", want: 2, says: "git fetch origin +refs/heads/release"},
		"a shallow clone":   {env: pull, branch: "worse", spoil: "git rev-parse HEAD >.git/shallow", want: 3, says: "the clone is shallow"},
		"the base itself":   {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request_target", "GITHUB_BASE_REF": "main"}, branch: "main", want: 2, says: "::error::"},
		"a torn work tree":  {env: pull, branch: "honest", spoil: "echo '[' >risks.yaml", want: 0, files: []string{"json", "markdown", "sarif"}},
		"old files in temp": {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "release"}, branch: "honest", spoil: `mkdir -p "$RUNNER_TEMP/ismsproof"; echo old >"$RUNNER_TEMP/ismsproof/ismsproof.sarif"`, want: 2},
	} {
		t.Run(name, func(t *testing.T) {
			values := map[string]string{"github.event.merge_group.base_sha": ""}
			for input, x := range dig(asYAML(t, actionPath), "inputs").(map[string]any) {
				values["inputs."+input] = fmt.Sprint(dig(x, "default"))
			}
			maps.Copy(values, c.inputs)
			dir, temp := cloned(t, origin, c.branch, false), t.TempDir()
			summary := filepath.Join(temp, "summary.md")
			env := with(with(with(c.env, "GITHUB_ACTIONS", "true"), "RUNNER_TEMP", temp), "GITHUB_STEP_SUMMARY", summary)
			if err := os.MkdirAll(filepath.Join(temp, "ismsproof", "bin"), 0o755); err != nil {
				t.Fatal(err)
			}
			if code, out := shell(t, dir, c.spoil, env); code != 0 {
				t.Fatalf("%s: %s", c.spoil, out)
			}
			code, output, outputs := runStep(t, judge, dir, values, env)
			if code != c.want || outputs["exit-code"] != fmt.Sprint(c.want) || !strings.Contains(output, c.says) {
				t.Errorf("exit code %d, output %q, want %d; prints, without %q:\n%s", code, outputs["exit-code"], c.want, c.says, output)
			}
			delete(outputs, "exit-code")
			if got := slices.Sorted(maps.Keys(outputs)); !slices.Equal(got, c.files) {
				t.Errorf("outputs %q, want %q", got, c.files)
			}
			for name, file := range outputs {
				if data, err := os.ReadFile(file); err != nil || len(data) == 0 {
					t.Errorf("the output %q names %q: %v", name, file, err)
				}
			}
			if _, err := os.Stat(summary); (err == nil) != (len(c.files) > 0) {
				t.Errorf("the summary of the step: %v", err)
			}
			if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
				t.Error("an input was run as a command")
			}
		})
	}
}

// The action builds the tool from its own folder and leaves it in the search path.
func TestActionBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the tool")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	build := dig(asYAML(t, actionPath), "runs", "steps", 1)
	if got := dig(build, "working-directory"); got != "${{ github.action_path }}" {
		t.Errorf("builds in %q", got)
	}
	temp := t.TempDir()
	env := goEnv(t)
	maps.Copy(env, map[string]string{"RUNNER_TEMP": temp, "GITHUB_PATH": filepath.Join(temp, "path")})
	if code, out, _ := runStep(t, build, root, nil, env); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	path, err := os.ReadFile(env["GITHUB_PATH"])
	if err != nil {
		t.Fatal(err)
	}
	if code, out := shell(t, temp, `"$BIN/ismsproof" version`, map[string]string{"BIN": strings.TrimSpace(string(path))}); code != 0 || !strings.Contains(out, "ismsproof") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

// The other steps of the workflows do what they are for.
func TestWorkflowStepsRun(t *testing.T) {
	origin := changes(t)
	keep := dig(asYAML(t, filepath.Join(ciFolder, "github", "isms.yml")), "jobs", "isms", "steps", 3)
	dir, temp := t.TempDir(), t.TempDir()
	report := filepath.Join(dir, "a report.md")
	if err := os.WriteFile(report, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{"steps.ismsproof.outputs.markdown": report, "github.event.number": "12"}
	if code, out, _ := runStep(t, keep, dir, values, map[string]string{"RUNNER_TEMP": temp}); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	for name, want := range map[string]string{"ismsproof.md": "text", "number": "12"} {
		if got, err := os.ReadFile(filepath.Join(temp, "comment", name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, want %q: %v", name, got, want, err)
		}
	}
	steps := dig(asYAML(t, filepath.Join(ciFolder, "github", "isms-history.yml")), "jobs", "history", "steps").([]any)
	clone, ran := cloned(t, origin, "main", false), 0
	for _, step := range steps {
		if dig(step, "run") == nil {
			continue
		}
		ran++
		if code, out, _ := runStep(t, step, clone, nil, map[string]string{"GITHUB_ACTIONS": "true"}); code > 1 {
			t.Errorf("%s: exit code %d:\n%s", dig(step, "name"), code, out)
		}
	}
	if data, err := os.ReadFile(filepath.Join(clone, "ismsproof-history.jsonl")); ran != 2 || err != nil || len(data) == 0 {
		t.Errorf("ran %d steps, and the history: %v", ran, err)
	}
}
