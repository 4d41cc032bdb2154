package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// DoctorSchema names the shape of a [Diagnosis] as JSON.
const DoctorSchema = "ismsproof/doctor/v1"

// DoctorOptions say what is looked at.
type DoctorOptions struct {
	Path   string // names the ISMS as for a check
	Config string // file of a configuration that counts instead of isms.yaml; "" for none
	Base   string // the commit that changes are judged against; "" for the usual names of what a clone came from
	Now    time.Time
}

// A Diagnosis is what stands in the way of a trustworthy judgement, apart from what
// the ISMS says: the clone, the configuration, who may change what judges.
type Diagnosis struct {
	Schema string    `json:"schema"` // DoctorSchema
	Checks []Checkup `json:"checks"` // always the same names in the same order
}

// Health is what a checkup came to.
type Health string

// The results of checkups.
const (
	Healthy    Health = "ok"
	Doubtful   Health = "warning"     // a judgement stands, but says less than it could
	Ill        Health = "problem"     // a judgement fails or cannot be trusted
	NotChecked Health = "not checked" // there is nothing to check, or something else has to be mended first
	Unclear    Health = "undecided"   // it should have been checked, and could not be
)

// A Checkup is one thing looked at.
type Checkup struct {
	Name   string `json:"name"`
	Health Health `json:"state"`
	Saw    string `json:"saw"`              // one clause
	Remedy string `json:"remedy,omitempty"` // sentences
}

// Code returns the exit code of a diagnosis: undecided wins over problems.
func (d *Diagnosis) Code() int {
	code := ExitConform
	for _, c := range d.Checks {
		switch c.Health {
		case Unclear:
			return ExitUndecided
		case Ill:
			code = ExitFindings
		}
	}
	return code
}

// Count returns how many checkups came to a result.
func (d *Diagnosis) Count(h Health) int {
	n := 0
	for _, c := range d.Checks {
		if c.Health == h {
			n++
		}
	}
	return n
}

// doctor looks at one ISMS.
type doctor struct {
	d       *Definitions
	options DoctorOptions
	target  *target
	config  *config // nil where it is broken
	head    string  // the commit at HEAD; "" where there is none
	log     []source.Logged
	whole   bool // the history could be read to its beginning
}

// Doctor looks at what stands in the way of a trustworthy judgement. It writes nothing
// but a file in the cache folder, which it takes away again.
//
// The error is that of a repository that cannot be opened.
func (d *Definitions) Doctor(ctx context.Context, o DoctorOptions) (*Diagnosis, error) {
	t, err := open(ctx, Options{Path: o.Path})
	if e, ok := source.AsError(err); ok && e.Code == "git.bare" {
		t, err = open(ctx, Options{Path: o.Path, Rev: "HEAD"})
	}
	if err != nil {
		return nil, err
	}
	defer t.repo.Close()
	x := &doctor{d: d, options: o, target: t}
	out := &Diagnosis{Schema: DoctorSchema}
	for _, c := range []struct {
		name  string
		check func(context.Context) (Checkup, error)
		git   bool // it looks at commits
	}{
		{"git", x.git, false},
		{"history", x.history, true},
		{"objects", x.objects, true},
		{"replacements", x.replacements, true},
		{"base", x.base, true},
		{"clock", x.clock, true},
		{"signatures", x.signatures, true},
		{"configuration", x.configuration, false},
		{"own rules", x.ownRules, false},
		{"code owners", x.codeOwners, true},
		{"cache", x.cache, true},
	} {
		found := Checkup{Health: NotChecked, Saw: "this is no git repository", Remedy: "Keep the ISMS in git: history, changes and approvals are proved from its commits."}
		if !c.git || t.repo.IsGit() {
			found, err = c.check(ctx)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			found, err = unclear(err), nil
		}
		found.Name = c.name
		out.Checks = append(out.Checks, found)
	}
	return out, nil
}

// unclear is a checkup that an error ended.
func unclear(err error) Checkup {
	_, hint := Failure(err)
	return Checkup{Health: Unclear, Saw: err.Error(), Remedy: hint}
}

func healthy(format string, args ...any) (Checkup, error) {
	return Checkup{Health: Healthy, Saw: fmt.Sprintf(format, args...)}, nil
}

func sees(health Health, remedy, format string, args ...any) (Checkup, error) {
	return Checkup{Health: health, Saw: fmt.Sprintf(format, args...), Remedy: remedy}, nil
}

// The oldest git that ignores the user's own configuration where it is told to.
const oldestGit = "2.32"

// git looks at the installed git. Most repositories are read without it; one that is
// not could not have been opened.
func (x *doctor) git(ctx context.Context) (Checkup, error) {
	version, err := source.GitVersion(ctx)
	switch {
	case err != nil:
		return Checkup{}, err
	case version == "":
		return sees(Doubtful, "Install git: repositories with SHA-256 ids or reftables are read through it.", "git is not installed")
	case older(version, oldestGit):
		return sees(Doubtful, "Install git "+oldestGit+" or newer.", "git %s is older than %s, and reads the user's configuration even where it must not", version, oldestGit)
	}
	return healthy("git %s is installed", version)
}

