package stored_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/stored"
)

type small struct {
	Text  string
	List  []string
	Float float64
}

type all struct {
	Truth   bool
	Count   int
	Byte    isms.Mode
	Grade   isms.Grade
	Empty   []string
	None    []string
	Map     map[string][]small
	NoMap   map[string]int
	Times   []time.Time
	Pointer *small
	Nil     *small
	Records []isms.Finding
}

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// sample holds a value of each sort.
func sample(t testing.TB) all {
	s := &small{Text: "ä\x00", List: []string{"", "a", "a"}, Float: 0.1}
	at := time.Date(2026, 10, 25, 2, 30, 0, 123, berlin(t))
	rule := &isms.Rule{ID: "risk.owner", Systemic: &isms.Systemic{Count: 3, Share: 0.1}}
	finding := isms.Finding{Rule: rule, Grade: isms.Minor, Path: "a.yaml", At: isms.Path{"items", "0"}, Since: &at, Range: isms.Range{Start: isms.Position{Line: 3, Column: 1, Offset: 40}}}
	other := finding
	other.Message, other.Since = "no owner", nil
	return all{
		Truth: true, Count: -7, Byte: isms.Symlink, Grade: isms.Major, Empty: []string{},
		Map: map[string][]small{"b": {*s}, "a": nil},
		Times: []time.Time{
			{}, time.Unix(0, 0).UTC(), at, at.Add(time.Hour), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)),
			time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", -5*3600-1800)), time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("Europe/Berlin", 7200)),
		},
		Pointer: s, Records: []isms.Finding{finding, other, finding},
	}
}

func TestWhatIsStoredIsReadBack(t *testing.T) {
	want := sample(t)
	data, err := stored.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var got all
	if err := stored.Decode(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for i := range want.Times {
		if w, g := want.Times[i].Format(time.RFC3339Nano), got.Times[i].Format(time.RFC3339Nano); w != g {
			t.Errorf("time %d is %s, want %s", i, g, w)
		}
	}
	if got.Records[0].Rule != got.Records[2].Rule {
		t.Error("what was one thing is two")
	}
	again, err := stored.Encode(got)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(data) {
		t.Error("what was read is written in other bytes")
	}
}

// Structs that are equal are written once, also where they point at two things that
// are equal, and the pointers after them still point at what they did.
func TestEqualStructsThatPointAtTwoThings(t *testing.T) {
	a, b, c := time.Unix(1, 0).UTC(), time.Unix(1, 0).UTC(), time.Unix(2, 0).UTC()
	rule := func(id string) *isms.Rule { return &isms.Rule{ID: id} }
	r, s := rule("r"), rule("s")
	want := []isms.Finding{
		{Since: &a}, {Since: &b}, {Rule: r, Since: &c}, {Rule: rule("r"), Since: &c}, {Rule: s}, {Rule: r}, {Rule: rule("r"), Since: &a}, {Rule: s}, {Rule: r},
	}
	data, err := stored.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var got []isms.Finding
	if err := stored.Decode(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got[5].Rule != got[8].Rule || got[4].Rule != got[7].Rule {
		t.Error("what was one thing is two")
	}
	want[1].Since, want[3].Since = want[0].Since, &c
	again, err := stored.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(data) {
		t.Error("equal values give other bytes")
	}
}

func TestForeignBytesAreRefused(t *testing.T) {
	good, err := stored.Encode(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	refused := func(t *testing.T, data []byte) {
		t.Helper()
		var got all
		if err := stored.Decode(data, &got); !errors.Is(err, stored.ErrForeign) {
			t.Errorf("got %v, want %v", err, stored.ErrForeign)
		}
	}
	for n := range len(good) {
		refused(t, good[:n])
	}
	refused(t, append(append([]byte{}, good...), 0))
	other, err := stored.Encode(small{})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, other)
}

// Bytes that say what cannot be are refused, or read as something else: they end.
func TestNonsenseIsRefused(t *testing.T) {
	good, err := stored.Encode(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	refused := 0
	for range 3000 {
		data := append([]byte{}, good...)
		for range 1 + random.IntN(3) {
			data[random.IntN(len(data))] = byte(random.Uint32())
		}
		var got all
		if err := stored.Decode(data, &got); err != nil {
			if !errors.Is(err, stored.ErrForeign) {
				t.Fatal(err)
			}
			refused++
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

func TestWhatCannotBeStoredIsAnError(t *testing.T) {
	type recursive struct{ Next []*recursive }
	for name, v := range map[string]any{
		"a function":           struct{ F func() }{},
		"an interface":         struct{ X any }{},
		"a field that hides":   struct{ x int }{1},
		"a map by number":      map[int]string{},
		"a struct in a struct": recursive{},
	} {
		if _, err := stored.Encode(v); err == nil {
			t.Errorf("%s is stored", name)
		}
	}
}
