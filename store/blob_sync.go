package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// UnsentBlobs returns the manifests of up to limit whole blobs that the center
// has not receipted, the oldest first.
func (s *Store) UnsentBlobs(ctx context.Context, limit int) ([][]byte, error) {
	return s.raws(ctx, `SELECT b.manifest FROM blob b WHERE `+sendBlob+` ORDER BY b.id LIMIT ?`, limit)
}

// A blob that the center did not have is asked for again after five seconds,
// and after twice as long each time, up to ten minutes: the station that has
// it may send it any moment, or be off for a week.
const askAgain = `(b.missed = 0 OR b.missed > ?1 OR b.missed + min(600000, 5000 << min(b.misses - 1, 7)) <= ?1)`

// WantedBlobs returns up to limit blobs that somebody waits for and that are
// not whole here, the latest wish first.
func (s *Store) WantedBlobs(ctx context.Context, limit int) ([]ledger.BlobWant, error) {
	rows, err := s.findBlobs(ctx, `b.wanted > 0 AND NOT (`+wholeBlob+`) AND `+askAgain+` ORDER BY b.wanted DESC, b.id LIMIT ?2`,
		s.c.Now().UnixMilli(), limit)
	if err != nil {
		return nil, err
	}
	out := make([]ledger.BlobWant, len(rows))
	for i, r := range rows {
		out[i] = ledger.BlobWant{Case: r.file, Blob: r.blob, Have: r.have}
		if len(r.manifest) > 0 {
			out[i].Manifest = r.manifest
		}
	}
	return out, nil
}

// Chunk returns the n-th sealed chunk of a blob, or ErrNotFound.
func (s *Store) Chunk(ctx context.Context, blob ledger.Hash, n int) ([]byte, error) {
	chunks, err := s.raws(ctx, `SELECT c.body FROM chunk c JOIN blob b ON b.id = c.blob WHERE b.blob = ? AND c.n = ?`, blob[:], n)
	if err != nil {
		return nil, err
	}
	if len(chunks) == 0 {
		return nil, fmt.Errorf("find chunk %d of blob %x: %w", n, blob, ErrNotFound)
	}
	return chunks[0], nil
}

// KeepManifest takes the manifest of a blob that is wanted here, or that
// belongs to a case of which this station has something. It returns
// ledger.ErrBadBlob when it is not that blob's, and ErrNotFound when nobody
// here knows the case.
func (s *Store) KeepManifest(ctx context.Context, blob ledger.Hash, manifest []byte) error {
	m, err := ledger.DecodeManifest(manifest)
	if err != nil {
		return fmt.Errorf("keep manifest of blob %x: %w", blob, err)
	}
	if ledger.HashOf(manifest) != blob {
		return fmt.Errorf("keep manifest of blob %x: %w", blob, ledger.ErrBadBlob)
	}
	err = s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		var known, elsewhere bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM head WHERE file = ?2) OR EXISTS (SELECT 1 FROM blob WHERE blob = ?1),
			EXISTS (SELECT 1 FROM blob WHERE blob = ?1 AND file != ?2)`, blob[:], m.Case[:]).Scan(&known, &elsewhere)
		switch {
		case err != nil:
			return uuid.Nil, err
		case elsewhere:
			return uuid.Nil, ledger.ErrBadBlob // a record of one case named a blob of another
		case !known:
			return uuid.Nil, ErrNotFound
		}
		_, err = addBlob(ctx, tx, s.c.Now().UnixMilli(), blob, m, false)
		return uuid.Nil, err
	})
	if err != nil {
		return fmt.Errorf("keep manifest of blob %x: %w", blob, err)
	}
	return nil
}

// tellEvery is how many chunks come between two words to the screens.
const tellEvery = 4

// KeepChunk takes one chunk of a blob whose manifest is here. It returns
// ledger.ErrBadBlob when it is not that chunk, and ErrNotFound without a
// manifest.
func (s *Store) KeepChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error {
	whole := false
	err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		r, err := findBlob(ctx, tx, blob)
		if err != nil {
			return uuid.Nil, err
		}
		if len(r.manifest) == 0 {
			return uuid.Nil, ErrNotFound
		}
		m, err := ledger.DecodeManifest(r.manifest)
		if err != nil {
			return uuid.Nil, err
		}
		if err := m.Check(n, chunk); err != nil {
			return uuid.Nil, err
		}
		was := r.have
		if err := addChunk(ctx, tx, r, n, chunk); err != nil {
			return uuid.Nil, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE blob SET missed = 0, misses = 0, opened = max(opened, ?) WHERE id = ?`, s.c.Now().UnixMilli(), r.id)
		whole = r.whole() && was < r.have
		if err == nil && (whole || was < r.have && r.have%tellEvery == 0) {
			return r.file, nil
		}
		return uuid.Nil, err
	})
	if err != nil {
		return fmt.Errorf("keep chunk %d of blob %x: %w", n, blob, err)
	}
	if whole {
		s.rouseBlobs() // its receipt is wanted
	}
	return nil
}

