package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// auditEnds gathers, for every station that is known to write in the audit,
// how far its chain goes by what others than the center say.
func (s *Store) auditEnds(ctx context.Context) (map[uuid.UUID]auditEnd, error) {
	out := map[uuid.UUID]auditEnd{}
	for _, gather := range []func(context.Context, map[uuid.UUID]auditEnd) error{s.endsHad, s.endsMarked, s.endOwn} {
		if err := gather(ctx, out); err != nil {
			return nil, fmt.Errorf("find ends of the audit: %w", s.fault(err))
		}
	}
	return out, nil
}

func (s *Store) endsHad(ctx context.Context, out map[uuid.UUID]auditEnd) error {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT station, n, hash FROM audit_end UNION ALL
		SELECT DISTINCT station, 0, x'' FROM audit_log WHERE station NOT IN (SELECT station FROM audit_end)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var station uuid.UUID
		var n int64
		var hash []byte
		if err := rows.Scan(&station, &n, &hash); err != nil {
			return err
		}
		e := out[station]
		e.had.N = uint64(n)
		copy(e.had.Hash[:], hash)
		out[station] = e
	}
	return rows.Err()
}

// endsMarked reads the marks of the office file. One that cannot be read says
// nothing: it was written by the station that it speaks of, whose chain says
// the rest.
func (s *Store) endsMarked(ctx context.Context, out map[uuid.UUID]auditEnd) error {
	marks, err := s.FindOffice(ctx, KindAuditMark)
	if err != nil {
		return err
	}
	for _, r := range marks {
		station, head, err := auditMark(r)
		if err != nil {
			s.c.Log.Warn("read audit mark", "record", r.ID, "err", err)
			continue
		}
		if station == s.Station() {
			continue // what the center has of it is known here: endOwn
		}
		e := out[station]
		e.mark = head
		out[station] = e
	}
	return nil
}

// auditMark reads a mark: whose it is follows from its id.
func auditMark(r *Record) (uuid.UUID, ledger.Head, error) {
	station := parseID(r.Text("station"))
	n, _ := r.Int("n")
	hash, err := hex.DecodeString(r.Text("hash"))
	if err != nil || len(hash) != len(ledger.Hash{}) || n <= 0 || r.ID != auditMarkOf(station) {
		return uuid.Nil, ledger.Head{}, errAuditMark
	}
	return station, ledger.Head{N: uint64(n), Hash: ledger.Hash(hash)}, nil
}

// endOwn is how far the center has receipted this station's own chain.
func (s *Store) endOwn(ctx context.Context, out map[uuid.UUID]auditEnd) error {
	audit, station := s.Audit(), s.Station()
	var n int64
	var raw []byte
	err := s.db.Read().QueryRowContext(ctx, `SELECT n, raw FROM change WHERE file = ? AND station = ? AND seq > 0 ORDER BY n DESC LIMIT 1`,
		audit[:], station[:]).Scan(&n, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	e := out[station]
	e.own = ledger.Head{N: uint64(n), Hash: ledger.HashOf(raw)}
	out[station] = e
	return nil
}
