package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

const (
	// orphanAge is for how long a blob may be without a record: the one that
	// was to come may still be on its way.
	orphanAge = 24 * time.Hour
	// cacheAge is for how long a blob that was fetched stays in any case: it
	// may have been fetched to be taken along.
	cacheAge = 7 * 24 * time.Hour
	// defaultCache is how many bytes of fetched blobs are kept, when nobody
	// says.
	defaultCache = 2 << 30
)

// sweepBlobs forgets sealed contents that no record and no draft ever named,
// and lets go of old ones that came from elsewhere and can be fetched again.
func (s *Store) sweepBlobs(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.tx(ctx, func(tx *sql.Tx) error {
		now := s.c.Now()
		if err := dropOrphans(ctx, tx, now.Add(-orphanAge)); err != nil {
			return err
		}
		return s.c.trimCache(ctx, tx, now.Add(-cacheAge))
	})
	if err != nil {
		return fmt.Errorf("sweep blobs: %w", err)
	}
	return nil
}

func dropOrphans(ctx context.Context, tx *sql.Tx, before time.Time) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+blobColumns+` FROM blob b WHERE b.own = 1 AND b.born < ?
		AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.blob = b.blob)`, before.UnixMilli())
	if err != nil {
		return err
	}
	orphans, err := scanBlobs(rows)
	if err != nil || len(orphans) == 0 {
		return err
	}
	drafted, err := draftedBlobs(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range orphans {
		if !drafted[r.blob] {
			if err := dropBlob(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func scanBlobs(rows *sql.Rows) ([]*blobRow, error) {
	defer rows.Close()
	var out []*blobRow
	for rows.Next() {
		r, err := scanBlob(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// draftedBlobs are the blobs that drafts name, whoever's they are.
func draftedBlobs(ctx context.Context, q querier) (map[ledger.Hash]bool, error) {
	rows, err := q.QueryContext(ctx, `SELECT fields FROM draft WHERE kind = ?`, KindAttachment)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[ledger.Hash]bool{}
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		var fields map[string]any
		if err := trust.Decode(raw, &fields); err != nil {
			return nil, err
		}
		name, _ := fields[FieldBlob].(string)
		if blob, err := parseBlob(name); err == nil {
			out[blob] = true
		}
	}
	return out, rows.Err()
}

// dropBlob forgets a blob whole.
func dropBlob(ctx context.Context, tx *sql.Tx, r *blobRow) error {
	if err := dropChunks(ctx, tx, r); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM thumb WHERE blob = ?`, r.blob[:]); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM blob WHERE id = ?`, r.id)
	return err
}

// dropChunks lets go of a blob's content; what is known of it stays.
func dropChunks(ctx context.Context, tx *sql.Tx, r *blobRow) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM chunk WHERE blob = ?`, r.id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE blob SET have = 0, wanted = 0 WHERE id = ?`, r.id)
	return err
}

// trimCache lets go of blobs that came from elsewhere and that the center has,
// the ones first that nobody has looked at for longest, until those that are
// left fit.
func (c Config) trimCache(ctx context.Context, tx *sql.Tx, before time.Time) error {
	limit := c.BlobCache
	if limit == 0 {
		limit = defaultCache
	}
	const cached = `b.own = 0 AND b.taken > 0 AND ` + wholeBlob
	var size int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(sum(b.size), 0) FROM blob b WHERE `+cached).Scan(&size); err != nil || size <= limit {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT `+blobColumns+` FROM blob b WHERE `+cached+` AND b.opened < ? ORDER BY b.opened`, before.UnixMilli())
	if err != nil {
		return err
	}
	old, err := scanBlobs(rows)
	if err != nil {
		return err
	}
	for _, r := range old {
		if size <= limit {
			break
		}
		m, err := ledger.DecodeManifest(r.manifest)
		if err != nil {
			return err
		}
		if err := dropChunks(ctx, tx, r); err != nil {
			return err
		}
		size -= int64(m.Size)
	}
	return nil
}

// forgetBlobs removes all that this station has of a case's attachments, for
// who removes the case. They are fetched again when they are wanted again.
func forgetBlobs(ctx context.Context, tx *sql.Tx, kase uuid.UUID) error {
	for _, query := range []string{
		`DELETE FROM chunk WHERE blob IN (SELECT id FROM blob WHERE file = ?)`, `DELETE FROM blob WHERE file = ?`,
		`DELETE FROM thumb WHERE file = ?`, `DELETE FROM attached WHERE file = ?`,
	} {
		if _, err := tx.ExecContext(ctx, query, kase[:]); err != nil {
			return fmt.Errorf("forget blobs of case %s: %w", kase, err)
		}
	}
	return nil
}

// blobsWaiting counts a case's blobs that the center does not have and that
// are on this station, those of drafts among them: while there are any, the
// case must stay.
func blobsWaiting(ctx context.Context, q querier, kase uuid.UUID) (int, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM blob b WHERE b.file = ? AND b.taken = 0 AND (b.own = 1 OR `+wholeBlob+`)`, kase[:]).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count blobs of case %s: %w", kase, err)
	}
	return n, nil
}
