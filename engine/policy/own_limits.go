package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Bounds of the text and the syntax of own rules. Parsing is fast, compiling is not,
// and no context ends it: what costs too much is refused before.
const (
	maxOwnFiles      = 500
	maxOwnFile       = 256 << 10 // bytes
	maxOwnBytes      = 4 << 20   // of all files
	maxMetadata      = 8 << 10   // bytes of one METADATA block
	maxOwnRules      = 1_500     // definitions, else branches included
	maxOwnNodes      = 100_000   // terms of all files
	maxBody          = 300       // expressions
	maxElse          = 100
	maxNesting       = 32 // terms inside of terms
	maxComprehension = 5  // comprehensions and every inside of each other
	maxWalks         = 1  // calls of walk in one rule
)

// parseOwn parses own files within their bounds: modules, and the texts of tests.
func parseOwn(files map[string][]byte) (modules map[string]*ast.Module, tests map[string]string, errs OwnErrors) {
	if len(files) > maxOwnFiles {
		return nil, nil, OwnErrors{{Code: "rego.limits", Message: fmt.Sprintf("%d files of own rules, more than %d", len(files), maxOwnFiles)}}
	}
	modules, tests = map[string]*ast.Module{}, map[string]string{}
	total := 0
	counts := &counter{}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		text := files[path]
		total += len(text)
		if err := checkText(path, text, total); err != nil {
			errs = append(errs, err)
			continue
		}
		if isTest(path) {
			tests[path] = string(text)
		}
		m, err := ast.ParseModuleWithOpts(path, string(text), ast.ParserOptions{
			ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: Capabilities(),
		})
		if err != nil {
			errs = append(errs, parseErrors(path, err)...)
			continue
		}
		counts.module(path, m)
		if !isTest(path) {
			modules[path] = m
		}
	}
	return modules, tests, append(errs, counts.errors...)
}

// checkText bounds a file before it is parsed.
func checkText(path string, text []byte, total int) *OwnError {
	limit := func(line int, format string, args ...any) *OwnError {
		return &OwnError{File: path, Line: line, Code: "rego.limits", Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case len(text) > maxOwnFile:
		return limit(0, "%d bytes, more than %d", len(text), maxOwnFile)
	case total > maxOwnBytes:
		return limit(0, "own rules have more than %d bytes in all", maxOwnBytes)
	case !utf8.Valid(text):
		return &OwnError{File: path, Code: "rego.syntax", Message: "is not UTF-8"}
	}
	line, size := 0, 0
	for l := range strings.SplitSeq(string(text), "\n") {
		line++
		if !strings.HasPrefix(strings.TrimSpace(l), "#") {
			size = 0
			continue
		}
		if size += len(l); size > maxMetadata {
			return limit(line, "a comment of more than %d bytes", maxMetadata)
		}
	}
	return nil
}

// parseErrors says what OPA's parser found.
func parseErrors(path string, err error) OwnErrors {
	list, ok := errors.AsType[ast.Errors](err)
	if !ok {
		return OwnErrors{{File: path, Code: "rego.syntax", Message: firstLine(err.Error())}}
	}
	var out OwnErrors
	for _, e := range list {
		out = append(out, translate(e, nil))
	}
	return out
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// counter counts what own rules are made of.
type counter struct {
	rules, nodes int
	errors       OwnErrors
}

func (c *counter) refuse(at *ast.Location, format string, args ...any) {
	c.errors = append(c.errors, &OwnError{File: at.File, Line: at.Row, Code: "rego.limits", Message: fmt.Sprintf(format, args...)})
}

func (c *counter) module(path string, m *ast.Module) {
	before := len(c.errors)
	for _, r := range m.Rules {
		branches := 0
		for e := r; e != nil; e = e.Else {
			branches++
		}
		if c.rules += branches; c.rules > maxOwnRules {
			c.refuse(r.Location, "own rules have more than %d definitions", maxOwnRules)
			return
		}
		if branches > maxElse {
			c.refuse(r.Location, "%d else branches, more than %d", branches, maxElse)
		}
		if d := depthOf(r, isScope); d > maxComprehension {
			c.refuse(r.Location, "comprehensions stand %d deep in each other, deeper than %d", d, maxComprehension)
		}
		if d := depthOf(r, isNest); d > maxNesting {
			c.refuse(r.Location, "terms stand %d deep in each other, deeper than %d", d, maxNesting)
		}
		ast.WalkBodies(r, func(b ast.Body) bool {
			if len(b) > maxBody {
				c.refuse(r.Location, "%d expressions in one body, more than %d", len(b), maxBody)
			}
			return false
		})
		walks := 0
		ast.WalkTerms(r, func(t *ast.Term) bool {
			c.nodes++
			if ref, ok := t.Value.(ast.Ref); ok && len(ref) == 1 && ref[0].Equal(ast.VarTerm(ast.WalkBuiltin.Name)) {
				walks++
			}
			return false
		})
		if walks > maxWalks {
			c.refuse(r.Location, "walk stands %d times in one rule, and each time goes through everything; %d is the limit", walks, maxWalks)
		}
	}
	if c.nodes > maxOwnNodes && before == len(c.errors) {
		c.errors = append(c.errors, &OwnError{File: path, Code: "rego.limits", Message: fmt.Sprintf("own rules have more than %d terms", maxOwnNodes)})
	}
}

// depthOf returns how deep nodes that count stand in each other.
func depthOf(node any, counts func(any) bool) int {
	deepest, depth := 0, 0
	vis := ast.NewBeforeAfterVisitor(func(x any) bool {
		if counts(x) {
			depth++
			deepest = max(deepest, depth)
		}
		return false
	}, func(x any) {
		if counts(x) {
			depth--
		}
	})
	vis.Walk(node)
	return deepest
}

func isScope(x any) bool {
	switch x.(type) {
	case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension, *ast.Every:
		return true
	}
	return false
}

func isNest(x any) bool {
	t, ok := x.(*ast.Term)
	if !ok {
		return false
	}
	switch t.Value.(type) {
	case *ast.Array, ast.Object, ast.Set, ast.Call, ast.Ref:
		return true
	}
	return isScope(t.Value)
}
