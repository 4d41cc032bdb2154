package source

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
)

// minAbbrev is how many digits of an id are enough to name a commit.
const minAbbrev = 7

// peelDepth is how many tags of tags are followed.
const peelDepth = 10

// Resolve returns the id of the commit that a revision names, as git does: a whole
// id; HEAD or @; a ref by its full name or as tag, branch or remote branch, in that
// order; at least 7 digits of an id. Tags are peeled. The suffixes ~N, ^N, ^{} and
// ^{commit} may follow. What git knows besides (@{...}, :/text, ranges) is refused.
//
// A revision that is not there is a usage error; one that cannot be read is not.
func (r *Repo) Resolve(ctx context.Context, rev string) (string, error) {
	if r.objects == nil {
		return "", notGit(r.place.root)
	}
	name, suffix := rev, ""
	if i := strings.IndexAny(rev, "~^"); i >= 0 {
		name, suffix = rev[:i], rev[i:]
	}
	id, err := r.resolveName(ctx, name, rev)
	if err != nil {
		return "", err
	}
	if id, err = r.peel(ctx, id, rev); err != nil {
		return "", err
	}
	return r.climb(ctx, id, suffix, rev)
}

func unknownRevision(rev, why string) *Error {
	return &Error{Code: "git.unknown-revision", Usage: true,
		Message: fmt.Sprintf("unknown revision %q: %s", rev, why),
		Remedy:  "Name a branch, a tag, a commit id of 7 digits or more, or one of these followed by ~N or ^N."}
}

// resolveName returns the object that the first part of a revision names.
func (r *Repo) resolveName(ctx context.Context, name, rev string) (string, error) {
	if name == "@" {
		name = "HEAD"
	}
	if len(name) == r.IDLen() && isHex(name) {
		return strings.ToLower(name), nil
	}
	var found string
	var taken string
	for _, full := range candidates(name) {
		id, err := r.refs.lookup(ctx, full)
		if err != nil {
			return "", err
		}
		if id == "" {
			continue
		}
		if found == "" {
			found, taken = id, full
		} else if id != found {
			r.warn("git.ambiguous-ref", "%q names both %q and %q; the first is used", name, taken, full)
		}
	}
	if found != "" {
		return found, nil
	}
	if name == "HEAD" {
		return "", &Error{Code: "git.no-commit", Message: "the current branch has no commit yet",
			Remedy: "Make a first commit, or judge the work tree or the index."}
	}
	if !isHex(name) {
		return "", unknownRevision(rev, "there is no such ref")
	}
	if len(name) < minAbbrev {
		return "", unknownRevision(rev, fmt.Sprintf("there is no such ref, and an abbreviated id needs %d digits", minAbbrev))
	}
	if len(name) > r.IDLen() {
		return "", unknownRevision(rev, fmt.Sprintf("there is no such ref, and an id has %d digits", r.IDLen()))
	}
	return r.unabbreviate(ctx, strings.ToLower(name), rev)
}

// candidates are the full names a short name may stand for, in git's order.
func candidates(name string) []string {
	var names []string
	if name == "HEAD" || strings.HasSuffix(name, "_HEAD") && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
		names = append(names, name)
	}
	for _, full := range []string{name, "refs/" + name, "refs/tags/" + name, "refs/heads/" + name,
		"refs/remotes/" + name, "refs/remotes/" + name + "/HEAD"} {
		if validRef(full) {
			names = append(names, full)
		}
	}
	return names
}

// unabbreviate returns the one commit whose id starts with the given digits. Other
// objects with the same digits do not count, unless there is nothing else.
func (r *Repo) unabbreviate(ctx context.Context, digits, rev string) (string, error) {
	ids, err := r.objects.prefix(ctx, digits)
	if err != nil {
		return "", err
	}
	var commits []string
	for _, id := range ids {
		if _, err := r.peel(ctx, id, rev); err == nil {
			commits = append(commits, id)
		} else if e, ok := AsError(err); !ok || !e.Usage {
			return "", err
		}
	}
	switch {
	case len(ids) == 0:
		return "", unknownRevision(rev, "there is no such ref, and no object whose id starts so")
	case len(commits) == 0:
		return "", unknownRevision(rev, "it names no commit")
	case len(commits) > 1:
		return "", unknownRevision(rev, fmt.Sprintf("%d commits have an id that starts so, as %s and %s", len(commits), commits[0], commits[1]))
	}
	return commits[0], nil
}

// peel follows tags to a commit.
func (r *Repo) peel(ctx context.Context, id, rev string) (string, error) {
	for range peelDepth {
		obj, err := r.any(ctx, id, r.limits.Commit)
		if e, ok := AsError(err); ok && e.Code == "git.blob-size" {
			return "", unknownRevision(rev, fmt.Sprintf("object %s is too large for a commit", id))
		}
		if err != nil {
			return "", err
		}
		switch obj.kind {
		case "commit":
			return id, nil
		case "tag":
			line, _, _ := bytes.Cut(obj.data, []byte{'\n'})
			target, ok := strings.CutPrefix(string(line), "object ")
			if !ok || !isHex(target) || len(target) != len(id) {
				return "", integrity(id, "the tag %s names no object", id)
			}
			id = target
		default:
			return "", unknownRevision(rev, fmt.Sprintf("it names a %s, not a commit", obj.kind))
		}
	}
	return "", integrity(id, "the tag %q leads through more than %d tags", rev, peelDepth)
}

// climb applies suffixes such as ~2, ^2 and ^{commit}.
func (r *Repo) climb(ctx context.Context, id, suffix, rev string) (string, error) {
	for suffix != "" {
		op, rest := suffix[0], suffix[1:]
		if op == '^' && strings.HasPrefix(rest, "{") {
			kind, after, ok := strings.Cut(rest[1:], "}")
			if !ok || kind != "" && kind != "commit" {
				return "", unknownRevision(rev, fmt.Sprintf("the suffix %q does not lead to a commit", suffix))
			}
			suffix = after
			continue
		}
		end := 0
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		n := 1
		if end > 0 {
			var err error
			if n, err = strconv.Atoi(rest[:end]); err != nil {
				return "", unknownRevision(rev, fmt.Sprintf("the number %q is too large", rest[:end]))
			}
		}
		suffix = rest[end:]
		var err error
		if op == '^' {
			id, err = r.parent(ctx, id, n, rev)
		}
		for ; op == '~' && n > 0 && err == nil; n-- {
			id, err = r.parent(ctx, id, 1, rev)
		}
		if err != nil {
			return "", err
		}
		if suffix != "" && suffix[0] != '~' && suffix[0] != '^' {
			return "", unknownRevision(rev, fmt.Sprintf("the suffix %q is not known", suffix))
		}
	}
	return id, nil
}

// parent returns the nth parent of a commit, counted from 1; 0 is the commit itself.
func (r *Repo) parent(ctx context.Context, id string, n int, rev string) (string, error) {
	if n == 0 {
		return id, nil
	}
	c, _, err := r.Commit(ctx, id)
	if err != nil {
		return "", err
	}
	if n > len(c.Parents) {
		return "", unknownRevision(rev, fmt.Sprintf("commit %s has %d parents", id, len(c.Parents)))
	}
	cut, err := r.shallow()
	if err != nil {
		return "", err
	}
	if cut[id] {
		return "", shallowError(id)
	}
	return c.Parents[n-1], nil
}
