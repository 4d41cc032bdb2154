package main

import (
	"fmt"

	"ismsproof/engine"
)

// forge is a place where pull requests are checked: what says that a run is about
// one, and what names the branch it is to be merged into.
type forge struct {
	name   string
	run    func(env func(string) string) bool
	target string // variable; "" where there is none
}

var forges = []forge{
	{"GitHub Actions", func(env func(string) string) bool {
		switch env("GITHUB_EVENT_NAME") {
		case "pull_request", "pull_request_target", "merge_group":
			return true
		}
		return false
	}, "GITHUB_BASE_REF"},
	{"GitLab CI", set("CI_MERGE_REQUEST_IID"), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"},
	{"Azure Pipelines", set("SYSTEM_PULLREQUEST_PULLREQUESTID"), "SYSTEM_PULLREQUEST_TARGETBRANCHNAME"},
	{"Bitbucket Pipelines", set("BITBUCKET_PR_ID"), "BITBUCKET_PR_DESTINATION_BRANCH"},
	{"Jenkins", set("CHANGE_ID"), "CHANGE_TARGET"},
}

func set(variable string) func(func(string) string) bool {
	return func(env func(string) string) bool { return env(variable) != "" }
}

// requireBase refuses to judge a pull request without its base: its own rules would
// judge it then, and what it did to them would go unseen.
func requireBase(o *engine.Options, env func(string) string) error {
	if o.Base != "" {
		return nil
	}
	if ci := env("CI"); (ci == "" || ci == "false") && env("TF_BUILD") == "" && env("JENKINS_URL") == "" {
		return nil
	}
	for _, p := range forges {
		if !p.run(env) {
			continue
		}
		hint := fmt.Sprintf("add `--base origin/$%s`, and fetch the whole history", p.target)
		if branch := env(p.target); branch != "" {
			hint = fmt.Sprintf("add `--base origin/%s`, and fetch the whole history", branch)
		}
		return &engine.UsageError{Message: fmt.Sprintf("%s runs this for a pull request, and --base is missing: a change is judged by the rules of its base", p.name), Hint: hint}
	}
	return nil
}
