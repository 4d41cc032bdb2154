package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// A record that names a file of the repository and its SHA-256 claims that the file is
// still the one that somebody looked at. The files themselves are no artifacts: of those
// that a claim names the bytes are read once for each content that they ever had.

// hashClaim is a digest that a record states of a file.
type hashClaim struct {
	from *record
	at   isms.Path // of the digest, inside the record
	path string    // of the file, cleaned
	sum  string    // as written
}

// standingClaim is a claim with what is known of it now.
type standingClaim struct {
	*hashClaim
	fact  *fact
	blind *blindness
}

// content is what a file holds.
type content struct {
	sum string // SHA-256 in hex
	why string // where it is not known, the reason
}

// Why nobody knows what a file holds, whoever asks: any other reason may pass.
const (
	whyLink      = "it is a symbolic link, which is not followed"
	whySubmodule = "it is a submodule, whose content is not in the repository"
	whyPointer   = "it is a Git LFS pointer: its content is not in the repository"
)

// mayPass says whether a claim that could not be judged may be judged next time.
func mayPass(u *isms.Undecided) bool {
	lasting := func(why string) bool { return strings.HasSuffix(u.Reason, why) }
	return u.Rule.ID == ruleHash && !slices.ContainsFunc([]string{whyLink, whySubmodule, whyPointer}, lasting)
}

// maxHashed is how large a file may be whose digest is found.
const maxHashed = 64 << 20

// hashClaims returns the digests that the records of an artifact state of files: beside a
// path of the repository, and beside the `location` of an external document where that
// is one.
func hashClaims(r *isms.Record, paths []isms.Reference) []isms.Reference {
	var out []isms.Reference
	claim := func(within isms.Path, name string) {
		beside := r.Value
		if len(within) > 0 {
			_, beside = r.Value.Locate(within)
		}
		at := append(slices.Clone(within), "sha256")
		// The digest of the file stands beside the field that names it, and nowhere else.
		if beside == nil || beside.Str("sha256") == "" || name == "" || path.IsAbs(name) || strings.Contains(name, "://") {
			return
		}
		out = append(out, isms.Reference{From: r, Path: at, Field: path.Clean(name), ID: beside.Str("sha256")})
	}
	for _, p := range paths {
		if p.From == r && len(p.Path) > 0 && p.Path[0] != "body" {
			claim(p.Path[:len(p.Path)-1], p.ID)
		}
	}
	if r.Kind == "document" {
		claim(nil, r.Value.Str("location"))
	}
	return out
}

// namedByHash adds the files that records of any of these files state a digest of.
func namedByHash(into map[string]bool, files map[string]*file) {
	for _, f := range files {
		if f == nil {
			continue
		}
		for i := range f.hashes {
			into[f.hashes[i].path] = true
		}
	}
}

// contentOf finds what a file holds. Links are not followed. The error is ctx's alone.
func contentOf(ctx context.Context, read fetch, e isms.Entry) (content, error) {
	switch e.Mode {
	case isms.Symlink:
		return content{why: whyLink}, nil
	case isms.Submodule:
		return content{why: whySubmodule}, nil
	}
	data, err := read(ctx, e, maxHashed)
	if ctx.Err() != nil {
		return content{}, ctx.Err()
	}
	if err != nil {
		if cause, ok := source.AsError(err); ok {
			return content{why: cause.Message}, nil
		}
		return content{why: err.Error()}, nil
	}
	if bytes.HasPrefix(data, lfsPointer) {
		return content{why: whyPointer}, nil
	}
	return contentOfBytes(data), nil
}

func contentOfBytes(data []byte) content {
	sum := sha256.Sum256(data)
	return content{sum: hex.EncodeToString(sum[:])}
}

// contents finds what those of the entries hold that are wanted.
func contents(ctx context.Context, read fetch, entries []isms.Entry, wanted map[string]bool) (map[string]*content, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	out := map[string]*content{}
	for _, e := range entries {
		if !wanted[e.Path] {
			continue
		}
		c, err := contentOf(ctx, read, e)
		if err != nil {
			return nil, err
		}
		out[e.Path] = &c
	}
	return out, nil
}

// claimHashes takes in what a file states of others.
func (w *walk) claimHashes(f *file, t *touched) {
	for i := range f.hashes {
		c := &f.hashes[i]
		if w.hashes[c.path] == nil {
			w.hashes[c.path] = set[*standingClaim]{}
		}
		w.hashes[c.path][&standingClaim{hashClaim: c}] = struct{}{}
		t.hashed[c.path] = struct{}{}
	}
}

// dropHashes takes it back.
func (w *walk) dropHashes(f *file) {
	for i := range f.hashes {
		c := &f.hashes[i]
		for s := range w.hashes[c.path] {
			if s.hashClaim == c {
				w.endClaim(s)
				delete(w.hashes[c.path], s)
			}
		}
	}
}

func (w *walk) endClaim(s *standingClaim) {
	if s.fact != nil {
		s.fact.to, s.fact = w.point, nil
	}
	if s.blind != nil {
		s.blind.to, s.blind = w.point, nil
	}
}

// settleHashes looks at the claims about files that changed, and at new ones. That a file
// is not there is found by doc.links_resolve.
func (w *walk) settleHashes(t *touched) {
	for name := range t.hashed {
		now := w.contents[name]
		for s := range w.hashes[name] {
			var message, unknown string
			switch {
			case now == nil:
			case now.why != "":
				unknown = fmt.Sprintf("whether %q still is the file that was recorded is not known: %s", name, now.why)
			case !strings.EqualFold(now.sum, s.sum):
				message = fmt.Sprintf("%q is not the file that was recorded: its SHA-256 is %s", name, now.sum)
			}
			if s.fact != nil && s.fact.Message == message || s.blind != nil && s.blind.Reason == unknown {
				continue
			}
			w.endClaim(s)
			w.stateClaim(s, message, unknown)
		}
	}
}

// stateClaim opens what is found about a claim.
func (w *walk) stateClaim(s *standingClaim, message, unknown string) {
	f := findingAt(s.from, w.d.Checks[ruleHash], s.at)
	switch {
	case unknown != "":
		s.blind = &blindness{isms.Undecided{
			Rule: f.Rule, Entity: f.Entity, Kind: f.Kind, ID: f.ID, Path: f.Path, Range: f.Range, Reason: unknown,
		}, w.point, -1}
		w.blind = append(w.blind, s.blind)
	case message != "":
		f.Message = message
		s.fact = w.open(f)
	}
}
