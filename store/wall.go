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

// wallIn is who may read a case, by its readable restrict changes here.
func (s *Store) wallIn(ctx context.Context, q querier, kase uuid.UUID) (ledger.Wall, error) {
	written, err := s.restrictEdits(ctx, q, kase)
	if err != nil || len(written) == 0 {
		return ledger.Wall{}, err
	}
	return ledger.WallOf(ledger.Restrictions(s.Directory(), kase, written)), nil
}

// restrictEdits are the restrict changes that a case's own ledger has here.
func (s *Store) restrictEdits(ctx context.Context, q querier, kase uuid.UUID) ([]ledger.Written, error) {
	raws, err := s.rawsOf(ctx, q, `SELECT raw FROM change WHERE file = ? AND kind = 'restrict' ORDER BY id`, kase[:])
	if err != nil || len(raws) == 0 {
		return nil, err
	}
	changes := make([]*ledger.Change, len(raws))
	for i, raw := range raws {
		changes[i] = new(ledger.Change)
		if err := trust.Decode(raw, changes[i]); err != nil {
			return nil, fmt.Errorf("find wall of %s: %w", kase, err)
		}
	}
	seen, err := seenOf(ctx, q, changes)
	if err != nil {
		return nil, err
	}
	var written []ledger.Written
	for _, c := range changes {
		if w, ok := restrictionOf(c, seen[c.Dot()]); ok {
			written = append(written, w)
		}
	}
	return written, nil
}

// restrictionOf is a change as a word about who may read its case; a sealed
// one is none, for the center must be able to read it.
func restrictionOf(c *ledger.Change, seen ledger.Vector) (ledger.Written, bool) {
	if c.Sealed() {
		return ledger.Written{}, false
	}
	edit, err := c.OpenBody(trust.Key{})
	if err != nil || !ledger.IsRestriction(c.Case, edit) {
		return ledger.Written{}, false
	}
	return ledger.Written{Dot: c.Dot(), Seen: seen, At: c.At, Author: c.Author, Edit: edit}, true
}

// readWalls reckons who may read which case by everything that is here: the
// cases' own changes, and those that the center has shown of cases that it no
// longer gives to this station.
func (s *Store) readWalls(ctx context.Context) (ledger.Walls, error) {
	q := s.db.Read()
	files, err := fileIDs(ctx, q, `SELECT file FROM change WHERE kind = 'restrict' UNION SELECT file FROM closed`)
	if err != nil {
		return nil, s.fault(err)
	}
	walls, dir := ledger.Walls{}, s.Directory()
	for _, file := range files {
		written, err := s.restrictEdits(ctx, q, file)
		if err != nil {
			return nil, err
		}
		shown, err := s.rawsOf(ctx, q, `SELECT raw FROM closed WHERE file = ?`, file[:])
		if err != nil {
			return nil, err
		}
		if wall := ledger.WallOf(ledger.Restrictions(dir, file, withShown(written, shown))); wall.Up {
			walls[file] = wall
		}
	}
	return walls, nil
}

// withShown adds changes that stand in no chain here. What each had seen is
// known only as far as it says so itself; that it seems to have seen less makes
// a wall stand that was lifted, never the other way round, and only until the
// case's own changes have come.
func withShown(written []ledger.Written, shown [][]byte) []ledger.Written {
	has := map[ledger.Dot]bool{}
	for _, w := range written {
		has[w.Dot] = true
	}
	for _, raw := range shown {
		c := new(ledger.Change)
		if trust.Decode(raw, c) != nil || has[c.Dot()] {
			continue
		}
		seen := c.Seen.Vector()
		seen[c.Station] = c.N - 1
		if w, ok := restrictionOf(c, seen); ok {
			written = append(written, w)
		}
	}
	return written
}

// KeepClosed takes the changes by which a case was closed to this station, as
// the center shows them. The center's word alone closes nothing: each must be
// signed by somebody who had the right to it, and all together must keep the
// case from this station, or lift the wall for which alone a reader's station
// held it. It reports whether they do; the case is out of scope from then on,
// and goes once everything of it is receipted.
func (s *Store) KeepClosed(ctx context.Context, kase uuid.UUID, raws [][]byte) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return false, ErrClosed
	}
	good := s.trusted(kase, raws)
	written, err := s.restrictEdits(ctx, s.db.Read(), kase)
	if err != nil {
		return false, err
	}
	dir := s.Directory()
	wall := ledger.WallOf(ledger.Restrictions(dir, kase, withShown(written, good)))
	scope, err := s.scopeWithin(ctx, ledger.Walls{kase: wall})
	if err != nil || scope.Has(kase) {
		return false, err
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		for _, raw := range good {
			hash := ledger.HashOf(raw)
			if _, err := tx.ExecContext(ctx, `INSERT INTO closed (hash, file, raw) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, hash[:], kase[:], raw); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("keep what closed a case: %w", err)
	}
	s.walls.forget()
	s.carriage.version++
	s.tellRescoped()
	return true, nil
}

// Stranded returns one change each, as a head, of cases that this station is to
// hold and of which only a later part came: one that was open to all for a
// while may have been restricted again before the rest was fetched.
func (s *Store) Stranded(ctx context.Context) ([]ledger.CaseHead, error) {
	scope, err := s.Scope(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT file, station, min(n), raw FROM held WHERE `+heldLate+` GROUP BY file`)
	if err != nil {
		return nil, fmt.Errorf("find what came without its beginning: %w", s.fault(err))
	}
	defer rows.Close()
	var out []ledger.CaseHead
	for rows.Next() {
		var h ledger.CaseHead
		var n int64
		var raw []byte
		if err := rows.Scan(&h.Case, &h.Station, &n, &raw); err != nil {
			return nil, fmt.Errorf("find what came without its beginning: %w", err)
		}
		if h.N, h.Hash = uint64(n), ledger.HashOf(raw); scope.Has(h.Case) && !scope.House(h.Case) {
			out = append(out, h)
		}
	}
	return out, s.fault(rows.Err())
}

// trusted are those of some changes that are restrictions of a case, each
// signed by its author.
func (s *Store) trusted(kase uuid.UUID, raws [][]byte) (good [][]byte) {
	dir := s.Directory()
	for _, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil || c.Case != kase || verify(dir, c) != nil {
			continue
		}
		if _, is := restrictionOf(c, nil); is {
			good = append(good, raw)
		}
	}
	return good
}

// ErrRestricted is returned for what cannot be done with a case while it is
// kept to named people.
var ErrRestricted = errors.New("the case is kept to named people")
