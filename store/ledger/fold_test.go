package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store/ledger"
)

// history is what several stations wrote to one record, each knowing only
// what it had received: causally closed, or not where a message overtook.
type history struct {
	changes []ledger.Written
	saved   map[ledger.Dot]map[string]any
}

var recordID = uuid.MustParse("01920000-0000-7000-8000-000000000001")

// drawHistory plays stations that write, and receive each other's changes in
// chunks, sometimes out of causal order as through a bundle.
func drawHistory(t *rapid.T) history {
	stations := rapid.IntRange(1, 5).Draw(t, "stations")
	have := make([]ledger.Vector, stations)
	id := make([]uuid.UUID, stations)
	for i := range have {
		have[i] = ledger.Vector{}
		id[i] = uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "station %d", i))
	}
	h := history{saved: map[ledger.Dot]map[string]any{}}
	steps := rapid.IntRange(1, 40).Draw(t, "steps")
	for step := range steps {
		s := rapid.IntRange(0, stations-1).Draw(t, "station")
		if step > 0 && rapid.Bool().Draw(t, "receive") {
			from := rapid.IntRange(0, stations-1).Draw(t, "from")
			if upto := have[from][id[from]]; upto > have[s][id[from]] {
				have[s][id[from]] = rapid.Uint64Range(have[s][id[from]]+1, upto).Draw(t, "upto")
			}
			continue
		}
		dot := ledger.Dot{Station: id[s], N: have[s][id[s]] + 1}
		set := map[string]any{}
		for range rapid.IntRange(1, 3).Draw(t, "fields") {
			name := rapid.SampledFrom([]string{"phone", "address", "note"}).Draw(t, "field")
			set[name] = rapid.SampledFrom([]any{nil, "a", "b", int64(1), true}).Draw(t, "value")
		}
		h.saved[dot] = set
		h.changes = append(h.changes, ledger.Written{
			Dot: dot, Seen: have[s].Clone(), At: ledger.Time(rapid.IntRange(1, 1+step).Draw(t, "clock")),
			Edit: &ledger.Edit{Record: recordID, Kind: "family", Set: set},
		})
		have[s][id[s]]++
	}
	return h
}

func shuffled(t *rapid.T, changes []ledger.Written) []ledger.Written {
	out := slices.Clone(changes)
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 1))
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func TestFoldLaws(t *testing.T) {
	t.Run("Commutative", rapid.MakeCheck(func(t *rapid.T) {
		h := drawHistory(t)
		want, got := ledger.Fold(h.changes), ledger.Fold(shuffled(t, h.changes))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("order matters:\n got %+v\nwant %+v", got, want)
		}
	}))
	t.Run("Idempotent", rapid.MakeCheck(func(t *rapid.T) {
		h := drawHistory(t)
		twice := append(shuffled(t, h.changes), h.changes...)
		if got, want := ledger.Fold(twice), ledger.Fold(h.changes); !reflect.DeepEqual(got, want) {
			t.Fatalf("repetition matters:\n got %+v\nwant %+v", got, want)
		}
	}))
	t.Run("Associative", rapid.MakeCheck(func(t *rapid.T) {
		h := drawHistory(t)
		cut := rapid.IntRange(0, len(h.changes)).Draw(t, "cut")
		left, right := h.changes[:cut], h.changes[cut:]
		batched := append(slices.Clone(right), left...)
		if got, want := ledger.Fold(batched), ledger.Fold(h.changes); !reflect.DeepEqual(got, want) {
			t.Fatalf("batching matters:\n got %+v\nwant %+v", got, want)
		}
	}))
	t.Run("NothingLost", rapid.MakeCheck(func(t *rapid.T) {
		h := drawHistory(t)
		rec := ledger.Fold(h.changes)
		for dot, set := range h.saved {
			for name := range set {
				if !shown(rec, name, dot) && !superseded(h.changes, name, dot) {
					t.Fatalf("%s of %s is neither visible nor superseded by an edit that had seen it", name, dot)
				}
				if shown(rec, name, dot) && superseded(h.changes, name, dot) {
					t.Fatalf("%s of %s is shown although an edit had seen it", name, dot)
				}
			}
		}
	}))
	t.Run("ConflictShown", rapid.MakeCheck(func(t *rapid.T) {
		h := drawHistory(t)
		rec := ledger.Fold(h.changes)
		conflicts := rec.Conflicts()
		for name, reg := range rec.Fields {
			different := slices.ContainsFunc(reg, func(s ledger.Setter) bool { return !ledger.SameValue(s.Value, reg[0].Value) })
			if different != slices.Contains(conflicts, name) {
				t.Fatalf("%s has values %v but conflicts are %v", name, reg, conflicts)
			}
		}
	}))
}

func shown(rec *ledger.Record, name string, dot ledger.Dot) bool {
	return slices.ContainsFunc(rec.Fields[name], func(s ledger.Setter) bool { return s.Dot == dot })
}

func superseded(changes []ledger.Written, name string, dot ledger.Dot) bool {
	return slices.ContainsFunc(changes, func(w ledger.Written) bool {
		_, sets := w.Edit.Set[name]
		return sets && w.Seen.Covers(dot)
	})
}

func TestWithdrawnWhileEditedConflicts(t *testing.T) {
	a, b := uuid.New(), uuid.New()
	edit := func(station uuid.UUID, n uint64, seen ledger.Vector, set map[string]any) ledger.Written {
		return ledger.Written{Dot: ledger.Dot{Station: station, N: n}, Seen: seen, At: ledger.Time(n),
			Edit: &ledger.Edit{Record: recordID, Kind: "note", Set: set}}
	}
	written := edit(a, 1, nil, map[string]any{"facts": "x", ledger.FieldState: ledger.StateConfirmed})
	withdrawn := edit(a, 2, ledger.Vector{a: 1}, map[string]any{ledger.FieldState: ledger.StateWithdrawn})
	blind := edit(b, 1, ledger.Vector{a: 1}, map[string]any{"facts": "y"})
	knowing := edit(b, 1, ledger.Vector{a: 2}, map[string]any{"facts": "y"})
	for _, tc := range []struct {
		name string
		last ledger.Written
		want []string
	}{
		{"EditedUnseen", blind, []string{ledger.FieldState}},
		{"EditedKnowing", knowing, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ledger.Fold([]ledger.Written{written, withdrawn, tc.last}).Conflicts()
			if !slices.Equal(got, tc.want) {
				t.Errorf("conflicts: got %v, want %v", got, tc.want)
			}
		})
	}
}
