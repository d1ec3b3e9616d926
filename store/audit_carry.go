package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"yorisoi/store/ledger"
)

// maxCarried is how many changes of others' audit a station carries to the
// center; what comes beyond waits for its own station to bring it.
const maxCarried = 20_000

// carryAudit takes out of what a bundle brought what other stations noted in
// the audit, and keeps it for the center. It returns the rest, and how much was
// new and was here.
func (s *Store) carryAudit(ctx context.Context, all []*arrival) (rest []*arrival, fresh, known int, err error) {
	var carried []*arrival
	for _, a := range all {
		if s.ofOthersAudit(a) && verify(s.Directory(), a.change) == nil {
			carried = append(carried, a)
		}
	}
	if len(carried) == 0 {
		return all, 0, 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return nil, 0, 0, ErrClosed
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		for _, a := range carried {
			hash := ledger.HashOf(a.raw)
			res, err := tx.ExecContext(ctx, `INSERT INTO audit_carried (station, n, hash, refused, raw) SELECT ?, ?, ?, '', ?
				WHERE (SELECT count(*) FROM audit_carried) < ? ON CONFLICT DO NOTHING`,
				a.change.Station[:], int64(a.change.N), hash[:], a.raw, maxCarried)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			fresh += int(n)
		}
		return nil
	})
	if err != nil {
		return nil, 0, 0, fmt.Errorf("carry audit: %w", err)
	}
	s.rouse()
	return slices.DeleteFunc(all, func(a *arrival) bool { return slices.Contains(carried, a) }), fresh, len(carried) - fresh, nil
}

// carriedReceipted lets go of what the center has.
func (b *batch) carriedReceipted(r ledger.Receipt) error {
	_, err := b.exec(`DELETE FROM audit_carried WHERE station = ? AND n = ? AND hash = ?`, r.Station[:], int64(r.N), r.Hash[:])
	return err
}
