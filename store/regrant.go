package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// After restores on both sides, of the center and of a machine, there may be
// two histories of that machine's chain: the one that the center has now, and
// the one of before, which some stations still hold and which the center will
// never have again. Both stay readable where they are, and people see that they
// differ. But a key that was granted in the history of before is at hand on
// those stations only, and what is sealed by it reaches the others as work that
// nobody there can ever open. So nothing new is sealed for such a key, and
// whoever holds what was sealed by it grants it once more, where the center
// takes it.

// regranted is how far the grants of cases were looked through.
type regranted struct {
	forks, apart int
	upTo         int64 // change.id
}

// forks gives, for chains of which the center has sent another history than is
// here, the first change that differs.
func (s *Store) forks(ctx context.Context, q querier) (map[chainID]uint64, error) {
	rows, err := q.QueryContext(ctx, `SELECT file, station, min(n) FROM held WHERE code = ? AND seq > 0 GROUP BY file, station`, heldForked)
	if err != nil {
		return nil, fmt.Errorf("find forks: %w", s.fault(err))
	}
	defer rows.Close()
	out := map[chainID]uint64{}
	for rows.Next() {
		var id chainID
		var n int64
		if err := rows.Scan(&id.file, &id.station, &n); err != nil {
			return nil, fmt.Errorf("find forks: %w", err)
		}
		out[id] = uint64(n)
	}
	return out, s.fault(rows.Err())
}

// strays reports whether a change of a case stands in a history that the
// center does not have.
func strays(forks map[chainID]uint64, file uuid.UUID, dot ledger.Dot) bool {
	from, forked := forks[chainID{file, dot.Station}]
	return forked && dot.N >= from
}

// keysApart are the group keys all of whose grants stand in such a history of
// the directory, or in changes from here that the center refuses because they
// have seen it. Where no other key is left than one of an earlier epoch, that
// one is written with: what the center does not know of removes nobody there.
func (s *Store) keysApart(ctx context.Context, q querier, dir *ledger.Directory, written []ledger.Written) (map[uuid.UUID]bool, error) {
	forks, err := s.forks(ctx, q)
	if err != nil || len(forks) == 0 {
		return nil, err
	}
	own, station, center := int64(0), s.Station(), s.Center()
	err = q.QueryRowContext(ctx, `SELECT coalesce(min(n), 0) FROM change WHERE file = ? AND station = ? AND `+refusedBy(codeGap), center[:], station[:]).Scan(&own)
	if err != nil {
		return nil, fmt.Errorf("find refused keys: %w", s.fault(err))
	}
	if at, forked := forks[chainID{center, station}]; own > 0 && (!forked || uint64(own) < at) {
		forks[chainID{center, station}] = uint64(own)
	}
	apart := map[uuid.UUID]bool{}
	for _, w := range written {
		if w.Edit.Grant == nil || slices.Contains(dir.Refused, w.Dot) {
			continue
		}
		was, known := apart[w.Edit.Grant.Key]
		apart[w.Edit.Grant.Key] = strays(forks, s.Center(), w.Dot) && (was || !known)
	}
	for key, alone := range apart {
		if !alone {
			delete(apart, key)
		}
	}
	return apart, nil
}

// reckonApart looks again which keys the center has, once it has refused or
// taken changes of the directory.
func (s *Store) reckonApart(ctx context.Context) error {
	forks, err := s.forks(ctx, s.db.SQL())
	if err != nil || len(forks) == 0 {
		return err
	}
	if err := s.loadDirectory(ctx); err != nil {
		return err
	}
	return s.regrant(ctx)
}

