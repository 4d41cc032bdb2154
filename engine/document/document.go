// Package document turns the bytes of a file into values with positions.
//
// It reads YAML, JSON and Markdown with YAML front matter, and is the only door
// to the YAML library. The library is asked for its node tree alone; what a node
// means is decided here, so that nothing the author typed is changed silently:
//
//   - Scalars are source-exact. A plain scalar is a number only where RFC 8259
//     calls it one and a float can hold its size; what other YAML readers take
//     for a number (010, 0x1F, 1_000, .5, .nan) is text plus a problem.
//   - true, True and TRUE (and the same of false) are booleans, as in the core
//     schema of YAML 1.2; yes, no, on and off are text. Dates are text.
//   - Keys are text. Duplicate keys, keys of other types and tags outside the
//     core schema make the file unreadable.
//   - A merge ("<<") is resolved on anchors of the same document; a key given
//     beside it wins. Merged fields keep the place where they were written.
//   - An alias stands where it is used; what is inside it keeps the place of the
//     anchor. The items and fields of an alias are shared with its anchor, so
//     values must not be changed after Parse.
//   - JSON files are read by the grammar of JSON, with the same checks.
//
// A file is readable as a whole or not at all: a problem with Fatal set means
// that there are no documents, never that only the first were read.
//
// Reading takes time and memory linear in the size of the file, and [Limits]
// bound both.
package document

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// Limits bound what a file may hold. A file beyond any of them is unreadable.
type Limits struct {
	Size          int64 // bytes of a file
	RegisterSize  int64 // bytes of a YAML or JSON file in which every document has a list `items`
	Depth         int   // lists and mappings inside each other, the outermost included
	Nodes         int   // keys, scalars, lists and mappings as written
	Aliases       int   // aliases as written
	ExpandedNodes int   // nodes after every alias is replaced by what it stands for
	ExpandedBytes int64 // bytes of keys and scalars after that
	Scalar        int   // bytes of one scalar, decoded
	Key           int   // bytes of one key, decoded
	Documents     int   // documents of a file
}

// DefaultLimits are the limits of a repository that sets none.
var DefaultLimits = Limits{
	Size:          1 << 20,
	RegisterSize:  8 << 20,
	Depth:         64,
	Nodes:         200_000,
	Aliases:       256,
	ExpandedNodes: 200_000,
	ExpandedBytes: 8 << 20,
	Scalar:        256 << 10,
	Key:           1 << 10,
	Documents:     64,
}

// A File is what the bytes of a file hold.
//
// Documents are maps or lists, in source order; empty documents beside others
// are left out. Where a problem is fatal there are none. Problems are in source
// order.
type File struct {
	Documents []isms.Value
	Problems  []isms.Problem
}

// maxProblems is how many problems of one file are told one by one.
const maxProblems = 500

type format uint8

const (
	formatNone format = iota
	formatYAML
	formatJSON
	formatMarkdown
)

func formatOf(name string) format {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return formatYAML
	case ".json":
		return formatJSON
	case ".md", ".markdown":
		return formatMarkdown
	}
	return formatNone
}

// Readable reports whether the name of a file has one of the extensions that
// Parse knows: .yaml, .yml, .json, .md or .markdown, in any case.
func Readable(name string) bool { return formatOf(name) != formatNone }

// Parse reads the bytes of a file. The extension of the name says how; a name
// with another extension is read as YAML. Markdown without front matter gives
// neither documents nor problems.
func Parse(name string, data []byte, l Limits) (file File) {
	r := &reader{limits: l}
	defer func() {
		if cause := recover(); cause != nil {
			file = File{Problems: []isms.Problem{{
				Rule: ruleReadable, Code: "yaml.internal", Path: name, Fatal: true,
				Range:   isms.Range{Start: isms.Position{Line: 1, Column: 1}, End: isms.Position{Line: 1, Column: 1}},
				Message: fmt.Sprintf("the reader of this file broke down: %s", clip(fmt.Sprint(cause))),
				Remedy:  "Report this file to the makers of ismsproof.",
			}}}
		}
	}()
	documents, err := r.read(formatOf(name), data)
	if err != nil {
		r.problems = append(r.problems, err.Problem)
		documents = nil
	}
	return File{Documents: documents, Problems: r.report(name)}
}

// A reader reads one file and keeps count of what it holds.
type reader struct {
	limits   Limits
	src      *source
	problems []isms.Problem
	dropped  int // problems beyond maxProblems
	nodes    int // as written
	aliases  int
	expanded int   // nodes, aliases replaced
	bytes    int64 // of keys and scalars, aliases replaced
}

func (r *reader) read(f format, data []byte) ([]isms.Value, *fault) {
	large := int64(len(data)) > r.limits.Size
	if large && !r.mayBeRegister(f, data) {
		return nil, tooLarge(r.limits.Size, len(data))
	}
	src, err := newSource(data)
	if err != nil {
		return nil, err
	}
	r.src = src
	var documents []isms.Value
	switch f {
	case formatMarkdown:
		return r.markdown()
	case formatJSON:
		documents, err = r.json()
	default:
		documents, err = r.yaml(src.start, len(data))
	}
	if err != nil {
		return nil, err
	}
	for i := range documents {
		if items := documents[i].Get("items"); large && (items == nil || items.Type != isms.List) {
			return nil, tooLarge(r.limits.Size, len(data))
		}
	}
	return r.topLevel(documents)
}

// mayBeRegister reports whether a file above Size may be read up to RegisterSize.
// It is a first look; the documents must turn out to be registers.
func (r *reader) mayBeRegister(f format, data []byte) bool {
	if int64(len(data)) > r.limits.RegisterSize {
		return false
	}
	switch f {
	case formatMarkdown:
		return false
	case formatJSON:
		return bytes.Contains(data, []byte(`"items"`))
	}
	return bytes.HasPrefix(data, []byte("items:")) || bytes.Contains(data, []byte("\nitems:"))
}

// topLevel leaves out empty documents and refuses scalars.
func (r *reader) topLevel(documents []isms.Value) ([]isms.Value, *fault) {
	kept := slices.DeleteFunc(documents, func(v isms.Value) bool { return v.Type == isms.Null })
	if len(kept) == 0 {
		return nil, r.fatal("artifact.empty", isms.Range{}, "the file holds nothing").
			remedy("Give it content or delete it.")
	}
	for i := range kept {
		if v := &kept[i]; v.Type != isms.Map && v.Type != isms.List {
			return nil, r.fatal("artifact.scalar", v.Range, "the file holds %s where fields are due: %s", v.Type, clip(v.Text)).
				remedy("Write fields, each as \"name: value\".")
		}
	}
	return kept, nil
}

// report returns the problems in source order, with their path.
func (r *reader) report(name string) []isms.Problem {
	slices.SortStableFunc(r.problems, func(a, b isms.Problem) int { return a.Range.Start.Offset - b.Range.Start.Offset })
	if r.dropped > 0 {
		last := r.problems[len(r.problems)-1]
		r.problems = append(r.problems, isms.Problem{
			Rule: ruleSchema, Code: "yaml.problems", Range: last.Range,
			Message: fmt.Sprintf("%d more problems of this file are not listed", r.dropped),
			Remedy:  "Mend those that are listed first.",
		})
	}
	for i := range r.problems {
		r.problems[i].Path = name
	}
	return r.problems
}
