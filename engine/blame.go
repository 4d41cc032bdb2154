package engine

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// fingerprint is what the key of a finding looks like.
var fingerprint = regexp.MustCompile(`^[0-9a-f]{16}$`)

// Blame says when the findings that what names were open, and through whom: the key
// of a finding, a path, or a path and line ("risk/risks.yaml:42") of the last
// commit. Errors are as for [Definitions.History].
func (d *Definitions) Blame(ctx context.Context, o HistoryOptions, what string) (*isms.Blame, error) {
	return d.origin().blame(ctx, o, what)
}

func (from origin) blame(ctx context.Context, o HistoryOptions, what string) (*isms.Blame, error) {
	h, err := from.openHistory(ctx, o)
	if err != nil {
		return nil, err
	}
	defer h.repo.Close()
	t, _, err := h.run(ctx)
	if err != nil {
		return nil, err
	}
	wanted := h.named(what)
	b := &isms.Blame{Tool: t.Tool, Of: what, AsOf: t.AsOf, Commits: map[string]isms.Commit{}, Standing: map[string]isms.Standing{}, Warnings: h.warned(t).Warnings}
	for _, s := range t.Spans {
		if wanted[s.Finding.Fingerprint()] {
			b.Spans = append(b.Spans, s)
			for _, id := range []string{s.OpenedBy.Commit, s.OpenedBy.Behind, s.ClosedBy.Commit, s.ClosedBy.Behind} {
				if id == "" {
					continue
				}
				if b.Commits[id], _, err = h.repo.Commit(ctx, id); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, s := range t.Steps {
		if len(s.Undecided) > 0 {
			b.Undecided++
		}
		if _, named := b.Commits[s.Commit.ID]; named && s.Signed.Status != "" {
			b.Standing[s.Commit.ID] = s.Standing
		}
	}
	if len(b.Spans) == 0 && b.Undecided == 0 {
		return nil, &UsageError{
			Message: fmt.Sprintf("no finding was ever open at %q", what),
			Hint:    "name the key of a finding (`-o json` shows it), a path, or PATH:LINE as `ismsproof check` prints it",
		}
	}
	return b, nil
}

// named returns the fingerprints that what names: by key, by where they stand in
// the last commit, or by where they stood when they opened.
func (h *historian) named(what string) map[string]bool {
	if fingerprint.MatchString(what) {
		return map[string]bool{what: true}
	}
	path, line := what, 0
	if i := strings.LastIndexByte(what, ':'); i > 0 {
		if n, err := strconv.Atoi(what[i+1:]); err == nil {
			path, line = what[:i], n
		}
	}
	path = strings.TrimPrefix(path, "./")
	keys := map[string]bool{}
	for _, f := range h.facts {
		if f.Finding.Path == path && (line == 0 || f.Finding.Range.Start.Line == line && f.To == len(h.commits)) {
			keys[f.Finding.Fingerprint()] = true
		}
	}
	if len(keys) > 0 {
		return keys
	}
	for _, f := range h.facts {
		if f.Finding.Path == path && f.Finding.Range.Start.Line == line {
			keys[f.Finding.Fingerprint()] = true
		}
	}
	return keys
}
