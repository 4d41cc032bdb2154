package isms

import "slices"

// Nearest returns the word of known that a mistyped word most likely meant, or ""
// where none is near: about a third of its letters may differ, swapped neighbours
// counting as one. Of several equally near the first in order of the alphabet.
func Nearest(word string, known []string) string {
	best, limit := "", len([]rune(word))/3+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := distance([]rune(word), []rune(k), limit); d < limit && k != word {
			best, limit = k, d
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of neighbours
// that lead from a to b; where there are limit or more it may return any number
// not below limit.
func distance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
