package engine

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// A store keeps answers of earlier runs: one file per question, in the git
// directory, or where that cannot be written in the user's cache folder. Whatever
// an answer depends on is part of its question, so that no file is ever out of
// date. Each is sealed, together with its question, by a key of the user that lies
// outside of all repositories: what was changed, cut, renamed, or came with a
// repository from somebody else is as if it were not there. Deleting any file costs
// time alone.
type store struct {
	folders []string // in order of preference
	key     []byte   // empty: nothing is kept
}

// newStore returns the store of a repository.
func newStore(gitDir string) store {
	user, key := userStore()
	return store{[]string{filepath.Join(gitDir, "ismsproof"), filepath.Join(user, digestOf(gitDir))}, key}
}

// userStore returns the folder of the user's own and the key in it, which is made
// where there is none. The key is empty where that cannot be done.
func userStore() (folder string, key []byte) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", nil
	}
	if info, err := os.Stat(filepath.Dir(cache)); err != nil || !info.IsDir() {
		return "", nil // a home that does not exist is not made
	}
	folder = filepath.Join(cache, "ismsproof")
	name := filepath.Join(folder, "key")
	key, err = os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && os.MkdirAll(folder, 0o700) == nil {
		fresh := make([]byte, keySize)
		rand.Read(fresh) // never fails
		if f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
			_, _ = f.Write(fresh)
			f.Close()
		}
		key, err = os.ReadFile(name)
	}
	if err != nil || len(key) != keySize {
		return folder, nil
	}
	return folder, key
}

// keySize is the number of bytes of a key.
const keySize = 32

// seal returns what proves that this user's runs answered the question so.
func (s store) seal(sort, question string, answer []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%s %d %s\n", sort, len(question), question)
	mac.Write(answer)
	return mac.Sum(nil)
}

// where names the folders.
func (s store) where() string { return strings.Join(s.folders, " or ") }

// kept is how many answers of a sort are kept.
const kept = 6

// digestOf names a text by 32 hex digits.
func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", sum[:16])
}

// read returns the answer to a question; nil where there is none.
func (s store) read(sort, question string) []byte {
	if len(s.key) == 0 {
		return nil
	}
	for _, folder := range s.folders {
		name := filepath.Join(folder, sort+"-"+digestOf(question))
		if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil || len(data) < sha256.Size {
			continue
		}
		if seal, answer := data[:sha256.Size], data[sha256.Size:]; hmac.Equal(seal, s.seal(sort, question, answer)) {
			return answer
		}
	}
	return nil
}

// write keeps the answer to a question in the first folder that takes it, whole or
// not at all. Of each sort the newest few stay.
func (s store) write(sort, question string, answer []byte) {
	if len(s.key) == 0 {
		return
	}
	sealed := slices.Concat(s.seal(sort, question, answer), answer)
	for _, folder := range s.folders {
		if os.MkdirAll(folder, 0o755) == nil && replace(filepath.Join(folder, sort+"-"+digestOf(question)), sealed) == nil {
			prune(folder, sort)
			return
		}
	}
}

// replace puts a file in the place of another, or leaves that as it is.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}

// prune removes all but the newest answers of a sort, and what a run that was
// killed left half-written.
func prune(folder, sort string) {
	type file struct {
		name string
		time time.Time
	}
	var answers []file
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if strings.HasPrefix(e.Name(), sort+"-") {
			answers = append(answers, file{e.Name(), info.ModTime()})
		}
		if strings.HasPrefix(e.Name(), ".new-") && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(filepath.Join(folder, e.Name()))
		}
	}
	slices.SortFunc(answers, func(a, b file) int { return b.time.Compare(a.time) })
	for _, old := range answers[min(kept, len(answers)):] {
		_ = os.Remove(filepath.Join(folder, old.name))
	}
}

// tool names this very program: its version and what it was built from; where that
// is not known or was changed before it was built, its file.
var tool = sync.OnceValue(func() string {
	name := Version
	built, ok := debug.ReadBuildInfo()
	if ok {
		settings := map[string]string{}
		for _, s := range built.Settings {
			settings[s.Key] = s.Value
		}
		name += " " + built.GoVersion + " " + built.Main.Version + " " + built.Main.Sum + " " + settings["vcs.revision"]
		if built.Main.Sum != "" || settings["vcs.revision"] != "" && settings["vcs.modified"] == "false" {
			return name
		}
	}
	path, err := os.Executable()
	if err == nil {
		var info os.FileInfo
		if info, err = os.Stat(path); err == nil {
			return fmt.Sprintf("%s %s %d %d", name, path, info.Size(), info.ModTime().UnixNano())
		}
	}
	return fmt.Sprintf("%s %d %d", name, os.Getpid(), time.Now().UnixNano()) // nothing that is stored is its own
})
