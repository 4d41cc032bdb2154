package isms_test

import (
	"testing"

	"ismsproof/engine/isms"
)

func TestNearest(t *testing.T) {
	known := []string{"owner", "title", "status", "next_review", "id"}
	for word, want := range map[string]string{
		"onwer":       "owner",
		"owner":       "",
		"stauts":      "status",
		"nextreview":  "next_review",
		"next_rewiev": "next_review",
		"colour":      "",
		"di":          "",
		"":            "",
		"ownér":       "owner",
	} {
		if got := isms.Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
