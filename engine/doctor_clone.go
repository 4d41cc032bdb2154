package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// history looks whether the clone goes back to the first commit.
func (x *doctor) history(ctx context.Context) (Checkup, error) {
	repo := x.target.repo
	shallow, err := repo.Shallow()
	if err != nil {
		return Checkup{}, err
	}
	if x.head, err = repo.Resolve(ctx, "HEAD"); err != nil {
		if e, ok := source.AsError(err); ok && e.Code == "git.no-commit" {
			return sees(NotChecked, "Commit: history, changes and approvals are proved from commits.", "there is no commit yet")
		}
		return Checkup{}, err
	}
	if shallow {
		return sees(Ill, "Fetch the whole history: `fetch-depth: 0` in actions/checkout, `GIT_DEPTH: 0` on GitLab, `git fetch --unshallow` elsewhere.",
			"the clone is shallow: earlier commits are not here")
	}
	x.log, err = repo.Log(ctx, source.LogOptions{From: x.head})
	if e, ok := source.AsError(err); ok {
		return sees(Ill, e.Remedy, "%s", e.Message)
	}
	if err != nil {
		return Checkup{}, err
	}
	x.whole = true
	return healthy("the whole history is here: %s", many(len(x.log), "commit"))
}

// unless returns why nothing can be said about all commits, where that is so.
func (x *doctor) unless() (Checkup, bool) {
	switch {
	case x.head == "":
		return Checkup{Health: NotChecked, Saw: "there is no commit yet"}, true
	case !x.whole:
		return Checkup{Health: NotChecked, Saw: "the history has to be whole first"}, true
	}
	return Checkup{}, false
}

// objects looks whether all folders and files of the ISMS are in the clone, at every
// commit of the first-parent line, which a history judges.
func (x *doctor) objects(ctx context.Context) (Checkup, error) {
	if c, stop := x.unless(); stop {
		return c, nil
	}
	repo := x.target.repo
	line, err := repo.Log(ctx, source.LogOptions{From: x.head, FirstParent: true, OldestFirst: true})
	if err != nil {
		return Checkup{}, err
	}
	comparer, seen, lost := repo.Comparer(), map[string]bool{}, 0
	before, first := "", ""
	miss := func(path string) {
		if lost++; lost == 1 {
			first = path
		}
	}
	for _, l := range line {
		folder, err := repo.Folder(ctx, l.Commit, repo.Prefix())
		if e, ok := source.AsError(err); ok && e.Code == "git.missing-object" {
			miss(repo.Prefix() + "/")
			continue
		}
		if err != nil {
			return Checkup{}, err
		}
		changes, err := comparer.Compare(ctx, before, folder)
		if err != nil {
			return Checkup{}, err
		}
		before = folder
		for _, p := range changes.Found {
			if p.Code == "git.missing-object" {
				miss(p.Path)
			}
		}
		for _, e := range changes.Entries {
			if e.Mode == isms.Submodule || seen[e.Blob] {
				continue
			}
			seen[e.Blob] = true
			// Nothing but the size is looked at: it is larger than allowed, or it is empty.
			_, err := repo.ReadBlob(ctx, e.Blob, 0)
			if e2, ok := source.AsError(err); ok && e2.Code == "git.missing-object" {
				miss(e.Path)
			} else if err != nil && !source.IsSize(err) {
				return Checkup{}, err
			}
		}
	}
	partial := x.warned("git.partial-clone") != ""
	switch {
	case lost > 0 && partial:
		return sees(Ill, "Fetch what is missing: `git fetch --refetch --no-filter`, and clone without --filter.",
			"the clone is partial: %s of the ISMS missing, the first %q", many(lost, "object"), first)
	case lost > 0:
		return sees(Ill, "Run `git fsck`, and clone again from a copy that passes it.", "%s of the ISMS missing, the first %q", many(lost, "object"), first)
	case partial:
		return sees(Doubtful, "Clone without --filter: other commits may need more.", "the clone is partial; nothing of the ISMS is missing")
	}
	return healthy("nothing of the ISMS is missing: %s in %s", many(len(seen), "file"), many(len(line), "commit"))
}

// warned returns what the repository warns of under a code, or "".
func (x *doctor) warned(code string) string {
	var all []string
	for _, w := range x.target.repo.Warnings() {
		if text, ok := strings.CutPrefix(w, code+": "); ok {
			all = append(all, text)
		}
	}
	return strings.Join(all, "; ")
}

// replacements looks for what shows other commits than there are.
func (x *doctor) replacements(context.Context) (Checkup, error) {
	if text := x.warned("git.replaced"); text != "" {
		return sees(Doubtful, "Look at what `git replace --list` and .git/info/grafts hold, and take it away: git shows another history than is judged.", "%s", text)
	}
	return healthy("no replace refs and no grafts")
}

