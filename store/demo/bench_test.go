package demo_test

import (
	"testing"

	"yorisoi/store/demo"
)

// BenchmarkCity makes families up; 30,000 of them should take a few seconds.
func BenchmarkCity(b *testing.B) {
	b.ReportAllocs()
	n := 0
	for f := range demo.City(city(1, b.N)) {
		n += len(f.Writes)
	}
	b.ReportMetric(float64(n)/float64(b.N), "writes/family")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "families/s")
}
