// Package policies holds the built-in rules: one folder per topic, helpers in lib.
package policies

import "embed"

// FS holds the rules (*.rego), their examples (<topic>/examples.yaml) and the
// metadata of the engine's own checks (doc/engine.yaml).
//
//go:embed */*.rego */*.yaml
var FS embed.FS
