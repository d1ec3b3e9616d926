package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// cautionsGuarded are cautions of a family by which nobody is to see in passing
// where it lives.
var cautionsGuarded = []string{"address_secret", "dv"}

// guardsFamily reports whether a family's own record keeps its address and
// telephone out of lists.
func guardsFamily(fields map[string]any) bool {
	cautions, _ := fields["caution"].([]string)
	return slices.ContainsFunc(cautions, func(c string) bool { return slices.Contains(cautionsGuarded, c) })
}

// Guarded reports whether the people of a case are protected: their addresses,
// telephones and schools stand in no list and on no print, and in the case only
// where somebody asks for them.
func (s *Store) Guarded(ctx context.Context, kase uuid.UUID) (bool, error) {
	r, err := s.FindRestriction(ctx, kase)
	if err != nil || r != nil && (r.Kind == "dv" || len(r.Hide) > 0) {
		return r != nil, err
	}
	var family uuid.UUID
	rows, err := fileIDs(ctx, s.db.Read(), `SELECT record FROM record WHERE file = ? AND kind = 'family' LIMIT 1`, kase[:])
	if err != nil || len(rows) == 0 {
		return false, s.fault(err)
	}
	family = rows[0]
	rec, err := s.FindRecord(ctx, family)
	if err != nil {
		return false, fmt.Errorf("find whether %s is guarded: %w", kase, err)
	}
	return guardsFamily(rec.Fields), nil
}

// Guards reports the same of a case that was found: of this one and of those
// merged into it.
func (c *Case) Guards() bool { return guardsFile(c.Rules()) }

// guardsReason reports whether a record of why a case is restricted keeps how
// its people are reached out of lists.
func guardsReason(fields map[string]any) bool {
	hide, _ := fields["hide"].([]string)
	return fields["kind"] == "dv" || len(hide) > 0
}

// guardsFile reports the same of a case as the rules of the work see it.
func guardsFile(f casework.File) bool {
	for _, e := range f.Entries {
		if e.Withdrawn {
			continue
		}
		if e.Kind == KindFamily && guardsFamily(e.Fields) || e.Kind == KindRestriction && guardsReason(e.Fields) {
			return true
		}
	}
	return false
}

// guardedBy reports whether the restriction of a case keeps the family's
// address out of lists.
func (b *batch) guardedBy(file uuid.UUID) (bool, error) {
	var some bool // asked of every family of a first sync
	if err := b.scan(`SELECT EXISTS (SELECT 1 FROM record WHERE file = ? AND kind = 'restriction')`, []any{file[:]}, &some); err != nil || !some {
		return false, err
	}
	id, err := reasonOf(b.ctx, b.tx, file)
	if err != nil || id == uuid.Nil {
		return false, err
	}
	r, err := b.s.findRecord(b.ctx, b.tx, id)
	if err != nil {
		return false, err
	}
	return guardsReason(r.Fields), nil
}

// listedAddress is the address by which lists show a family: none where its
// people are protected. No page has to think of it.
func (b *batch) listedAddress(file uuid.UUID, family map[string]any) (string, error) {
	guarded, err := b.guardedBy(file)
	if err != nil || guarded || guardsFamily(family) {
		return "", err
	}
	address, _ := family["address"].(string)
	return address, nil
}

// relist shows a family's address in lists or takes it out, after its
// restriction has changed.
func (b *batch) relist(file uuid.UUID) error {
	families, err := fileIDs(b.ctx, b.tx, `SELECT record FROM record WHERE file = ? AND kind = 'family' AND state = 'confirmed'`, file[:])
	if err != nil {
		return err
	}
	for _, id := range families {
		family, err := b.s.findRecord(b.ctx, b.tx, id)
		if err != nil {
			return err
		}
		address, err := b.listedAddress(file, family.Fields)
		if err != nil {
			return err
		}
		if _, err := b.exec(`UPDATE casefile SET address = ? WHERE file = ?`, address, file[:]); err != nil {
			return fmt.Errorf("list address: %w", err)
		}
	}
	return nil
}
