package logtest

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// testDispose destroys all of some cases and nothing of others, in every
// handle, and takes nothing back of the numbers that were given.
func testDispose(t *testing.T, open Opener) {
	log, again := open(t)
	gone, other := extend(chain(), ledger.Head{}, 3), extend(chain(), ledger.Head{}, 2)
	second := extend(logbook.Chain{Case: gone.Case, Station: uuid.New()}, ledger.Head{}, 2)
	second.Walls = map[uint64]ledger.Vector{2: {}}
	mustAppend(t, log, gone, other, second) // the log ends with a case that goes
	stays, goes := newBlob(2), newBlob(3)
	goes.manifest.Case = gone.Case
	goes.id = goes.manifest.ID()
	addBlob(t, log, 10, stays, 0, 1)
	addBlob(t, log, 10, goes, 0, 1)
	aside := extend(logbook.Chain{Case: gone.Case, Station: uuid.New()}, ledger.Head{}, 1)
	if _, err := log.Hold(t.Context(), 1, append(heldOf(aside), heldOf(extend(chain(), ledger.Head{}, 1))...)); err != nil {
		t.Fatal(err)
	}
	beside := again()
	checkDigests(t, beside, map[logbook.Chain]ledger.Head{gone.Chain: gone.To, other.Chain: other.To, second.Chain: second.To})

	order := logbook.Disposal{ID: uuid.New(), At: 77, Cases: []uuid.UUID{gone.Case, uuid.New()}}
	want := logbook.Disposed{ID: order.ID, At: 77, Cases: 1, Changes: 6, Blobs: 1}
	if got, err := log.Dispose(t.Context(), order); err != nil || got != want {
		t.Fatalf("dispose: got %+v, %v; want %+v", got, err, want)
	}
	for name, handle := range map[string]logbook.Log{"Same": log, "Beside": beside, "Later": again()} {
		t.Run(name, func(t *testing.T) { checkDisposed(t, handle, gone.Case, other, stays, goes) })
	}
	order.At = 99
	if got, err := log.Dispose(t.Context(), order); err != nil || got != want {
		t.Errorf("nothing was left: got %+v, %v; want %+v", got, err, want)
	}
	mustAppend(t, log, extend(logbook.Chain{Case: gone.Case, Station: uuid.New()}, ledger.Head{}, 1)) // as from a backup
	want.At, want.Changes = 99, 7
	if got, err := log.Dispose(t.Context(), order); err != nil || got != want {
		t.Errorf("something came again: got %+v, %v; want %+v", got, err, want)
	}
	if got, err := again().Disposed(t.Context()); err != nil || !slices.Equal(got, []logbook.Disposed{want}) {
		t.Errorf("disposed: got %+v, %v", got, err)
	}
	if seqs := mustAppend(t, log, extend(other.Chain, other.To, 1)); seqs[0][0] != 9 {
		t.Errorf("the next number is %d, want 9", seqs[0][0])
	}
	if err := log.Check(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
}

func checkDisposed(t *testing.T, log logbook.Log, kase uuid.UUID, other logbook.Extension, stays, goes blob) {
	t.Helper()
	if head, err := log.Head(t.Context()); head != 7 || err != nil {
		t.Errorf("head: got %d, %v; want 7", head, err)
	}
	got, err := log.Changes(t.Context(), all())
	if err != nil || len(got) != 2 || !bytes.Equal(got[0].Raw, other.Raws[0]) {
		t.Errorf("changes: got %d, %v; want those of the other case", len(got), err)
	}
	if held, err := log.Held(t.Context(), logbook.Query{Limit: 10, Bytes: 1 << 20}); len(held) != 1 || err != nil {
		t.Errorf("held: got %d, %v; want 1", len(held), err)
	}
	if walls, err := log.WallChanges(t.Context(), 0, 1<<40, 10); len(walls) != 0 || err != nil {
		t.Errorf("walls: got %d, %v", len(walls), err)
	}
	if ends, err := log.CaseHeads(t.Context(), ledger.BucketOf(kase)); err != nil || slices.ContainsFunc(ends, func(h ledger.CaseHead) bool { return h.Case == kase }) {
		t.Errorf("heads: got %v, %v", ends, err)
	}
	if found, err := log.FindBlobs(t.Context(), []ledger.Hash{goes.id}); len(found) != 0 || err != nil {
		t.Errorf("blobs: got %v, %v", found, err)
	}
	if _, err := log.Chunk(t.Context(), goes.id, 0); !errors.Is(err, logbook.ErrNoBlob) {
		t.Errorf("chunk: got %v", err)
	}
	checkBlob(t, log, stays, 2)
	checkDigests(t, log, map[logbook.Chain]ledger.Head{other.Chain: other.To})
}
