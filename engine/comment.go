package engine

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// A comment names the waiver that the finding at its line is under:
//
//	owner: nobody   # ismsproof:waive W-012
//
// or, in Markdown, <!-- ismsproof:waive W-012 -->. One on a line of its own is about
// the next line that is more than a comment. A comment waives nothing: it is looked at
// after all findings are known, and may be a finding itself.

// waiveComment is a comment about a waiver.
type waiveComment struct {
	word  string // what follows "ismsproof:", normally "waive"
	id    string // of the waiver, "" where it names none
	at    isms.Range
	about int // the line it is about
	nth   int // among those of its file with the same text
}

// placedComment is a comment of a file that stands from one point until before another.
type placedComment struct {
	waiveComment
	path     string
	from, to int // to is -1 while the file stands
}

const commentMark = "ismsproof:"

var (
	yamlComment     = regexp.MustCompile(`(?:^|[ \t])(#+[ \t]*ismsproof:([A-Za-z_-]*)[ \t]*([^\s]*))`)
	markdownComment = regexp.MustCompile(`(<!--[ \t]*ismsproof:([A-Za-z_-]*)[ \t]*([^\s]*?)(?:[ \t][^>]*)?-->)`)
	codeFence       = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})")
)

// comments returns the comments about waivers in a file that could be read.
func comments(path string, data []byte, documents []isms.Value) []waiveComment {
	if !bytes.Contains(data, []byte(commentMark)) || len(documents) == 0 || strings.EqualFold(extension(path), ".json") {
		return nil
	}
	s := commentScan{data: data, body: len(data), seen: map[string]int{}}
	for i := range documents {
		if b := documents[i].Get("body"); b != nil && isMarkdown(path) {
			s.body = b.Range.Start.Offset
		}
		s.texts(&documents[i])
	}
	slices.SortFunc(s.inside, func(a, b [2]int) int { return a[0] - b[0] })
	return s.scan()
}

func extension(path string) string { return path[max(0, strings.LastIndexByte(path, '.')):] }

func isMarkdown(path string) bool {
	ext := strings.ToLower(extension(path))
	return ext == ".md" || ext == ".markdown"
}

// commentScan goes through a file line by line.
type commentScan struct {
	data   []byte
	body   int      // where the Markdown begins
	inside [][2]int // texts of the YAML: what looks like a comment in them is none
	seen   map[string]int
	found  []waiveComment
}

// texts collects where texts of a value stand. What follows the header of a block of
// text is a comment.
func (s *commentScan) texts(v *isms.Value) {
	from, to := v.Range.Start.Offset, v.Range.End.Offset
	if v.Type == isms.String && from < s.body && from < to {
		if s.data[from] == '|' || s.data[from] == '>' {
			if n := bytes.IndexByte(s.data[from:to], '\n'); n >= 0 {
				from += n
			}
		}
		s.inside = append(s.inside, [2]int{from, to})
	}
	for i := range v.Items {
		s.texts(&v.Items[i])
	}
	for i := range v.Fields {
		f := &v.Fields[i]
		if k := f.KeyRange; k.Start.Offset < s.body && k.Start.Offset < k.End.Offset {
			s.inside = append(s.inside, [2]int{k.Start.Offset, k.End.Offset})
		}
		s.texts(&f.Value)
	}
}

// within says whether an offset lies in a text.
func (s *commentScan) within(offset int) bool {
	return slices.ContainsFunc(s.inside, func(r [2]int) bool { return r[0] <= offset && offset < r[1] })
}

