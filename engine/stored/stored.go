// Package stored turns values of Go into bytes and back: what one run found, for the
// next run to go on from.
//
// It is made for reading fast. Every text stands once, in one stretch of bytes that
// the texts read back are parts of; a large struct that was written before is named
// by its number; a large struct that several pointers point at is written once, and is
// one thing again when it is read. Nothing else of how memory is shared is kept, so
// that equal values give equal bytes.
//
// The bytes start with the shape of the types they were written from, so that those
// of a type with other fields are refused. They are no exchange format, and say
// nothing of who wrote them: whoever keeps them sees to that.
package stored

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// ErrForeign is the error of bytes that [Decode] does not read.
var ErrForeign = errors.New("not what was stored")

// magic names the form; a change of it changes the magic.
const magic = "ismsproof stored 1\n"

// large is the number of fields from which on equal structs are written once.
const large = 10

// Encode returns v, or what it points at, as bytes. It is made of structs with exported fields, slices, maps
// keyed by text, pointers, text, numbers, truths and times; of a time the instant
// and the zone are kept.
func Encode(v any) ([]byte, error) {
	value := reflect.Indirect(reflect.ValueOf(v))
	shape, err := shapeOf(value.Type())
	if err != nil {
		return nil, err
	}
	e := encoder{texts: map[string]int{}, structs: map[reflect.Type]map[string]int{}, pointers: map[reflect.Type]map[any]int{}, zones: map[string]*time.Location{}}
	if err := e.value(value); err != nil {
		return nil, err
	}
	head := []byte(magic)
	head = binary.AppendUvarint(head, uint64(len(shape)))
	head = append(head, shape...)
	head = binary.AppendUvarint(head, uint64(len(e.list)))
	size := 0
	for _, s := range e.list {
		head = binary.AppendUvarint(head, uint64(len(s)))
		size += len(s)
	}
	head = slices.Grow(head, size+len(e.body))
	for _, s := range e.list {
		head = append(head, s...)
	}
	head = append(head, e.body...)
	return head, nil
}

// Decode reads what [Encode] made of a value of the type that v points to. Where it
// fails, the error is [ErrForeign] and the value may be written in part. Values read
// share memory: text with text, and slices inside of structs that were equal.
func Decode(data []byte, v any) (err error) {
	value := reflect.ValueOf(v).Elem()
	shape, err := shapeOf(value.Type())
	if err != nil {
		return err
	}
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return ErrForeign
	}
	d := decoder{rest: string(rest), zones: map[string]*time.Location{}, structs: map[reflect.Type][]reflect.Value{}, pointers: map[reflect.Type][]reflect.Value{}}
	defer func() {
		if p := recover(); p != nil {
			if _, ours := p.(short); !ours {
				panic(p)
			}
			err = ErrForeign
		}
	}()
	if d.take(d.count()) != shape {
		return ErrForeign
	}
	sizes := make([]int, d.count())
	for i := range sizes {
		sizes[i] = d.count()
	}
	d.texts = make([]string, len(sizes))
	for i, n := range sizes {
		d.texts[i] = d.take(n)
	}
	d.value(value)
	if d.rest != "" {
		return ErrForeign
	}
	return nil
}

var timeType = reflect.TypeFor[time.Time]()

// shapeOf writes a type with all that it is made of. It fails for types that cannot
// be stored.
func shapeOf(t reflect.Type) (string, error) {
	var b strings.Builder
	within := map[reflect.Type]bool{}
	var write func(t reflect.Type) error
	write = func(t reflect.Type) error {
		if t == timeType {
			b.WriteString("time ")
			return nil
		}
		fmt.Fprintf(&b, "%v ", t.Kind())
		switch t.Kind() {
		case reflect.Bool, reflect.String, reflect.Float64,
			reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8:
			return nil
		case reflect.Pointer, reflect.Slice:
			return write(t.Elem())
		case reflect.Map:
			if t.Key().Kind() != reflect.String {
				return fmt.Errorf("store %v: a map is keyed by text", t)
			}
			return write(t.Elem())
		case reflect.Struct:
			if within[t] {
				return fmt.Errorf("store %v: it holds itself", t)
			}
			within[t] = true
			defer delete(within, t)
			for i := range t.NumField() {
				f := t.Field(i)
				if !f.IsExported() {
					return fmt.Errorf("store %v: the field %s is not exported", t, f.Name)
				}
				b.WriteString(f.Name + " ")
				if err := write(f.Type); err != nil {
					return err
				}
			}
			b.WriteString("; ")
			return nil
		}
		return fmt.Errorf("store %v: a %v cannot be stored", t, t.Kind())
	}
	err := write(t)
	return b.String(), err
}

