package pglog

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// AddBlob keeps the manifest of a blob that will come.
func (l *Log) AddBlob(ctx context.Context, at int64, by uuid.UUID, blob ledger.Hash, manifest *ledger.Manifest) error {
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO yorisoi.blob (center, id, manifest, chunks, have, bytes, begun, whole, station, size)
			VALUES ($1, $2, $3, $4, 0, 0, $5, 0, $6, $7) ON CONFLICT DO NOTHING`, l.center, blob[:], manifest.Encode(), len(manifest.Chunks), at, by, int64(manifest.Size))
		return err
	})
	if err != nil {
		return fmt.Errorf("add blob %x: %w", blob, err)
	}
	return nil
}

// Begun counts the blobs of a station that are not whole.
func (l *Log) Begun(ctx context.Context, by uuid.UUID) (b logbook.Begun, err error) {
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT count(*), coalesce(sum(size), 0)::bigint FROM yorisoi.blob WHERE center = $1 AND whole = 0 AND station = $2`, l.center, by).Scan(&b.Blobs, &b.Bytes)
	})
	if err != nil {
		return b, fmt.Errorf("count begun blobs of %s: %w", by, err)
	}
	return b, nil
}

// AddChunk keeps the n-th chunk of a blob.
func (l *Log) AddChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error {
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error { return l.addChunk(ctx, tx, blob, n, chunk) })
	if err != nil {
		return fmt.Errorf("add chunk %d of blob %x: %w", n, blob, err)
	}
	return nil
}

// addChunk holds the lock of the blob's row, so that chunks of one blob which
// come to several processes are counted one after the other.
func (l *Log) addChunk(ctx context.Context, tx pgx.Tx, blob ledger.Hash, n int, chunk []byte) error {
	var chunks, have int
	err := tx.QueryRow(ctx, `SELECT chunks, have FROM yorisoi.blob WHERE center = $1 AND id = $2 FOR NO KEY UPDATE`, l.center, blob[:]).Scan(&chunks, &have)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return logbook.ErrNoBlob
	case err != nil:
		return err
	case n < 0 || n >= chunks:
		return ledger.ErrBadBlob
	}
	done, err := tx.Exec(ctx, `INSERT INTO yorisoi.chunk (center, blob, n, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, l.center, blob[:], n, chunk)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	// The first number from have on that is missing.
	err = tx.QueryRow(ctx, `SELECT x.n FROM generate_series($3::int, $4::int) AS x (n)
		WHERE NOT EXISTS (SELECT FROM yorisoi.chunk c WHERE c.center = $1 AND c.blob = $2 AND c.n = x.n) ORDER BY x.n LIMIT 1`,
		l.center, blob[:], have, chunks).Scan(&have)
	if err != nil {
		return err
	}
	var whole int64
	if have == chunks {
		whole = l.Now().UnixMilli()
	}
	_, err = tx.Exec(ctx, `UPDATE yorisoi.blob SET have = $3, bytes = bytes + $4, whole = $5 WHERE center = $1 AND id = $2`, l.center, blob[:], have, len(chunk), whole)
	return err
}

// FindBlobs returns what the log has of blobs.
func (l *Log) FindBlobs(ctx context.Context, blobs []ledger.Hash) (map[ledger.Hash]logbook.Blob, error) {
	ids := make([][]byte, len(blobs))
	for i := range blobs {
		ids[i] = blobs[i][:]
	}
	var out map[ledger.Hash]logbook.Blob
	err := l.rows(ctx, func() { out = make(map[ledger.Hash]logbook.Blob, len(blobs)) }, func(rows pgx.Rows) error {
		var id, raw []byte
		var b logbook.Blob
		if err := rows.Scan(&id, &raw, &b.Have, &b.At); err != nil {
			return err
		}
		manifest, err := ledger.DecodeManifest(raw)
		if err != nil || len(id) != len(ledger.Hash{}) {
			return fmt.Errorf("blob %x is damaged: %w", id, err)
		}
		b.Manifest = manifest
		out[ledger.Hash(id)] = b
		return nil
	}, `SELECT id, manifest, have, whole FROM yorisoi.blob WHERE center = $1 AND id = ANY($2::bytea[])`, l.center, ids)
	if err != nil {
		return nil, fmt.Errorf("find blobs: %w", err)
	}
	return out, nil
}

// Chunk returns the n-th chunk of a blob.
func (l *Log) Chunk(ctx context.Context, blob ledger.Hash, n int) (sealed []byte, err error) {
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT sealed FROM yorisoi.chunk WHERE center = $1 AND blob = $2 AND n = $3`, l.center, blob[:], n).Scan(&sealed)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = logbook.ErrNoBlob
	}
	if err != nil {
		return nil, fmt.Errorf("read chunk %d of blob %x: %w", n, blob, err)
	}
	return sealed, nil
}

// BlobIDs returns blobs with ids after one.
func (l *Log) BlobIDs(ctx context.Context, after ledger.Hash, limit int) ([]ledger.Hash, error) {
	var out []ledger.Hash
	err := l.rows(ctx, func() { out = nil }, func(rows pgx.Rows) error {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if len(id) != len(ledger.Hash{}) {
			return fmt.Errorf("an id has %d bytes", len(id))
		}
		out = append(out, ledger.Hash(id))
		return nil
	}, `SELECT id FROM yorisoi.blob WHERE center = $1 AND id > $2 ORDER BY id LIMIT $3`, l.center, after[:], limit)
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	return out, nil
}

// dropAtOnce is how many blobs one transaction forgets.
const dropAtOnce = 20

// DropBlobs forgets blobs that were begun before a time and never came whole.
// One that somebody sends just now is passed over.
func (l *Log) DropBlobs(ctx context.Context, before int64) (int, error) {
	dropped := 0
	for {
		var n int
		err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
			n, err = l.dropSome(ctx, tx, before)
			return err
		})
		if err != nil {
			return dropped, fmt.Errorf("drop blobs: %w", err)
		}
		dropped += n
		if n < dropAtOnce {
			return dropped, nil
		}
	}
}

func (l *Log) dropSome(ctx context.Context, tx pgx.Tx, before int64) (int, error) {
	rows, err := tx.Query(ctx, `SELECT id FROM yorisoi.blob WHERE center = $1 AND whole = 0 AND begun < $2
		ORDER BY begun LIMIT $3 FOR UPDATE SKIP LOCKED`, l.center, before, dropAtOnce)
	if err != nil {
		return 0, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM yorisoi.chunk WHERE center = $1 AND blob = ANY($2::bytea[])`, l.center, ids); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM yorisoi.blob WHERE center = $1 AND id = ANY($2::bytea[])`, l.center, ids)
	return len(ids), err
}
