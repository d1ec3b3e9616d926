package pglog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/sync/center/logbook"
)

// AddInvite keeps an invite.
func (l *Log) AddInvite(ctx context.Context, i logbook.Invite) error {
	var by *uuid.UUID
	if i.By != uuid.Nil {
		by = &i.By
	}
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO yorisoi.invite (center, hash, made_by, expires) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			l.center, i.Hash, by, i.Expires.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("add invite: %w", err)
	}
	return nil
}

// UseInvite enrols a station by the hash of a secret.
func (l *Log) UseInvite(ctx context.Context, hash []byte, s logbook.Station) (used logbook.Station, err error) {
	err = l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		used, err = l.useInvite(ctx, tx, hash, s)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("use invite: %w", err)
	}
	return used, nil
}

func (l *Log) useInvite(ctx context.Context, tx pgx.Tx, hash []byte, s logbook.Station) (logbook.Station, error) {
	var expires int64
	var user *uuid.UUID
	err := tx.QueryRow(ctx, `SELECT expires, station FROM yorisoi.invite WHERE center = $1 AND hash = $2 FOR UPDATE`, l.center, hash).Scan(&expires, &user)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return s, logbook.ErrInviteUnknown
	case err != nil:
		return s, err
	case user != nil:
		was, err := l.findStation(ctx, tx, *user)
		if err == nil && (was == nil || !bytes.Equal(was.Key, s.Key)) {
			err = logbook.ErrInviteUsed
		}
		if err != nil {
			return s, err
		}
		return *was, nil
	case s.At > expires:
		return s, logbook.ErrInviteExpired
	}
	if err := l.addStation(ctx, tx, s); err != nil {
		return s, err
	}
	_, err = tx.Exec(ctx, `UPDATE yorisoi.invite SET station = $3 WHERE center = $1 AND hash = $2`, l.center, hash, s.ID)
	return s, err
}

func (l *Log) addStation(ctx context.Context, tx pgx.Tx, s logbook.Station) error {
	_, err := tx.Exec(ctx, `INSERT INTO yorisoi.station (center, id, name, type, key, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		l.center, s.ID, s.Name, s.Type, s.Key, s.At)
	return err
}

func (l *Log) findStation(ctx context.Context, q queryer, id uuid.UUID) (*logbook.Station, error) {
	var s logbook.Station
	err := q.QueryRow(ctx, `SELECT id, name, type, key, at FROM yorisoi.station WHERE center = $1 AND id = $2`, l.center, id).
		Scan(&s.ID, &s.Name, &s.Type, &s.Key, &s.At)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &s, err
}

// FindStation returns a station, nil when it is not enrolled.
func (l *Log) FindStation(ctx context.Context, id uuid.UUID) (s *logbook.Station, err error) {
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		s, err = l.findStation(ctx, conn, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find station %s: %w", id, err)
	}
	return s, nil
}

// Stations returns all stations, in the order of enrolment.
func (l *Log) Stations(ctx context.Context) ([]logbook.Station, error) {
	var out []logbook.Station
	err := l.rows(ctx, func() { out = nil }, func(rows pgx.Rows) error {
		var s logbook.Station
		err := rows.Scan(&s.ID, &s.Name, &s.Type, &s.Key, &s.At)
		out = append(out, s)
		return err
	}, `SELECT id, name, type, key, at FROM yorisoi.station WHERE center = $1 ORDER BY at, id`, l.center)
	if err != nil {
		return nil, fmt.Errorf("list stations: %w", err)
	}
	return out, nil
}

// AddStation enrols a station without an invite.
func (l *Log) AddStation(ctx context.Context, s logbook.Station) error {
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error { return l.addStation(ctx, tx, s) })
	if err != nil {
		return fmt.Errorf("add station %s: %w", s.ID, err)
	}
	return nil
}

// Revoke keeps a revocation for good.
func (l *Log) Revoke(ctx context.Context, r logbook.Revocation) error {
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO yorisoi.revocation (center, station, at, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			l.center, r.Station, r.At, r.Reason)
		return err
	})
	if err != nil {
		return fmt.Errorf("revoke %s: %w", r.Station, err)
	}
	return nil
}

// Revocations returns all of them, the oldest first.
func (l *Log) Revocations(ctx context.Context) ([]logbook.Revocation, error) {
	var out []logbook.Revocation
	err := l.rows(ctx, func() { out = nil }, func(rows pgx.Rows) error {
		var r logbook.Revocation
		err := rows.Scan(&r.Station, &r.At, &r.Reason)
		out = append(out, r)
		return err
	}, `SELECT station, at, reason FROM yorisoi.revocation WHERE center = $1 ORDER BY at, station`, l.center)
	if err != nil {
		return nil, fmt.Errorf("read revocations: %w", err)
	}
	return out, nil
}

// Totals counts what the log has. Numbers of the log have no gaps: the last
// one is how many changes there are.
func (l *Log) Totals(ctx context.Context, now time.Time) (t logbook.Totals, err error) {
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT seq,
			(SELECT count(*) FROM (SELECT DISTINCT bucket, kase FROM yorisoi.head WHERE center = $1) AS cases),
			(SELECT count(*) FROM yorisoi.station WHERE center = $1),
			(SELECT count(*) FROM yorisoi.invite WHERE center = $1 AND station IS NULL AND expires >= $2),
			(SELECT count(*) FROM yorisoi.held WHERE center = $1),
			(SELECT count(*) FROM yorisoi.blob WHERE center = $1),
			(SELECT coalesce(sum(bytes), 0)::bigint FROM yorisoi.blob WHERE center = $1)
			FROM yorisoi.center WHERE center = $1`, l.center, now.UnixMilli(),
		).Scan(&t.Changes, &t.Cases, &t.Stations, &t.OpenInvites, &t.Held, &t.Blobs, &t.BlobBytes)
	})
	if err != nil {
		return t, fmt.Errorf("count: %w", err)
	}
	return t, nil
}
