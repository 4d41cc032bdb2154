package engine

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/report"
)

// Whatever is said of a field that holds a secret, no format shows it: neither what other
// rules say of its value nor the line that is printed beside a finding.
func TestNoFormatShowsASecret(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	secret := "AKIA" + capitals(16)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"risk.yaml":   "kind: risk\nid: R-1\ntitle: Keys leak\nowner: " + secret + "\noption: " + secret + "\nnext_review: " + secret + "\n",
		"broken.yaml": "kind: risk\nid: R-2\n" + secret + ": [\n",
		"policy.md":   "---\nkind: policy\nid: p\n---\n# Scope\n\nAsk [" + secret + "](" + secret + ".md).\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	result, err := d.Check(t.Context(), Options{Path: dir, AsOf: "2026-12-01", Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range result.Report.Findings {
		if f.Rule.ID == ruleSecret {
			found[f.Path] = true
		}
	}
	if len(found) != 3 {
		t.Errorf("secrets found in %v, want in all three files", found)
	}
	for _, f := range report.Formats {
		var out bytes.Buffer
		if err := f.Write(&out, result.Report, report.Options{Source: result.Source}); err != nil {
			t.Fatal(err)
		}
		if i := strings.Index(out.String(), secret); i >= 0 {
			t.Errorf("%s shows the secret: %q", f.Name, out.String()[max(0, i-120):i+40])
		}
	}
}
