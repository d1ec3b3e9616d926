package casework_test

import (
	"strings"
	"testing"

	"yorisoi/store/casework"
)

// aNote is as long as the record of a visit.
var aNote = strings.Repeat("母は玄関で笑顔で迎える。居室は片づき、室温は適切。授乳は直接母乳で1日10回、児は力強く吸う。", 8)

// BenchmarkSearchTokens has a budget of 60 µs a note, as 10,000 changes a second
// are to be indexed on two cores while the first sync comes in.
func BenchmarkSearchTokens(b *testing.B) {
	b.SetBytes(int64(len(aNote)))
	for b.Loop() {
		casework.SearchTokens(aNote)
	}
}

// BenchmarkFold is the share of folding in the above.
func BenchmarkFold(b *testing.B) {
	b.SetBytes(int64(len(aNote)))
	for b.Loop() {
		casework.Fold(aNote)
	}
}
