package policy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A Stop says how far one definition of a rule came: the line of its last expression
// that held nowhere, or that it made a finding.
type Stop struct {
	File  string
	Line  int    // of the definition
	At    int    // line of the expression at which it went no further; 0 where it made a finding
	Text  string // that expression
	Found bool
}

// stops is a tracer that notes how far each definition of a rule comes.
type stops struct {
	rules map[*ast.Rule]*Stop
	frame map[uint64]*ast.Rule // by query
}

func newStops(c *ast.Compiler, ref ast.Ref) *stops {
	s := &stops{rules: map[*ast.Rule]*Stop{}, frame: map[uint64]*ast.Rule{}}
	for _, r := range c.GetRulesExact(ref) {
		s.rules[r] = &Stop{File: r.Location.File, Line: r.Location.Row}
	}
	return s
}

// Enabled implements topdown.QueryTracer.
func (s *stops) Enabled() bool { return true }

// Config implements topdown.QueryTracer.
func (s *stops) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent implements topdown.QueryTracer.
func (s *stops) TraceEvent(e topdown.Event) {
	if r, ok := e.Node.(*ast.Rule); ok {
		stop := s.rules[r]
		if stop == nil {
			return
		}
		switch e.Op {
		case topdown.EnterOp:
			s.frame[e.QueryID] = r
		case topdown.ExitOp:
			*stop = Stop{File: stop.File, Line: stop.Line, Found: true}
		}
		return
	}
	expr, ok := e.Node.(*ast.Expr)
	rule := s.frame[e.QueryID]
	if !ok || rule == nil || e.Op != topdown.FailOp || expr.Location == nil {
		return
	}
	// The furthest failure is the one that tells: iteration fails at the start when
	// it has gone through everything.
	if stop := s.rules[rule]; !stop.Found && expr.Location.Row >= stop.At {
		stop.At, stop.Text = expr.Location.Row, strings.Join(strings.Fields(firstLine(string(expr.Location.Text))), " ")
	}
}

func (s *stops) list() []Stop {
	var out []Stop
	for _, stop := range s.rules {
		out = append(out, *stop)
	}
	slices.SortFunc(out, func(a, b Stop) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return out
}
