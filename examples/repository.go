package examples

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
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
	known  map[string][sha1.Size]byte // ids of objects written, by header and content
	packer *zlib.Writer               // used again and again, since a new one is costly
}

// A Person is an author of commits.
type Person struct{ Name, Email string }

// Create makes an empty repository in dir, which must not exist or be empty.
func Create(dir string) (*Repository, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("folder %q is not empty", dir)
	}
	packer, err := zlib.NewWriterLevel(nil, zlib.BestSpeed)
	if err != nil {
		return nil, err
	}
	r := &Repository{dir: dir, branch: "refs/heads/main", known: map[string][sha1.Size]byte{}, packer: packer}
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
	files, err := Files(tree)
	if err != nil {
		return "", err
	}
	var parents []string
	if r.head != "" {
		parents = append(parents, r.head)
	}
	id, err := r.commit(Chapter{Author: by, At: at, Message: message, Files: files}, parents)
	if err != nil {
		return "", err
	}
	return id, r.checkOut(id, files)
}

// Write makes a history the content of the repository, which must have no commit
// yet, and its last chapter that of the branch and the work tree. It returns the id
// of each chapter's commit.
func (r *Repository) Write(history []Chapter) ([]string, error) {
	if r.head != "" {
		return nil, fmt.Errorf("the repository %q has commits already", r.dir)
	}
	if len(history) == 0 {
		return nil, errors.New("the history has no commits")
	}
	ids := make([]string, 0, len(history))
	for i, chapter := range history {
		var parents []string
		for _, parent := range chapter.Parents {
			if parent < 0 || parent >= i {
				return nil, fmt.Errorf("commit %d has the parent %d, which is not before it", i, parent)
			}
			parents = append(parents, ids[parent])
		}
		id, err := r.commit(chapter, parents)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	last := len(history) - 1
	return ids, r.checkOut(ids[last], history[last].Files)
}

// commit writes the objects of a commit.
func (r *Repository) commit(c Chapter, parents []string) (string, error) {
	blobs, err := r.blobs(c.Files)
	if err != nil {
		return "", err
	}
	root, err := r.tree("", blobs)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "tree %x\n", root)
	for _, parent := range parents {
		fmt.Fprintf(&text, "parent %s\n", parent)
	}
	who := fmt.Sprintf("%s <%s> %d %s", c.Author.Name, c.Author.Email, c.At.Unix(), c.At.Format("-0700"))
	fmt.Fprintf(&text, "author %s\ncommitter %s\n\n%s\n", who, who, strings.TrimRight(c.Message, "\n"))
	id, err := r.object("commit", text.Bytes())
	return hex.EncodeToString(id[:]), err
}

// blobs writes the objects of files.
func (r *Repository) blobs(files map[string][]byte) (map[string][sha1.Size]byte, error) {
	blobs := map[string][sha1.Size]byte{}
	for name, data := range files {
		id, err := r.object("blob", data)
		if err != nil {
			return nil, err
		}
		blobs[name] = id
	}
	return blobs, nil
}

// checkOut makes a commit with these files that of the branch and the work tree.
func (r *Repository) checkOut(id string, files map[string][]byte) error {
	for name, data := range files {
		if err := r.write(name, data); err != nil {
			return err
		}
	}
	for _, gone := range r.files {
		if _, kept := files[gone]; !kept {
			if err := os.Remove(filepath.Join(r.dir, filepath.FromSlash(gone))); err != nil {
				return err
			}
		}
	}
	r.files = slices.Sorted(maps.Keys(files))
	blobs, err := r.blobs(files)
	if err != nil {
		return err
	}
	if err := r.index(files, blobs); err != nil {
		return err
	}
	r.head = id
	return r.write(".git/"+r.branch, []byte(id+"\n"))
}

// object writes one loose object and returns its id.
func (r *Repository) object(kind string, data []byte) (id [sha1.Size]byte, err error) {
	whole := append(fmt.Appendf(nil, "%s %d\x00", kind, len(data)), data...)
	if id, ok := r.known[string(whole)]; ok {
		return id, nil
	}
	id = sha1.Sum(whole)
	r.known[string(whole)] = id
	name := hex.EncodeToString(id[:])
	var packed bytes.Buffer
	r.packer.Reset(&packed)
	if _, err = r.packer.Write(whole); err == nil {
		err = r.packer.Close()
	}
	if err != nil {
		return id, err
	}
	return id, r.write(path.Join(".git/objects", name[:2], name[2:]), packed.Bytes())
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
