// Package schemas holds the built-in kinds: one folder per kind.
package schemas

import "embed"

// FS holds header.json, the fields that kinds have in common, and per kind
// <kind>/schema.json, <kind>/valid.yaml and <kind>/invalid.yaml.
//
//go:embed header.json */*
var FS embed.FS
