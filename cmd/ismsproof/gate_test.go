package main

import (
	"strings"
	"testing"

	"ismsproof/engine"
)

// A pull request is not judged by its own rules because somebody forgot a flag.
func TestRequireBase(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		base string
		want string // in the hint; "" where the run goes on
	}{
		"a terminal":               {},
		"a push on GitHub":         {env: map[string]string{"CI": "true", "GITHUB_EVENT_NAME": "push"}},
		"a pull request on GitHub": {env: map[string]string{"CI": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "release"}, want: "--base origin/release"},
		"from a fork":              {env: map[string]string{"CI": "true", "GITHUB_EVENT_NAME": "pull_request_target"}, want: "--base origin/$GITHUB_BASE_REF"},
		"with its base":            {env: map[string]string{"CI": "true", "GITHUB_EVENT_NAME": "pull_request"}, base: "origin/main"},
		"a merge request":          {env: map[string]string{"CI": "true", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}, want: "--base origin/main"},
		"on Azure":                 {env: map[string]string{"TF_BUILD": "True", "SYSTEM_PULLREQUEST_PULLREQUESTID": "7"}, want: "--base"},
		"on Bitbucket":             {env: map[string]string{"CI": "true", "BITBUCKET_PR_ID": "7"}, want: "--base"},
		"on Jenkins":               {env: map[string]string{"JENKINS_URL": "x", "CHANGE_ID": "7"}, want: "--base"},
		"of a developer":           {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := requireBase(&engine.Options{Base: c.base}, func(name string) string { return c.env[name] })
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			code, hint := engine.Failure(err)
			if code != engine.ExitUsage || !strings.Contains(hint, c.want) {
				t.Errorf("got exit code %d with the hint %q, want 2 and %q", code, hint, c.want)
			}
		})
	}
}
