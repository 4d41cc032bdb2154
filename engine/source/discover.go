package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A place is where a repository, or a plain directory, lies.
type place struct {
	root      string // of the work tree or plain directory; "" where bare
	prefix    string // of the opened folder inside root, '/' separated
	gitDir    string // of this work tree; "" where there is no git
	commonDir string // shared by all work trees; equal to gitDir but in linked ones
	format    format
}

// realDir returns the absolute path of a folder, symbolic links resolved. A file
// stands for the folder it lies in.
func realDir(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	var info fs.FileInfo
	if err == nil {
		info, err = os.Stat(abs)
	}
	if err != nil {
		message := fmt.Sprintf("%q cannot be opened", path)
		if errors.Is(err, fs.ErrNotExist) {
			message = fmt.Sprintf("%q does not exist", path)
		}
		return "", &Error{Code: "path.open", Path: path, Usage: true, Cause: err, Message: message}
	}
	if !info.IsDir() {
		return filepath.Dir(abs), nil
	}
	return abs, nil
}

// discover walks up from dir to the first folder that has a .git or is itself the
// folder of a bare repository.
func discover(dir string) (place, error) {
	for top := dir; ; top = filepath.Dir(top) {
		dotGit := filepath.Join(top, ".git")
		if _, err := os.Lstat(dotGit); err == nil {
			gitDir, err := followGitFile(dotGit)
			if err != nil {
				return place{}, err
			}
			return describe(gitDir, top, dir)
		}
		if checkGitDir(top, top) == nil {
			return describe(top, "", dir)
		}
		if top == filepath.Dir(top) {
			return place{root: dir}, nil
		}
	}
}

// followGitFile returns the folder that .git is, or that the file .git names.
func followGitFile(dotGit string) (string, error) {
	info, err := os.Stat(dotGit)
	if err != nil {
		return "", unusable(dotGit, "it cannot be opened")
	}
	if info.IsDir() {
		return dotGit, nil
	}
	text, err := readSmall(dotGit)
	if err != nil {
		return "", unusable(dotGit, "it cannot be read")
	}
	target, ok := strings.CutPrefix(text, "gitdir: ")
	target = strings.TrimRight(target, "\r\n")
	if !ok || target == "" {
		return "", unusable(dotGit, `it is a file that does not start with "gitdir: "`)
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(dotGit), target)
	}
	return filepath.Clean(target), nil
}

// describe reads the format of the repository in gitDir. top is the folder that
// holds its .git, or "" for a bare one; dir is the folder to be judged.
func describe(gitDir, top, dir string) (place, error) {
	p := place{gitDir: gitDir, commonDir: gitDir, root: top}
	linked := false
	if text, err := readSmall(filepath.Join(gitDir, "commondir")); err == nil {
		linked = true
		p.commonDir = strings.TrimRight(text, "\r\n")
		if !filepath.IsAbs(p.commonDir) {
			p.commonDir = filepath.Join(gitDir, p.commonDir)
		}
	}
	if err := checkGitDir(gitDir, p.commonDir); err != nil {
		return place{}, unusable(gitDir, err.Error())
	}
	var err error
	if p.format, err = readFormat(gitDir, p.commonDir); err != nil {
		return place{}, err
	}
	if top == "" || p.format.bare && !linked {
		p.root = ""
		return p, nil
	}
	if tree := p.format.workTree; tree != "" && !linked {
		return p.moveTo(tree, top, dir)
	}
	return p.within(dir)
}

// moveTo applies core.worktree, which is relative to the .git folder.
func (p place) moveTo(tree, top, dir string) (place, error) {
	if !filepath.IsAbs(tree) {
		tree = filepath.Join(p.gitDir, tree)
	}
	real, err := filepath.EvalSymlinks(tree)
	if err != nil {
		return place{}, unusable(p.gitDir, fmt.Sprintf("its core.worktree %q cannot be opened", tree))
	}
	p.root = real
	if dir == top && !contains(real, dir) {
		return p, nil
	}
	return p.within(dir)
}

// within sets the prefix of dir inside of the root.
func (p place) within(dir string) (place, error) {
	if !contains(p.root, dir) {
		return place{}, &Error{Code: "git.repository", Path: dir, Usage: true,
			Message: fmt.Sprintf("%q lies outside of the work tree %q", dir, p.root)}
	}
	rel, err := filepath.Rel(p.root, dir)
	if err != nil {
		return place{}, err
	}
	if rel != "." {
		p.prefix = filepath.ToSlash(rel)
	}
	return p, nil
}

func contains(root, dir string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// checkGitDir returns why a folder is not that of a repository, or nil. It asks
// what git asks: a HEAD that names a commit or a ref, objects, and refs.
func checkGitDir(gitDir, commonDir string) error {
	if err := checkHead(filepath.Join(gitDir, "HEAD")); err != nil {
		return err
	}
	for _, name := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(commonDir, name)); err != nil || !info.IsDir() {
			return fmt.Errorf("it has no folder %q", name)
		}
	}
	return nil
}

func checkHead(path string) error {
	if link, err := os.Readlink(path); err == nil {
		if strings.HasPrefix(filepath.ToSlash(link), "refs/") {
			return nil
		}
		return errors.New("its HEAD is a symbolic link that names no ref")
	}
	text, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("it has no HEAD")
	}
	id, _, _ := strings.Cut(text, "\n")
	rest, symbolic := strings.CutPrefix(text, "ref:")
	if err != nil || symbolic && !strings.HasPrefix(strings.TrimSpace(rest), "refs/") || !symbolic && !isHex(id) {
		return fmt.Errorf("its HEAD %q names neither a ref nor a commit", clip(id))
	}
	return nil
}

func unusable(dir, why string) *Error {
	return &Error{Code: "git.repository", Path: dir,
		Message: fmt.Sprintf("%q is not a usable repository: %s", dir, why),
		Remedy:  "Run `git fsck`, or clone again; to judge the files without git, copy them out of the repository."}
}

// readSmall returns the text of a file of git's own that is never large.
func readSmall(path string) (string, error) {
	data, err := readFile(path, 1<<20)
	return string(data), err
}
