package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// A sink is one -o: a format, and the file it goes to or "" for stdout.
type sink[T any] struct {
	format report.Output[T]
	file   string
	after  bool // add to what is in the file
}

// parseSinks reads the values of -o; none means text on stdout. Lookup knows the
// formats of the command.
func parseSinks[T any](values []string, lookup func(name string) (report.Output[T], error)) ([]sink[T], error) {
	if len(values) == 0 {
		values = []string{"text"}
	}
	var sinks []sink[T]
	screens := 0
	for _, v := range values {
		name, file, toFile := strings.Cut(v, "=")
		if toFile && file == "" {
			return nil, &engine.UsageError{Message: fmt.Sprintf("-o %s names no file after the equals sign", v)}
		}
		format, err := lookup(name)
		if err != nil {
			return nil, &engine.UsageError{Message: err.Error()}
		}
		if !toFile {
			screens++
		} else if slices.ContainsFunc(sinks, func(s sink[T]) bool { return s.file != "" && filepath.Clean(s.file) == filepath.Clean(file) }) {
			return nil, &engine.UsageError{Message: fmt.Sprintf("two formats for the file %q", file), Hint: "give each format a file of its own"}
		}
		sinks = append(sinks, sink[T]{format: format, file: file})
	}
	if screens > 1 {
		return nil, &engine.UsageError{Message: "more than one format for standard output", Hint: "give the others a file: -o json=report.json"}
	}
	return sinks, nil
}

// writeAll writes x to every sink in its format. Source gives the lines of code
// frames and may be nil.
func writeAll[T any](a *app, sinks []sink[T], paint bool, source func(path string) []byte, x T) error {
	options := report.Options{Width: a.width(), Source: source}
	for _, s := range sinks {
		options.Color = paint && s.file == ""
		options.Unicode = options.Color
		if err := s.write(a.stdout, x, options); err != nil {
			return err
		}
	}
	return nil
}

// write writes x to stdout, or whole to its file or not at all.
func (s sink[T]) write(stdout io.Writer, x T, options report.Options) error {
	if s.file == "" {
		return s.format.Write(stdout, x, options)
	}
	var text bytes.Buffer
	if err := s.format.Write(&text, x, options); err != nil {
		return err
	}
	if s.after {
		return writeAfter(s.file, text.Bytes())
	}
	return writeWhole(s.file, text.Bytes())
}

// writeAfter adds to a file that several programs add to, at once, so that nothing
// of theirs comes between.
func writeAfter(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = f.Write(data)
		if closed := f.Close(); err == nil {
			err = closed
		}
	}
	if err != nil {
		return &engine.IncompleteError{Message: fmt.Sprintf("write %q: %v", name, cause(err)), Err: err}
	}
	return nil
}

// writeWhole replaces a file so that a reader sees the old or the new one, whole,
// also after a crash.
func writeWhole(name string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = &engine.IncompleteError{Message: fmt.Sprintf("write %q: %v", name, cause(err)), Err: err}
		}
	}()
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, data, 0o644) // a pipe or device cannot be replaced
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}

// cause returns what the system said, without the name of a temporary file.
func cause(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

// outputFlags adds the flags that say what is written where and how.
func outputFlags(flags *pflag.FlagSet, outputs *[]string, color *string, formats string) {
	flags.StringArrayVarP(outputs, "output", "o", nil, "write `FORMAT[=FILE]`; may be repeated: "+formats)
	flags.StringVar(color, "color", "auto", "colour the text: auto, always, never")
}

// listed lists formats with what they are, for the page of a command.
func listed[T any](formats []report.Output[T]) string {
	var b strings.Builder
	for _, f := range formats {
		fmt.Fprintf(&b, "  %-9s %s\n", f.Name, f.About)
	}
	return b.String()
}

// names lists formats for the help.
func names[T any](formats []report.Output[T]) string {
	list := make([]string, len(formats))
	for i, f := range formats {
		list[i] = f.Name
	}
	return strings.Join(list, ", ")
}

// configFlag adds the flag that names a configuration outside of the repository.
func configFlag(flags *pflag.FlagSet, name *string) {
	flags.StringVar(name, "config", "", "judge by this `file` instead of the isms.yaml of the repository")
}