// regrant grants once more the keys of cases that the center's readers cannot
// have, as far as the person signed in holds them. The caller holds the store.
func (s *Store) regrant(ctx context.Context) error {
	forks, err := s.forks(ctx, s.db.SQL())
	if err != nil || len(forks) == 0 || !s.Reads() {
		return err
	}
	dir := s.Directory()
	done := regranted{forks: len(forks), apart: len(dir.Apart)}
	from := s.regranted.upTo
	if s.regranted.forks != done.forks || s.regranted.apart != done.apart {
		from = 0
	}
	err = s.db.SQL().QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM change WHERE kind = 'grant'`).Scan(&done.upTo)
	if err != nil {
		return fmt.Errorf("find grants: %w", s.fault(err))
	}
	center := s.Center()
	files, err := fileIDs(ctx, s.db.SQL(), `SELECT DISTINCT file FROM change WHERE kind = 'grant' AND id > ? AND file != ?`, from, center[:])
	if err != nil {
		return fmt.Errorf("find grants: %w", s.fault(err))
	}
	for _, file := range files {
		err := s.regrantIn(ctx, file, forks)
		if errors.Is(err, ErrArriving) || errors.Is(err, ErrNoKeys) {
			done.upTo = from // it is looked at again
			continue
		}
		if err != nil {
			return fmt.Errorf("grant keys once more: %w", err)
		}
	}
	s.regranted = done
	return nil
}

func (s *Store) regrantIn(ctx context.Context, file uuid.UUID, forks map[chainID]uint64) error {
	all, err := s.grantedIn(ctx, s.db.SQL(), file)
	if err != nil {
		return err
	}
	lone := loneGrants(file, all, forks, s.Directory())
	if len(lone) == 0 || file == s.Audit() {
		return nil
	}
	return s.commit(ctx, func(b *batch) error {
		for _, g := range lone {
			if err := b.regrant(file, g); err != nil {
				return err
			}
		}
		return nil
	})
}

// loneGrants gives one grant of each key that nobody can open by what the
// center has. Of a key for a group inside the case the group must be able to:
// that its writer can is not enough.
func loneGrants(file uuid.UUID, all []granted, forks map[chainID]uint64, dir *ledger.Directory) []trust.Grant {
	grouped := map[uuid.UUID]bool{}
	for _, g := range all {
		grouped[g.Key] = grouped[g.Key] || g.By != uuid.Nil
	}
	reached := map[uuid.UUID]bool{}
	for _, g := range all {
		if !strays(forks, file, g.dot) && !dir.Apart[g.By] && (g.By != uuid.Nil || g.Of == file || !grouped[g.Key]) {
			reached[g.Key] = true
		}
	}
	var out []trust.Grant
	for _, g := range all {
		if !reached[g.Key] {
			reached[g.Key] = true
			out = append(out, g.Grant)
		}
	}
	return out
}

// regrant grants one key once more to those who may read what it seals: the
// group, or the readers of a wall. What the person signed in does not hold, or
// may not give, is left to others.
func (b *batch) regrant(file uuid.UUID, g trust.Grant) error {
	grants, err := b.grantsAnew(file, g)
	if err != nil {
		return err
	}
	for _, grant := range grants {
		if err := b.append(planned{file: file, edit: b.s.grantEdit(grant)}); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) grantsAnew(file uuid.UUID, g trust.Grant) ([]trust.Grant, error) {
	if group := narrowGroup(file, g.Of); group != "" {
		k, ok := b.s.openNarrow([]trust.Grant{g})[g.Key]
		if !ok {
			return nil, nil
		}
		return b.grantsToGroup(k.key, g.Of, g.Epoch, group)
	}
	key, ok := b.key(g.Key)
	if !ok {
		return nil, nil
	}
	wall, err := b.s.wallIn(b.ctx, b.tx, file)
	if err != nil {
		return nil, err
	}
	if wall.Up {
		if !slices.Contains(wall.Readers, b.s.who) {
			return nil, nil
		}
		return b.s.grantsToReaders(key, file, g.Epoch, wall)
	}
	group, err := b.s.groupKey()
	if err != nil || b.s.Directory().Apart[group.key.ID] {
		return nil, nil
	}
	grant, err := trust.GrantToGroup(b.s.c.Rand, key, file, g.Epoch, group.of, group.key)
	return []trust.Grant{grant}, err
}
