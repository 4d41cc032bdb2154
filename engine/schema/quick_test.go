package schema

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
)

// everyKeyword is a schema in which the quick judgement meets all that it knows.
const everyKeyword = `{"x-class":"item","properties":{
	"s":{"type":"string","minLength":1,"maxLength":4,"pattern":"^[a-c]*$"},
	"d":{"type":"string","format":"date"},
	"e":{"enum":["a","b",1,true,null]},
	"k":{"const":"a"},
	"n":{"type":"integer","minimum":1,"maximum":3},
	"f":{"type":"number"},
	"l":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":2,"uniqueItems":true},
	"p":{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"}},
	"m":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"maxProperties":2},
	"g":{"type":"object","additionalProperties":{"type":"boolean"},"propertyNames":{"maxLength":1},"minProperties":1},
	"t":{"type":["string","array"]},
	"a":{"allOf":[{"type":"string"},{"minLength":2}]},
	"y":{"anyOf":[{"type":"string"},{"type":"integer","minimum":2}]},
	"o":{"oneOf":[{"type":"string"},{"enum":["a",1]}]},
	"x":{"not":{"type":"string"}},
	"i":{"if":{"type":"string"},"then":{"minLength":2},"else":{"type":"number"}},
	"r":{"$ref":"#/$defs/r"},
	"c":{"type":"array","contains":{"type":"string"}},
	"u":{"type":"object","allOf":[{"properties":{"a":{"type":"string"}}}],"properties":{"b":{"type":"string"}}}
	},
	"dependentRequired":{"s":["d"]},
	"$defs":{"r":{"type":"object","properties":{"r":{"$ref":"#/$defs/r"},"s":{"type":"string"}}}}}`

// The quick judgement may give up, but what it calls valid the library must call
// valid too: otherwise a fault would pass unseen. What it calls invalid must be
// invalid, or the library would be asked in vain.
func TestQuickJudgementAgreesWithTheLibrary(t *testing.T) {
	set, err := Load(fstest.MapFS{
		"header.json":      {Data: []byte(`{"document":{},"record":{},"item":{}}`)},
		"all/schema.json":  {Data: []byte(everyKeyword)},
		"note/schema.json": {Data: []byte(`{"x-class":"item"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := set.Kind("all")
	compiled, err := k.compiled()
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	count := map[verdict]int{}
	for range 60_000 {
		v := randomRecord(rnd, k.Properties())
		quick, err := k.node().judge(&v), validate(compiled, &v)
		var invalid *jsonschema.ValidationError
		if err != nil && !errors.As(err, &invalid) {
			t.Fatalf("%v: %v", v.Plain(), err)
		}
		count[quick]++
		if quick == yes && err != nil || quick == no && err == nil {
			t.Fatalf("%v: quick judgement %d, library %v", v.Plain(), quick, err)
		}
	}
	for _, v := range []verdict{no, unsure, yes} {
		if count[v] < 500 {
			t.Errorf("verdict %d was met %d times only", v, count[v])
		}
	}
}

// randomRecord makes a record with an id and up to three other fields.
func randomRecord(rnd *rand.Rand, names []string) isms.Value {
	v := isms.Value{Type: isms.Map, Fields: []isms.Field{{Key: "id", Value: isms.Value{Type: isms.String, Text: "a"}}}}
	for range rnd.IntN(3) + 1 {
		name := names[rnd.IntN(len(names))]
		if v.Field(name) == nil {
			v.Fields = append(v.Fields, isms.Field{Key: name, Value: randomValue(rnd, 3)})
		}
	}
	return v
}

func randomValue(rnd *rand.Rand, depth int) isms.Value {
	texts := []string{"", "a", "b", "ab", "abcd", "abcda", "z", "2024-02-29", "2023-02-29", "é"}
	numbers := []string{"0", "1", "2", "3", "4", "1.0", "2.5", "-1", "1e0"}
	switch pick := rnd.IntN(10); {
	case pick < 4 || depth == 0:
		return isms.Value{Type: isms.String, Text: texts[rnd.IntN(len(texts))]}
	case pick < 6:
		return isms.Value{Type: isms.Number, Text: numbers[rnd.IntN(len(numbers))]}
	case pick == 6:
		return isms.Value{Type: isms.Bool, Text: strconv.FormatBool(rnd.IntN(2) == 0)}
	case pick == 7 && rnd.IntN(2) == 0:
		return isms.Value{Type: isms.Null}
	case pick == 7 || pick == 8:
		v := isms.Value{Type: isms.List}
		for range rnd.IntN(4) {
			v.Items = append(v.Items, randomValue(rnd, depth-1))
		}
		return v
	}
	v := isms.Value{Type: isms.Map}
	for range rnd.IntN(3) {
		if key := []string{"a", "b", "r", "s", "x-own"}[rnd.IntN(5)]; v.Field(key) == nil {
			v.Fields = append(v.Fields, isms.Field{Key: key, Value: randomValue(rnd, depth-1)})
		}
	}
	return v
}

// The tables of look-alikes pair as many characters on both sides as they claim.
func TestLookalikesLeadToASCII(t *testing.T) {
	for strange, plain := range lookalikes {
		if strange < 0x80 || plain >= 0x80 {
			t.Errorf("%q leads to %q", strange, plain)
		}
	}
	for text, want := range map[string]string{"оwnеr": "owner", "ΚΙΝD": "KIND", "ｉｄ": "id", "st\u200dat\u00adus": "status", "kind\u00a0": "kind", "plain": "plain"} {
		seen, _, at := skeleton(text)
		if seen != want || (at < 0) != (text == want) {
			t.Errorf("skeleton of %q: got %q (first odd at %d), want %q", text, seen, at, want)
		}
	}
}
