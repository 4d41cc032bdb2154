package engine

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// Some things are not in the tree that is judged, but around it: tags, and the file that
// says who owns what. They belong to a repository as it is now, so a check looks at them
// and a history, which tells of every commit, does not.

// surroundings are what stands around a tree that is one point of a walk.
type surroundings struct {
	repo  *source.Repo
	point int
	files []string // under control, sorted
	// whole returns the tree of the repository that the tree is part of; nil where nothing
	// in it matters.
	whole func(context.Context) (*source.Tree, error)
}

// around opens what is found in the surroundings of a tree.
func (w *walk) around(ctx context.Context, s surroundings, selected func(*isms.Rule) bool) error {
	if s.repo == nil || !s.repo.IsGit() {
		return nil
	}
	if selected(w.d.Checks[ruleTagged]) {
		if err := w.tagged(ctx, s.repo, s.point); err != nil {
			return err
		}
	}
	if selected(w.d.Checks[ruleOwners]) {
		return w.owned(ctx, s)
	}
	return nil
}

// tagged looks for the versions of the statement of applicability that certificates name.
func (w *walk) tagged(ctx context.Context, repo *source.Repo, point int) error {
	for key, s := range w.subjects {
		r := s.at(point)
		if key.Kind != "certification" || key.twin > 0 || r == nil {
			continue
		}
		version, state := r.input.Text("soa_version"), r.input.Text("state")
		if version == "" || state == "preparing" || w.stated(point, version) {
			continue // no certificate names it yet, or the statement itself says which text it was
		}
		known, why, err := versionKnown(ctx, repo, version)
		if err != nil {
			return err
		}
		f := findingAt(r, w.d.Checks[ruleTagged], isms.Path{"soa_version"})
		switch {
		case why != "":
			w.blind = append(w.blind, &blindness{isms.Undecided{
				Rule: f.Rule, Entity: f.Entity, Kind: f.Kind, ID: f.ID, Path: f.Path, Range: f.Range, Reason: why,
			}, point, point + 1})
		case !known:
			f.Message = fmt.Sprintf("version %q of the statement of applicability, which the certificate names, is no tag or commit of this repository", version)
			w.facts = append(w.facts, &fact{Finding: f, from: point, to: point + 1})
		}
	}
	return nil
}

// stated says whether a statement of applicability has a version now, or says in its
// changes on which day it had it: that leads to the commit.
func (w *walk) stated(point int, version string) bool {
	for key, s := range w.subjects {
		r := s.at(point)
		if key.Kind != "soa" || key.twin > 0 || r == nil {
			continue
		}
		if r.input.Text("version") == version {
			return true
		}
		for _, change := range r.input.Parts("changes") {
			if change.Text("version") == version && change.Text("on") != "" {
				return true
			}
		}
	}
	return false
}

// versionKnown says whether a tag or a commit has the name of a version, or why nobody
// knows.
func versionKnown(ctx context.Context, repo *source.Repo, version string) (known bool, why string, err error) {
	tags, err := repo.Tags(ctx)
	if err != nil {
		return notTold(ctx, err)
	}
	if slices.ContainsFunc(tags, func(tag string) bool { return tagsVersion(tag, version) }) {
		return true, "", nil
	}
	if hexID.MatchString(version) {
		_, err := repo.Resolve(ctx, version)
		if e, ok := source.AsError(err); err == nil || !ok || !e.Usage {
			_, why, err := notTold(ctx, err)
			return err == nil && why == "", why, err
		}
	}
	shallow, err := repo.Shallow()
	if err != nil {
		return notTold(ctx, err)
	}
	if shallow && (len(tags) == 0 || hexID.MatchString(version)) {
		return false, fmt.Sprintf("whether %q is a tag or commit is not known: this clone is shallow and lacks it; fetch all history and tags", version), nil
	}
	return false, "", nil
}

// notTold is the answer where the repository could not be asked.
func notTold(ctx context.Context, err error) (bool, string, error) {
	switch {
	case ctx.Err() != nil:
		return false, "", ctx.Err()
	case err != nil:
		return false, err.Error(), nil
	}
	return false, "", nil
}

// hexID is what may be the id of a commit, or the beginning of one.
var hexID = regexp.MustCompile(`^[0-9a-fA-F]{7,64}$`)

// tagsVersion says whether a tag names a version of the statement.
func tagsVersion(tag, version string) bool {
	tag, version = strings.ToLower(tag), strings.TrimPrefix(strings.ToLower(version), "v")
	before, ends := strings.CutSuffix(tag, version)
	if !ends || version == "" {
		return false
	}
	before = strings.TrimSuffix(before, "v")
	if before == "" {
		return true
	}
	return strings.Contains(before, "soa") && strings.ContainsAny(before[len(before)-1:], "-_/@a")
}

// owned looks whether the CODEOWNERS file, where there is one, gives an owner to every file
// under control.
func (w *walk) owned(ctx context.Context, s surroundings) error {
	org := w.subjects[subjectKey{whole: true}].at(s.point)
	if org == nil {
		return nil
	}
	tree, err := s.whole(ctx)
	if err != nil || tree == nil {
		return err
	}
	all, _, err := tree.Entries(ctx)
	if err != nil {
		return err
	}
	file, sections, err := readOwners(ctx, tree, all)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f := findingAt(org, w.d.Checks[ruleOwners], nil)
	if err != nil {
		w.blind = append(w.blind, &blindness{isms.Undecided{
			Rule: f.Rule, Entity: f.Entity, Kind: f.Kind, ID: f.ID, Path: f.Path, Range: f.Range,
			Reason: fmt.Sprintf("who owns what is not known: %v", err),
		}, s.point, s.point + 1})
		return nil
	}
	if file == "" {
		return nil
	}
	open := slices.DeleteFunc(slices.Clone(s.files), func(name string) bool { return covers(sections, path.Join(s.repo.Prefix(), name)) })
	if len(open) > 0 {
		f.Message = fmt.Sprintf("%s gives no owner to %d of %s under control: %s", file, len(open), many(len(s.files), "file"), quotedList(open))
		w.facts = append(w.facts, &fact{Finding: f, from: s.point, to: s.point + 1})
	}
	return nil
}

// repository returns the tree of the repository that a target is part of. Where the ISMS
// is a folder of a large repository, the rest of its work tree is listed only if it has a
// CODEOWNERS file.
func (t *target) repository(ctx context.Context) (*source.Tree, error) {
	switch {
	case t.repo.Prefix() == "":
		return t.Tree, nil
	case t.target.State == isms.StateCommit:
		return t.repo.CommitTree(ctx, t.target.Commit, "")
	case t.target.State == isms.StateIndex:
		return t.repo.IndexTree(ctx, "")
	case !slices.ContainsFunc(ownersFiles, func(name string) bool {
		_, err := os.Lstat(filepath.Join(t.repo.Root(), filepath.FromSlash(name)))
		return err == nil
	}):
		return nil, nil
	}
	return t.repo.WorkTree(ctx, "")
}

// controlled says whether a file is under control.
func (f *file) controlled() bool { return f != nil && (f.artifacts > 0 || f.blank) }
