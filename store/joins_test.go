package store_test

import (
	"maps"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store"
)

// caseNo is a case with a number for its id, so that ids have an order.
func caseNo(n byte) uuid.UUID { return uuid.UUID{15: n} }

func TestWhereMergedCasesAreShown(t *testing.T) {
	a, b, c, d := caseNo(1), caseNo(2), caseNo(3), caseNo(4)
	for name, test := range map[string]struct {
		merges [][2]uuid.UUID // this one into that one
		want   map[uuid.UUID]uuid.UUID
	}{
		"Nothing":     {nil, map[uuid.UUID]uuid.UUID{}},
		"One":         {[][2]uuid.UUID{{a, b}}, map[uuid.UUID]uuid.UUID{a: b}},
		"Twice":       {[][2]uuid.UUID{{a, b}, {a, b}}, map[uuid.UUID]uuid.UUID{a: b}},
		"Chain":       {[][2]uuid.UUID{{a, b}, {b, c}}, map[uuid.UUID]uuid.UUID{a: c, b: c}},
		"BothWays":    {[][2]uuid.UUID{{a, b}, {b, a}}, map[uuid.UUID]uuid.UUID{b: a}},
		"Circle":      {[][2]uuid.UUID{{c, b}, {b, d}, {d, c}}, map[uuid.UUID]uuid.UUID{c: b, d: b}},
		"IntoACircle": {[][2]uuid.UUID{{a, c}, {c, d}, {d, c}}, map[uuid.UUID]uuid.UUID{a: c, d: c}},
		"IntoTwo":     {[][2]uuid.UUID{{d, c}, {d, b}}, map[uuid.UUID]uuid.UUID{d: b}},
		"Itself":      {[][2]uuid.UUID{{a, a}}, map[uuid.UUID]uuid.UUID{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := store.ShownIn(test.merges); !maps.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestNoCaseIsHidden has any merges, in any order: each case is shown in one
// that is shown itself, and every station comes to the same.
func TestNoCaseIsHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Custom(func(t *rapid.T) uuid.UUID { return caseNo(rapid.ByteRange(1, 8).Draw(t, "case")) })
		merges := rapid.SliceOf(rapid.Custom(func(t *rapid.T) [2]uuid.UUID {
			return [2]uuid.UUID{id.Draw(t, "case"), id.Draw(t, "into")}
		})).Draw(t, "merges")
		shown := store.ShownIn(merges)
		for from, to := range shown {
			if next, hidden := shown[to]; hidden {
				t.Fatalf("%v is shown in %v, which is shown in %v", from, to, next)
			}
		}
		other := rapid.Permutation(merges).Draw(t, "other order")
		if again := store.ShownIn(other); !maps.Equal(shown, again) {
			t.Fatalf("in another order: got %v, want %v", again, shown)
		}
	})
}
