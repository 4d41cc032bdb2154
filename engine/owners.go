package engine

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// ownersFiles are where platforms look for code owners: GitHub in the first three, in
// this order, GitLab in the others.
var ownersFiles = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}

// ownersLine is a line of a CODEOWNERS file that names files.
type ownersLine struct {
	globs   []string // of doublestar, from the root of the repository
	owned   bool     // it names at least one owner
	exclude bool     // the files it names belong to nobody
}

// ownersSection is a part of a CODEOWNERS file in which the last line that fits counts.
type ownersSection struct {
	lines    []ownersLine
	optional bool // its owners are told, and need not approve
}

// parseOwners reads a CODEOWNERS file as GitHub and GitLab do. Where they differ, what
// owns less is taken: nothing is called protected that one of them would let pass.
func parseOwners(text string) []ownersSection {
	sections := []ownersSection{{}}
	defaults := false
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		if line == "" || line[0] == '#' {
			continue
		}
		optional := strings.HasPrefix(line, "^[")
		if optional || line[0] == '[' {
			_, after, _ := strings.Cut(line, "]")
			if strings.HasPrefix(after, "[") { // the number of approvals
				_, after, _ = strings.Cut(after, "]")
			}
			sections = append(sections, ownersSection{optional: optional})
			defaults = owns(strings.Fields(after))
			continue
		}
		words := strings.Fields(strings.ReplaceAll(line, `\ `, "\x00"))
		pattern := strings.ReplaceAll(words[0], "\x00", " ")
		l := ownersLine{owned: owns(words[1:]) || len(words) == 1 && defaults}
		if strings.HasPrefix(pattern, "!") {
			l.exclude, l.owned, pattern = true, false, pattern[1:]
		}
		l.globs = ownersGlobs(pattern)
		last := &sections[len(sections)-1]
		last.lines = append(last.lines, l)
	}
	return sections
}

// owns says whether one of the words names an owner: @user, @group/team or an address.
func owns(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		at := strings.IndexByte(w, '@')
		return at >= 0 && at < len(w)-1
	})
}

// ownersGlobs returns the globs of a pattern. One with a slash before its end begins at
// the root, one that ends in /* means no folders below, and brackets mean themselves.
func ownersGlobs(pattern string) []string {
	pattern = strings.NewReplacer("[", `\[`, "]", `\]`, "{", `\{`, "}", `\}`).Replace(pattern)
	anchored := strings.Contains(strings.TrimSuffix(pattern, "/"), "/")
	glob := strings.TrimPrefix(pattern, "/")
	if !anchored {
		glob = "**/" + glob
	}
	switch {
	case strings.HasSuffix(glob, "/"):
		return []string{glob + "**/*"}
	case anchored && strings.HasSuffix(glob, "/*"), anchored && glob == "*":
		return []string{glob}
	}
	return []string{glob, glob + "/**/*"}
}

// covers says whether the approval of an owner is needed for a file.
func covers(sections []ownersSection, name string) bool {
	for _, s := range sections {
		owned, excluded := false, false
		for _, l := range s.lines {
			if !matchesOwners(l.globs, name) {
				continue
			}
			owned, excluded = l.owned, excluded || l.exclude
		}
		if owned && !excluded && !s.optional {
			return true
		}
	}
	return false
}

func matchesOwners(globs []string, name string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool {
		ok, err := doublestar.Match(glob, name)
		return err == nil && ok
	})
}

