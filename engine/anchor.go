package engine

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// A history is consistent with itself whatever was cut out of it. Only a head that is
// kept elsewhere too shows that what was there is still there: the file that git.anchor
// names lists such heads, and each has to be part of the history of the commit that has
// the file.

// maxAnchor is how large the file of anchored heads may be.
const maxAnchor = 1 << 20

// anchor is a head that a file names.
type anchor struct {
	id   string
	line int
}

// commitID is a full id of a commit, of SHA-1 or SHA-256.
var commitID = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b`)

// anchors returns the full ids of the length of ids here that a text names, each once:
// whatever else the file says, and however it is written.
func anchors(text []byte, length int) []anchor {
	var out []anchor
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		for _, id := range commitID.FindAllString(line, -1) {
			id = strings.ToLower(id)
			if len(id) == length && !slices.ContainsFunc(out, func(a anchor) bool { return a.id == id }) {
				out = append(out, anchor{id, number})
			}
		}
	}
	return out
}

// anchorFile is the file that lists anchored heads, "" where there is none.
func (c *config) anchorFile() string {
	if name := c.record.Get("git").Str("anchor"); name != "" {
		return path.Clean(name)
	}
	return ""
}

// adrift is the finding that an anchored head is not in the history.
func (d *Definitions) adrift(name string, a anchor) isms.Finding {
	f := d.anchorFinding(name, a.line)
	f.Locus, f.Message = a.id, fmt.Sprintf("the anchored head %s is not in the history: commits were rewritten or cut off", a.id)
	return f
}

// unanchored is the finding that the file names no head.
func (d *Definitions) unanchored(name string) isms.Finding {
	f := d.anchorFinding(name, 1)
	f.Grade, f.Message = isms.Observation, "the file names no commit by its full id, so that nothing is anchored"
	return f
}

func (d *Definitions) anchorFinding(name string, line int) isms.Finding {
	rule := d.Checks[ruleRewrite]
	at := isms.Position{Line: line, Column: 1}
	return isms.Finding{Rule: rule, Grade: rule.Grade, ID: name, Path: name, Range: isms.Range{Start: at, End: at}}
}

// unsureAnchor says that nobody knows whether the history was rewritten.
func (d *Definitions) unsureAnchor(name, why string) isms.Undecided {
	return isms.Undecided{Rule: d.Checks[ruleRewrite], ID: name, Path: name, Range: firstLine, Reason: why}
}

// ancestry tells what a commit follows.
type ancestry struct {
	repo    *source.Repo
	shallow bool
}

// follows says whether a commit has an anchored head in its history or is it; why says
// what keeps that from being known.
func (a ancestry) follows(ctx context.Context, commit, head string) (is bool, why string, err error) {
	base, err := a.repo.MergeBase(ctx, head, commit)
	switch {
	case err == nil:
		return base == head, "", nil
	case ctx.Err() != nil:
		return false, "", err
	}
	cause, ok := source.AsError(err)
	switch {
	case ok && (cause.Code == "git.shallow" || a.shallow):
		return false, "the clone is shallow, so nobody knows whether the anchored head " + head + " is in the history", nil
	case ok && (cause.Code == "git.no-merge-base" || cause.Code == "git.missing-object" && cause.ID == head):
		return false, "", nil
	}
	return false, err.Error(), nil
}

// An anchorVersion is what the file of anchors is from one point until before another.
type anchorVersion struct {
	entry    isms.Entry
	from, to int
}

// anchorVersions returns the versions of the file along the line.
func (h *historian) anchorVersions(name string) []anchorVersion {
	var out []anchorVersion
	end := func(point int) {
		if n := len(out); n > 0 && out[n-1].to < 0 {
			out[n-1].to = point
		}
	}
	for i, c := range h.changes {
		if slices.Contains(c.Gone, name) {
			end(i)
		}
		for _, e := range c.Entries {
			if e.Path == name {
				end(i)
				out = append(out, anchorVersion{e, i, -1})
			}
		}
	}
	end(len(h.changes))
	return out
}

// anchored finds at which commits an anchored head is not in the history.
func (h *historian) anchored(ctx context.Context, versions []anchorVersion, name string) error {
	if len(versions) == 0 {
		return nil
	}
	shallow, err := h.repo.Shallow()
	if err != nil {
		return err
	}
	past := ancestry{h.repo, shallow}
	point := map[string]int{}
	for i, c := range h.commits {
		point[c.ID] = i
	}
	w := h.walk
	for _, v := range versions {
		text, why := []byte(nil), "the file of anchored heads is no regular file"
		if v.entry.Mode == isms.File || v.entry.Mode == isms.Executable {
			if text, err = h.fetch(ctx, v.entry, maxAnchor); err != nil {
				why = fmt.Sprintf("the file of anchored heads cannot be read: %v", err)
			} else {
				why = ""
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if why != "" {
			w.blind = append(w.blind, &blindness{w.d.unsureAnchor(name, why), v.from, v.to})
			continue
		}
		heads := anchors(text, len(h.commits[0].ID))
		if len(heads) == 0 {
			w.facts = append(w.facts, &fact{Finding: w.d.unanchored(name), from: v.from, to: v.to})
		}
		for _, head := range heads {
			if at, onLine := point[head.id]; onLine && at <= v.from || h.earlier[head.id] {
				continue
			}
			until, why, err := h.adriftUntil(ctx, past, head.id, v)
			switch {
			case err != nil:
				return err
			case why != "":
				w.blind = append(w.blind, &blindness{w.d.unsureAnchor(name, why), v.from, v.to})
			case until > v.from:
				w.facts = append(w.facts, &fact{Finding: w.d.adrift(name, head), from: v.from, to: until})
			}
		}
	}
	return nil
}

// adriftUntil returns the first point of a version of the file that has a head in its
// history, v.to where none has: once it is there it stays.
func (h *historian) adriftUntil(ctx context.Context, past ancestry, head string, v anchorVersion) (until int, why string, err error) {
	until = v.from + sort.Search(v.to-v.from, func(i int) bool {
		if why != "" || err != nil {
			return true
		}
		var is bool
		is, why, err = past.follows(ctx, h.commits[v.from+i].ID, head)
		return is
	})
	return until, why, err
}

// anchors judges the anchored heads that each of the three trees names. What the base has
// may be newer than where the change began, so that a head in either history counts.
func (g *gate) anchors(ctx context.Context) error {
	name := g.agreed.anchorFile()
	if name == "" {
		return nil
	}
	shallow, err := g.target.repo.Shallow()
	if err != nil {
		return err
	}
	past, w := ancestry{g.target.repo, shallow}, g.walk
	for point, commits := range [gatePoints][]string{pointBase: {g.base}, pointFrom: {g.from, g.base}, pointTarget: {g.head, g.base}} {
		e, stands := g.entries[point][name]
		if !stands {
			continue
		}
		heads, why, err := g.headsOf(ctx, point, e)
		if err != nil {
			return err
		}
		if why == "" && len(heads) == 0 {
			w.facts = append(w.facts, &fact{Finding: w.d.unanchored(name), from: point, to: point + 1})
		}
		g.heads[point] = heads
		for _, head := range heads {
			found := false
			unsure := ""
			for _, commit := range commits {
				is, doubt, err := past.follows(ctx, commit, head.id)
				if err != nil {
					return err
				}
				found = found || is
				if doubt != "" {
					unsure = doubt
				}
			}
			switch {
			case found:
			case unsure != "":
				why = unsure
			default:
				w.facts = append(w.facts, &fact{Finding: w.d.adrift(name, head), from: point, to: point + 1})
			}
		}
		if why != "" {
			w.blind = append(w.blind, &blindness{w.d.unsureAnchor(name, why), point, point + 1})
		}
	}
	w.anchored = len(g.heads[pointTarget])
	return nil
}

// headsOf reads the anchored heads of one of the trees; why says what keeps them from
// being read.
func (g *gate) headsOf(ctx context.Context, point int, e isms.Entry) (heads []anchor, why string, err error) {
	if e.Mode != isms.File && e.Mode != isms.Executable {
		return nil, "the file of anchored heads is no regular file", nil
	}
	var text []byte
	if point == pointTarget {
		text, err = g.target.Read(ctx, g.asListed(e), maxAnchor)
	} else {
		text, err = g.target.repo.ReadBlob(ctx, e.Blob, maxAnchor)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, "", err
		}
		return nil, fmt.Sprintf("the file of anchored heads cannot be read: %v", err), nil
	}
	return anchors(text, len(g.base)), "", nil
}

// anchorChanges lists anchored heads that the change takes away.
func (g *gate) anchorChanges() []isms.Weakening {
	var out []isms.Weakening
	for _, old := range g.heads[pointFrom] {
		if !slices.ContainsFunc(g.heads[pointTarget], func(a anchor) bool { return a.id == old.id }) {
			out = append(out, isms.Weakening{
				What: "anchor.removed", Path: g.agreed.anchorFile(), Range: firstLine,
				Message: fmt.Sprintf("the head %s is anchored no more", old.id),
			})
		}
	}
	return out
}
