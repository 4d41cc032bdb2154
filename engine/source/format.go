package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/go-git/go-git/v5/plumbing/format/config"
)

// A format is what the configuration of a repository says about how it is stored.
type format struct {
	sha256   bool
	reftable bool
	unknown  string // an extension that this package does not know
	partial  bool   // objects may be missing because they were never fetched
	bare     bool
	sparse   bool
	workTree string // core.worktree
}

func (f format) idLen() int {
	if f.sha256 {
		return 64
	}
	return 40
}

// needsGit names what go-git cannot read, or is "".
func (f format) needsGit() string {
	var why []string
	if f.sha256 {
		why = append(why, `the object format "sha256"`)
	}
	if f.reftable {
		why = append(why, `the ref storage "reftable"`)
	}
	if f.unknown != "" {
		why = append(why, "the extension "+strconv.Quote(f.unknown))
	}
	return strings.Join(why, " and ")
}

// harmless are the extensions that change nothing in how objects are read.
var harmless = map[string]bool{
	"noop": true, "noop-v1": true, "preciousobjects": true, "relativeworktrees": true,
	"worktreeconfig": true, "partialclone": true, "compatobjectformat": true,
}

// readFormat reads the configuration of a repository. As in git, files that it
// includes say nothing about the format.
func readFormat(gitDir, commonDir string) (format, error) {
	cfg, err := readConfig(filepath.Join(commonDir, "config"))
	if err != nil {
		return format{}, err
	}
	var f format
	version := 0
	if text := cfg.Section("core").Option("repositoryformatversion"); text != "" {
		if version, err = strconv.Atoi(text); err != nil || version < 0 || version > 1 {
			return format{}, &Error{Code: "git.format", Path: gitDir,
				Message: fmt.Sprintf("core.repositoryformatversion is %q, where 0 and 1 are known", text),
				Remedy:  "Clone the repository with a git that knows its format into the usual one (version 0 or 1)."}
		}
	}
	own := config.New()
	for _, option := range cfg.Section("extensions").Options {
		f.extend(strings.ToLower(option.Key), option.Value, version)
		if strings.EqualFold(option.Key, "worktreeconfig") && truth(option.Value) {
			if own, err = readConfig(filepath.Join(gitDir, "config.worktree")); err != nil {
				return format{}, err
			}
		}
	}
	for _, c := range []*config.Config{cfg, own} {
		core := c.Section("core")
		f.bare = f.bare && !core.HasOption("bare") || truthOf(core, "bare")
		f.sparse = f.sparse || truthOf(core, "sparseCheckout")
		if core.HasOption("worktree") {
			f.workTree = core.Option("worktree")
		}
	}
	for _, remote := range cfg.Section("remote").Subsections {
		f.partial = f.partial || remote.HasOption("promisor") && truth(remote.Option("promisor"))
	}
	return f, nil
}

// extend notes one extension. In a repository of version 0 git heeds but few.
func (f *format) extend(key, value string, version int) {
	switch {
	case key == "objectformat":
		f.sha256 = strings.EqualFold(value, "sha256")
		if !f.sha256 && !strings.EqualFold(value, "sha1") {
			f.unknown = "objectformat=" + value
		}
	case key == "refstorage":
		f.reftable = strings.EqualFold(value, "reftable")
		if !f.reftable && !strings.EqualFold(value, "files") {
			f.unknown = "refstorage=" + value
		}
	case key == "partialclone":
		f.partial = true
	case !harmless[key] && version > 0:
		f.unknown = key
	}
}

func truthOf(s *config.Section, key string) bool {
	return s.HasOption(key) && truth(s.Option(key))
}

// truth reads a boolean as git writes it; a key without a value is true.
func truth(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "yes", "on":
		return true
	}
	n, err := strconv.Atoi(value)
	return err == nil && n != 0
}

// readConfig reads one file of configuration; a file that does not exist is empty.
func readConfig(path string) (*config.Config, error) {
	cfg := config.New()
	data, err := readFile(path, 4<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, nil
	}
	if err == nil {
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		err = guard("read config", func() error {
			return config.NewDecoder(bytes.NewReader(data)).Decode(cfg)
		})
	}
	if err != nil {
		return nil, &Error{Code: "git.config", Path: path, Cause: err,
			Message: fmt.Sprintf("the configuration %q cannot be read: %v", path, err),
			Remedy:  "Mend the file; `git config --list` names the line."}
	}
	return cfg, nil
}

// readFile returns the contents of a regular file of at most max bytes.
func readFile(path string, max int64) (data []byte, err error) {
	f, err := os.OpenFile(path, openFlags, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%q is not a file", path)
	}
	data, err = io.ReadAll(io.LimitReader(f, max+1))
	if err == nil && int64(len(data)) > max {
		err = fmt.Errorf("%q has more than %d bytes", path, max)
	}
	return data, err
}

// openFlags open a file for reading without waiting for the other end of a pipe.
const openFlags = os.O_RDONLY | syscall.O_NONBLOCK
