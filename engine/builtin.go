package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"ismsproof/engine/catalog"
	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/schema"
)

// Definitions are what an ISMS is judged by: kinds, requirements and rules.
type Definitions struct {
	Schemas *schema.Set
	Catalog *catalog.Catalog
	Rules   *policy.Set
	Checks  map[string]*isms.Rule // the engine's own checks by id
	Digest  string                // "sha256:…" of rules, engine checks and schemas, an organization's own included

	data     *policy.Catalog
	all      []*isms.Rule
	byID     map[string]*isms.Rule
	examples map[string][]byte // of own rules, by file
}

// load loads definitions from file systems laid out as schemas, controls and
// policies are.
func load(schemaFS, controlFS, policyFS fs.FS, o policy.Options) (*Definitions, error) {
	var d Definitions
	text, err := fs.ReadFile(policyFS, "doc/engine.yaml")
	if err != nil {
		return nil, err
	}
	parts := []func() error{ // none needs another
		func() (err error) {
			d.Rules, err = policy.Load(policyFS, o)
			return err
		},
		func() (err error) {
			if d.Catalog, err = catalog.Load(controlFS, decode); err == nil {
				d.data, err = policy.NewCatalog(d.Catalog.Data())
			}
			return err
		},
		func() (err error) {
			d.Schemas, err = schema.Load(schemaFS)
			return err
		},
		func() (err error) {
			d.Checks, err = checks("doc/engine.yaml", text)
			return err
		},
	}
	faults := make([]error, len(parts))
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Go(func() { faults[i] = part() })
	}
	wg.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	d.index()
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s", d.Rules.Digest(), d.Schemas.Digest(), text)
	d.Digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return &d, nil
}

// index finds all rules by id.
func (d *Definitions) index() {
	d.all = slices.Concat(d.Rules.Rules(), slices.Collect(maps.Values(d.Checks)))
	slices.SortFunc(d.all, func(a, b *isms.Rule) int { return strings.Compare(a.ID, b.ID) })
	d.byID = make(map[string]*isms.Rule, len(d.all))
	for _, r := range d.all {
		d.byID[r.ID] = r
	}
}

// decode reads a data file that ships with the binary.
func decode(path string, data []byte) (isms.Value, error) {
	limits := document.DefaultLimits
	f := document.Parse(path, data, limits)
	for _, p := range f.Problems {
		return isms.Value{}, fmt.Errorf("%s:%d: %s", path, p.Range.Start.Line, p.Message)
	}
	if len(f.Documents) != 1 {
		return isms.Value{}, fmt.Errorf("%s: %d documents where one is due", path, len(f.Documents))
	}
	return f.Documents[0], nil
}

// checks reads the metadata of the checks that the engine does itself.
func checks(path string, text []byte) (map[string]*isms.Rule, error) {
	root, err := decode(path, text)
	if err != nil {
		return nil, err
	}
	rules := map[string]*isms.Rule{}
	for i := range root.Fields {
		f := &root.Fields[i]
		r := &isms.Rule{
			ID: f.Key, Title: f.Value.Str("title"), Description: strings.TrimSpace(f.Value.Str("description")),
			Grade: isms.Grade(f.Value.Str("grade")), Remedy: f.Value.Str("remedy"),
			Escalation: f.Value.Str("escalation"), Subject: "engine", Path: path, Line: f.KeyRange.Start.Line,
		}
		if flag := f.Value.Get("not_waivable"); flag != nil {
			r.NotWaivable = flag.Text == "true"
		}
		for _, q := range f.Value.Get("requirements").List() {
			r.Requirements = append(r.Requirements, q.Text)
		}
		if r.Title == "" || r.Description == "" || r.Remedy == "" || len(r.Requirements) == 0 || !slices.Contains(isms.Grades, r.Grade) {
			return nil, fmt.Errorf("%s:%d: rule %s needs title, description, grade, requirements and remedy", path, r.Line, r.ID)
		}
		rules[r.ID] = r
	}
	for _, id := range checkIDs {
		if rules[id] == nil {
			return nil, fmt.Errorf("%s: rule %s has no metadata", path, id)
		}
	}
	return rules, nil
}

// The engine's own checks.
const (
	ruleReadable = "doc.readable"
	ruleSchema   = "doc.schema_valid"
	ruleKind     = "doc.unknown_kind"
	ruleUnique   = "doc.id_unique"
	ruleLossy    = "doc.id_lossy"
	ruleLinks    = "doc.links_resolve"
	ruleSymlink  = "doc.symlink"
	ruleNoConfig = "doc.isms_present"
	ruleVanished = "doc.vanished"

	ruleSecret  = "hist.no_secret"
	ruleHash    = "hist.hash_match"
	ruleOwners  = "hist.codeowners"
	ruleTagged  = "soa.version_known"
	ruleRewrite = "hist.no_rewrite"
	ruleClone   = "hist.complete_clone"

	ruleMalformed   = "exc.malformed"
	ruleIneffective = "exc.ineffective"
	ruleNotWaivable = "exc.not_waivable"
	ruleUnused      = "exc.unused"
	ruleComment     = "exc.comment"
)

var checkIDs = []string{
	ruleReadable, ruleSchema, ruleKind, ruleUnique, ruleLossy, ruleLinks, ruleSymlink, ruleNoConfig, ruleVanished,
	ruleSecret, ruleHash, ruleOwners, ruleTagged, ruleRewrite, ruleClone,
	ruleMalformed, ruleIneffective, ruleNotWaivable, ruleUnused, ruleComment,
}

// All returns the metadata of every rule, the engine's own included, sorted by id.
func (d *Definitions) All() []*isms.Rule { return slices.Clone(d.all) }

// Rule returns the metadata of one rule, or nil.
func (d *Definitions) Rule(id string) *isms.Rule { return d.byID[id] }
