package ledger

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestCausally compares the quick way with the plain rule, lies included.
func TestCausally(t *testing.T) {
	stations := []uuid.UUID{{1}, {2}, {3}}
	rapid.Check(t, func(t *rapid.T) {
		var all []Written
		counts := map[uuid.UUID]uint64{}
		for range rapid.IntRange(0, 25).Draw(t, "changes") {
			station := rapid.SampledFrom(stations).Draw(t, "station")
			counts[station]++
			w := Written{Dot: Dot{Station: station, N: counts[station]}, At: Time(rapid.IntRange(0, 9).Draw(t, "at")), Seen: Vector{}}
			for _, other := range stations {
				if n := rapid.IntRange(0, 6).Draw(t, "seen"); n > 0 {
					w.Seen[other] = uint64(n)
				}
			}
			all = append(all, w)
		}
		got, want := causally(all), causallyPlainly(all)
		same := slices.EqualFunc(got, want, func(a, b Written) bool { return a.Dot == b.Dot })
		if !same {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func causallyPlainly(changes []Written) []Written {
	left := sortedOnce(changes)
	var out []Written
	for len(left) > 0 {
		next := slices.IndexFunc(left, func(w Written) bool {
			return !slices.ContainsFunc(left, func(o Written) bool { return o.Dot != w.Dot && w.Seen.Covers(o.Dot) })
		})
		next = max(next, 0)
		out = append(out, left[next])
		left = slices.Delete(left, next, next+1)
	}
	return out
}