// usualBases are the names under which a clone has what it came from.
var usualBases = []string{"origin/HEAD", "origin/main", "origin/master"}

// base looks whether there is something to judge a change against.
func (x *doctor) base(ctx context.Context) (Checkup, error) {
	if x.head == "" {
		return sees(NotChecked, "", "there is no commit yet")
	}
	names := usualBases
	if x.options.Base != "" {
		names = []string{x.options.Base}
	}
	for _, name := range names {
		id, err := x.target.repo.Resolve(ctx, name)
		if e, ok := source.AsError(err); ok && e.Usage {
			continue
		}
		if err != nil {
			return Checkup{}, err
		}
		from, err := x.target.repo.MergeBase(ctx, id, x.head)
		if e, ok := source.AsError(err); ok {
			return sees(Ill, e.Remedy, "%s and HEAD: %s", name, e.Message)
		}
		if err != nil {
			return Checkup{}, err
		}
		return healthy("changes can be judged against %s; HEAD left it at %s", name, from[:12])
	}
	if x.options.Base != "" {
		branch, remote := strings.CutPrefix(x.options.Base, "origin/")
		remedy := "Name a commit, branch or tag that is in this clone."
		if remote {
			remedy = fmt.Sprintf("Fetch it: `git fetch origin +refs/heads/%s:refs/remotes/origin/%s`.", branch, branch)
		}
		return sees(Ill, remedy, "the base %q is not in this clone", x.options.Base)
	}
	return sees(Doubtful, "Fetch the branch that changes are merged into, such as `git fetch origin +refs/heads/main:refs/remotes/origin/main`, and name it with --base.",
		"none of %s is here: what a change is judged against was not fetched", strings.Join(usualBases, ", "))
}

// ahead is how far a clock may be ahead of another without a word.
const ahead = 5 * time.Minute

// clock compares the dates of commits with each other and with the clock of this
// machine.
func (x *doctor) clock(context.Context) (Checkup, error) {
	if c, stop := x.unless(); stop {
		return c, nil
	}
	when := make(map[string]time.Time, len(x.log))
	for _, l := range x.log {
		when[l.Commit.ID] = l.Commit.Committer.When
	}
	var future, back, unread int
	var farthest, longest time.Duration
	worst := ""
	for _, l := range x.log {
		at := l.Commit.Committer.When
		if at.IsZero() {
			unread++
			continue
		}
		if d := at.Sub(x.options.Now); d > ahead {
			future++
			farthest = max(farthest, d)
		}
		for _, p := range l.Commit.Parents {
			if d := when[p].Sub(at); d > ahead {
				back++
				if d > longest {
					longest, worst = d, l.Commit.ID[:12]
				}
				break
			}
		}
	}
	switch {
	case future > 0:
		return sees(Ill, "Set the clock of this machine; if it is right, the clock of a committer was not, and the history is judged ahead of time until that day.",
			"%s dated later than the clock of this machine, by up to %s", many(future, "commit"), span(farthest))
	case unread > 0:
		return sees(Doubtful, "A history judges such commits as of the time of the one before; nothing mends them but a new history.", "the date of %s cannot be read", many(unread, "commit"))
	case back > 0:
		return sees(Doubtful, "A history judges each commit as of no earlier than the one before. Set the clocks of those who commit, and let the platform merge.",
			"%s dated earlier than the one before, %s by %s", many(back, "commit"), worst, span(longest))
	}
	return healthy("dates never run backwards and none lies ahead")
}

// span writes a duration in days or hours.
func span(d time.Duration) string {
	if d >= 48*time.Hour {
		return many(int(d/(24*time.Hour)), "day")
	}
	return d.Round(time.Minute).String()
}

// signatures counts the commits that carry one. Whose they are is not looked at.
func (x *doctor) signatures(context.Context) (Checkup, error) {
	if c, stop := x.unless(); stop {
		return c, nil
	}
	signed := 0
	for _, l := range x.log {
		if identity.SignatureOf(l.Commit).Format != identity.Unsigned {
			signed++
		}
	}
	if signed == len(x.log) {
		return healthy("all %s carry a signature; whether it is good is not looked at here", many(signed, "commit"))
	}
	return sees(Doubtful, "Sign commits (`git config commit.gpgsign true`), and let the platform require it for the branch: who wrote and approved what is a mere claim without.",
		"%d of %s carry a signature (%d %%)", signed, many(len(x.log), "commit"), 100*signed/len(x.log))
}
