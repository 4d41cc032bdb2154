package policy

import "github.com/open-policy-agent/opa/v1/ast"

// InputOf makes an input of a Rego value.
func InputOf(v ast.Value) Input { return Input{v} }
