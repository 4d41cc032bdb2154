package document_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ismsproof/engine/document"
)

// hostileFolder returns the folder of hostile inputs beside the checkout, or "".
func hostileFolder() string {
	folder, err := os.Getwd()
	for err == nil {
		shared := filepath.Join(folder, "..", "shared", "hostile", "yaml")
		if info, statErr := os.Stat(shared); statErr == nil && info.IsDir() {
			return shared
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			break
		}
		folder = parent
	}
	return ""
}

func FuzzParse(f *testing.F) {
	names := []string{"a.yaml", "a.json", "a.md"}
	for _, text := range fixtures() {
		for i := range names {
			f.Add(uint8(i), []byte(text))
		}
		f.Add(uint8(2), []byte("---\n"+text+"\n---\n# Title\n\n"+text))
	}
	if folder := hostileFolder(); folder != "" {
		files, _ := filepath.Glob(filepath.Join(folder, "*.yaml"))
		for _, file := range files {
			if data, err := os.ReadFile(file); err == nil {
				f.Add(uint8(0), data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		name := names[int(kind)%len(names)]
		limits := document.DefaultLimits
		limits.ExpandedNodes, limits.Documents = 2000, 8 // small, so that each is met
		file := document.Parse(name, data, limits)
		checkFile(t, name, data, file)
		if strings.HasSuffix(name, ".json") && len(file.Documents) > 0 && !json.Valid(trimBOM(data)) {
			t.Error("read as JSON what is none")
		}
		document.KindHints(data)
	})
}

func trimBOM(data []byte) []byte { return []byte(strings.TrimPrefix(string(data), "\ufeff")) }
