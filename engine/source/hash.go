package source

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing"
)

// hashObject returns the id of an object. Ids of 40 digits are computed by
// go-git's SHA-1, which notices the known collision attacks.
func hashObject(kind string, data []byte, idLen int) string {
	if idLen == 64 {
		h := sha256.New()
		h.Write([]byte(kind + " " + strconv.Itoa(len(data)) + "\x00"))
		h.Write(data)
		return hex.EncodeToString(h.Sum(nil))
	}
	t, err := plumbing.ParseObjectType(kind)
	if err != nil {
		return ""
	}
	return plumbing.ComputeHash(t, data).String()
}

// verify returns an error unless the object is the one its id names.
func verify(id string, obj object) error {
	if got := hashObject(obj.kind, obj.data, len(id)); got != id {
		return integrity(id, "the contents of object %s hash to %s", id, got)
	}
	return nil
}
