package document

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// YAML is a superset of JSON in name only: the YAML library refuses surrogate
// pairs and long keys, and accepts comments. So JSON has a reader of its own.

// A jsonText reads the JSON value of a file by the grammar of RFC 8259.
type jsonText struct {
	*reader
	data []byte
	i    int
}

const remedyJSON = "Mend the JSON, or rename the file to .yaml if it is YAML."

// json reads the one value of a JSON file.
func (r *reader) json() ([]isms.Value, *fault) {
	j := &jsonText{reader: r, data: r.src.data, i: r.src.start}
	j.blank()
	if j.i == len(j.data) {
		return nil, nil
	}
	v, err := j.value(1)
	if err != nil {
		return nil, err
	}
	if j.blank(); j.i < len(j.data) {
		return nil, j.wrong("text stands behind the end of the value")
	}
	return []isms.Value{v}, nil
}

func (j *jsonText) wrong(message string, args ...any) *fault {
	return j.fatalAt("yaml.syntax", j.i, message, args...).remedy(remedyJSON)
}

func (j *jsonText) blank() {
	for j.i < len(j.data) && isBlank(j.data[j.i]) {
		j.i++
	}
}

// next skips blanks and returns the next byte, or 0 at the end.
func (j *jsonText) next() byte {
	if j.blank(); j.i < len(j.data) {
		return j.data[j.i]
	}
	return 0
}

func (j *jsonText) value(depth int) (isms.Value, *fault) {
	switch c := j.next(); {
	case c == '{' || c == '[':
		at := j.src.at(j.i)
		v := isms.Value{Type: isms.List, Range: isms.Range{Start: at, End: at}}
		if err := j.deep(v.Range, depth); err != nil {
			return v, err
		}
		if err := j.spend(v.Range, 0); err != nil {
			return v, err
		}
		var err *fault
		if j.i++; c == '{' {
			v.Type = isms.Map
			err = j.object(&v, depth)
		} else {
			err = j.array(&v, depth)
		}
		v.Range.End = j.src.at(j.i)
		return v, err
	case c == '"':
		text, at, err := j.text()
		if err == nil {
			err = j.spend(at, len(text))
		}
		if err == nil {
			err = j.checkText(text, at)
		}
		return isms.Value{Type: isms.String, Text: text, Range: at}, err
	case c == 0:
		return isms.Value{}, j.wrong("a value is missing at the end of the file")
	}
	start := j.i
	for j.i < len(j.data) && bytes.IndexByte([]byte(",]}[{:\""), j.data[j.i]) < 0 && !isBlank(j.data[j.i]) {
		j.i++
	}
	word := string(j.data[start:j.i])
	at := j.src.span(start, j.i)
	shape, _ := jsonNumber(word)
	if !shape && word != "true" && word != "false" && word != "null" {
		j.i = start
		return isms.Value{}, j.wrong("a value is due here: text in double quotes, a number, a list, a mapping, true, false or null")
	}
	if err := j.spend(at, len(word)); err != nil {
		return isms.Value{}, err
	}
	return j.scalar(word, at), nil
}

func (j *jsonText) array(v *isms.Value, depth int) *fault {
	if j.next() == ']' {
		j.i++
		return nil
	}
	for {
		item, err := j.value(depth + 1)
		if err != nil {
			return err
		}
		v.Items = append(v.Items, item)
		switch j.next() {
		case ',':
			j.i++
		case ']':
			j.i++
			return nil
		default:
			return j.wrong("\",\" or \"]\" is due here, for the list that starts in line %d", v.Range.Start.Line)
		}
	}
}

func (j *jsonText) object(v *isms.Value, depth int) *fault {
	if j.next() == '}' {
		j.i++
		return nil
	}
	seen := newKeys(0)
	for {
		if j.next() != '"' {
			return j.wrong("a key in double quotes is due here")
		}
		key, at, err := j.text()
		if err == nil {
			err = j.spend(at, len(key))
		}
		if err == nil {
			err = j.checkKey(key, at)
		}
		if err != nil {
			return err
		}
		if first, twice := seen.add(key, at); twice {
			return j.twice(key, first, at)
		}
		if j.next() != ':' {
			return j.wrong("\":\" is due behind the key %s", clip(key))
		}
		j.i++
		value, err := j.value(depth + 1)
		if err != nil {
			return err
		}
		v.Fields = append(v.Fields, isms.Field{Key: key, KeyRange: at, Value: value})
		switch j.next() {
		case ',':
			j.i++
		case '}':
			j.i++
			return nil
		default:
			return j.wrong("\",\" or \"}\" is due here, for the mapping that starts in line %d", v.Range.Start.Line)
		}
	}
}

// text reads a string and returns it decoded.
func (j *jsonText) text() (string, isms.Range, *fault) {
	start, escaped := j.i, false
	for j.i++; j.i < len(j.data); j.i++ {
		switch c := j.data[j.i]; {
		case c == '\\':
			escaped = true
			j.i++
		case c < ' ':
			return "", isms.Range{}, j.wrong("a line break or tab stands inside a text in double quotes")
		case c == '"':
			j.i++
			at := j.src.span(start, j.i)
			if !escaped {
				return string(j.data[start+1 : j.i-1]), at, nil
			}
			text, ok := unescape(j.data[start:j.i])
			if !ok {
				j.i = start
				return "", at, j.wrong("the text has an escape that JSON does not know, or half of a surrogate pair")
			}
			return text, at, nil
		}
	}
	j.i = start
	return "", isms.Range{}, j.wrong("the text in double quotes that starts here is never closed")
}

// unescape decodes a quoted string, which holds escapes. Half of a surrogate
// pair, for which encoding/json would put U+FFFD, is refused.
func unescape(quoted []byte) (string, bool) {
	var text string
	if json.Unmarshal(quoted, &text) != nil {
		return "", false
	}
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		i++
		if quoted[i] != 'u' {
			continue
		}
		first := hex4(quoted[i+1 : i+5])
		i += 4
		if !utf16.IsSurrogate(first) {
			continue
		}
		rest := quoted[i+1:]
		if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' ||
			utf16.DecodeRune(first, hex4(rest[2:6])) == utf8.RuneError {
			return "", false
		}
		i += 6
	}
	return text, true
}

func hex4(digits []byte) rune {
	var c rune
	for _, d := range digits {
		switch {
		case d <= '9':
			d -= '0'
		default:
			d = d&^0x20 - 'A' + 10
		}
		c = c<<4 | rune(d)
	}
	return c
}
