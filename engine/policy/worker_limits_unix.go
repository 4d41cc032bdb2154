//go:build linux || darwin

package policy

import "syscall"

// confine takes from this process what a rule has no use for, for good: memory beyond
// the bytes given, files and dumps. What the system refuses to bound stays bounded by
// the parent's clock.
func confine(memory uint64) {
	for resource, limit := range map[int]uint64{
		syscall.RLIMIT_DATA:   memory,
		syscall.RLIMIT_FSIZE:  0,
		syscall.RLIMIT_CORE:   0,
		syscall.RLIMIT_NOFILE: 16,
	} {
		_ = syscall.Setrlimit(resource, &syscall.Rlimit{Cur: limit, Max: limit})
	}
}

// keepFiles has processes that are started from now on inherit no file that this one
// was given: those it opened itself are kept from them anyway.
func keepFiles() {
	const given = 1024 // more than anybody hands on
	for fd := 3; fd < given; fd++ {
		syscall.CloseOnExec(fd)
	}
}
