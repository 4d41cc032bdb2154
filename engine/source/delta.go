package source

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
)

// deltaDepth is the longest chain of deltas followed; git writes at most 4,095.
const deltaDepth = 4096

// A link is one delta of a chain, outermost first.
type link struct {
	offset int64
	delta  []byte
}

// packed reads the object at offset of a pack, unless it is larger than max bytes.
// The hash is not checked here.
func (s *store) packed(p *pack, offset int64, id string, max int64, depth int) (object, error) {
	obj, err := s.unpack(p, offset, id, max, depth)
	if err == nil {
		return obj, nil
	}
	if _, ok := AsError(err); ok {
		return object{}, err
	}
	return object{}, integrity(id, "object %s cannot be read from the pack %q: %v", id, filepath.Base(p.path), err)
}

// unpack follows the deltas from offset down to a whole object, and applies them on
// the way back. Sizes are looked at before anything of that size is made.
func (s *store) unpack(p *pack, offset int64, id string, max int64, depth int) (object, error) {
	file, err := p.open()
	if err != nil {
		return object{}, err
	}
	limit := max
	for chain := []link(nil); len(chain) < deltaDepth; limit = baseLimit(max) {
		if obj, ok := s.cache.get(p, offset); ok {
			if size := int64(len(obj.data)); size > limit {
				return object{}, tooLarge(id, size, limit)
			}
			return s.apply(p, chain, obj)
		}
		e, err := p.head(file, offset)
		if err != nil {
			return object{}, err
		}
		data, err := p.contents(file, e, id, limit, baseLimit(max))
		if err != nil {
			return object{}, err
		}
		if kind := packKinds[e.kind]; kind != "" {
			obj := object{kind, data}
			s.cache.put(p, offset, obj)
			return s.apply(p, chain, obj)
		}
		chain = append(chain, link{offset, data})
		if e.id != "" {
			obj, err := s.base(p, e.id, max, depth)
			if err != nil {
				return object{}, err
			}
			return s.apply(p, chain, obj)
		}
		offset = e.base
	}
	return object{}, errors.New("its chain of deltas does not end")
}

// contents inflates an entry whose object has at most limit bytes. A delta is
// inflated to learn that, if it has itself no more than deltaLimit.
func (p *pack) contents(file *os.File, e packEntry, id string, limit, deltaLimit int64) ([]byte, error) {
	whole := packKinds[e.kind] != ""
	inflated := deltaLimit
	if whole {
		inflated = limit
	}
	if e.size > inflated {
		return nil, tooLarge(id, e.size, inflated)
	}
	data, err := p.inflate(file, e)
	if err != nil || whole {
		return data, err
	}
	size, err := targetSize(data)
	if err == nil && size > limit {
		err = tooLarge(id, size, limit)
	}
	return data, err
}

// base returns the base that a delta names by its id.
func (s *store) base(p *pack, id string, max int64, depth int) (object, error) {
	if depth >= 50 {
		return object{}, errors.New("its chain of deltas does not end")
	}
	if offset, ok, err := p.find(id); ok && err == nil {
		return s.unpack(p, offset, id, baseLimit(max), depth+1)
	}
	return s.find(id, baseLimit(max), depth+1)
}

// apply applies a chain of deltas to the object they start from.
func (s *store) apply(p *pack, chain []link, obj object) (object, error) {
	for i := len(chain) - 1; i >= 0; i-- {
		data, err := patch(obj.data, chain[i].delta)
		if err != nil {
			return object{}, err
		}
		obj = object{obj.kind, data}
		s.cache.put(p, chain[i].offset, obj)
	}
	return obj, nil
}

// baseLimit is how large an object may be that only serves as a base.
func baseLimit(max int64) int64 {
	if max > baseSize {
		return max
	}
	return baseSize
}

// targetSize returns the size of what a delta makes.
func targetSize(delta []byte) (int64, error) {
	_, n := binary.Uvarint(delta)
	if n <= 0 {
		return 0, errors.New("a delta is damaged")
	}
	size, n := binary.Uvarint(delta[n:])
	if n <= 0 || size > 1<<62 {
		return 0, errors.New("a delta is damaged")
	}
	return int64(size), nil
}
