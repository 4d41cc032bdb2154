package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkOwnRules judges 2,000 records by the built-in rules about risks, and by the
// same rules as an organization's own: what the worker costs per record.
func BenchmarkOwnRules(b *testing.B) {
	var risks strings.Builder
	risks.WriteString("kind: risks\nid: risks\nitems:\n")
	for i := range 2000 {
		fmt.Fprintf(&risks, "  - {id: R-%d, title: Risk %d, owner: ceo, status: open}\n", i, i)
	}
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "risks.yaml"), []byte(risks.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	config := copied(b, "kind: isms\nid: acme\n", "ctl", "doc", "exc", "hist", "risk", "soa")
	for name, o := range map[string]Options{
		"none":    {Rules: []string{"doc.symlink"}},
		"builtin": {Rules: []string{"risk"}},
		"own":     {Rules: []string{"custom.risk"}},
	} {
		b.Run(name, func(b *testing.B) {
			o.Path, o.Config, o.AsOf, o.Now = dir, config, examplesAsOf, time.Unix(0, 0)
			for b.Loop() {
				d, err := Builtin()
				if err != nil {
					b.Fatal(err)
				}
				r, err := d.Check(context.Background(), o)
				if err != nil {
					b.Fatal(err)
				}
				if len(r.Report.Findings) == 0 && name != "none" {
					b.Fatal("nothing was found")
				}
			}
		})
	}
}
