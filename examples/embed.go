// Package examples holds whole small ISMS repositories and the history of one of
// them, and writes both as git repositories for the demo.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed all:acme all:story
var files embed.FS

// Acme is the ISMS of a believable software company of 40 people, without
// findings at or above minor as of 2026-12-01.
func Acme() fs.FS {
	sub, err := fs.Sub(files, "acme")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}
