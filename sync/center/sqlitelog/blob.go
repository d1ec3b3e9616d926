package sqlitelog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// AddBlob keeps the manifest of a blob that will come.
func (l *Log) AddBlob(ctx context.Context, at int64, by uuid.UUID, blob ledger.Hash, manifest *ledger.Manifest) error {
	_, err := l.writer.ExecContext(ctx, `INSERT INTO blob (id, manifest, chunks, have, bytes, begun, whole, station, size) VALUES (?, ?, ?, 0, 0, ?, 0, ?, ?) ON CONFLICT DO NOTHING`,
		blob[:], manifest.Encode(), len(manifest.Chunks), at, by[:], int64(manifest.Size))
	if err != nil {
		return fmt.Errorf("add blob %x: %w", blob, err)
	}
	return nil
}

// Begun counts the blobs of a station that are not whole.
func (l *Log) Begun(ctx context.Context, by uuid.UUID) (logbook.Begun, error) {
	var b logbook.Begun
	err := l.readers.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(size), 0) FROM blob INDEXED BY blob_begun WHERE whole = 0 AND station = ?`, by[:]).Scan(&b.Blobs, &b.Bytes)
	if err != nil {
		return b, fmt.Errorf("count begun blobs of %s: %w", by, err)
	}
	return b, nil
}

// AddChunk keeps the n-th chunk of a blob.
func (l *Log) AddChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error {
	if err := l.addChunk(ctx, blob, n, chunk); err != nil {
		return fmt.Errorf("add chunk %d of blob %x: %w", n, blob, err)
	}
	return nil
}

func (l *Log) addChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error {
	tx, err := l.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var chunks, have int
	err = tx.QueryRowContext(ctx, `SELECT chunks, have FROM blob WHERE id = ?`, blob[:]).Scan(&chunks, &have)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return logbook.ErrNoBlob
	case err != nil:
		return err
	case n < 0 || n >= chunks:
		return ledger.ErrBadBlob
	}
	r, err := tx.ExecContext(ctx, `INSERT INTO chunk (blob, n, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, blob[:], n, chunk)
	if err != nil {
		return err
	}
	if fresh, err := r.RowsAffected(); err != nil || fresh == 0 {
		return err
	}
	if have, err = gapless(ctx, tx, blob, have); err != nil {
		return err
	}
	var whole int64
	if have == chunks {
		whole = l.Now().UnixMilli()
	}
	if _, err := tx.ExecContext(ctx, `UPDATE blob SET have = ?, bytes = bytes + ?, whole = ? WHERE id = ?`, have, len(chunk), whole, blob[:]); err != nil {
		return err
	}
	return tx.Commit()
}

// gapless counts the chunks from the first one on, of which have are known.
func gapless(ctx context.Context, tx *sql.Tx, blob ledger.Hash, have int) (int, error) {
	rows, err := tx.QueryContext(ctx, `SELECT n FROM chunk WHERE blob = ? AND n >= ? ORDER BY n`, blob[:], have)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
		if n != have {
			break
		}
		have++
	}
	return have, rows.Err()
}

// FindBlobs returns what the log has of blobs.
func (l *Log) FindBlobs(ctx context.Context, blobs []ledger.Hash) (map[ledger.Hash]logbook.Blob, error) {
	stmt, err := l.readers.PrepareContext(ctx, `SELECT manifest, have, whole FROM blob WHERE id = ?`)
	if err != nil {
		return nil, fmt.Errorf("find blobs: %w", err)
	}
	defer stmt.Close()
	out := make(map[ledger.Hash]logbook.Blob, len(blobs))
	for _, id := range blobs {
		var raw []byte
		var b logbook.Blob
		err := stmt.QueryRowContext(ctx, id[:]).Scan(&raw, &b.Have, &b.At)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find blob %x: %w", id, err)
		}
		if b.Manifest, err = ledger.DecodeManifest(raw); err != nil {
			return nil, fmt.Errorf("find blob %x: %w: %w", id, ErrDamaged, err)
		}
		out[id] = b
	}
	return out, nil
}

// Chunk returns the n-th chunk of a blob.
func (l *Log) Chunk(ctx context.Context, blob ledger.Hash, n int) ([]byte, error) {
	var sealed []byte
	err := l.readers.QueryRowContext(ctx, `SELECT sealed FROM chunk WHERE blob = ? AND n = ?`, blob[:], n).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		err = logbook.ErrNoBlob
	}
	if err != nil {
		return nil, fmt.Errorf("read chunk %d of blob %x: %w", n, blob, err)
	}
	return sealed, nil
}

// BlobIDs returns blobs with ids after one.
func (l *Log) BlobIDs(ctx context.Context, after ledger.Hash, limit int) ([]ledger.Hash, error) {
	rows, err := l.readers.QueryContext(ctx, `SELECT id FROM blob WHERE id > ? ORDER BY id LIMIT ?`, after[:], limit)
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	out, err := hashes(rows)
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	return out, nil
}

func hashes(rows *sql.Rows) ([]ledger.Hash, error) {
	defer rows.Close()
	var out []ledger.Hash
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		if len(raw) != len(ledger.Hash{}) {
			return nil, fmt.Errorf("an id of %d bytes: %w", len(raw), ErrDamaged)
		}
		out = append(out, ledger.Hash(raw))
	}
	return out, rows.Err()
}

// dropAtOnce is how many blobs one transaction forgets: others write between.
const dropAtOnce = 4

// DropBlobs forgets blobs that were begun before a time and never came whole.
func (l *Log) DropBlobs(ctx context.Context, before int64) (int, error) {
	dropped := 0
	for {
		n, err := l.dropSome(ctx, before)
		dropped += n
		if err != nil {
			return dropped, fmt.Errorf("drop blobs: %w", err)
		}
		if n < dropAtOnce {
			return dropped, nil
		}
	}
}

func (l *Log) dropSome(ctx context.Context, before int64) (int, error) {
	tx, err := l.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, `SELECT id FROM blob WHERE whole = 0 AND begun < ? ORDER BY begun LIMIT ?`, before, dropAtOnce)
	if err != nil {
		return 0, err
	}
	ids, err := hashes(rows)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, `DELETE FROM chunk WHERE blob = ?`, id[:]); err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM blob WHERE id = ?`, id[:]); err != nil {
			return 0, err
		}
	}
	return len(ids), tx.Commit()
}
