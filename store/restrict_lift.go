package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Lift makes a restricted case, and those shown in it, ordinary ones again.
// What was written meanwhile can be read by all from then on. Why is kept with
// the reason for which it was restricted.
func (s *Store) Lift(ctx context.Context, kase uuid.UUID, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	if may, err := s.MayRestrict(ctx, kase); err != nil || !may {
		return errors.Join(err, ErrNotAllowed)
	}
	err := s.write(ctx, func(b *batch) error {
		all, err := b.shownWith(kase)
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := b.lift(one, reason); err != nil {
				return fmt.Errorf("lift restriction of %s: %w", one, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Note(ctx, AuditEntry{Act: AuditLifted, Case: kase, Reason: reason})
}

func (b *batch) lift(kase uuid.UUID, reason string) error {
	wall, err := b.s.wallIn(b.ctx, b.tx, kase)
	if err != nil || !wall.Up {
		return err
	}
	if err := b.append(planned{file: kase, edit: restrictEdit(kase, wall.Readers, true)}); err != nil {
		return err
	}
	delete(b.fresh, kase)
	if err := b.openKeys(kase); err != nil {
		return err
	}
	record, err := reasonOf(b.ctx, b.tx, kase)
	if err != nil || record == uuid.Nil {
		return err
	}
	return b.withdraw(record, reason)
}

// openKeys gives the staff group the keys of a case that only people had.
func (b *batch) openKeys(kase uuid.UUID) error {
	group, err := b.s.groupKey()
	if err != nil {
		return errors.Join(ErrNoKeys, err)
	}
	grants, err := b.s.grantsIn(b.ctx, b.tx, kase)
	if err != nil {
		return err
	}
	for _, k := range b.caseKeys(kase) {
		if slices.ContainsFunc(grants, func(g trust.Grant) bool { return g.Key == k.key.ID && g.By != uuid.Nil }) {
			continue
		}
		grant, err := trust.GrantToGroup(b.s.c.Rand, k.key, kase, k.epoch, group.of, group.key)
		if err != nil {
			return err
		}
		if err := b.append(planned{file: kase, edit: b.s.grantEdit(grant)}); err != nil {
			return err
		}
	}
	return nil
}

// CreateRestricted makes a case that is kept to named people from its first
// change on: no key of it is ever granted to anybody else.
func (s *Store) CreateRestricted(ctx context.Context, family map[string]any, r Restriction) (uuid.UUID, error) {
	if !s.May(ledger.ActRestrict) {
		return uuid.Nil, ErrNotAllowed
	}
	if err := s.checkReaders(r.Readers); err != nil {
		return uuid.Nil, err
	}
	kase := newID(s.c)
	err := s.write(ctx, func(b *batch) error {
		wall, err := b.raise(kase, r.Readers, Write{})
		if err != nil {
			return err
		}
		if _, err := b.newWalledKey(kase, 0, wall); err != nil {
			return err
		}
		if err := b.put(Write{Case: kase, Record: newID(s.c), Kind: KindFamily, Set: family}); err != nil {
			return err
		}
		return b.putRestriction(kase, r)
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("create restricted case: %w", err)
	}
	return kase, s.Note(ctx, AuditEntry{Act: AuditRestricted, Case: kase, Reason: r.Note})
}

// FindRestriction returns who may read a case and why, nil where everybody may.
func (s *Store) FindRestriction(ctx context.Context, kase uuid.UUID) (*Restriction, error) {
	wall, err := s.WallOf(ctx, kase)
	if err != nil || !wall.Up {
		return nil, err
	}
	r := &Restriction{Readers: slices.Clone(wall.Readers)}
	id, err := reasonOf(ctx, s.db.Read(), kase)
	if err != nil || id == uuid.Nil {
		return r, s.fault(err)
	}
	rec, err := s.FindRecord(ctx, id)
	if err != nil {
		return nil, err
	}
	r.Kind, r.On, r.Until = rec.Text("kind"), rec.Text("restricted_on"), rec.Text("until")
	r.Opposite, r.Note = rec.Text("opposite"), rec.Text("note")
	r.Glass, r.Contact = rec.Fields["glass"] == true, rec.Text("contact")
	r.Hide, _ = rec.Fields["hide"].([]string)
	protected, _ := rec.Fields["protected"].([]string)
	for _, text := range protected {
		r.Protected = append(r.Protected, parseID(text))
	}
	return r, nil
}

// RestrictedRow is a restricted case in their list.
type RestrictedRow struct {
	Restriction
	Case   uuid.UUID
	Family string
	Number string
	Leaves bool // it is not to be on this station, and goes once all is sent
}

// FindRestricted lists the restricted cases that are here, which are those that
// the person signed in may read, and those that have not gone yet.
func (s *Store) FindRestricted(ctx context.Context) ([]RestrictedRow, error) {
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return nil, err
	}
	scope, err := s.Scope(ctx)
	if err != nil {
		return nil, err
	}
	var out []RestrictedRow
	for kase := range walls {
		row := RestrictedRow{Case: kase, Leaves: scope.Shut(kase)}
		err := s.db.Read().QueryRowContext(ctx, `SELECT name, number FROM casefile WHERE file = ?`, kase[:]).Scan(&row.Family, &row.Number)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find restricted cases: %w", s.fault(err))
		}
		r, err := s.FindRestriction(ctx, kase)
		if err != nil {
			return nil, err
		}
		if r != nil {
			row.Restriction = *r
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b RestrictedRow) int { return compareID(a.Case, b.Case) })
	return out, nil
}
