package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"yorisoi/store/ledger"
)

// mendBrought takes back what a bundle brought and the center will not have
// where it stands: a change whose author was removed goes to the hold box, as
// at the center; one of a number that the center has another change of goes
// to quarantine. What follows it in its chain waits there too. So a file never
// leaves this station with what nobody else has.
func (s *Store) mendBrought(ctx context.Context) error {
	chains, err := s.brokenBrought(ctx)
	if err != nil {
		return err
	}
	for _, c := range chains {
		if err := s.takeBack(ctx, c); err != nil {
			return fmt.Errorf("take back what a bundle brought: %w", err)
		}
	}
	return nil
}

// brokenBrought finds the chains of other stations that the center stopped.
func (s *Store) brokenBrought(ctx context.Context) ([]chainEnd, error) {
	station := s.Station()
	rows, err := s.db.SQL().QueryContext(ctx, `SELECT file, station, min(n) FROM change INDEXED BY change_refused
		WHERE station != ? AND `+refusedBy(codeBroken, codeForked, codeHeld)+` GROUP BY file, station`, station[:])
	if err != nil {
		return nil, fmt.Errorf("find what a bundle brought: %w", s.fault(err))
	}
	defer rows.Close()
	var out []chainEnd
	for rows.Next() {
		var c chainEnd
		var n int64
		if err := rows.Scan(&c.file, &c.station, &n); err != nil {
			return nil, fmt.Errorf("find what a bundle brought: %w", err)
		}
		c.n = uint64(n)
		out = append(out, c)
	}
	return out, s.fault(rows.Err())
}

// takeBack cuts one chain. All of it happens or nothing.
func (s *Store) takeBack(ctx context.Context, c chainEnd) error {
	var b *batch
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		all, err := b.movable(c)
		if err != nil {
			return err
		}
		for _, m := range all {
			err := b.keepTaken(m)
			if err == nil {
				_, err = b.exec(`DELETE FROM change WHERE id = ?`, m.id)
			}
			if err != nil {
				return err
			}
		}
		return errors.Join(b.cutHead(c), b.remake(all), b.flush())
	})
	if err != nil {
		return err
	}
	return b.settled(ctx)
}

// keepTaken keeps a change that was taken back, with its reason.
func (b *batch) keepTaken(m *moved) error {
	code, err := heldGap, ledger.ErrGap
	switch {
	case strings.HasPrefix(m.refused, fmt.Sprint(codeHeld)):
		return b.keepHeld(ledger.Logged{Raw: m.raw}, m.change, m.edit)
	case strings.HasPrefix(m.refused, fmt.Sprint(codeForked)), strings.HasPrefix(m.refused, fmt.Sprint(codeBroken)):
		code, err = heldForked, ledger.ErrForked
	}
	return b.hold(refusal{&arrival{change: m.change, raw: m.raw}, code, fmt.Errorf("change %s: %w", m.change.Dot(), err)})
}
