package logtest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// testCancelled calls every method with a context that has ended: nothing is
// kept, and the log goes on.
func testCancelled(t *testing.T, open Opener) {
	log, _ := open(t)
	kept := extend(chain(), ledger.Head{}, 1)
	mustAppend(t, log, kept)
	before := totals(t, log)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	x, b := extend(chain(), ledger.Head{}, 1), newBlob(2)
	for name, call := range map[string]func() error{
		"Head":    func() error { _, err := log.Head(ctx); return err },
		"Founder": func() error { _, err := log.Founder(ctx); return err },
		"Heads":   func() error { _, err := log.Heads(ctx, []logbook.Chain{kept.Chain}); return err },
		"Find":    func() error { _, err := log.Find(ctx, []logbook.Dot{{Chain: kept.Chain, N: 1}}); return err },
		"Append": func() error {
			_, err := log.Append(ctx, logbook.Batch{At: 1, Extensions: []logbook.Extension{x}})
			return err
		},
		"Changes":     func() error { _, err := log.Changes(ctx, all()); return err },
		"Count":       func() error { _, err := log.Count(ctx, all()); return err },
		"CaseHeads":   func() error { _, err := log.CaseHeads(ctx, 1); return err },
		"Digests":     func() error { _, err := log.Digests(ctx); return err },
		"AddInvite":   func() error { return log.AddInvite(ctx, logbook.Invite{Hash: []byte("x"), Expires: at}) },
		"UseInvite":   func() error { _, err := log.UseInvite(ctx, []byte("x"), station(1, at)); return err },
		"FindStation": func() error { _, err := log.FindStation(ctx, uuid.New()); return err },
		"AddStation":  func() error { return log.AddStation(ctx, station(1, at)) },
		"Stations":    func() error { _, err := log.Stations(ctx); return err },
		"Hold":        func() error { _, err := log.Hold(ctx, 1, heldOf(x)); return err },
		"Held":        func() error { _, err := log.Held(ctx, all()); return err },
		"AddBlob":     func() error { return log.AddBlob(ctx, 1, uuid.Nil, b.id, b.manifest) },
		"Begun":       func() error { _, err := log.Begun(ctx, uuid.New()); return err },
		"AddChunk":    func() error { return log.AddChunk(ctx, b.id, 0, b.chunks[0]) },
		"FindBlobs":   func() error { _, err := log.FindBlobs(ctx, []ledger.Hash{b.id}); return err },
		"Chunk":       func() error { _, err := log.Chunk(ctx, b.id, 0); return err },
		"BlobIDs":     func() error { _, err := log.BlobIDs(ctx, ledger.Hash{}, 1); return err },
		"DropBlobs":   func() error { _, err := log.DropBlobs(ctx, 1<<50); return err },
		"Watch":       func() error { return log.Watch(ctx, func(uint64) {}) },
		"Compact":     func() error { return log.Compact(ctx) },
		"Check":       func() error { return log.Check(ctx) },
		"Totals":      func() error { _, err := log.Totals(ctx, at); return err },
		"Revoke":      func() error { return log.Revoke(ctx, logbook.Revocation{Station: uuid.New()}) },
		"Revocations": func() error { _, err := log.Revocations(ctx); return err },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", name, err, context.Canceled)
		}
	}
	if after := totals(t, log); after != before {
		t.Errorf("totals: got %+v, want %+v", after, before)
	}
	mustAppend(t, log, x)
}

func totals(t *testing.T, log logbook.Log) logbook.Totals {
	t.Helper()
	got, err := log.Totals(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
