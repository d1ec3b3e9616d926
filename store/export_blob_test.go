package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"
)

// Stepping returns a configuration that calls step after each step of
// attaching.
func Stepping(c Config, step func(name string)) Config {
	c.step = step
	return c
}

// Roomy sets how many pages the file may grow by; a negative number sets no
// limit. SQLite reports the limit as it reports a disk that is full.
func (s *Store) Roomy(ctx context.Context, more int) error {
	var pages int
	if err := s.db.SQL().QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages); err != nil {
		return err
	}
	limit := pages + more
	if more < 0 {
		limit = 1 << 30
	}
	return s.db.SQL().QueryRowContext(ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, limit)).Scan(&limit)
}

// CountBlobs counts what the tables hold: blobs, chunks, and records of
// attachments that name a blob of which not everything is here.
func (s *Store) CountBlobs(ctx context.Context) (blobs, chunks, bare int, err error) {
	err = s.db.SQL().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM blob), (SELECT count(*) FROM chunk),
		(SELECT count(*) FROM attached a WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.blob = a.blob AND `+wholeBlob+`))`).Scan(&blobs, &chunks, &bare)
	return blobs, chunks, bare, err
}

// AllBytes returns every cell of text or bytes of every table, for who looks
// for something that must not be there.
func (s *Store) AllBytes(ctx context.Context) ([][]byte, error) {
	tables, err := s.raws(ctx, `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, table := range tables {
		columns, err := s.raws(ctx, `SELECT name FROM pragma_table_info(?)`, string(table))
		if err != nil {
			return nil, err
		}
		for _, column := range columns {
			cells, err := s.raws(ctx, fmt.Sprintf(`SELECT "%s" FROM "%s"`, column, table))
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", table, column, err)
			}
			out = append(out, cells...)
		}
	}
	return out, nil
}

// ForgetBlobs is forgetBlobs in a transaction of its own.
func (s *Store) ForgetBlobs(ctx context.Context, kase uuid.UUID) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return forgetBlobs(ctx, tx, kase) })
}

// BlobsWaiting is blobsWaiting.
func (s *Store) BlobsWaiting(ctx context.Context, kase uuid.UUID) (int, error) {
	return blobsWaiting(ctx, s.db.SQL(), kase)
}

// SweepBlobs is what opening the store does with blobs.
func (s *Store) SweepBlobs(ctx context.Context) error { return s.sweepBlobs(ctx) }
