//go:build !race

package policy_test

// racing says that the race detector is on, under which memory is no measure.
const racing = false
