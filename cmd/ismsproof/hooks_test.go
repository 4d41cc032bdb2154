package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"gopkg.in/yaml.v3"
)

const hooksPath = "../../.pre-commit-hooks.yaml"

type hook struct {
	ID, Entry, Language string
	PassFilenames       *bool `yaml:"pass_filenames"`
	AlwaysRun           bool  `yaml:"always_run"`
	Stages              []string
}

func hooks(t *testing.T) (parsed []hook, plain any) {
	t.Helper()
	data, err := os.ReadFile(hooksPath)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &parsed); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &plain); err != nil {
		t.Fatal(err)
	}
	return parsed, plain
}

func TestHooksAreValidByTheSchemaOfPreCommit(t *testing.T) {
	_, plain := hooks(t)
	validate(t, plain, "pre-commit", "pre-commit-hooks.json")
}

// validate holds a document against a schema of ../shared/formats, where that is.
func validate(t *testing.T, doc any, schema ...string) {
	t.Helper()
	f, err := os.Open(filepath.Join(append([]string{"..", "..", "..", "shared", "formats"}, schema...)...))
	if err != nil {
		t.Skipf("there is no ../shared/formats/%s beside the checkout", strings.Join(schema, "/"))
	}
	defer f.Close()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", f); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(doc); err != nil {
		t.Errorf("%#v", err)
	}
}

// A hook that got the names of the changed files would judge a part, and one that
// waits for files of a pattern would not see that a record is gone.
func TestHooksJudgeTheWholeIndex(t *testing.T) {
	parsed, _ := hooks(t)
	languages := map[string]string{"ismsproof": "golang", "ismsproof-system": "system"}
	if len(parsed) != len(languages) {
		t.Fatalf("%d hooks, want %d", len(parsed), len(languages))
	}
	t.Chdir(t.TempDir())
	for _, h := range parsed {
		if h.Language != languages[h.ID] {
			t.Errorf("hook %q is of language %q", h.ID, h.Language)
		}
		if h.PassFilenames == nil || *h.PassFilenames || !h.AlwaysRun || h.Stages != nil {
			t.Errorf("hook %q does not always run for the whole index", h.ID)
		}
		args := strings.Fields(h.Entry)
		if args[0] != "ismsproof" || !strings.Contains(h.Entry, " --staged") {
			t.Fatalf("hook %q runs %q", h.ID, h.Entry)
		}
		// Outside of git there is no index: the words are understood, and it is said.
		if code, stdout, stderr := run(t, args[1:]...); code != 2 && code != 3 || stdout != "" || strings.Contains(stderr, "unknown") {
			t.Errorf("%s: exit code %d: %s%s", h.Entry, code, stdout, stderr)
		}
	}
}
