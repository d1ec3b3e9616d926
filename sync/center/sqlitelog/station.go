package sqlitelog

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center/logbook"
)

// AddInvite keeps an invite.
func (l *Log) AddInvite(ctx context.Context, i logbook.Invite) error {
	var by any
	if i.By != uuid.Nil {
		by = i.By[:]
	}
	_, err := l.writer.ExecContext(ctx, `INSERT INTO invite (hash, made_by, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, i.Hash, by, i.Expires.UnixMilli())
	if err != nil {
		return fmt.Errorf("add invite: %w", err)
	}
	return nil
}

// UseInvite enrols a station by the hash of a secret.
func (l *Log) UseInvite(ctx context.Context, hash []byte, s logbook.Station) (logbook.Station, error) {
	tx, err := l.writer.BeginTx(ctx, nil)
	if err != nil {
		return s, fmt.Errorf("use invite: %w", err)
	}
	defer tx.Rollback()
	var expires int64
	var user []byte
	err = tx.QueryRowContext(ctx, `SELECT expires, station FROM invite WHERE hash = ?`, hash).Scan(&expires, &user)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return s, fmt.Errorf("use invite: %w", logbook.ErrInviteUnknown)
	case err != nil:
		return s, fmt.Errorf("use invite: %w", err)
	case user != nil:
		return usedBy(ctx, tx, user, s)
	case s.At > expires:
		return s, fmt.Errorf("use invite: %w", logbook.ErrInviteExpired)
	}
	if err := addStation(ctx, tx, s); err != nil {
		return s, fmt.Errorf("use invite: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE invite SET station = ? WHERE hash = ?`, s.ID[:], hash); err != nil {
		return s, fmt.Errorf("use invite: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return s, fmt.Errorf("use invite: %w", err)
	}
	return s, nil
}

// usedBy gives a station that asks again its own answer.
func usedBy(ctx context.Context, tx *sql.Tx, user []byte, s logbook.Station) (logbook.Station, error) {
	was, err := findStation(ctx, tx, user)
	if err != nil {
		return s, fmt.Errorf("use invite: %w", err)
	}
	if was == nil || !bytes.Equal(was.Key, s.Key) {
		return s, fmt.Errorf("use invite: %w", logbook.ErrInviteUsed)
	}
	return *was, nil
}

// queryer is a database or a transaction.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func addStation(ctx context.Context, q queryer, s logbook.Station) error {
	_, err := q.ExecContext(ctx, `INSERT INTO station (id, name, type, key, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.ID[:], s.Name, s.Type, s.Key, s.At)
	return err
}

func findStation(ctx context.Context, q queryer, id []byte) (*logbook.Station, error) {
	var s logbook.Station
	var raw []byte
	err := q.QueryRowContext(ctx, `SELECT id, name, type, key, at FROM station WHERE id = ?`, id).Scan(&raw, &s.Name, &s.Type, &s.Key, &s.At)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.ID, err = uuid.FromBytes(raw)
	return &s, err
}

// FindStation returns a station, nil when it is not enrolled.
func (l *Log) FindStation(ctx context.Context, id uuid.UUID) (*logbook.Station, error) {
	s, err := findStation(ctx, l.readers, id[:])
	if err != nil {
		return nil, fmt.Errorf("find station %s: %w", id, err)
	}
	return s, nil
}

// Stations returns all stations, in the order of enrolment.
func (l *Log) Stations(ctx context.Context) ([]logbook.Station, error) {
	rows, err := l.readers.QueryContext(ctx, `SELECT id, name, type, key, at FROM station ORDER BY at, id`)
	if err != nil {
		return nil, fmt.Errorf("list stations: %w", err)
	}
	defer rows.Close()
	var out []logbook.Station
	for rows.Next() {
		var s logbook.Station
		if err := rows.Scan(&s.ID, &s.Name, &s.Type, &s.Key, &s.At); err != nil {
			return nil, fmt.Errorf("list stations: %w", err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list stations: %w", err)
	}
	return out, nil
}

// AddStation enrols a station without an invite.
func (l *Log) AddStation(ctx context.Context, s logbook.Station) error {
	if err := addStation(ctx, l.writer, s); err != nil {
		return fmt.Errorf("add station %s: %w", s.ID, err)
	}
	return nil
}

// Totals counts what the log has.
func (l *Log) Totals(ctx context.Context, now time.Time) (logbook.Totals, error) {
	var t logbook.Totals
	err := l.readers.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM change),
		(SELECT count(DISTINCT kase) FROM head),
		(SELECT count(*) FROM station),
		(SELECT count(*) FROM invite WHERE station IS NULL AND expires >= ?),
		(SELECT count(*) FROM held),
		(SELECT count(*) FROM blob),
		(SELECT coalesce(sum(bytes), 0) FROM blob)`, now.UnixMilli(),
	).Scan(&t.Changes, &t.Cases, &t.Stations, &t.OpenInvites, &t.Held, &t.Blobs, &t.BlobBytes)
	if err != nil {
		return t, fmt.Errorf("count: %w", err)
	}
	return t, nil
}
