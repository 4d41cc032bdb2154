package benchmark

// A random is a stream of numbers: SplitMix64. It is ten lines of our own because a
// history must be the same in every version of Go, which the standard library
// promises for its sources of bits and not for what is derived from them.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1. Its bias is far below what matters here.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

// between returns a number from low to high, both included.
func (r *random) between(low, high int) int { return low + r.below(high-low+1) }

// chance is true in percent of all cases.
func (r *random) chance(percent int) bool { return r.below(100) < percent }

// pick returns one of the items, which must not be empty.
func pick[T any](r *random, items []T) T { return items[r.below(len(items))] }
