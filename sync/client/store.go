package client

import (
	"context"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// Store is what the engine needs of a station's case store. Its methods are
// called from several goroutines at once. An error other than that of ctx
// ends the connection and is tried again later, so every method must leave
// the store as it was when it fails.
type Store interface {
	// Station is this station's id.
	Station() uuid.UUID

	// Unsent returns the canonical bytes of up to limit changes, own or brought
	// by a bundle, that the center has neither receipted nor refused: the
	// directory's before all others, and those of one chain in its order.
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

// Blobs is what the engine needs of a store that keeps attachments. A blob is
// whole when its manifest and all its chunks are here.
type Blobs interface {
	// UnsentBlobs returns the manifests of up to limit whole blobs that the
	// center has not receipted, the oldest first.
	UnsentBlobs(ctx context.Context, limit int) ([][]byte, error)

	// WantedBlobs returns up to limit blobs that somebody waits for and that
	// are not whole here, the latest wish first.
	WantedBlobs(ctx context.Context, limit int) ([]BlobWant, error)

	// Chunk returns the n-th sealed chunk of a blob, counted from 0.
	Chunk(ctx context.Context, blob ledger.Hash, n int) ([]byte, error)

	// KeepManifest and KeepChunk take parts of a wanted blob as they come.
	// What does not fit the blob's id or its manifest is refused with
	// ledger.ErrBadBlob and leaves the store as it was.
	KeepManifest(ctx context.Context, blob ledger.Hash, manifest []byte) error
	KeepChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error

	// BlobMissing keeps that the center does not have a wanted blob, or not
	// yet all of it; the wish stays, to be tried again later.
	BlobMissing(ctx context.Context, blob ledger.Hash) error

	// BlobReceipted keeps the center's receipt, whose signature is checked.
	BlobReceipted(ctx context.Context, receipt ledger.BlobReceipt) error

	// ReceiptedBlobs returns up to limit whole blobs that the center has
	// receipted, with ids after one, in the order of ids.
	ReceiptedBlobs(ctx context.Context, after ledger.Hash, limit int) ([]wire.BlobName, error)

	// BlobLost makes a receipted blob unsent: the center was restored from a
	// backup that lacks it.
	BlobLost(ctx context.Context, blob ledger.Hash) error

	// WakeBlobs receives something whenever UnsentBlobs or WantedBlobs may
	// have become longer.
	WakeBlobs() <-chan struct{}
}

// BlobWant is a blob that somebody waits for. The store, which knows no engine,
// has it from the ledger.
type BlobWant = ledger.BlobWant

// Scoped is what the engine needs of a store that need not hold every case.
type Scoped interface {
	// Scope is what this station is to hold, by what the directory and the
	// carriage book say: never by the center's word.
	Scope(ctx context.Context) (ledger.Scope, error)

	// Lacking returns cases in a limited scope of which nothing is here.
	Lacking(ctx context.Context) ([]uuid.UUID, error)

	// Leaving returns, of the cases that are here and out of scope, the ends of
	// all chains, counted as in Heads, and the canonical bytes of own changes
	// that the center refused to keep them aside.
	Leaving(ctx context.Context) (heads []ledger.CaseHead, aside [][]byte, err error)

	// Trim removes what has left the scope and whose changes and blobs are
	// all receipted. Cases in kept stay too: the center will not take what is
	// here of them. It returns how many cases have to wait.
	Trim(ctx context.Context, kept ...uuid.UUID) (waiting int, err error)

	// Rescoped receives something whenever Scope may have changed.
	Rescoped() <-chan struct{}
}

// HoldBox is what the engine needs of a store that shows what the center
// keeps aside: changes of people and stations that were removed.
type HoldBox interface {
	// HeldCursor returns the cursor of the last ReceiveHeld.
	HeldCursor(ctx context.Context) (ledger.Cursor, error)

	// ReceiveHeld takes changes of the center's hold box in their order and
	// moves the cursor, in one transaction. They may come again.
	ReceiveHeld(ctx context.Context, cursor ledger.Cursor, held []ledger.Logged) error
}

// Retrier is what the engine needs of a store to send again what the center
// refused, once the reason may have passed.
type Retrier interface {
	// RetryRefusals lets Unsent return again what was refused with one of
	// codes, of the list in sync/wire, and returns how many changes that are.
	RetryRefusals(ctx context.Context, codes ...uint64) (int, error)
}
