//go:build !unix

package source

// foreign reports whether a folder belongs to another user; git itself looks after
// that on systems without user ids.
func foreign(string) bool { return false }
