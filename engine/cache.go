package engine

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
	"ismsproof/engine/stored"
)

// What an earlier walk found is kept in one file per question: tool, rules, schemas,
// catalogue, selection and folder. The file names the commit it ends at. A walk to
// the same commit takes it as it is; a walk to a later one judges the tree of that
// commit again, demands that everything stored as open is found there and nothing
// else, and goes on from there; what was found about earlier revisions and commits goes
// on as it stands. Anything that does not fit is as if it were not
// there. Deleting the file costs time alone.

// recall returns the account of the commits: stored, continued, or made anew.
func (h *historian) recall(ctx context.Context) (*account, error) {
	if h.options.NoCache || h.options.RulesAt == "commit" {
		return h.account(ctx)
	}
	last := h.load()
	found, err := h.resume(ctx, last)
	if err != nil {
		return nil, err
	}
	if found == nil || h.options.Verify {
		h.files = nil // a walk takes apart what it was given
		fresh, err := h.account(ctx)
		if err != nil {
			return nil, err
		}
		if found != nil && !equalAccounts(found, fresh) {
			return nil, h.differs()
		}
		found = fresh
	}
	if found.lasts() && (last == nil || found.Tip != last.Tip && found.Points >= last.Points) {
		h.save(found)
	}
	return found, nil
}

// lasts says whether another run would find the same: an object that is missing or
// broken in this clone may come back, and a rule of the organization that ran out of
// time may have more of it on another day.
func (a *account) lasts() bool {
	return !slices.ContainsFunc(a.Facts, func(f history.Fact) bool {
		return f.Finding.Rule.ID == ruleReadable && strings.HasPrefix(f.Finding.Locus, "git.")
	}) && !slices.ContainsFunc(a.Blind, func(b Blind) bool { return b.Rule.Custom || mayPass(&b.Undecided) })
}

// resume makes use of a stored account. It returns nil where that is none of these
// commits, or does not fit them any more.
func (h *historian) resume(ctx context.Context, last *account) (*account, error) {
	if last == nil || last.Points > len(h.commits) || last.First != h.commits[0].ID || h.commits[last.Points-1].ID != last.Tip {
		return nil, nil
	}
	rest := *h
	rest.commits = h.commits[last.Points-1:]
	rest.times = history.Monotonic(h.commits)[last.Points-1:]
	rest.earlier = make(map[string]bool, last.Points)
	for _, c := range h.commits[:last.Points-1] {
		rest.earlier[c.ID] = true
	}
	rest.continues = true // a rule that reads the past is undecided then, which does not fit what is stored
	if len(rest.commits) == 1 {
		if h.config.sum != last.Config {
			return nil, nil
		}
		h.configs, h.files = slices.Repeat([]*config{h.config}, len(h.commits)), map[fileKey]*file{}
		return last, nil
	}
	if h.options.All {
		return nil, nil // later commits may stand between earlier ones in a graph
	}
	next, err := rest.account(ctx)
	if err != nil {
		return nil, err
	}
	if rest.unsure(next) {
		return nil, nil
	}
	rest.goOn(last, next)
	joined, ok := last.join(next)
	if !ok {
		return nil, nil
	}
	h.config, h.files = rest.config, rest.files
	h.configs = slices.Repeat([]*config{h.config}, len(h.commits))
	return joined, nil
}

