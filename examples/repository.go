package examples

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Repository is a new git repository that is written commit by commit: loose
// objects, one branch, an index and a work tree. It needs no installed git, and
// the same commits give the same ids on every machine.
type Repository struct {
	dir    string
	head   string // id of the last commit; "" before the first
	files  []string
	branch string
}

// A Person is an author of commits.
type Person struct{ Name, Email string }

// Create makes an empty repository in dir, which must not exist or be empty.
func Create(dir string) (*Repository, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("folder %q is not empty", dir)
	}
	r := &Repository{dir: dir, branch: "refs/heads/main"}
	for _, d := range []string{".git/objects", ".git/refs/heads", ".git/refs/tags"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return nil, err
		}
	}
	config := "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
	if err := r.write(".git/config", []byte(config)); err != nil {
		return nil, err
	}
	return r, r.write(".git/HEAD", []byte("ref: "+r.branch+"\n"))
}

// Commit makes the files of tree the content of the branch and the work tree, and
// returns the id of the commit.
func (r *Repository) Commit(tree fs.FS, by Person, at time.Time, message string) (string, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(tree, name)
		return err
	})
	if err != nil {
		return "", err
	}
	blobs := map[string][sha1.Size]byte{}
	for name, data := range files {
		if blobs[name], err = r.object("blob", data); err != nil {
			return "", err
		}
		if err = r.write(name, data); err != nil {
			return "", err
		}
	}
	root, err := r.tree("", blobs)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "tree %x\n", root)
	if r.head != "" {
		fmt.Fprintf(&text, "parent %s\n", r.head)
	}
	who := fmt.Sprintf("%s <%s> %d %s", by.Name, by.Email, at.Unix(), at.Format("-0700"))
	fmt.Fprintf(&text, "author %s\ncommitter %s\n\n%s\n", who, who, strings.TrimRight(message, "\n"))
	id, err := r.object("commit", text.Bytes())
	if err != nil {
		return "", err
	}
	r.head = hex.EncodeToString(id[:])
	for _, gone := range r.files {
		if _, kept := files[gone]; !kept {
			if err := os.Remove(filepath.Join(r.dir, filepath.FromSlash(gone))); err != nil {
				return "", err
			}
		}
	}
	r.files = slices.Sorted(maps.Keys(files))
	if err := r.index(files, blobs); err != nil {
		return "", err
	}
	return r.head, r.write(".git/"+r.branch, []byte(r.head+"\n"))
}

// object writes one loose object and returns its id.
func (r *Repository) object(kind string, data []byte) (id [sha1.Size]byte, err error) {
	whole := append(fmt.Appendf(nil, "%s %d\x00", kind, len(data)), data...)
	id = sha1.Sum(whole)
	name := hex.EncodeToString(id[:])
	file := path.Join(".git/objects", name[:2], name[2:])
	if _, err := os.Stat(filepath.Join(r.dir, file)); err == nil {
		return id, nil
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err = z.Write(whole); err == nil {
		err = z.Close()
	}
	if err != nil {
		return id, err
	}
	return id, r.write(file, packed.Bytes())
}

// tree writes the tree of the files below prefix ("" or ending in a slash). Git
// sorts a folder as if its name ended in a slash.
func (r *Repository) tree(prefix string, blobs map[string][sha1.Size]byte) (id [sha1.Size]byte, err error) {
	names := map[string]bool{}
	for file := range blobs {
		if rest, ok := strings.CutPrefix(file, prefix); ok {
			name, _, folder := strings.Cut(rest, "/")
			if folder {
				name += "/"
			}
			names[name] = true
		}
	}
	var text bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if folder, ok := strings.CutSuffix(name, "/"); ok {
			child, err := r.tree(prefix+name, blobs)
			if err != nil {
				return id, err
			}
			fmt.Fprintf(&text, "40000 %s\x00%s", folder, child[:])
			continue
		}
		blob := blobs[prefix+name]
		fmt.Fprintf(&text, "100644 %s\x00%s", name, blob[:])
	}
	return r.object("tree", text.Bytes())
}

// index writes git's index (version 2), so that the work tree counts as clean.
func (r *Repository) index(files map[string][]byte, blobs map[string][sha1.Size]byte) error {
	names := slices.Sorted(maps.Keys(files))
	var b bytes.Buffer
	b.WriteString("DIRC")
	word := func(n int) { b.Write(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	word(2)
	word(len(names))
	for _, name := range names {
		from := b.Len()
		for range 6 { // times, device, inode: git looks them up itself
			word(0)
		}
		word(0o100644)
		word(0)
		word(0)
		word(len(files[name]))
		blob := blobs[name]
		b.Write(blob[:])
		b.Write(binary.BigEndian.AppendUint16(nil, uint16(min(len(name), 0xfff))))
		b.WriteString(name)
		for ok := true; ok; ok = (b.Len()-from)%8 != 0 {
			b.WriteByte(0)
		}
	}
	sum := sha1.Sum(b.Bytes())
	b.Write(sum[:])
	return r.write(".git/index", b.Bytes())
}

// write writes a file below the repository.
func (r *Repository) write(name string, data []byte) error {
	file := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