// BlobMissing keeps that the center does not have a wanted blob, or not yet
// all of it.
func (s *Store) BlobMissing(ctx context.Context, blob ledger.Hash) error {
	err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		r, err := findBlob(ctx, tx, blob)
		if err != nil {
			return uuid.Nil, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE blob SET missed = ?, misses = misses + 1 WHERE id = ?`, s.c.Now().UnixMilli(), r.id)
		return r.file, err
	})
	if err != nil {
		return fmt.Errorf("note missing blob %x: %w", blob, err)
	}
	return nil
}

// BlobReceipted keeps the center's receipt after checking its signature. One
// for a blob that is not known here changes nothing.
func (s *Store) BlobReceipted(ctx context.Context, receipt ledger.BlobReceipt) error {
	if err := receipt.Verify(s.CenterPublic()); err != nil {
		return err
	}
	err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		if err := keepBlobReceipt(ctx, tx, receipt); err != nil {
			return uuid.Nil, err
		}
		res, err := tx.ExecContext(ctx, `UPDATE blob AS b SET taken = ?, wanted = CASE WHEN `+wholeBlob+` THEN 0 ELSE wanted END,
			missed = 0, misses = 0 WHERE blob = ? AND file = ?`, max(receipt.At, 1), receipt.Blob[:], receipt.Case[:])
		if err != nil {
			return uuid.Nil, err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return uuid.Nil, err
		}
		return receipt.Case, nil
	})
	if err != nil {
		return fmt.Errorf("keep receipt of blob %x: %w", receipt.Blob, err)
	}
	return nil
}

// ReceiptedBlobs returns up to limit whole blobs that the center has
// receipted, with ids after one, in the order of ids.
func (s *Store) ReceiptedBlobs(ctx context.Context, after ledger.Hash, limit int) ([]ledger.BlobName, error) {
	rows, err := s.findBlobs(ctx, `b.taken > 0 AND `+wholeBlob+` AND b.blob > ? ORDER BY b.blob LIMIT ?`, after[:], limit)
	if err != nil {
		return nil, err
	}
	out := make([]ledger.BlobName, len(rows))
	for i, r := range rows {
		out[i] = ledger.BlobName{Case: r.file, Blob: r.blob}
	}
	return out, nil
}

// BlobLost makes a receipted blob unsent.
func (s *Store) BlobLost(ctx context.Context, blob ledger.Hash) error {
	err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		r, err := findBlob(ctx, tx, blob)
		if err != nil {
			return uuid.Nil, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE blob AS b SET taken = 0, wanted = CASE WHEN `+wholeBlob+` THEN 0 ELSE wanted END WHERE id = ?`, r.id)
		return r.file, err
	})
	if err != nil {
		return fmt.Errorf("note lost blob %x: %w", blob, err)
	}
	s.rouseBlobs()
	return nil
}
