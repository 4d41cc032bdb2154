package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const (
	ciFolder   = "../../examples/ci"
	actionPath = "../../action.yml"
)

// asYAML reads a file as plain values.
func asYAML(t *testing.T, path string) any {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return doc
}

// dig follows keys and indices into plain values; nil where they lead nowhere.
func dig(v any, at ...any) any {
	for _, key := range at {
		switch x := v.(type) {
		case map[string]any:
			v = x[fmt.Sprint(key)]
		case []any:
			i, ok := key.(int)
			if !ok || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

func texts(v any) (list []string) {
	items, _ := v.([]any)
	for _, x := range items {
		list = append(list, fmt.Sprint(x))
	}
	return list
}

func TestActionIsValidBySchema(t *testing.T) {
	validate(t, asYAML(t, actionPath), "github", "github-action.json")
}

func TestWorkflowsAreValidBySchema(t *testing.T) {
	for _, name := range []string{"isms.yml", "isms-comment.yml", "isms-history.yml"} {
		t.Run(name, func(t *testing.T) {
			validate(t, asYAML(t, filepath.Join(ciFolder, "github", name)), "github", "github-workflow.json")
		})
	}
}

var outputOf = regexp.MustCompile(`steps\.ismsproof\.outputs\.([a-z-]+)`)

// What the workflows ask of the action, the action has; and no workflow that can write
// runs anything of a change.
func TestWorkflowsFitTheAction(t *testing.T) {
	action := asYAML(t, actionPath)
	outputs, inputs := dig(action, "outputs").(map[string]any), dig(action, "inputs").(map[string]any)
	for _, name := range []string{"isms.yml", "isms-comment.yml", "isms-history.yml"} {
		path := filepath.Join(ciFolder, "github", name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range outputOf.FindAllStringSubmatch(string(text), -1) {
			if outputs[m[1]] == nil {
				t.Errorf("%s uses the output %q, which the action has not", name, m[1])
			}
		}
		workflow := asYAML(t, path)
		if p, ok := dig(workflow, "permissions").(map[string]any); !ok || len(p) != 0 {
			t.Errorf("%s does not begin without permissions", name)
		}
		for _, job := range dig(workflow, "jobs").(map[string]any) {
			writes := false
			for scope, right := range dig(job, "permissions").(map[string]any) {
				writes = writes || right == "write" && scope != "security-events"
			}
			for _, step := range dig(job, "steps").([]any) {
				uses, _ := dig(step, "uses").(string)
				if writes && uses != "" {
					t.Errorf("%s: a job that can write uses %s", name, uses)
				}
				with, _ := dig(step, "with").(map[string]any)
				for input := range with {
					if strings.Contains(uses, "/ismsproof@") && inputs[input] == nil {
						t.Errorf("%s gives the input %q, which the action has not", name, input)
					}
				}
				if run, _ := dig(step, "run").(string); strings.Contains(run, "${{") {
					t.Errorf("%s: an expression becomes text of a script: %s", name, run)
				}
			}
		}
		if strings.Contains(string(text), "pull_request_target") {
			t.Errorf("%s runs on pull_request_target", name)
		}
	}
	for i := range 3 {
		if run, _ := dig(action, "runs", "steps", i, "run").(string); strings.Contains(run, "${{") {
			t.Errorf("the action puts an expression into the text of a script: %s", run)
		}
	}
}

// A pipeline is one job of an example, for a pull request, a push or a schedule.
type pipeline struct {
	file   string
	script []string // commands as the platform runs them, one after the other
	env    map[string]string
	unset  bool     // the platform fetches no branch but the one it runs for
	base   bool     // it judges a change
	files  []string // it leaves
}

var jenkinsStage = regexp.MustCompile(`(?s)stage\('([^']+)'\) \{.*?sh '''\n(.*?)'''`)

// pipelines takes the jobs out of the examples. Those parts that fetch and build the
// tool are left out: see TestExamplesBuildTheTool.
func pipelines(t *testing.T) map[string]pipeline {
	gitlab := asYAML(t, filepath.Join(ciFolder, "gitlab", ".gitlab-ci.yml"))
	azure := asYAML(t, filepath.Join(ciFolder, "azure-pipelines.yml"))
	bitbucket := asYAML(t, filepath.Join(ciFolder, "bitbucket-pipelines.yml"))
	jenkins, err := os.ReadFile(filepath.Join(ciFolder, "Jenkinsfile"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]pipeline{}
	for name, p := range map[string]pipeline{
		"isms change":  {base: true, unset: true, files: []string{"gl-code-quality-report.json", "ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}, env: map[string]string{"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}},
		"isms state":   {files: []string{"gl-code-quality-report.json", "ismsproof.xml", "ismsproof.md"}},
		"isms history": {files: []string{"ismsproof.jsonl"}},
	} {
		p.file, p.script = ".gitlab-ci.yml", texts(dig(gitlab, name, "script"))
		p.env = with(p.env, "GITLAB_CI", "true")
		all["GitLab: "+name] = p
	}
	for name, p := range map[string]pipeline{
		"Judge the change":     {base: true, files: []string{"ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}, env: map[string]string{"SYSTEM_PULLREQUEST_PULLREQUESTID": "7", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}},
		"Judge what is agreed": {files: []string{"ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}},
		"Judge every commit":   {files: []string{"ismsproof.jsonl"}},
		"Show the summary":     {},
	} {
		p.file, p.env = "azure-pipelines.yml", with(p.env, "TF_BUILD", "True")
		for _, step := range dig(azure, "steps").([]any) {
			if dig(step, "displayName") == name {
				p.script = []string{dig(step, "bash").(string)}
			}
		}
		all["Azure: "+name] = p
	}
	for name, p := range map[string]pipeline{
		"pull-requests **":    {base: true, unset: true, files: []string{"test-results/ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}, env: map[string]string{"BITBUCKET_PR_ID": "7", "BITBUCKET_PR_DESTINATION_BRANCH": "main"}},
		"branches main":       {files: []string{"test-results/ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}},
		"custom isms-history": {files: []string{"ismsproof.jsonl"}},
	} {
		group, which, _ := strings.Cut(name, " ")
		p.file = "bitbucket-pipelines.yml"
		p.script = texts(dig(bitbucket, "pipelines", group, which, 0, "step", "script"))
		p.script = slices.DeleteFunc(p.script, builds)
		all["Bitbucket: "+name] = p
	}
	for _, m := range jenkinsStage.FindAllStringSubmatch(string(jenkins), -1) {
		p, known := map[string]pipeline{
			"Judge the change":     {base: true, files: []string{"ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}, env: map[string]string{"JENKINS_URL": "x", "CHANGE_ID": "7", "CHANGE_TARGET": "main"}},
			"Judge what is agreed": {files: []string{"ismsproof.xml", "ismsproof.md", "ismsproof.sarif"}},
			"Judge every commit":   {files: []string{"ismsproof.jsonl"}},
		}[m[1]]
		if known {
			p.file, p.script = "Jenkinsfile", []string{m[2]}
			all["Jenkins: "+m[1]] = p
		}
	}
	return all
}

// builds says whether a script fetches and builds the tool.
func builds(script string) bool { return strings.Contains(script, "go -C") }

func with(env map[string]string, key, value string) map[string]string {
	env = maps.Clone(env)
	if env == nil {
		env = map[string]string{}
	}
	env[key] = value
	return env
}

// shell runs a script of bash as platforms do: in a folder, with these variables alone.
func shell(t *testing.T, dir, script string, env map[string]string) (code int, output string) {
	t.Helper()
	cmd := exec.Command("bash", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CI=true", "TMPDIR=" + t.TempDir()}
	for _, set := range []map[string]string{sameGit, env} {
		for key, value := range set {
			cmd.Env = append(cmd.Env, key+"="+value)
		}
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// changes makes a repository with the branches main, honest (a title says more) and
// worse (another loses its), and returns its folder.
func changes(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"git", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	dir := t.TempDir()
	const risks = `kind: risks
id: risk-register
items:
  - {id: R-001, title: Laptop is stolen, owner: head-platform}
  - {id: R-002, title: Backup cannot be restored}
`
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	commit := func(script string) {
		if code, out := shell(t, dir, script, nil); code != 0 {
			t.Fatalf("%s: exit code %d: %s", script, code, out)
		}
	}
	write("isms.yaml", "kind: isms\nid: acme\norganization: Acme GmbH\n")
	write("risks.yaml", risks)
	commit("git init -q -b main && git add . && git commit -q -m Begin && git checkout -q -b honest")
	write("risks.yaml", strings.Replace(risks, "restored}", "restored in time}", 1))
	commit("git commit -q -a -m 'Say it better' && git checkout -q -b worse main")
	write("risks.yaml", strings.Replace(risks, "stolen, owner: head-platform}", "stolen}", 1))
	commit("git commit -q -a -m 'Forget an owner' && git checkout -q main")
	return dir
}

// cloned clones the repository as a platform does for a pull request of a branch.
func cloned(t *testing.T, origin, branch string, alone bool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "clone")
	script := fmt.Sprintf("git clone -q %q %q && cd %q && git checkout -q --detach origin/%s", origin, dir, dir, branch)
	if alone {
		script += " && git branch -q -D main && git remote set-head origin -d && git update-ref -d refs/remotes/origin/main"
	}
	if code, out := shell(t, ".", script, nil); code != 0 {
		t.Fatalf("%s: exit code %d: %s", script, code, out)
	}
	return dir
}

// Each job of each example runs in a clone as its platform makes it: an honest change
// passes, a worse one does not, and the files are there that the platform shows.
func TestExamplesRun(t *testing.T) {
	origin := changes(t)
	all := pipelines(t)
	for name, p := range all {
		t.Run(name, func(t *testing.T) {
			if len(p.script) == 0 {
				t.Fatal("there is no such job")
			}
			wants := map[string]int{"honest": 0, "worse": 1}
			switch {
			case !p.base && len(p.files) > 0:
				wants = map[string]int{"main": 1} // a repository of two files is no whole ISMS
			case !p.base:
				wants = map[string]int{"main": 0}
			}
			for branch, want := range wants {
				dir, temp := cloned(t, origin, branch, p.unset), t.TempDir()
				env := with(with(p.env, "WORKSPACE_TMP", temp), "AGENT_TEMPDIRECTORY", temp)
				if code, out := shell(t, dir, strings.Join(p.script, "\n"), env); code != want {
					t.Errorf("%s: exit code %d, want %d:\n%s", branch, code, want, out)
				}
				for _, file := range p.files {
					if data, err := os.ReadFile(filepath.Join(dir, file)); err != nil || len(data) == 0 {
						t.Errorf("%s: %q is not there or empty: %v", branch, file, err)
					}
				}
			}
		})
	}
	every := map[string]string{}
	for _, p := range all {
		every[p.file] += strings.Join(p.script, "\n") + "\n"
	}
	for _, file := range []string{"gitlab/.gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "Jenkinsfile"} {
		commands := commandLines(t, filepath.Join(ciFolder, file))
		if len(commands) < 3 {
			t.Errorf("%s has %d commands of the tool", file, len(commands))
		}
		for _, line := range commands {
			if !strings.Contains(every[filepath.Base(file)], line) {
				t.Errorf("%s: %q was not run", file, line)
			}
		}
	}
}

var commandLine = regexp.MustCompile(`(?m)^[ -]*(ismsproof [a-z].*)$`)

// commandLines returns the lines of a file that call the tool.
func commandLines(t *testing.T, path string) (lines []string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range commandLine.FindAllStringSubmatch(string(data), -1) {
		lines = append(lines, m[1])
	}
	return lines
}

// What fetches and builds the tool is the same on all platforms, and does so.
func TestExamplesBuildTheTool(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	place := regexp.MustCompile(`"?(/tmp/|\$AGENT_TEMPDIRECTORY/|\$WORKSPACE_TMP/)ismsproof"?`)
	target := regexp.MustCompile(`"?(/usr/local/bin/|\$AGENT_TEMPDIRECTORY/bin/|\$WORKSPACE_TMP/bin/)"? ./cmd`)
	for _, file := range []string{"gitlab/.gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "Jenkinsfile"} {
		data, err := os.ReadFile(filepath.Join(ciFolder, file))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if strings.HasPrefix(line, "git init") || strings.HasPrefix(line, "git -C") || strings.HasPrefix(line, "go -C") {
				parts[file] += target.ReplaceAllString(place.ReplaceAllString(line, `"$$PLACE"`), `"$$BIN/" ./cmd`) + "\n"
			}
		}
		if parts[file] != parts["gitlab/.gitlab-ci.yml"] {
			t.Errorf("%s builds the tool by\n%s, and GitLab by\n%s", file, parts[file], parts["gitlab/.gitlab-ci.yml"])
		}
	}
	head, err := exec.Command("git", "-C", root, "rev-parse", "HEAD").Output()
	if err != nil || testing.Short() {
		t.Skip("what is tested here is no clone, or the test is to be short")
	}
	bin := t.TempDir()
	script := parts["gitlab/.gitlab-ci.yml"] + `"$BIN/ismsproof" version`
	env := goEnv(t)
	maps.Copy(env, map[string]string{
		"PLACE": t.TempDir(), "BIN": bin, "ISMSPROOF_REPOSITORY": root, "ISMSPROOF_COMMIT": strings.TrimSpace(string(head)),
	})
	if code, out := shell(t, bin, script, env); code != 0 || !strings.Contains(out, "ismsproof") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

// goEnv lets go build from what this machine has already.
func goEnv(t *testing.T) map[string]string {
	t.Helper()
	env := map[string]string{}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GOTOOLCHAIN"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Skipf("go is not installed: %v", err)
		}
		env[name] = cmp.Or(strings.TrimSpace(string(out)), env[name])
	}
	return env
}
