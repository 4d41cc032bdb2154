package engine

import (
	"crypto/sha256"
	"fmt"
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
// date. Deleting any of them costs time alone.
type store []string // folders in order of preference

// newStore returns the store of a repository.
func newStore(gitDir string) store {
	s := store{filepath.Join(gitDir, "ismsproof")}
	if user, err := os.UserCacheDir(); err == nil {
		s = append(s, filepath.Join(user, "ismsproof", digestOf(gitDir)))
	}
	return s
}

// String names the folders.
func (s store) String() string { return strings.Join(s, " or ") }

// kept is how many answers of a sort are kept.
const kept = 6

// digestOf names a text by 32 hex digits.
func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", sum[:16])
}

// read returns the answer to a question; nil where there is none.
func (s store) read(sort, question string) []byte {
	for _, folder := range s {
		name := filepath.Join(folder, sort+"-"+digestOf(question))
		if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if data, err := os.ReadFile(name); err == nil {
			return data
		}
	}
	return nil
}

// write keeps the answer to a question in the first folder that takes it, whole or
// not at all. Of each sort the newest few stay.
func (s store) write(sort, question string, answer []byte) {
	for _, folder := range s {
		if os.MkdirAll(folder, 0o755) == nil && replace(filepath.Join(folder, sort+"-"+digestOf(question)), answer) == nil {
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
