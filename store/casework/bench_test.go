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

// BenchmarkDeadlines computes a file of a year's work with two children, as is
// done for each file that a change touched.
func BenchmarkDeadlines(b *testing.B) {
	f := abuse("2026-11-20T17:40", seen("k", "2026-11-22T10:00", "home", "safe"), baby(),
		rec("registry r", "person", "haru", "registered_on", "2026-04-01"), rec("plan p", "made_on", "2026-05-01", "review_on", "2026-11-01"))
	for i := range 60 {
		on := casework.Date{Year: 2026, Month: 1, Day: 1}.AddDays(i * 5).String()
		f.Entries = append(f.Entries, rec("note n", "on", on, "child_seen", []string{"haru", "baby"}), visitOn("v", on, "result", "absent"))
	}
	now, c := at(b, "2026-11-24T09:00"), casework.DefaultConfig()
	b.ReportAllocs()
	for b.Loop() {
		c.Deadlines(f, now, jst)
	}
}
