package policy

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// absent says of builtins that rules lack, why.
var absent = map[string]string{
	"time.now_ns": "rules see no clock: return `since` or `until`, and the engine compares",
	"print":       "rules print nothing: `ismsproof policy eval --explain` shows what a rule read",
	"trace":       "rules print nothing: `ismsproof policy eval --explain` shows what a rule read",
}

func whyAbsent(name string) string {
	return cmp.Or(absent[name], "rules see neither clock, chance, network nor environment, and nothing that no deadline ends")
}

// allowed says of a name whether it is no builtin that rules lack.
func allowed(name string) bool {
	_, builtin := ast.BuiltinMap[name]
	return !builtin || slices.ContainsFunc(Capabilities().Builtins, func(b *ast.Builtin) bool { return b.Name == name })
}

var (
	undefinedFunction = regexp.MustCompile(`^undefined function (\S+)$`)
	localVar          = regexp.MustCompile(`__local\d+__`)
)

// translate words an error of OPA's parser or compiler for the author of a rule.
// The functions are those that may be meant.
func translate(e *ast.Error, functions []string) *OwnError {
	out := &OwnError{Code: "rego.compile", Message: localVar.ReplaceAllString(firstLine(e.Message), "_")}
	if e.Location != nil {
		out.File, out.Line = e.Location.File, e.Location.Row
	}
	if e.Code == ast.ParseErr {
		out.Code = "rego.syntax"
	}
	if m := undefinedFunction.FindStringSubmatch(e.Message); m != nil {
		name := strings.TrimPrefix(m[1], "data.")
		out.Code = "rego.unknown-function"
		if _, builtin := ast.BuiltinMap[name]; builtin {
			out.Code = "rego.capability"
			out.Message, out.Hint = fmt.Sprintf("%q is not there for rules", name), whyAbsent(name)
			return out
		}
		out.Message, out.Hint = fmt.Sprintf("there is no function %q", name), near(name, functions)
	}
	if d, ok := e.Details.(*ast.RefErrInvalidDetail); ok && strings.HasPrefix(e.Message, "undefined ref") {
		out.Code = "rego.unknown-field"
		var fields []string
		for _, v := range d.OneOf {
			if s, ok := v.(ast.String); ok {
				fields = append(fields, string(s))
			}
		}
		if d.Pos < len(d.Ref) {
			if field, ok := d.Ref[d.Pos].Value.(ast.String); ok {
				out.Message = fmt.Sprintf("%q has no field %q", localVar.ReplaceAllString(d.Ref[:d.Pos].String(), "_"), string(field))
				out.Hint = near(string(field), fields)
			}
		}
	}
	return out
}

// functionsOf returns the names of all functions that a module may call: builtins,
// and functions of the modules as data.<package>.<name> without "data." and as
// <last part of the package>.<name>.
func functionsOf(modules map[string]*ast.Module) []string {
	names := map[string]bool{}
	for _, b := range Capabilities().Builtins {
		names[b.Name] = true
	}
	for _, m := range modules {
		for _, r := range m.Rules {
			if len(r.Head.Args) == 0 {
				continue
			}
			path := strings.TrimPrefix(m.Package.Path.String(), "data.") + "." + r.Head.Name.String()
			names[path], names[r.Head.Name.String()] = true, true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