type encoder struct {
	body     []byte
	texts    map[string]int
	list     []string
	structs  map[reflect.Type]map[string]int
	pointers map[reflect.Type]map[any]int
	zones    map[string]*time.Location
	seen     []reflect.Value // pointers, in the order in which they were met
}

func (e *encoder) number(n int64) { e.body = binary.AppendVarint(e.body, n) }
func (e *encoder) count(n int)    { e.body = binary.AppendUvarint(e.body, uint64(n)) }
func (e *encoder) text(s string) {
	i, known := e.texts[s]
	if !known {
		i = len(e.list)
		e.texts[s] = i
		e.list = append(e.list, s)
	}
	e.count(i)
}

func (e *encoder) value(v reflect.Value) error {
	if v.Type() == timeType {
		e.time(v.Interface().(time.Time))
		return nil
	}
	switch v.Kind() {
	case reflect.Bool:
		n := 0
		if v.Bool() {
			n = 1
		}
		e.count(n)
	case reflect.String:
		e.text(v.String())
	case reflect.Float64:
		e.body = binary.LittleEndian.AppendUint64(e.body, math.Float64bits(v.Float()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.number(v.Int())
	case reflect.Uint8:
		e.count(int(v.Uint()))
	case reflect.Slice:
		if v.IsNil() {
			e.count(0)
			return nil
		}
		e.count(v.Len() + 1)
		for i := range v.Len() {
			if err := e.value(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		if v.IsNil() {
			e.count(0)
			return nil
		}
		e.count(v.Len() + 1)
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			e.text(k.String())
			if err := e.value(v.MapIndex(k)); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		return e.pointer(v)
	case reflect.Struct:
		return e.record(v)
	}
	return nil
}

// isLarge says whether a type is a large struct.
func isLarge(t reflect.Type) bool { return t.Kind() == reflect.Struct && t.NumField() >= large }

// pointer writes 0 for nil, 1 and the value the first time, and 2 and up for what
// pointers before it to large structs point at.
func (e *encoder) pointer(v reflect.Value) error {
	if v.IsNil() {
		e.count(0)
		return nil
	}
	if !isLarge(v.Type().Elem()) {
		e.count(1)
		return e.value(v.Elem())
	}
	known := e.pointers[v.Type()]
	if known == nil {
		known = map[any]int{}
		e.pointers[v.Type()] = known
	}
	if i, before := known[v.Interface()]; before {
		e.count(i + 2)
		return nil
	}
	known[v.Interface()] = len(known)
	e.seen = append(e.seen, v)
	e.count(1)
	return e.value(v.Elem())
}

// record writes the fields of a struct; of a large one 0 before them, or 1 and up
// for one that was written before.
func (e *encoder) record(v reflect.Value) error {
	start, seen := len(e.body), len(e.seen)
	once := isLarge(v.Type())
	if once {
		e.count(0)
	}
	for i := range v.NumField() {
		if err := e.value(v.Field(i)); err != nil {
			return err
		}
	}
	if !once {
		return nil
	}
	known := e.structs[v.Type()]
	if known == nil {
		known = map[string]int{}
		e.structs[v.Type()] = known
	}
	if i, before := known[string(e.body[start:])]; before {
		e.body = e.body[:start]
		e.count(i + 1)
		for _, p := range e.seen[seen:] { // who reads never comes by them
			delete(e.pointers[p.Type()], p.Interface())
		}
		e.seen = e.seen[:seen]
		return nil
	}
	known[string(e.body[start:])] = len(known)
	return nil
}

// The zones of times: the zero time has none, and others a name, or an offset.
const (
	zeroTime = iota
	inUTC
	inPlace
	atOffset
)

func (e *encoder) time(t time.Time) {
	if t.IsZero() && t.Location() == time.UTC {
		e.count(zeroTime)
		return
	}
	place := t.Location().String()
	name, offset := t.Zone()
	switch {
	case t.Location() == time.UTC:
		e.count(inUTC)
	case e.known(place, t):
		e.count(inPlace)
		e.text(place)
	default:
		e.count(atOffset)
		e.text(name)
		e.number(int64(offset))
	}
	e.number(t.Unix())
	e.count(t.Nanosecond())
}

// known says whether a place of the data base of time zones is the one of t.
func (e *encoder) known(place string, t time.Time) bool {
	if place == "" || place == "Local" || place == "UTC" {
		return false
	}
	zone, loaded := e.zones[place]
	if !loaded {
		zone, _ = time.LoadLocation(place) // nil where there is none
		e.zones[place] = zone
	}
	if zone == nil {
		return false
	}
	name, offset := t.Zone()
	n, o := t.In(zone).Zone()
	return n == name && o == offset
}

type decoder struct {
	rest     string
	texts    []string
	zones    map[string]*time.Location
	structs  map[reflect.Type][]reflect.Value
	pointers map[reflect.Type][]reflect.Value
}

// short is the panic of a decoder whose bytes end early or say what cannot be.
type short struct{}

func (d *decoder) take(n int) string {
	if n > len(d.rest) {
		panic(short{})
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func (d *decoder) uvarint() uint64 {
	var x uint64
	for i := 0; i < len(d.rest) && i < binary.MaxVarintLen64; i++ {
		b := d.rest[i]
		if b < 0x80 {
			d.rest = d.rest[i+1:]
			return x | uint64(b)<<(7*i)
		}
		x |= uint64(b&0x7f) << (7 * i)
	}
	panic(short{})
}

// count reads a number of things that each take a byte at least, or the place of
// one in a list: never more than there are bytes.
func (d *decoder) count() int {
	n := d.uvarint()
	if n > math.MaxInt32 {
		panic(short{})
	}
	return int(n)
}

func (d *decoder) number() int64 {
	n := d.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (d *decoder) text() string {
	i := d.count()
	if i >= len(d.texts) {
		panic(short{})
	}
	return d.texts[i]
}

func (d *decoder) value(v reflect.Value) {
	t := v.Type()
	if t == timeType {
		v.Set(reflect.ValueOf(d.time()))
		return
	}
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(d.count() == 1)
	case reflect.String:
		v.SetString(d.text())
	case reflect.Float64:
		v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64([]byte(d.take(8)))))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(d.number())
	case reflect.Uint8:
		v.SetUint(uint64(d.count()))
	case reflect.Slice:
		if n := d.list(); n >= 0 {
			s := reflect.MakeSlice(t, n, n)
			for i := range n {
				d.value(s.Index(i))
			}
			v.Set(s)
		}
	case reflect.Map:
		n := d.list()
		if n < 0 {
			return
		}
		m := reflect.MakeMapWithSize(t, n)
		for range n {
			k, x := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			k.SetString(d.text())
			d.value(x)
			m.SetMapIndex(k, x)
		}
		v.Set(m)
	case reflect.Pointer:
		d.pointer(v)
	case reflect.Struct:
		d.record(v)
	}
}

// list reads the length of a list, -1 for none. Its elements take a byte each at
// least.
func (d *decoder) list() int {
	n := d.count() - 1
	if n > len(d.rest) {
		panic(short{})
	}
	return n
}

func (d *decoder) pointer(v reflect.Value) {
	t := v.Type()
	switch i := d.count(); i {
	case 0:
	case 1:
		p := reflect.New(t.Elem())
		if isLarge(t.Elem()) {
			d.pointers[t] = append(d.pointers[t], p)
		}
		d.value(p.Elem())
		v.Set(p)
	default:
		if i-2 >= len(d.pointers[t]) {
			panic(short{})
		}
		v.Set(d.pointers[t][i-2])
	}
}

func (d *decoder) record(v reflect.Value) {
	t := v.Type()
	once := isLarge(t)
	if once {
		if i := d.count(); i > 0 {
			if i > len(d.structs[t]) {
				panic(short{})
			}
			v.Set(d.structs[t][i-1])
			return
		}
	}
	for i := range v.NumField() {
		d.value(v.Field(i))
	}
	if once {
		d.structs[t] = append(d.structs[t], v)
	}
}

func (d *decoder) time() time.Time {
	zone := time.UTC
	switch d.count() {
	case zeroTime:
		return time.Time{}
	case inUTC:
	case inPlace:
		zone = d.zone(d.text(), func(name string) *time.Location {
			loaded, err := time.LoadLocation(name)
			if err != nil {
				panic(short{})
			}
			return loaded
		})
	case atOffset:
		name, offset := d.text(), int(d.number())
		zone = d.zone(fmt.Sprint(offset, " ", name), func(string) *time.Location { return time.FixedZone(name, offset) })
	default:
		panic(short{})
	}
	seconds := d.number()
	return time.Unix(seconds, int64(d.count())).In(zone)
}

func (d *decoder) zone(key string, load func(string) *time.Location) *time.Location {
	if d.zones[key] == nil {
		d.zones[key] = load(key)
	}
	return d.zones[key]
}
