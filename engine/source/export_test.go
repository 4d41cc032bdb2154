package source

// What tests outside of the package may look at.
var (
	ParseTree  = parseTree
	BadName    = badName
	Unportable = unportable
)

// ParseCommit reads the bytes of a commit of a repository with ids of 40 digits.
func ParseCommit(id string, data []byte) (Logged, error) {
	p := commitParser{id: id, idLen: 40}
	c, problems, err := p.parse(string(data))
	return Logged{c, problems}, err
}

// Ignored reports whether a .gitignore of this text at the top hides a path.
func Ignored(text, path string, isDir bool) bool {
	return ignored(parseIgnore(text, ""), path, isDir)
}

// Rescan makes the repository look for packs again.
func (r *Repo) Rescan() error {
	_, err := r.objects.(*store).rescan()
	return err
}
