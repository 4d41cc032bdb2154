package benchmark_test

import (
	"io"
	"testing"

	"ismsproof/engine"
	"ismsproof/engine/benchmark"
)

// BenchmarkWrite is the generator alone: what it costs is no cost of the engine.
func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		if err := benchmark.Write(io.Discard, benchmark.S, benchmark.Seed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBuiltin is what every process pays first: rules, schemas, catalogue.
func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		if _, err := engine.Builtin(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck judges the last commit with nothing stored.
func BenchmarkCheck(b *testing.B) {
	d := builtin(b)
	for _, size := range benchmark.Sizes {
		b.Run(size.Name, func(b *testing.B) {
			dir := history(b, size)
			var records int
			for b.Loop() {
				result, err := d.Check(b.Context(), engine.Options{Path: dir, Rev: "HEAD", AsOf: asOf})
				if err != nil {
					b.Fatal(err)
				}
				records = result.Report.Counts.Records
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*records), "µs/record")
		})
	}
}

// BenchmarkHistory judges every commit with nothing stored.
func BenchmarkHistory(b *testing.B) {
	d := builtin(b)
	for _, size := range benchmark.Sizes {
		b.Run(size.Name, func(b *testing.B) {
			dir := history(b, size)
			for b.Loop() {
				line, err := d.History(b.Context(), engine.HistoryOptions{Path: dir, NoCache: true})
				if err != nil {
					b.Fatal(err)
				}
				if got := len(line.Steps); got != size.Commits {
					b.Fatalf("%d commits judged, want %d", got, size.Commits)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*size.Commits), "µs/commit")
		})
	}
}

// BenchmarkHistoryStored asks again what was asked before: nothing is judged.
func BenchmarkHistoryStored(b *testing.B) {
	d := builtin(b)
	for _, size := range benchmark.Sizes {
		b.Run(size.Name, func(b *testing.B) {
			o := engine.HistoryOptions{Path: history(b, size)}
			if _, err := d.History(b.Context(), o); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for b.Loop() {
				line, err := d.History(b.Context(), o)
				if err != nil {
					b.Fatal(err)
				}
				if got := len(line.Steps); got != size.Commits {
					b.Fatalf("%d commits told, want %d", got, size.Commits)
				}
			}
		})
	}
}
