package source

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// A pack is one pack file and its index, whatever its name. Both are opened when
// first needed; afterwards they may be read from several goroutines.
type pack struct {
	path string // without extension

	mu   sync.Mutex
	idx  *idxfile.MemoryIndex
	file *os.File
	size int64 // bytes before the trailer
	err  error // why the pack cannot be used
}

const packTrailer = 20

// find returns where in the pack an object is.
func (p *pack) find(id string) (offset int64, ok bool, _ error) {
	idx, err := p.index()
	if err != nil {
		return 0, false, fmt.Errorf("the pack %q cannot be searched: %w", filepath.Base(p.path), err)
	}
	offset, err = idx.FindOffset(plumbing.NewHash(id))
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return 0, false, nil
	}
	return offset, err == nil, err
}

// prefix adds the ids that start with the given hex digits to ids.
func (p *pack) prefix(digits string, ids map[string]bool) error {
	idx, err := p.index()
	if err != nil {
		return err
	}
	first, err := hex.DecodeString(digits[:2])
	if err != nil {
		return err
	}
	bucket := idx.FanoutMapping[first[0]]
	if bucket < 0 || bucket >= len(idx.Names) {
		return nil
	}
	for names := idx.Names[bucket]; len(names) >= 20; names = names[20:] {
		if id := hex.EncodeToString(names[:20]); id[:len(digits)] == digits {
			ids[id] = true
		}
	}
	return nil
}

func (p *pack) index() (*idxfile.MemoryIndex, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.idx == nil && p.err == nil {
		p.err = guard("read pack index", p.load)
	}
	return p.idx, p.err
}

// load reads the index of the pack. The decoder checks its size and checksum.
func (p *pack) load() (err error) {
	f, err := os.OpenFile(p.path+".idx", openFlags, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("it has no index")
	}
	if err != nil {
		return errors.New("its index cannot be opened")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	idx := idxfile.NewMemoryIndex()
	if err := idxfile.NewDecoder(bufferedFile{bufio.NewReaderSize(f, 1<<16), f}).Decode(idx); err != nil {
		return fmt.Errorf("its index is damaged: %w", err)
	}
	p.idx = idx
	return nil
}

// bufferedFile lets the decoder learn the size of a file it reads through a buffer.
type bufferedFile struct {
	io.Reader
	file *os.File
}

func (b bufferedFile) Stat() (fs.FileInfo, error) { return b.file.Stat() }

// open opens the pack file and checks, as git does, that it is the one the index
// was made for: signature, number of objects, and the checksum at its end.
func (p *pack) open() (*os.File, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file != nil || p.err != nil {
		return p.file, p.err
	}
	f, err := os.OpenFile(p.path+".pack", openFlags, 0)
	if err != nil {
		p.err = errors.New("it cannot be opened")
		if errors.Is(err, fs.ErrNotExist) {
			p.err = errors.New("it is missing, though its index is there")
		}
		return nil, p.err
	}
	if err := p.check(f); err != nil {
		p.err = errors.Join(err, f.Close())
		return nil, p.err
	}
	p.file = f
	return f, nil
}

func (p *pack) check(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var head [12]byte
	var tail [packTrailer]byte
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return fmt.Errorf("it has no header")
	}
	if _, err := f.ReadAt(tail[:], info.Size()-packTrailer); err != nil {
		return fmt.Errorf("it has no trailer")
	}
	version, count := binary.BigEndian.Uint32(head[4:]), binary.BigEndian.Uint32(head[8:])
	switch {
	case string(head[:4]) != "PACK" || version != 2 && version != 3:
		return errors.New("it does not start as a pack")
	case count != p.idx.Fanout[255]:
		return fmt.Errorf("it has %d objects where its index has %d", count, p.idx.Fanout[255])
	case tail != p.idx.PackfileChecksum:
		return errors.New("it does not end as its index says")
	}
	p.size = info.Size() - packTrailer
	return nil
}

func (p *pack) isOpen() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file != nil
}

// sound reports whether nothing has been found wrong with the pack so far.
func (p *pack) sound() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err == nil
}

func (p *pack) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil {
		return nil
	}
	err := p.file.Close()
	p.file, p.err = nil, errors.New("it is closed")
	return err
}

// A packEntry is the head of one object in a pack.
type packEntry struct {
	kind byte   // 1 commit, 2 tree, 3 blob, 4 tag, 6 delta by offset, 7 delta by id
	size int64  // inflated; of the delta where it is one
	base int64  // offset of the base
	id   string // of the base
	data int64  // offset of the deflated bytes
}

// packKinds are the types of whole objects in a pack.
var packKinds = [8]string{1: "commit", 2: "tree", 3: "blob", 4: "tag"}

// head reads the head of the object at offset.
func (p *pack) head(f *os.File, offset int64) (packEntry, error) {
	var buf [48]byte
	n, err := f.ReadAt(buf[:], offset)
	if err != nil && err != io.EOF || n == 0 {
		return packEntry{}, errors.New("an object starts beyond its end")
	}
	r := bytes.NewReader(buf[:n])
	first, _ := r.ReadByte()
	e := packEntry{kind: first >> 4 & 7, size: int64(first & 15)}
	for c, shift := first, 4; c&0x80 != 0; shift += 7 {
		if c, err = r.ReadByte(); err != nil || shift > 53 {
			return packEntry{}, errors.New("the size of an object is damaged")
		}
		e.size |= int64(c&0x7f) << shift
	}
	switch e.kind {
	case 6:
		back, err := readBack(r)
		if err != nil || back <= 0 || back >= offset {
			return packEntry{}, errors.New("a delta has no base")
		}
		e.base = offset - back
	case 7:
		var id [20]byte
		if _, err := io.ReadFull(r, id[:]); err != nil {
			return packEntry{}, errors.New("a delta has no base")
		}
		e.id = hex.EncodeToString(id[:])
	default:
		if packKinds[e.kind] == "" {
			return packEntry{}, fmt.Errorf("an object has the unknown type %d", e.kind)
		}
	}
	e.data = offset + int64(n-r.Len())
	return e, nil
}

// readBack reads how far before a delta its base lies.
func readBack(r io.ByteReader) (int64, error) {
	c, err := r.ReadByte()
	back := int64(c & 0x7f)
	for err == nil && c&0x80 != 0 {
		if back >= 1<<55 {
			return 0, errors.New("overflow")
		}
		c, err = r.ReadByte()
		back = (back+1)<<7 | int64(c&0x7f)
	}
	return back, err
}

// An inflater is what inflating needs, kept for the next object.
type inflater struct {
	buf *bufio.Reader
	z   io.ReadCloser
}

var inflaters = sync.Pool{New: func() any { return &inflater{buf: bufio.NewReader(nil)} }}

// inflate returns the contents that an entry deflates, exactly as many as it says.
func (p *pack) inflate(f *os.File, e packEntry) (_ []byte, err error) {
	in := inflaters.Get().(*inflater)
	defer inflaters.Put(in)
	in.buf.Reset(io.NewSectionReader(f, e.data, p.size-e.data))
	if in.z == nil {
		in.z, err = zlib.NewReader(in.buf)
	} else {
		err = in.z.(zlib.Resetter).Reset(in.buf, nil)
	}
	if err != nil {
		return nil, err
	}
	return readExactly(in.z, e.size)
}

// patch applies a delta to its base.
func patch(base, delta []byte) (data []byte, err error) {
	err = guard("apply delta", func() (err error) {
		data, err = packfile.PatchDelta(base, delta)
		return err
	})
	return data, err
}
