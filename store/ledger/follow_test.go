package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// TestLagging is about two cases a and b, and a laptop that carries a.
func TestLagging(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	evening, night := now.Add(8*time.Hour), now.Add(12*time.Hour)
	a, b, other := uuid.MustParse("01920000-0000-7000-8000-00000000000a"), uuid.MustParse("01920000-0000-7000-8000-00000000000b"), uuid.MustParse("01920000-0000-7000-8000-00000000000c")
	laptop, second := uuid.MustParse("01920000-0000-4000-8000-0000000000d1"), uuid.MustParse("01920000-0000-4000-8000-0000000000d2")
	carry := func(n byte, kase, station uuid.UUID, until time.Time, back bool) *ledger.Carry {
		id := uuid.MustParse("01920000-0000-7000-8000-000000000100")
		id[15] = n
		return &ledger.Carry{ID: id, Case: kase, Station: station, Until: until, Back: back}
	}
	follow := func(o *ledger.Carry, kase uuid.UUID, until time.Time, back bool) *ledger.Carry {
		return &ledger.Carry{ID: ledger.FollowOf(o.ID, kase), Case: kase, Station: o.Station, Until: until, Back: back}
	}
	one := carry(1, a, laptop, evening, false)
	home := carry(1, a, laptop, evening, true)
	merged, apart, unknown := "merged", "apart", "unknown"
	for _, tt := range []struct {
		name    string
		cases   string
		carries []*ledger.Carry
		begin   []*ledger.Carry
		end     []*ledger.Carry
	}{
		{"Apart", apart, []*ledger.Carry{one}, nil, nil},
		{"Merged", merged, []*ledger.Carry{one}, []*ledger.Carry{follow(one, b, evening, false)}, nil},
		{"MergedAndWritten", merged, []*ledger.Carry{one, follow(one, b, evening, false)}, nil, nil},
		{"BothCarried", merged, []*ledger.Carry{one, carry(2, b, laptop, evening, false)}, nil, nil},
		{"BothCarriedNotAsLong", merged, []*ledger.Carry{one, carry(2, b, laptop, night, false)}, []*ledger.Carry{follow(carry(2, b, laptop, night, false), a, night, false)}, nil},
		{"TheOtherElsewhere", merged, []*ledger.Carry{one, carry(2, b, second, evening, false)},
			[]*ledger.Carry{follow(one, b, evening, false), follow(carry(2, b, second, evening, false), a, evening, false)}, nil},
		{"Lengthened", merged, []*ledger.Carry{carry(1, a, laptop, night, false), follow(one, b, evening, false)}, []*ledger.Carry{follow(one, b, night, false)}, nil},
		{"MergedAgain", merged, []*ledger.Carry{one, follow(one, b, evening, true)}, []*ledger.Carry{follow(one, b, evening, false)}, nil},
		{"Unmerged", apart, []*ledger.Carry{one, follow(one, b, evening, false)}, nil, []*ledger.Carry{follow(one, b, evening, false)}},
		{"NotKnownToBeApart", unknown, []*ledger.Carry{one, follow(one, b, evening, false)}, nil, nil},
		{"SignedIn", merged, []*ledger.Carry{home, follow(home, b, evening, false)}, nil, []*ledger.Carry{follow(home, b, evening, false)}},
		{"Over", merged, []*ledger.Carry{carry(1, a, laptop, now.Add(-time.Hour), false)}, nil, nil},
		{"AnotherCase", merged, []*ledger.Carry{carry(1, other, laptop, evening, false)}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			book := &ledger.Carriage{Carries: map[uuid.UUID]*ledger.Carry{}}
			for _, c := range tt.carries {
				book.Carries[c.ID] = c
			}
			groupOf := func(kase uuid.UUID) []uuid.UUID {
				if tt.cases == merged && kase != other {
					return []uuid.UUID{a, b}
				}
				return []uuid.UUID{kase}
			}
			begin, end := book.Lagging(groupOf, func(_, _ uuid.UUID) bool { return tt.cases == apart }, now)
			var got, want []string
			for _, c := range begin {
				got = append(got, fmt.Sprint(c.ID, c.Case, c.Station, c.Until))
			}
			for _, c := range tt.begin {
				want = append(want, fmt.Sprint(c.ID, c.Case, c.Station, c.Until))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("begin: got %v, want %v", got, want)
			}
			var ended []uuid.UUID
			for _, c := range tt.end {
				ended = append(ended, c.ID)
			}
			if !slices.Equal(end, ended) {
				t.Errorf("end: got %v, want %v", end, ended)
			}
		})
	}
}
