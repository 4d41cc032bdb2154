package source

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// gitObjects reads objects through `git cat-file`: one process tells sizes, another
// contents. Requests queue up; what is returned has been hashed here.
type gitObjects struct {
	git     *gitCommand
	partial bool // git may die of an object that was never fetched

	mu          sync.Mutex
	check, full *batch // started when first needed, and again after they died
}

func (g *gitObjects) read(ctx context.Context, id string, max int64) (object, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.start(); err != nil {
		return object{}, err
	}
	check, full := g.check, g.full
	unhook := context.AfterFunc(ctx, func() { check.cancel(); full.cancel() })
	obj, err := g.fetch(id, max)
	if !unhook() {
		g.restart()
		return object{}, ctx.Err()
	}
	if err == nil {
		err = verify(id, obj)
	}
	if err != nil {
		return object{}, err
	}
	return obj, nil
}

// fetch asks for the size, and then for the contents.
func (g *gitObjects) fetch(id string, max int64) (object, error) {
	_, size, err := g.ask(g.check, id)
	if err != nil {
		return object{}, err
	}
	if size > max {
		return object{}, tooLarge(id, size, max)
	}
	kind, size, err := g.ask(g.full, id)
	if err != nil {
		return object{}, err
	}
	if size > max {
		g.restart()
		return object{}, tooLarge(id, size, max)
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(g.full.out, data); err != nil {
		return object{}, g.died(id, err)
	}
	if data[size] != '\n' { // git goes on: what follows answers no question
		g.restart()
		return object{}, integrity(id, "git gives object %s another size than it says", id)
	}
	return object{kind, data[:size:size]}, nil
}

// ask sends an id to a process and reads the type and size that it answers with.
func (g *gitObjects) ask(b *batch, id string) (kind string, size int64, _ error) {
	line, err := b.ask(id)
	if err != nil {
		return "", 0, g.died(id, err)
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		return "", 0, missing(id)
	}
	if len(fields) == 3 && fields[0] == id {
		if size, err = strconv.ParseInt(fields[2], 10, 64); err == nil && size >= 0 {
			return fields[1], size, nil
		}
	}
	g.restart()
	return "", 0, integrity(id, "git answers %q for object %s", clip(line), id)
}

// died restarts git and says what it left behind.
func (g *gitObjects) died(id string, err error) error {
	why := said(g.restart(), err)
	if g.partial {
		lost := missing(id)
		lost.Message += " (git: " + why + ")"
		return lost
	}
	return integrity(id, "git cannot read object %s: %s", id, why)
}

func (g *gitObjects) start() (err error) {
	if g.check == nil {
		g.check, err = g.git.batch("--batch-check")
	}
	if err == nil && g.full == nil {
		g.full, err = g.git.batch("--batch")
	}
	if err != nil {
		return &Error{Code: "git.command", Path: g.git.gitDir, Cause: err,
			Message: fmt.Sprintf("git cat-file cannot be started: %v", err)}
	}
	return nil
}

// restart ends both processes, so that the next read starts with fresh ones.
func (g *gitObjects) restart() (words string) {
	for _, b := range []**batch{&g.check, &g.full} {
		if *b != nil {
			words += (*b).stop()
			*b = nil
		}
	}
	return words
}

func (g *gitObjects) prefix(ctx context.Context, digits string) ([]string, error) {
	out, err := g.git.output(ctx, "rev-parse", "--disambiguate="+digits)
	if err != nil {
		return nil, err
	}
	ids := strings.Fields(string(out))
	slices.Sort(ids)
	return ids, nil
}

// Close ends the processes.
func (g *gitObjects) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.restart()
	return nil
}