// older compares versions number by number.
func older(a, b string) bool {
	numbers := func(version string) (list []int) {
		for part := range strings.SplitSeq(version, ".") {
			n, err := strconv.Atoi(part)
			if err != nil {
				break
			}
			list = append(list, n)
		}
		return list
	}
	return slices.Compare(numbers(a), numbers(b)) < 0
}

// configuration reads what the organization configures, in the work tree.
func (x *doctor) configuration(ctx context.Context) (Checkup, error) {
	if x.options.Config != "" {
		c, err := x.d.outsideConfig(ctx, x.options.Config, x.target.root)
		if err != nil {
			return broken(err)
		}
		x.config = c
		return healthy("%q is read%s", x.options.Config, c.with())
	}
	entries, _, err := x.target.Entries(ctx)
	if err != nil {
		return Checkup{}, err
	}
	i := slices.IndexFunc(entries, func(e isms.Entry) bool { return e.Path == configFile })
	if i < 0 {
		x.config, err = x.d.treeConfig(ctx, x.target.Read, entries, func() ([]isms.Entry, error) { return entries, nil })
		if err != nil {
			return Checkup{}, err
		}
		return sees(Doubtful, "Write an isms.yaml at the root of the ISMS: `ismsproof explain isms` lists its keys.", "there is no isms.yaml: defaults apply")
	}
	s, c, err := x.d.treeSettings(ctx, x.target.Read, entries)
	if err != nil {
		return broken(err)
	}
	if s.root == nil {
		return x.unreadConfig(ctx, entries[i])
	}
	x.config = c
	// Own definitions that do not load are told by the next checkup.
	if err := s.define(ctx, x.d, c, treeShelf{ctx, x.target.Read, func() ([]isms.Entry, error) { return entries, nil }}); err != nil {
		c.broken = true
		return sees(Healthy, "", "isms.yaml is read; what it names is not")
	}
	return healthy("isms.yaml is read%s", c.with())
}

// with counts the files that a configuration takes definitions from.
func (c *config) with() string {
	if len(c.made) == 0 {
		return ""
	}
	return fmt.Sprintf(", with %s that it names", many(len(c.made), "file"))
}

// unreadConfig says why an isms.yaml that is there could not be read.
func (x *doctor) unreadConfig(ctx context.Context, e isms.Entry) (Checkup, error) {
	const remedy = "Mend isms.yaml: until then nothing it says is followed, and no check is green."
	if e.Mode != isms.File && e.Mode != isms.Executable {
		return sees(Ill, remedy, "isms.yaml is no regular file")
	}
	data, err := x.target.Read(ctx, e, maxNamed)
	if err != nil {
		return sees(Ill, remedy, "%v", err)
	}
	for _, p := range x.d.parseConfig(configFile, data).Problems {
		if p.Fatal {
			return sees(Ill, remedy, "isms.yaml:%d: %s", p.Range.Start.Line, p.Message)
		}
	}
	return sees(Ill, remedy, "isms.yaml holds no record of kind isms")
}

// broken is a configuration that cannot be understood; any other error is not that.
func broken(err error) (Checkup, error) {
	if usage, ok := errors.AsType[*UsageError](err); ok {
		return sees(Ill, cmp.Or(sentence(usage.Hint), "Mend the configuration: nothing is judged until then."), "%s", usage.Message)
	}
	return Checkup{}, err
}

// sentence makes one of a hint.
func sentence(hint string) string {
	if hint == "" || strings.HasSuffix(hint, "?") {
		return hint
	}
	return strings.TrimSuffix(hint, ".") + "."
}

// ownRules loads kinds, frameworks and rules that the configuration names.
func (x *doctor) ownRules(ctx context.Context) (Checkup, error) {
	const first = "the configuration has to be mended first"
	switch {
	case x.config == nil:
		return sees(NotChecked, "", first)
	case x.config.broken:
		entries, _, err := x.target.Entries(ctx)
		if err != nil {
			return Checkup{}, err
		}
		if _, err = x.d.readConfig(ctx, x.target.Read, entries, "", x.target.root); err == nil {
			return Checkup{}, errors.New("what the configuration names loads at the second attempt alone")
		}
		return broken(err)
	case !x.config.own():
		return sees(NotChecked, "", "the configuration names no kinds, frameworks or rules of the organization's own")
	}
	n := 0
	for _, r := range x.config.d.all {
		if r.Custom {
			n++
		}
	}
	return healthy("%s and %s of the organization's own load", many(n, "rule"), many(len(x.config.kinds), "kind"))
}

// cache tries the folders that keep what a history found.
func (x *doctor) cache(context.Context) (Checkup, error) {
	s := newStore(x.target.repo.GitDir())
	const remedy = "Make one of the folders writable, or set XDG_CACHE_HOME to a folder that is."
	if len(s.key) == 0 {
		return sees(Doubtful, "Let HOME or XDG_CACHE_HOME name a folder that can be written.", "the user's cache folder keeps no key: each history is judged anew")
	}
	for _, folder := range s.folders {
		if folder != "" && writable(folder) {
			return healthy("%q can be written", folder)
		}
	}
	return sees(Doubtful, remedy, "nothing can be kept in %s: each history is judged anew", s.where())
}

// writable says whether a file can be made in a folder, which is made where it is not
// there: as keeping an answer does.
func writable(folder string) bool {
	if os.MkdirAll(folder, 0o755) != nil {
		return false
	}
	f, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}

// many puts a number before a noun.
func many(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
