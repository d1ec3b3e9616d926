package store

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"yorisoi/store/ledger"
)

// BundleBlob is an attachment that goes into a bundle.
type BundleBlob struct {
	ID       ledger.Hash
	Manifest []byte
	Chunks   int
	Size     uint64 // of all chunks, in bytes
}

// handedBlob: all of it is here, and it hangs on more than a draft.
const handedBlob = `chunks > 0 AND have = chunks AND (own = 0 OR EXISTS (SELECT 1 FROM attached a WHERE a.blob = blob.blob))`

// Blobs goes through the whole attachments of the order.
func (o *BundleOut) Blobs(ctx context.Context) iter.Seq2[BundleBlob, error] {
	return func(yield func(BundleBlob, error) bool) {
		if !o.order.Attachments {
			return
		}
		if o.order.Take != TakeCases {
			where, args := o.blobsWhere()
			o.pageBlobs(ctx, yield, where, args...)
			return
		}
		for _, kase := range o.cases {
			if !o.pageBlobs(ctx, yield, `file = ?`, kase[:]) {
				return
			}
		}
	}
}

// blobsWhere are the attachments of an order that is not by case: those that
// its changes name.
func (o *BundleOut) blobsWhere() (string, []any) {
	if o.order.Take == TakeUnsent {
		not, kept := o.notKept()
		return `taken = 0` + not, kept
	}
	where, args := o.where()
	return `blob IN (SELECT blob FROM attached WHERE record IN (SELECT record FROM change WHERE kind = 'attachment' AND ` + where + `))`, args
}

// pageBlobs reports whether to go on.
func (o *BundleOut) pageBlobs(ctx context.Context, yield func(BundleBlob, error) bool, where string, args ...any) bool {
	for after := int64(0); ; {
		blobs, last, err := o.s.blobPage(ctx, where, append(slices.Clone(args), after, o.blobs, bundlePage))
		if err != nil {
			yield(BundleBlob{}, err)
			return false
		}
		for _, b := range blobs {
			if !yield(b, nil) {
				return false
			}
		}
		if len(blobs) < bundlePage {
			return true
		}
		after = last
	}
}

func (s *Store) blobPage(ctx context.Context, where string, args []any) (blobs []BundleBlob, last int64, err error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT id, blob, manifest, chunks, size FROM blob
		WHERE `+handedBlob+` AND `+where+` AND id > ? AND id <= ? ORDER BY id LIMIT ?`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("read attachments for bundle: %w", s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		var size int64
		var hash []byte
		var b BundleBlob
		if err := rows.Scan(&last, &hash, &b.Manifest, &b.Chunks, &size); err != nil {
			return nil, 0, fmt.Errorf("read attachments for bundle: %w", err)
		}
		b.ID, b.Size = ledger.Hash(hash), uint64(size)
		blobs = append(blobs, b)
	}
	return blobs, last, s.fault(rows.Err())
}

// Chunk returns the n-th sealed chunk of an attachment, counted from 0.
func (o *BundleOut) Chunk(ctx context.Context, blob ledger.Hash, n int) ([]byte, error) {
	return o.s.Chunk(ctx, blob, n)
}

// TakeManifest takes the manifest of an attachment and returns the
// attachment's id. It returns ledger.ErrBadBlob for none, ErrNotFound where
// its case is not here.
func (i *BundleIn) TakeManifest(ctx context.Context, manifest []byte) (ledger.Hash, error) {
	blob := ledger.HashOf(manifest)
	return blob, i.s.KeepManifest(ctx, blob, manifest)
}

// TakeChunk takes a chunk of an attachment whose manifest came before. It
// returns ledger.ErrBadBlob for one that is not that chunk.
func (i *BundleIn) TakeChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error {
	return i.s.KeepChunk(ctx, blob, n, chunk)
}
