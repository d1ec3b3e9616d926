package client

import (
	"context"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// Store is what the engine needs of a station's case store. Its methods are
// called from several goroutines at once. An error other than that of ctx
// ends the connection and is tried again later, so every method must leave
// the store as it was when it fails.
type Store interface {
	// Station is this station's id.
	Station() uuid.UUID

	// Unsent returns the canonical bytes of up to limit own changes that the
	// center has neither receipted nor refused: the directory's before all
	// others, and those of one case in chain order.
	Unsent(ctx context.Context, limit int) ([][]byte, error)

	// Receipted keeps the center's receipts. Their signature is checked.
	// Receipts may come again, with another Seq after a restore of the
	// center, and may be for changes of other stations.
	Receipted(ctx context.Context, receipts ledger.Receipts) error

	// Refused keeps own changes that the center did not take, with the
	// reason; Unsent does not return them again until somebody asks for it.
	Refused(ctx context.Context, refusals []ledger.Refusal) error

	// Cursor returns the cursor of the last Receive, zero before the first.
	Cursor(ctx context.Context) (ledger.Cursor, error)

	// Receive takes changes of the center's log in the order of the log and
	// moves the cursor, in one transaction. Changes may come again. One that
	// does not verify goes to quarantine and is no error.
	Receive(ctx context.Context, cursor ledger.Cursor, changes []ledger.Logged) error

	// Heads returns the ends of all chains of one bucket's cases, sorted by
	// case and station, counting only changes that the center has receipted
	// or that came from it.
	Heads(ctx context.Context, bucket int) ([]ledger.CaseHead, error)

	// Digests returns ledger.DigestHeads of every bucket's Heads.
	Digests(ctx context.Context) ([ledger.Buckets]ledger.Hash, error)

	// Raw returns the canonical bytes of up to limit changes that one station
	// made in one case, from the one after N = after, in chain order and
	// counted as in Heads.
	Raw(ctx context.Context, kase, station uuid.UUID, after uint64, limit int) ([][]byte, error)

	// Wake receives something whenever Unsent may have become longer. The
	// store never waits for it to be read.
	Wake() <-chan struct{}
}
