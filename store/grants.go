package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// granted is a grant and the change that gives it.
type granted struct {
	trust.Grant
	dot ledger.Dot
}

// grantsIn are the grants that a case's own ledger has, in the order in which
// they came.
func (s *Store) grantsIn(ctx context.Context, q querier, kase uuid.UUID) ([]trust.Grant, error) {
	all, err := s.grantedIn(ctx, q, kase)
	var out []trust.Grant
	for _, g := range all {
		out = append(out, g.Grant)
	}
	return out, err
}

func (s *Store) grantedIn(ctx context.Context, q querier, kase uuid.UUID) ([]granted, error) {
	rows, err := q.QueryContext(ctx, `SELECT raw FROM change WHERE file = ? AND kind = 'grant' ORDER BY id`, kase[:])
	if err != nil {
		return nil, fmt.Errorf("find grants of %s: %w", kase, s.fault(err))
	}
	defer rows.Close()
	var out []granted
	for rows.Next() {
		var raw []byte
		c := new(ledger.Change)
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, c)); err != nil {
			return nil, fmt.Errorf("find grants of %s: %w", kase, err)
		}
		edit, err := c.OpenBody(trust.Key{})
		if err == nil && edit.Grant != nil && fits(kase, *edit.Grant) {
			out = append(out, granted{*edit.Grant, c.Dot()})
		}
	}
	return out, s.fault(rows.Err())
}

// fits reports whether a grant is of the case in whose ledger it stands: its
// own key, or one for a group inside it.
func fits(kase uuid.UUID, g trust.Grant) bool { return g.Of == kase || narrowGroup(kase, g.Of) != "" }

// narrowGroup is the group that a narrow key of a case is for, "" for a key of
// anything else.
func narrowGroup(kase, of uuid.UUID) string {
	for _, name := range ledger.GroupNames {
		if of == ledger.NarrowOf(kase, name) {
			return name
		}
	}
	return ""
}

// reopenAll opens what lies unopened with keys of a group that came after it.
func (s *Store) reopenAll(ctx context.Context) error {
	var b *batch
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		files, err := fileIDs(ctx, tx, `SELECT DISTINCT file FROM change WHERE record = x''`)
		if err != nil {
			return err
		}
		for _, file := range files {
			grants, err := s.grantsIn(ctx, tx, file)
			if err != nil {
				return err
			}
			for _, g := range grants {
				if g.Of == file {
					b.takeKey(g)
				}
			}
		}
		if err := b.reopen(); err != nil {
			return err
		}
		return b.flush()
	})
	if err != nil {
		return fmt.Errorf("open what came before its key: %w", err)
	}
	return b.settled(ctx)
}
