package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// readYAML decodes all documents of a YAML or JSON file. Texts stay as they are
// typed: a date is text, and only what JSON takes for a number is one.
func readYAML(text []byte) ([]any, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var docs []any
	for {
		var node yaml.Node
		err := dec.Decode(&node)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, err
		}
		v, err := plainNode(&node, 0)
		if err != nil {
			return nil, err
		}
		docs = append(docs, v)
	}
}

func plainNode(n *yaml.Node, depth int) (any, error) {
	if depth > 64 {
		return nil, errors.New("too deep, or an alias of itself")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return plainNode(n.Content[0], depth+1)
	case yaml.AliasNode:
		return plainNode(n.Alias, depth+1)
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			v, err := plainNode(item, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if _, twice := m[key.Value]; twice || key.ShortTag() != "!!str" {
				return nil, fmt.Errorf("line %d: key %q", key.Line, key.Value)
			}
			v, err := plainNode(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			m[key.Value] = v
		}
		return m, nil
	}
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		return nil, nil
	case tag == "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case (tag == "!!int" || tag == "!!float") && json.Valid([]byte(n.Value)):
		return json.Number(n.Value), nil
	}
	return n.Value, nil
}

var (
	comment  = regexp.MustCompile(`(?s)<!--.*?-->`)
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	atx      = regexp.MustCompile(`^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$`)
	fence    = regexp.MustCompile("^\\s*(```|~~~)")
	hole     = regexp.MustCompile(`\b(?:TODO|TBD|TBC|FIXME|XXX+)\b|(?i:\blorem ipsum\b)|\{\{[^{}\n]*\}\}` +
		`|(?i:[<\[](?:insert|enter|your|fill in|replace|describe|specify|name of|date of|company|organi[sz]ation)(?:[ _-][^<>\[\]\n]*)?[>\]])`)
)

// readMarkdown reads the front matter of a Markdown file and, of its body, what
// rules look at: placeholders and sections.
func readMarkdown(text []byte) ([]any, error) {
	front, body, ok := strings.Cut(strings.TrimPrefix(string(text), "---\n"), "\n---\n")
	if !strings.HasPrefix(string(text), "---\n") {
		return nil, nil
	}
	if !ok {
		if front, ok = strings.CutSuffix(front, "\n---"); !ok {
			return nil, errors.New("front matter without an end")
		}
	}
	docs, err := readYAML([]byte(front))
	if err != nil || len(docs) != 1 {
		return nil, fmt.Errorf("front matter: %w", err)
	}
	root, ok := docs[0].(map[string]any)
	if !ok {
		return nil, errors.New("front matter is no mapping")
	}
	root["body"] = stockBody(body)
	return docs, nil
}

func stockBody(text string) map[string]any {
	sum := sha256.Sum256([]byte(text))
	clean := comment.ReplaceAllStringFunc(text, func(c string) string {
		return regexp.MustCompile(`[^\n]`).ReplaceAllString(c, " ")
	})
	holes, headings := []any{}, []any{}
	type section struct {
		level int
		lines []string
	}
	sections := map[string]*section{}
	var open []*section
	fenced := false
	for _, line := range strings.Split(clean, "\n") {
		code := fenced || fence.MatchString(line)
		if fence.MatchString(line) {
			fenced = !fenced
		}
		if !code {
			for _, m := range hole.FindAllString(codeSpan.ReplaceAllString(line, ""), -1) {
				holes = append(holes, map[string]any{"text": m})
			}
		}
		if m := atx.FindStringSubmatch(line); m != nil && !code {
			level, title := len(m[1]), strings.NewReplacer("*", "", "`", "").Replace(m[2])
			headings = append(headings, map[string]any{"level": json.Number(strconv.Itoa(level)), "text": title})
			open = slices.DeleteFunc(open, func(s *section) bool { return s.level >= level })
			name := title
			for n := 2; sections[name] != nil; n++ {
				name = fmt.Sprintf("%s (%d)", title, n)
			}
			sections[name] = &section{level: level}
			for _, s := range open {
				s.lines = append(s.lines, line)
			}
			open = append(open, sections[name])
			continue
		}
		for _, s := range open {
			s.lines = append(s.lines, line)
		}
	}
	named := map[string]any{}
	for name, s := range sections {
		named[name] = strings.TrimSpace(strings.Join(s.lines, "\n"))
	}
	return map[string]any{"sha256": fmt.Sprintf("%x", sum), "headings": headings, "sections": named, "placeholders": holes}
}

// lift gives a Markdown document the fields that stand in it as sections.
func (k *stockKinds) lift(root map[string]any, kind string, c stockConfig) {
	body, ok := root["body"].(map[string]any)
	defs := k.defs[kind]
	if !ok || len(defs) != 2 {
		return
	}
	named, _ := c.org["headings"].(map[string]any)
	for heading, text := range body["sections"].(map[string]any) {
		name := strings.Join(regexp.MustCompile(`[\pL\pN]+`).FindAllString(strings.ToLower(heading), -1), "_")
		for other, field := range named {
			if strings.EqualFold(other, heading) {
				name = field.(string)
			}
		}
		steps := strings.Split(name, ".")
		var s stockSchema
		known, within := true, defs
		for _, step := range steps {
			if s, known = field(within, step); !known {
				break
			}
			within = []stockSchema{s}
		}
		if known && s.node["type"] == "string" && text != "" {
			putAt(root, steps, text)
		}
	}
}

// putAt sets the field that steps lead to unless something stands there, or on the
// way there, already.
func putAt(m map[string]any, steps []string, v any) {
	for ; len(steps) > 1; steps = steps[1:] {
		if m[steps[0]] == nil {
			m[steps[0]] = map[string]any{}
		}
		inner, ok := m[steps[0]].(map[string]any)
		if !ok {
			return
		}
		m = inner
	}
	if _, taken := m[steps[0]]; !taken {
		m[steps[0]] = v
	}
}

// stockConfig is the isms record as configuration.
type stockConfig struct{ org map[string]any }

func (c stockConfig) ignored(name string) bool {
	if strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return true
	}
	return slices.ContainsFunc(textsOf(c.org["ignore"]), func(glob string) bool { return globMatches(glob, name) })
}

func (c stockConfig) kindOf(name string) string {
	bindings, _ := c.org["paths"].([]any)
	for _, b := range bindings {
		b := b.(map[string]any)
		excluded := slices.ContainsFunc(textsOf(b["exclude"]), func(glob string) bool { return globMatches(glob, name) })
		if globMatches(b["match"].(string), name) && !excluded {
			return b["kind"].(string)
		}
	}
	if name == "isms.yaml" {
		return "isms"
	}
	return ""
}

func globMatches(glob, name string) bool {
	pattern := strings.NewReplacer(`\*\*/`, `(?:.*/)?`, `\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`, `\{`, `(?:`, `\}`, `)`, `,`, `|`).
		Replace(regexp.QuoteMeta(glob))
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString(name)
}
