//go:build unix

package source

import (
	"os"
	"strconv"
	"syscall"
)

// foreign reports whether a folder belongs to another user than the one running.
// As for git, somebody who became root with sudo still owns what they own.
func foreign(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return true
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	owner, user := int(stat.Uid), os.Geteuid()
	if owner == user {
		return false
	}
	sudo, err := strconv.Atoi(os.Getenv("SUDO_UID"))
	return user != 0 || err != nil || owner != sudo
}