// tipConfig reads the configuration that judges: the one named, else that of the last
// commit. Where the tree of that commit is lost, which the walk tells, nobody knows it.
func (h *historian) tipConfig(ctx context.Context) (err error) {
	if h.config != nil { // the one named
		return h.selectRules()
	}
	var entries []isms.Entry
	tip := h.commits[len(h.commits)-1]
	if folder, err := h.repo.Folder(ctx, tip, h.repo.Prefix()); err == nil && folder != "" {
		tree, _ := h.repo.ReadTree(ctx, folder)
		for _, e := range tree {
			if mode, ok := e.FileMode(); ok && e.Name == configFile {
				entries = append(entries, isms.Entry{Path: e.Name, Mode: mode, Blob: e.ID(), Size: -1})
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	all := func() ([]isms.Entry, error) {
		tree, err := h.repo.CommitTree(ctx, tip.ID, h.repo.Prefix())
		if err != nil {
			return nil, err
		}
		entries, _, err := tree.Entries(ctx)
		return entries, err
	}
	if h.config, err = h.d.treeConfig(ctx, h.fetch, entries, all); err != nil {
		return err
	}
	return h.selectRules()
}

// question names what the account of a walk depends on besides its commits.
func (h *historian) question() string {
	rules := slices.Clone(h.options.Rules)
	slices.Sort(rules)
	outside := "" // what the tip says by itself is compared when the file is read
	if h.config.outside {
		outside = h.config.sum
	}
	return fmt.Sprintf("%q %q %q %q %v %q %q", tool(), h.d.Digest, h.d.Catalog.Digest(), rules, h.options.All, h.repo.Prefix(), outside)
}

// load reads a stored account; nil where there is none that can be trusted.
func (h *historian) load() *account {
	data := h.store.read("history", h.question())
	if data == nil {
		return nil
	}
	a, err := decodeAccount(data, h.config.d)
	if err != nil {
		return nil
	}
	return a
}

// save stores an account. That it could not be stored is no error: the next run
// takes longer.
func (h *historian) save(a *account) {
	if data, err := encodeAccount(a); err == nil {
		h.store.write("history", h.question(), data)
	}
}

// encodeAccount writes an account. Rules are named by id.
func encodeAccount(a *account) ([]byte, error) {
	b := *a
	b.Facts, b.Blind = slices.Clone(a.Facts), slices.Clone(a.Blind)
	short := map[string]*isms.Rule{}
	byID := func(r *isms.Rule) *isms.Rule {
		if short[r.ID] == nil {
			short[r.ID] = &isms.Rule{ID: r.ID}
		}
		return short[r.ID]
	}
	for i := range b.Facts {
		b.Facts[i].Finding.Rule = byID(b.Facts[i].Finding.Rule)
	}
	for i := range b.Blind {
		b.Blind[i].Rule = byID(b.Blind[i].Rule)
	}
	return stored.Encode(b)
}

// decodeAccount reads what encodeAccount wrote, for the same rules.
func decodeAccount(data []byte, d *Definitions) (*account, error) {
	var a account
	if err := stored.Decode(data, &a); err != nil {
		return nil, err
	}
	if _, err := time.LoadLocation(a.Zone); err != nil || a.Points < 1 {
		return nil, fs.ErrInvalid
	}
	for i := range a.Facts {
		f := &a.Facts[i]
		if f.Finding.Rule = d.ruleOf(f.Finding.Rule); f.Finding.Rule == nil || f.From < 0 || f.From >= f.To || f.To > a.Points {
			return nil, fs.ErrInvalid
		}
	}
	for _, s := range a.Standing {
		if s.Point < 0 || s.Point >= a.Points {
			return nil, fs.ErrInvalid
		}
	}
	for i := range a.Blind {
		b := &a.Blind[i]
		if b.Rule = d.ruleOf(b.Rule); b.Rule == nil || b.From < 0 || b.From >= b.To || b.To > a.Points {
			return nil, fs.ErrInvalid
		}
	}
	return &a, nil
}

// ruleOf returns the rule that a stored one stands for, or nil.
func (d *Definitions) ruleOf(short *isms.Rule) *isms.Rule {
	if short == nil {
		return nil
	}
	return d.Rule(short.ID)
}

// equalAccounts says whether two accounts tell the same, however they were made.
func equalAccounts(a, b *account) bool {
	return slices.Equal(a.told(), b.told())
}

// told puts all that an account says of every point into sorted lines. Facts that
// only the way of walking cut in two are told as one.
func (a *account) told() []string {
	type stretch struct{ from, to int }
	facts := map[string][]stretch{}
	for i := range a.Facts {
		key := fingerprintOf(a.Facts[i].Finding)
		facts[key] = append(facts[key], stretch{a.Facts[i].From, a.Facts[i].To})
	}
	for i := range a.Blind {
		key := fingerprintOf(a.Blind[i].Undecided)
		facts[key] = append(facts[key], stretch{a.Blind[i].From, a.Blind[i].To})
	}
	for i := range a.Waivers {
		key := fingerprintOf(a.Waivers[i].Waiver)
		facts[key] = append(facts[key], stretch{a.Waivers[i].FromPoint, a.Waivers[i].ToPoint})
	}
	var lines []string
	for key, list := range facts {
		slices.SortFunc(list, func(x, y stretch) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to)) })
		for i := 0; i < len(list); {
			s := list[i]
			for i++; i < len(list) && list[i].from <= s.to; i++ {
				s.to = max(s.to, list[i].to)
			}
			lines = append(lines, fmt.Sprint(s.from, " ", s.to, " ", key))
		}
	}
	for kind, list := range a.Turns {
		lines = append(lines, fmt.Sprint("turns ", kind, list))
	}
	for _, s := range a.Standing {
		lines = append(lines, fmt.Sprintf("standing %d %q", s.Point, s.Standing))
	}
	lines = append(lines, fmt.Sprint("account ", a.First, a.Tip, a.Points, a.Config, a.Zone, a.FailOn, a.Artifacts, a.Ever, a.Warnings, a.Bindings))
	slices.Sort(lines)
	return lines
}

// fingerprintOf puts what holds for a stretch of points into a line.
func fingerprintOf(x any) string {
	at := func(t *time.Time) string {
		if t == nil {
			return "-"
		}
		return t.UTC().Format(time.RFC3339Nano)
	}
	switch x := x.(type) {
	case isms.Finding:
		return fmt.Sprintf("fact %q", []string{
			x.Rule.ID, string(x.Grade), x.Entity, x.Kind, x.ID, x.Path, fmt.Sprint(x.Range), x.At.Pointer(), x.Locus, x.Message, x.Remedy, at(x.Since), at(x.Until),
		})
	case isms.Undecided:
		return fmt.Sprintf("blind %q", []string{x.Rule.ID, x.Entity, x.Kind, x.ID, x.Path, fmt.Sprint(x.Range), x.Reason})
	case Waiver:
		return fmt.Sprintf("waiver %q", []string{
			x.ID, at(&x.From), at(&x.Until), strings.Join(x.Rules, " "), strings.Join(x.Kinds, " "), strings.Join(x.IDs, " "), strings.Join(x.Paths, " "), strings.Join(x.Requirements, " "),
		})
	}
	panic(fmt.Sprintf("no line for %T", x))
}
