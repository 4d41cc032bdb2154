package source

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// readLoose reads an object that has a file of its own, unless it claims more than
// max bytes. No more is inflated than it claims. The hash is not checked here.
func readLoose(dir, id string, max int64) (_ object, err error) {
	f, err := os.OpenFile(filepath.Join(dir, id[:2], id[2:]), openFlags, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return object{}, fs.ErrNotExist
	}
	if err != nil {
		return object{}, integrity(id, "the file of object %s cannot be opened", id)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	obj, err := inflateLoose(f, id, max)
	if err == nil {
		return obj, nil
	}
	if _, ok := AsError(err); ok {
		return object{}, err
	}
	if info, serr := f.Stat(); serr == nil && info.Size() == 0 {
		broken := integrity(id, "the file of object %s is empty, as after a crash", id)
		broken.Remedy = "Remove the empty file below .git/objects and fetch again."
		return object{}, broken
	}
	return object{}, integrity(id, "the file of object %s is damaged: %v", id, err)
}

func inflateLoose(r io.Reader, id string, max int64) (object, error) {
	z, err := zlib.NewReader(bufio.NewReader(r))
	if err != nil {
		return object{}, err
	}
	b := bufio.NewReaderSize(z, 512)
	head, _ := b.Peek(32)
	end := bytes.IndexByte(head, 0)
	if end < 0 {
		return object{}, errors.New("it has no header")
	}
	kind, digits, _ := bytes.Cut(head[:end], []byte{' '})
	size, err := strconv.ParseUint(string(digits), 10, 63)
	switch string(kind) {
	case "commit", "tree", "blob", "tag":
	default:
		return object{}, fmt.Errorf("its header %q names no type", head[:end])
	}
	if err != nil {
		return object{}, fmt.Errorf("its header %q gives no size", head[:end])
	}
	if int64(size) > max {
		return object{}, tooLarge(id, int64(size), max)
	}
	obj := object{kind: string(kind)}
	if _, err := b.Discard(end + 1); err != nil {
		return object{}, err
	}
	obj.data, err = readExactly(b, int64(size))
	return obj, err
}

// readExactly reads size bytes and then the end.
func readExactly(r io.Reader, size int64) ([]byte, error) {
	data := make([]byte, size)
	if n, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("it ends after %d of %d bytes", n, size)
	}
	var more [1]byte
	switch n, err := io.ReadFull(r, more[:]); {
	case n > 0:
		return nil, fmt.Errorf("it goes on after the %d bytes that its header gives", size)
	case err != io.EOF:
		return nil, err
	}
	return data, nil
}
