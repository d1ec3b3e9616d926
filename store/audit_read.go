package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// AuditOnly narrows the audit to what somebody may want to ask about.
type AuditOnly string

// What can be asked for.
const (
	OnlyOutside AuditOnly = "outside" // looked without being in charge
	OnlyKin     AuditOnly = "kin"     // has the surname of the family
	OnlyOdd     AuditOnly = "odd"     // at night, or on a day when the office is closed
	OnlyOffline AuditOnly = "offline" // out of reach of the center, told later
)

// AuditFilter chooses entries. Zero fields choose everything.
type AuditFilter struct {
	Who      uuid.UUID
	Case     uuid.UUID
	Act      AuditAct
	Only     AuditOnly
	From, To time.Time // To is not in it
	After    *AuditRow // the last row of the page before
	Limit    int       // 100 for 0
}

// AuditRow is an entry as lists show it.
type AuditRow struct {
	AuditEntry
	Station uuid.UUID
	N       uint64
	Family  string    // 家名, "" where the case is not here
	Taken   time.Time // when the center countersigned it, zero before
	Late    bool      // that was more than an hour after
	Odd     bool      // at night, or on a day when the office is closed
	Closed  bool      // no key here opens it
	id      int64
}

// auditLate is how much later than it happened an entry has come when it is
// called late.
const auditLate = time.Hour

const auditPage = 100

// FindAudit lists entries, newest first. Who may not read the audit gets what
// they did themselves on this station.
func (s *Store) FindAudit(ctx context.Context, f AuditFilter) ([]AuditRow, error) {
	if !s.ReadsAudit() {
		f.Who = s.who
	}
	if f.Limit <= 0 {
		f.Limit = auditPage
	}
	where, args := f.where()
	rows, err := s.db.Read().QueryContext(ctx, `SELECT a.id, a.station, a.n, a.at, a.who, a.act, a.odd, a.taken, a.body, coalesce(k.name, '')
		FROM (SELECT * FROM audit WHERE `+where+` ORDER BY at DESC, id DESC LIMIT ?) a
		LEFT JOIN casefile k ON k.file = a.file ORDER BY a.at DESC, a.id DESC`, append(args, f.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("find audit: %w", s.fault(err))
	}
	defer rows.Close()
	var out []AuditRow
	for rows.Next() {
		r, err := scanAudit(rows)
		if err != nil {
			return nil, fmt.Errorf("find audit: %w", err)
		}
		out = append(out, r)
	}
	return out, s.fault(rows.Err())
}

// where is the condition of a filter and its values. What can be asked for has
// an index of its own, so it is written out.
func (f AuditFilter) where() (string, []any) {
	parts, args := []string{"1"}, []any{}
	add := func(part string, values ...any) {
		parts, args = append(parts, part), append(args, values...)
	}
	if f.Who != uuid.Nil {
		add("who = ?", f.Who[:])
	}
	if f.Case != uuid.Nil {
		add("file = ? AND file != x''", f.Case[:])
	}
	if f.Act != "" {
		add("act = ?", string(f.Act))
		if f.Act != AuditOpened {
			add("act != 'opened'")
		}
	}
	switch f.Only {
	case OnlyOutside, OnlyKin, OnlyOdd, OnlyOffline:
		add(string(f.Only) + " = 1")
	}
	if !f.From.IsZero() {
		add("at >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		add("at < ?", f.To.UnixMilli())
	}
	if f.After != nil {
		add("(at, id) < (?, ?)", f.After.At.UnixMilli(), f.After.id)
	}
	return strings.Join(parts, " AND "), args
}

func scanAudit(row scanner) (AuditRow, error) {
	var r AuditRow
	var n, at, taken int64
	var act string
	var body []byte
	var who uuid.UUID
	if err := row.Scan(&r.id, &r.Station, &n, &at, &who, &act, &r.Odd, &taken, &body, &r.Family); err != nil {
		return r, err
	}
	if len(body) > 0 {
		set, err := decodeFields(body)
		if err != nil {
			return r, err
		}
		r.AuditEntry = auditOf(set)
	}
	r.N, r.Closed, r.Taken = uint64(n), act == "", millis(taken)
	r.At, r.Who, r.Act = time.UnixMilli(at), who, AuditAct(act)
	r.Late = taken > 0 && r.Taken.Sub(r.At) > auditLate
	return r, nil
}
