package sqlitelog

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/sync/center/logbook"
)

// Revoke keeps a revocation for good.
func (l *Log) Revoke(ctx context.Context, r logbook.Revocation) error {
	_, err := l.writer.ExecContext(ctx, `INSERT INTO revocation (station, at, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, r.Station[:], r.At, r.Reason)
	if err != nil {
		return fmt.Errorf("revoke %s: %w", r.Station, err)
	}
	return nil
}

// Revocations returns all of them, the oldest first.
func (l *Log) Revocations(ctx context.Context) ([]logbook.Revocation, error) {
	rows, err := l.readers.QueryContext(ctx, `SELECT station, at, reason FROM revocation ORDER BY at, station`)
	if err != nil {
		return nil, fmt.Errorf("read revocations: %w", err)
	}
	defer rows.Close()
	var out []logbook.Revocation
	for rows.Next() {
		var r logbook.Revocation
		var station []byte
		if err := rows.Scan(&station, &r.At, &r.Reason); err != nil {
			return nil, fmt.Errorf("read revocations: %w", err)
		}
		if r.Station, err = uuid.FromBytes(station); err != nil {
			return nil, fmt.Errorf("read revocations: %w", err)
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read revocations: %w", err)
	}
	return out, nil
}