// codeOwners looks whether a change of what judges needs the approval of an owner. That
// the platform demands it cannot be seen in a repository.
func (x *doctor) codeOwners(ctx context.Context) (Checkup, error) {
	tree, err := x.wholeTree(ctx)
	if err != nil {
		return Checkup{}, err
	}
	entries, _, err := tree.Entries(ctx)
	if err != nil {
		return Checkup{}, err
	}
	file, sections, err := readOwners(ctx, tree, entries)
	if err != nil {
		return Checkup{}, err
	}
	const remedy = "Name owners for them in CODEOWNERS, and let the platform require a review of code owners: whoever may change what judges alone can make any change pass."
	files, err := x.judging(ctx, entries)
	if err != nil {
		return Checkup{}, err
	}
	if len(files) == 0 {
		return healthy("no file of the repository decides how the ISMS is judged")
	}
	if file == "" {
		return sees(Doubtful, remedy, "there is no CODEOWNERS file: nobody owns what decides how the ISMS is judged: %s", quotedList(files))
	}
	var open []string
	for _, name := range append(files, file) {
		if !covers(sections, name) {
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		return sees(Doubtful, remedy, "%s gives no owner to %s of the %d that decide how the ISMS is judged: %s", file, many(len(open), "file"), len(files)+1, quotedList(open))
	}
	return healthy("%s gives an owner to all %d files that decide how the ISMS is judged; that the platform demands their review is not to be seen here", file, len(files)+1)
}

// quotedList writes the first few names.
func quotedList(names []string) string {
	const most = 5
	quoted := make([]string, min(len(names), most))
	for i := range quoted {
		quoted[i] = strconv.Quote(names[i])
	}
	list := strings.Join(quoted, ", ")
	if len(names) > most {
		list += " and more"
	}
	return list
}

// wholeTree is the tree of the repository, whatever part of it the ISMS is.
func (x *doctor) wholeTree(ctx context.Context) (*source.Tree, error) {
	repo := x.target.repo
	if x.target.target.State == isms.StateCommit {
		return repo.CommitTree(ctx, x.target.target.Commit, "")
	}
	return repo.WorkTree(ctx, "")
}

// readOwners reads the CODEOWNERS file that counts; on GitLab a folder .github does not.
func readOwners(ctx context.Context, tree *source.Tree, entries []isms.Entry) (file string, sections []ownersSection, err error) {
	names := ownersFiles
	if slices.ContainsFunc(entries, func(e isms.Entry) bool { return e.Path == ".gitlab-ci.yml" }) {
		names = names[1:]
	}
	for _, name := range names {
		i := slices.IndexFunc(entries, func(e isms.Entry) bool {
			return e.Path == name && (e.Mode == isms.File || e.Mode == isms.Executable)
		})
		if i < 0 {
			continue
		}
		text, err := tree.Read(ctx, entries[i], maxNamed)
		return name, parseOwners(string(text)), err
	}
	return "", nil, nil
}

// judging returns the files that decide how the ISMS is judged, from the root of the
// repository, sorted: the configuration, own rules and schemas, one that could be added
// beside them, waivers, and what calls the tool.
func (x *doctor) judging(ctx context.Context, all []isms.Entry) ([]string, error) {
	prefix := x.target.repo.Prefix()
	files := map[string]bool{}
	if x.options.Config == "" {
		files[path.Join(prefix, configFile)] = true
		if x.config != nil {
			for name := range x.config.named {
				files[path.Join(prefix, name)] = true
			}
			for _, name := range x.config.rules {
				if path.Ext(name) != ".rego" {
					files[path.Join(prefix, name, "new.rego")] = true
				}
			}
		}
	}
	for _, e := range all {
		if e.Path == ".gitlab-ci.yml" || e.Path == "azure-pipelines.yml" || e.Path == "bitbucket-pipelines.yml" || e.Path == "Jenkinsfile" ||
			strings.HasPrefix(e.Path, ".github/workflows/") {
			files[e.Path] = true
		}
	}
	if err := x.waiverFiles(ctx, files); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// waiverFiles adds the files that hold waivers.
func (x *doctor) waiverFiles(ctx context.Context, files map[string]bool) error {
	if x.config == nil || x.config.broken {
		return nil
	}
	_, tree, err := x.d.readTree(ctx, x.target, x.options.Config, 1)
	if err != nil {
		return err
	}
	for name, f := range tree.files {
		if f != nil && slices.ContainsFunc(f.records, func(r *record) bool { return r.Kind == "exception" }) {
			files[path.Join(x.target.repo.Prefix(), name)] = true
		}
	}
	return nil
}
