package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// AuditSum is what one person did in some time.
type AuditSum struct {
	Who      uuid.UUID
	Opened   int // how often they opened a case
	Cases    int // how many cases these were
	Outside  int // without being in charge
	Kin      int // of a family with their own surname
	Odd      int // at night, or when the office was closed
	Searched int
	Left     int // printed, exported, written into bundles
	Failed   int // wrong passwords under their name
	Offline  int // out of reach of the center
}

// AuditBurst is many cases opened by one person in one hour.
type AuditBurst struct {
	Who   uuid.UUID
	Hour  time.Time
	Cases int
}

// burstCases is how many cases in an hour are many.
const burstCases = 20

// SumAudit counts what everybody did from one moment to another, who opened
// most first. It returns ErrNotAllowed to who may not read the audit.
func (s *Store) SumAudit(ctx context.Context, from, to time.Time) ([]AuditSum, error) {
	if !s.ReadsAudit() {
		return nil, ErrNotAllowed
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT who, sum(act = 'opened'), count(DISTINCT CASE WHEN act = 'opened' THEN file END),
		sum(act = 'opened' AND outside), sum(act = 'opened' AND kin), sum(act = 'opened' AND odd), sum(act = 'searched'),
		sum(act IN ('printed', 'exported', 'bundle_out')),
		sum(CASE WHEN act = 'failed_signin' THEN guesses ELSE 0 END), sum(offline)
		FROM audit WHERE at >= ? AND at < ? GROUP BY who ORDER BY 2 DESC, who`, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("sum audit: %w", s.fault(err))
	}
	defer rows.Close()
	var out []AuditSum
	for rows.Next() {
		var a AuditSum
		if err := rows.Scan(&a.Who, &a.Opened, &a.Cases, &a.Outside, &a.Kin, &a.Odd, &a.Searched, &a.Left, &a.Failed, &a.Offline); err != nil {
			return nil, fmt.Errorf("sum audit: %w", err)
		}
		out = append(out, a)
	}
	return out, s.fault(rows.Err())
}

// FindBursts lists the hours in which somebody opened many cases, newest
// first. It returns ErrNotAllowed to who may not read the audit.
func (s *Store) FindBursts(ctx context.Context, from, to time.Time) ([]AuditBurst, error) {
	if !s.ReadsAudit() {
		return nil, ErrNotAllowed
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT who, at / 3600000 AS hour, count(DISTINCT file) AS cases FROM audit
		WHERE act = 'opened' AND at >= ? AND at < ? GROUP BY who, hour HAVING cases >= ? ORDER BY hour DESC, who`,
		from.UnixMilli(), to.UnixMilli(), burstCases)
	if err != nil {
		return nil, fmt.Errorf("find bursts: %w", s.fault(err))
	}
	defer rows.Close()
	var out []AuditBurst
	for rows.Next() {
		var a AuditBurst
		var hour int64
		if err := rows.Scan(&a.Who, &hour, &a.Cases); err != nil {
			return nil, fmt.Errorf("find bursts: %w", err)
		}
		a.Hour = time.UnixMilli(hour * 3600000)
		out = append(out, a)
	}
	return out, s.fault(rows.Err())
}

// Decision is a change of the directory: who decided what about staff,
// stations, keys and policies. They are signed one by one and known to every
// station, so that the audit does not write them again.
type Decision struct {
	At      time.Time
	Author  uuid.UUID
	Station uuid.UUID // where it was written
	Kind    string    // of the record, in store/ledger
	Record  uuid.UUID // the person, station, group or policy
	First   bool      // it made the record
	Set     map[string]any
	Refused bool // its author had no right to it, and it does not count
}

// FindDecisions lists the directory's changes, grants apart, newest first. It
// returns ErrNotAllowed to who may not read the audit.
func (s *Store) FindDecisions(ctx context.Context) ([]Decision, error) {
	if !s.ReadsAudit() {
		return nil, ErrNotAllowed
	}
	return s.decisions(ctx)
}
