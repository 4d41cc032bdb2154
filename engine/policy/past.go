package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// A Commit says who made a point of a line, and when.
type Commit struct {
	ID                string    // hex
	Time              time.Time // as the line has it: never before the commit before
	Author, Committer Person
}

// A Person is who somebody claims to be in a commit.
type Person struct{ Name, Email string }

// noHistory is why rules that ask for the past of a record cannot be judged in the
// check of one tree.
const noHistory = "needs the history; run `ismsproof history`"

// keyFields are what a version of a record shows besides its digest, where the record
// has them.
var keyFields = []string{"version", "status", "owner", "approved_by", "approved_on", "next_review", "due", "until"}

// past is the history of records: what rules see under data.history[kind][id]. It is
// made of the timelines of the records when somebody asks for it.
type past struct {
	commits []Commit              // one for each point
	authors AuthorsFunc           // nil where nobody is known
	lacks   string                // why there is none
	whole   map[isms.Key]timeline // records uncut, where rules ask for their history and the line is trimmed

	mu   sync.Mutex
	made map[isms.Key]timeline // versions as rules see them
}

// SetCommits says which commits the points of the line are, and so gives rules
// data.history. It is called once; without it, the line has no history.
func (l *Line) SetCommits(commits []Commit) {
	l.past.commits, l.past.made = commits, map[isms.Key]timeline{}
}

// An AuthorsFunc returns the ids of the persons who wrote what the commit of a point did
// to a record, sorted. Goroutines may call it at once.
type AuthorsFunc func(point int, key isms.Key) []string

// SetAuthors says who wrote the versions of records. It is called before anything is
// judged; without it, the versions name nobody.
func (l *Line) SetAuthors(of AuthorsFunc) { l.past.authors = of }

// NoHistory says why the line has no history. Rules that ask for it are not
// assessable, for this reason.
func (l *Line) NoHistory(reason string) { l.past.lacks = reason }

// history reads data.history: the versions of a record up to the point, oldest first,
// or a part of that list. What is read holds until the record changes again.
//
// Where the record is not there while a file that may hold it cannot be read, nobody
// knows its history. Once such a stretch is over, the history goes on with what is
// read next: nobody saw the record go.
func (r *recorder) history(path []string) (ast.Value, int, error) {
	switch {
	case r.line.past.commits == nil:
		r.lacks = cmp.Or(r.line.past.lacks, noHistory)
		return nil, 0, errors.New(r.lacks)
	case len(path) < 3:
		return nil, 0, errors.New("a rule may not read all histories at once: name a kind and an id, as in data.history.risk[input.id]")
	}
	key := isms.Key{Kind: path[1], ID: path[2]}
	now := r.line.timeline(key)
	i := now.at(r.point)
	if i < 0 || now[i].value == nil {
		r.question("isms", key.Kind)
	}
	versions, err := r.line.versions(key)
	if err != nil {
		return nil, 0, err
	}
	next := Forever
	if i+1 < len(now) {
		next = now[i+1].from
	}
	// Where an absent record is known to be gone only later, within this stretch, what
	// put it in doubt ends there, and question has lowered r.next to that point.
	n := versions.at(r.point) + 1
	if n == 0 {
		return nil, next, nil
	}
	terms := make([]*ast.Term, n)
	for i := range terms {
		terms[i] = ast.NewTerm(versions[i].value)
	}
	return find(ast.NewArray(terms...), path[3:]), next, nil
}

// timeline returns the versions of a record.
func (l *Line) timeline(key isms.Key) timeline {
	if l.cut != nil {
		return l.past.whole[key]
	}
	if c := l.records[key.Kind]; c != nil {
		return c.ids[key.ID]
	}
	return nil
}

// versions returns all versions of a record as rules see them.
func (l *Line) versions(key isms.Key) (timeline, error) {
	l.past.mu.Lock()
	defer l.past.mu.Unlock()
	if made, known := l.past.made[key]; known {
		return made, nil
	}
	seen := l.seen(key)
	made := make(timeline, len(seen))
	for i, v := range seen {
		if v.from >= len(l.past.commits) {
			return nil, fmt.Errorf("point %d of the line is no commit", v.from)
		}
		var authors []string
		if l.past.authors != nil {
			authors = l.past.authors(v.from, key)
		}
		made[i] = version{v.from, l.past.commits[v.from].version(Input{v.value}, authors)}
	}
	l.past.made[key] = made
	return made, nil
}

// seen returns what anybody could see of a record: a version without a value is there
// only from where nothing unreadable may hold the record, and what comes back as it
// was last seen is no new version.
func (l *Line) seen(key isms.Key) timeline {
	var seen timeline
	var last ast.Value
	all := l.timeline(key)
	for i, v := range all {
		if v.value == nil {
			end := Forever
			if i+1 < len(all) {
				end = all[i+1].from
			}
			v.from = l.clear(v.from, end, key.Kind)
			if v.from >= end {
				continue
			}
		}
		if same(last, v.value) {
			continue
		}
		seen, last = append(seen, v), v.value
	}
	return seen
}

// clear returns the first point from from on at which everything was readable that
// may hold records of kind, or a point not before end.
func (l *Line) clear(from, end int, kind string) int {
	for from < end {
		path, next := l.doubt(from, "isms", kind)
		if path == "" {
			break
		}
		from = next
	}
	return from
}

// version returns a version of a record as rules see it; gone where in is none. authors
// are the ids of the persons who wrote it, as far as they are known.
func (c *Commit) version(in Input, authors []string) ast.Value {
	ids := make([]*ast.Term, len(authors))
	for i, id := range authors {
		ids[i] = ast.StringTerm(id)
	}
	pairs := [][2]*ast.Term{
		pair("commit", ast.String(c.ID)),
		pair("time", ast.String(c.Time.UTC().Format(time.RFC3339))),
		pair("author", c.Author.value()),
		pair("committer", c.Committer.value()),
		pair("authors", ast.NewArray(ids...)),
	}
	if in.value == nil {
		return ast.NewObject(append(pairs, pair("gone", ast.Boolean(true)))...)
	}
	pairs = append(pairs, pair("digest", ast.String(in.ContentDigest())))
	for _, key := range keyFields {
		if v := in.get(key); v != nil {
			pairs = append(pairs, pair(key, v))
		}
	}
	return ast.NewObject(slices.Clip(pairs)...)
}

func (p Person) value() ast.Value {
	return ast.NewObject(pair("name", ast.String(p.Name)), pair("email", ast.String(p.Email)))
}

func pair(key string, v ast.Value) [2]*ast.Term {
	return [2]*ast.Term{ast.StringTerm(key), ast.NewTerm(v)}
}
