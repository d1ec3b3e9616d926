package store

import (
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// sighted is what somebody who writes here has seen of a case: everything that
// this station has, but for what it cannot open. A change under a key of the
// case that has not come yet was shown to nobody here, so no edit may set it
// aside. What is for a narrower group counts as seen: nobody outside of the
// group sets its fields.
func (b *batch) sighted(file uuid.UUID) (ledger.Vector, error) {
	v, err := b.vector(file)
	if err != nil {
		return nil, err
	}
	closed, err := b.unopened(file)
	if err != nil || len(closed) == 0 {
		return v, err
	}
	grants, err := b.s.grantsIn(b.ctx, b.tx, file)
	if err != nil {
		return nil, err
	}
	narrow := map[uuid.UUID]bool{}
	for _, g := range grants {
		narrow[g.Key] = narrow[g.Key] || g.Of != file
	}
	for _, c := range closed {
		if !narrow[c.Key] && c.N <= v[c.Station] {
			v[c.Station] = c.N - 1
		}
	}
	return v, nil
}

// unopened are the changes of a case that nothing was taken from.
func (b *batch) unopened(file uuid.UUID) ([]*ledger.Change, error) {
	st, err := b.stmt.get(`SELECT raw FROM change WHERE file = ? AND record = x''`)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(b.ctx, file[:])
	if err != nil {
		return nil, fmt.Errorf("find unopened changes: %w", err)
	}
	defer rows.Close()
	var out []*ledger.Change
	for rows.Next() {
		var raw []byte
		c := new(ledger.Change)
		if err := rows.Scan(&raw); err != nil {
			return nil, fmt.Errorf("find unopened changes: %w", err)
		}
		if err := trust.Decode(raw, c); err != nil {
			return nil, fmt.Errorf("find unopened changes: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}
