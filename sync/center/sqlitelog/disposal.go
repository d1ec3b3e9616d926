package sqlitelog

import (
	"context"
	"database/sql"
	"fmt"

	"yorisoi/sync/center/logbook"
)

// Dispose removes everything of cases, and writes zeros over it in the file.
func (l *Log) Dispose(ctx context.Context, d logbook.Disposal) (logbook.Disposed, error) {
	done, err := l.dispose(ctx, d)
	if err != nil {
		return done, fmt.Errorf("dispose by %s: %w", d.ID, err)
	}
	return done, nil
}

func (l *Log) dispose(ctx context.Context, d logbook.Disposal) (done logbook.Disposed, err error) {
	conn, err := l.writer.Conn(ctx)
	if err != nil {
		return done, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `PRAGMA secure_delete = ON`); err != nil {
		return done, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return done, err
	}
	defer tx.Rollback()
	found, err := removeCases(ctx, tx, d)
	if err != nil {
		return done, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO disposed (id, at, cases, changes, blobs) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET at = CASE WHEN excluded.cases + excluded.changes + excluded.blobs > 0 THEN excluded.at ELSE at END,
		cases = max(cases, excluded.cases), changes = changes + excluded.changes, blobs = blobs + excluded.blobs`,
		d.ID[:], d.At, int64(found.Cases), int64(found.Changes), int64(found.Blobs))
	if err != nil {
		return done, err
	}
	done, err = scanDisposed(tx.QueryRowContext(ctx, `SELECT id, at, cases, changes, blobs FROM disposed WHERE id = ?`, d.ID[:]).Scan)
	if err != nil {
		return done, err
	}
	return done, tx.Commit()
}

// ofCases chooses rows of cases that are handed over as a list.
const ofCases = ` kase IN (SELECT unhex(value) FROM json_each(?))`

// ofBlobs chooses blobs whose manifests begin with one of the cases.
const ofBlobs = ` substr(manifest, 3, 16) IN (SELECT unhex(value) FROM json_each(?))`

func removeCases(ctx context.Context, tx *sql.Tx, d logbook.Disposal) (found logbook.Disposed, err error) {
	cases := listOf(d.Cases)
	var n int64
	if err := tx.QueryRowContext(ctx, `SELECT count(DISTINCT kase) FROM change WHERE`+ofCases, cases).Scan(&n); err != nil {
		return found, err
	}
	found.Cases = uint64(n)
	for _, step := range []struct {
		count *uint64
		query string
	}{
		{nil, `DELETE FROM wall WHERE seq IN (SELECT seq FROM change WHERE` + ofCases + `)`},
		{&found.Changes, `DELETE FROM change WHERE` + ofCases},
		{nil, `DELETE FROM head WHERE` + ofCases},
		{&found.Changes, `DELETE FROM held WHERE` + ofCases},
		{nil, `DELETE FROM chunk WHERE blob IN (SELECT id FROM blob WHERE` + ofBlobs + `)`},
		{&found.Blobs, `DELETE FROM blob WHERE` + ofBlobs},
	} {
		r, err := tx.ExecContext(ctx, step.query, cases)
		if err != nil {
			return found, err
		}
		if step.count == nil {
			continue
		}
		n, err := r.RowsAffected()
		if err != nil {
			return found, err
		}
		*step.count += uint64(n)
	}
	return found, nil
}

func scanDisposed(scan func(...any) error) (d logbook.Disposed, err error) {
	var cases, changes, blobs int64
	err = scan(&d.ID, &d.At, &cases, &changes, &blobs)
	d.Cases, d.Changes, d.Blobs = uint64(cases), uint64(changes), uint64(blobs)
	return d, err
}

// Disposed returns what was destroyed.
func (l *Log) Disposed(ctx context.Context) ([]logbook.Disposed, error) {
	rows, err := l.readers.QueryContext(ctx, `SELECT id, at, cases, changes, blobs FROM disposed ORDER BY at, id`)
	if err != nil {
		return nil, fmt.Errorf("read what was disposed of: %w", err)
	}
	defer rows.Close()
	var out []logbook.Disposed
	for rows.Next() {
		d, err := scanDisposed(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("read what was disposed of: %w", err)
		}
		out = append(out, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read what was disposed of: %w", err)
	}
	return out, nil
}

// removed counts the changes that were ever disposed of: digests are known no
// more when it has grown, whichever process did it.
func (l *Log) removed(ctx context.Context) (n int64, err error) {
	err = l.readers.QueryRowContext(ctx, `SELECT coalesce(sum(changes), 0) FROM disposed`).Scan(&n)
	return n, err
}
