package logtest

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// testWalls keeps which changes say who may read their cases, and finds them
// from any number on, in this process and in another.
func testWalls(t *testing.T, open Opener) {
	log, again := open(t)
	one, two := extend(chain(), ledger.Head{}, 4), extend(chain(), ledger.Head{}, 1)
	seen := ledger.Vector{uuid.New(): 7, uuid.New(): 2}
	one.Walls = map[uint64]ledger.Vector{2: seen, 4: {one.Station: 3}}
	seqs := mustAppend(t, log, one, two)
	more := extend(one.Chain, one.To, 2)
	more.Walls = map[uint64]ledger.Vector{5: {}}
	later := mustAppend(t, log, more)
	want := []logbook.WallChange{
		{Logged: ledger.Logged{Seq: seqs[0][1], At: at.UnixMilli(), Raw: one.Raws[1]}, Seen: seen},
		{Logged: ledger.Logged{Seq: seqs[0][3], At: at.UnixMilli(), Raw: one.Raws[3]}, Seen: ledger.Vector{one.Station: 3}},
		{Logged: ledger.Logged{Seq: later[0][0], At: at.UnixMilli(), Raw: more.Raws[0]}, Seen: ledger.Vector{}},
	}
	for _, handle := range []logbook.Log{log, again()} {
		for _, tc := range []struct {
			name        string
			after, upTo uint64
			limit       int
			want        []logbook.WallChange
		}{
			{"All", 0, 1 << 40, 10, want},
			{"Limit", 0, 1 << 40, 2, want[:2]},
			{"After", want[0].Seq, 1 << 40, 10, want[1:]},
			{"UpTo", 0, want[1].Seq, 10, want[:2]},
			{"Huge", 1<<64 - 1, 1<<64 - 1, 10, nil},
		} {
			got, err := handle.WallChanges(t.Context(), tc.after, tc.upTo, tc.limit)
			if err != nil || len(got) != len(tc.want) {
				t.Fatalf("%s: got %d, %v; want %d", tc.name, len(got), err, len(tc.want))
			}
			for i := range got {
				same := len(got[i].Seen) == len(tc.want[i].Seen) && (len(got[i].Seen) == 0 || reflect.DeepEqual(got[i].Seen, tc.want[i].Seen))
				if got[i].Seq != tc.want[i].Seq || got[i].At != tc.want[i].At || !bytes.Equal(got[i].Raw, tc.want[i].Raw) || !same {
					t.Errorf("%s: got %+v, want %+v", tc.name, got[i], tc.want[i])
				}
			}
		}
	}
	// A batch that was not kept leaves none.
	lost := extend(chain(), ledger.Head{N: 3}, 1)
	lost.Walls = map[uint64]ledger.Vector{4: {}}
	if _, err := log.Append(t.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{lost}}); err == nil {
		t.Fatal("a chain was continued that does not exist")
	}
	if got, err := log.WallChanges(t.Context(), 0, 1<<40, 10); len(got) != 3 || err != nil {
		t.Errorf("after a batch that was not kept: got %d, %v", len(got), err)
	}
}
