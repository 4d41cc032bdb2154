package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"ismsproof/engine"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// gitlabFile is where -o auto leaves the code quality report on GitLab: the name its
// documentation uses, to be listed under artifacts:reports:codequality.
const gitlabFile = "gl-code-quality-report.json"

// checkSinks reads the values of -o for a check. It puts what fits the platform in
// place of "auto", and says on stderr what that is where it is more than text.
func (a *app) checkSinks(values []string) ([]sink[*isms.Report], error) {
	i := slices.IndexFunc(values, func(v string) bool { return v == "auto" || strings.HasPrefix(v, "auto=") })
	if i < 0 {
		return parseSinks(values, report.Lookup)
	}
	if values[i] != "auto" {
		return nil, &engine.UsageError{Message: fmt.Sprintf("-o %s: auto chooses files itself", values[i]), Hint: "name the format that is to go to the file: -o json=report.json"}
	}
	chosen, summary, words := platform(os.Getenv)
	sinks, err := parseSinks(slices.Replace(slices.Clone(values), i, i+1, chosen...), report.Lookup)
	if err != nil {
		return nil, err
	}
	if summary != "" {
		format, err := report.Lookup("markdown")
		if err != nil {
			return nil, err
		}
		sinks = append(sinks, sink[*isms.Report]{format: format, file: summary, after: true})
	}
	if words != "" {
		fmt.Fprintf(a.stderr, "ismsproof: -o auto: %s\n", words)
	}
	return sinks, nil
}

// platform returns the outputs that fit where the tool runs, as after -o, the file
// to which a summary in Markdown is added or "", and all that in words, or "" for
// text alone. It goes by the variables that the platforms document.
func platform(getenv func(string) string) (outputs []string, summary, words string) {
	switch {
	case getenv("GITHUB_ACTIONS") == "true":
		outputs, summary, words = []string{"github"}, getenv("GITHUB_STEP_SUMMARY"), "annotations for GitHub Actions"
		if summary != "" {
			words += ", and a summary of the step"
		}
		return outputs, summary, words
	case getenv("GITLAB_CI") == "true":
		return []string{"text", "gitlab=" + gitlabFile}, "", "text, and GitLab's code quality report in " + gitlabFile
	}
	return []string{"text"}, "", ""
}
