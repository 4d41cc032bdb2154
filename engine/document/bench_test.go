package document_test

import (
	"fmt"
	"strings"
	"testing"

	"ismsproof/engine/document"
)

func record(id int) string {
	return fmt.Sprintf(`kind: risk
id: R-%03d
title: Loss of customer data through a stolen laptop
status: open
owner: role/head-of-it
assets: [A-001, A-002, A-017]
identified_on: 2026-03-04
likelihood: 3
impact: 4
description: |
  A laptop with a local copy of customer data is lost or stolen on a journey.
  Disks are encrypted since 2025, but not on the machines of contractors.
treatment:
  option: modify
  controls: [A.8.1, A.8.24]
  owner: role/head-of-it
  due: 2027-01-31
`, id)
}

func register(n int) string {
	var b strings.Builder
	b.WriteString("kind: risks\nid: risks\nitems:\n")
	for i := range n {
		for j, line := range strings.Split(strings.TrimSuffix(record(i), "\n"), "\n") {
			if j == 0 {
				b.WriteString("- x-no: 1\n")
				continue
			}
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	long := record(1)
	for len(long) < 2000 {
		long += fmt.Sprintf("x-note-%d: a line that makes the record as long as those in use are\n", len(long))
	}
	markdown := "---\n" + record(1) + "---\n\n# Policy\n" + strings.Repeat("\n## Section\n\nEach [asset](../assets.yaml) has an owner, who answers for `it`.\n\n- one\n- two\n", 40)
	for _, c := range []struct{ name, path, text string }{
		{"record", "a.yaml", long},
		{"register of 500", "a.yaml", register(500)},
		{"markdown", "a.md", markdown},
		{"json", "a.json", `{"items": [` + strings.TrimSuffix(strings.Repeat(`{"id": "R-1", "title": "x", "score": 12},`, 500), ",") + `]}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			data := []byte(c.text)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if file := document.Parse(c.path, data, document.DefaultLimits); len(file.Documents) != 1 {
					b.Fatalf("unreadable: %+v", file.Problems)
				}
			}
		})
	}
}