func (s *commentScan) scan() []waiveComment {
	offset, number, closing := 0, 0, ""
	var waiting []int // comments on lines of their own, until the line they are about
	for line := range bytes.Lines(s.data) {
		number++
		start := offset
		offset += len(line)
		form := yamlComment
		if start >= s.body {
			form = markdownComment
			if m := codeFence.FindSubmatch(line); m != nil {
				mark := string(m[1])
				switch {
				case closing == "":
					closing = mark
				case strings.HasPrefix(mark, closing):
					closing = ""
				}
			}
			if closing != "" {
				continue
			}
		}
		m := form.FindSubmatchIndex(line)
		if m != nil && (start < s.body && s.within(start+m[2]) || start >= s.body && bytes.Count(line[:m[2]], []byte("`"))%2 == 1) {
			m = nil
		}
		rest := line
		if m != nil {
			rest = slices.Concat(line[:m[2]], line[len(line):])
			if start >= s.body {
				rest = slices.Concat(line[:m[2]], line[m[3]:])
			}
		}
		alone := len(bytes.TrimSpace(rest)) == 0 || start < s.body && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("#"))
		if m != nil {
			if alone {
				waiting = append(waiting, len(s.found))
			}
			s.add(line, m, start, number)
		}
		if !alone {
			for _, i := range waiting {
				s.found[i].about = number
			}
			waiting = nil
		}
	}
	return s.found
}

// add takes in what a pattern found in a line.
func (s *commentScan) add(line []byte, m []int, start, number int) {
	c := waiveComment{word: string(line[m[4]:m[5]]), id: strings.TrimRight(string(line[m[6]:m[7]]), ",;."), about: number}
	at := func(i int) isms.Position {
		return isms.Position{Line: number, Column: utf8.RuneCount(line[:i]) + 1, Offset: start + i}
	}
	c.at = isms.Range{Start: at(m[2]), End: at(m[3])}
	c.nth = s.seen[c.word+" "+c.id]
	s.seen[c.word+" "+c.id]++
	s.found = append(s.found, c)
}

// empty tells the comments at a point that say what is not so.
func (w *walk) empty(point int, r *isms.Report, selected func(*isms.Rule) bool) []isms.Finding {
	var out []isms.Finding
	var standing, inForce []recordedWaiver
	for _, c := range w.comments {
		if point < c.from || c.to >= 0 && point >= c.to {
			continue
		}
		if standing == nil {
			standing, inForce = append(w.waiversAt(point), recordedWaiver{}), w.inForce(point, r.AsOf)
		}
		why := w.vain(c, point, r, selected, standing, inForce)
		if why == "" {
			continue
		}
		rule := w.d.Checks[ruleComment]
		out = append(out, isms.Finding{
			Rule: rule, Grade: rule.Grade, Status: isms.Open, ID: c.path, Path: c.path, Range: c.at,
			Locus: twinMark(c.word+" "+c.id, c.nth), Message: why,
		})
	}
	return out
}

// vain says why a comment is in vain, "" where it is not or nobody knows.
func (w *walk) vain(c *placedComment, point int, r *isms.Report, selected func(*isms.Rule) bool, standing, inForce []recordedWaiver) string {
	named := func(x recordedWaiver) bool { return x.ID == c.id && x.record != nil }
	if c.word != "waive" {
		return fmt.Sprintf("a comment %q means nothing: the one there is is \"ismsproof:waive\" with the id of a waiver", commentMark+c.word)
	}
	if c.id == "" {
		return "the comment names no waiver"
	}
	i := slices.IndexFunc(inForce, named)
	switch {
	case i >= 0:
		x := &inForce[i]
		means := func(f isms.Finding) bool { return f.Path == c.path && f.Range.Start.Line == c.about && x.means(&f) }
		if slices.ContainsFunc(r.Findings, means) || !w.decided(&x.Waiver, r, selected) {
			return ""
		}
		return fmt.Sprintf("waiver %q waives nothing at line %d", c.id, c.about)
	case slices.ContainsFunc(standing, named):
		return fmt.Sprintf("waiver %q is not in force at this time", c.id)
	case w.isException(c.id, point):
		return fmt.Sprintf("exception %q is no waiver that can be in force", c.id)
	case slices.ContainsFunc(r.Undecided, func(u isms.Undecided) bool { return u.Kind == "" }):
		return "" // it may stand in a file that could not be read
	}
	return fmt.Sprintf("there is no waiver %q", c.id)
}

// isException says whether an exception has an id at a point.
func (w *walk) isException(id string, point int) bool {
	for key, s := range w.subjects {
		if key.Kind == exceptionKind && key.ID == id && s.at(point) != nil {
			return true
		}
	}
	return false
}
