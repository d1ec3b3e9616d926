package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// metaHeldCursor is the row in meta with how far the hold box was read.
const metaHeldCursor = "held_cursor"

// KindAdoption is the record of what became of a change in the hold box.
const KindAdoption = "adoption"

// HeldEdit is a change that the center keeps aside because its author or
// station was removed before it came: somebody decides whether it is taken in.
type HeldEdit struct {
	Hash    ledger.Hash
	Case    uuid.UUID
	Family  string // 家名
	Record  uuid.UUID
	Kind    string
	Title   string // whose record it is, where that is a person
	New     bool   // the record is not here: it would be new
	Author  uuid.UUID
	Station uuid.UUID
	At      time.Time // when it was written
	Came    time.Time // when the center took it; zero: it is this station's own
	Reason  string
	Fields  []HeldField
	May     bool // the person signed in may decide about it
}

// HeldField is one field of such a change.
type HeldField struct {
	Name   string
	Held   any // what the change sets
	Before any // what its author had seen
	Now    any // what the record says now
}

// Moved reports whether somebody has set the field to something else since the
// author saw it.
func (f HeldField) Moved() bool {
	return !ledger.SameValue(f.Now, f.Before) && !ledger.SameValue(f.Now, f.Held)
}

// HeldCursor returns how far the hold box was read.
func (s *Store) HeldCursor(ctx context.Context) (ledger.Cursor, error) {
	var c ledger.Cursor
	if err := loadMeta(ctx, s.db.Read(), metaHeldCursor, &c); err != nil {
		return c, s.fault(err)
	}
	return c, nil
}

// ReceiveHeld takes changes of the center's hold box and moves the cursor. One
// that is not signed by its author is kept, and shown to nobody until it
// verifies. They may come again.
func (s *Store) ReceiveHeld(ctx context.Context, cursor ledger.Cursor, held []ledger.Logged) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	var e Event
	var b *batch
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		for _, l := range held {
			change, err := ledger.Decode(l.Raw)
			if err != nil {
				s.c.Log.Error("hold box has what is no change", "seq", l.Seq, "error", err)
				continue
			}
			var edit *ledger.Edit // nil while nobody can vouch for it
			if verify(s.Directory(), change) == nil {
				edit = b.openHeld(change)
			}
			if err := b.keepHeld(l, change, edit); err != nil {
				return err
			}
			if !slices.Contains(e.Cases, change.Case) && len(e.Cases) < maxEventCases {
				e.Cases = append(e.Cases, change.Case)
			}
		}
		if err := b.takeHeldKeys(); err != nil {
			return err
		}
		if len(b.keys) > 0 {
			if err := errors.Join(b.reopen(), b.flush()); err != nil {
				return err
			}
		}
		return saveMeta(ctx, tx, metaHeldCursor, cursor)
	})
	if err == nil && len(b.keys) > 0 {
		err = b.settled(ctx)
	}
	if err != nil {
		return fmt.Errorf("receive hold box: %w", err)
	}
	if len(e.Cases) > 0 {
		s.watch.send(e)
	}
	return nil
}

// keepHeld keeps a change of the hold box.
func (b *batch) keepHeld(l ledger.Logged, c *ledger.Change, edit *ledger.Edit) error {
	hash := ledger.HashOf(l.Raw)
	record, kind := []byte{}, ""
	if edit != nil {
		record, kind = edit.Record[:], edit.Kind
	}
	_, err := b.exec(`INSERT INTO holdbox (hash, file, station, n, at, author, record, kind, raw, seq, taken)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET
		seq = max(seq, excluded.seq), taken = max(taken, excluded.taken),
		record = CASE WHEN record = x'' THEN excluded.record ELSE record END, kind = CASE WHEN kind = '' THEN excluded.kind ELSE kind END`,
		hash[:], c.Case[:], c.Station[:], int64(c.N), int64(c.At), c.Author[:], record, kind, l.Raw, int64(l.Seq), l.At)
	if err != nil {
		return fmt.Errorf("keep held change %s: %w", c.Dot(), err)
	}
	return nil
}

// openHeld opens a change with the case's key. A case that only the hold box
// knows has its grant there: that key opens what lies beside it and is kept
// nowhere, for the case has not been opened by anybody who may. takeHeldKeys
// keeps one with which somebody has written who may.
func (b *batch) openHeld(c *ledger.Change) *ledger.Edit {
	key, ok := b.key(c.Key)
	if !ok && c.Sealed() {
		key, ok = b.s.heldKey(b.ctx, b.tx, c.Case, c.Key)
	}
	if !ok && c.Sealed() {
		return nil
	}
	edit, err := c.OpenBody(key)
	if err != nil {
		return nil
	}
	return edit
}

// heldKey finds a key among the grants that the hold box has of a case.
func (s *Store) heldKey(ctx context.Context, q querier, file, id uuid.UUID) (trust.Key, bool) {
	grants, err := s.boxedGrants(ctx, q, file)
	if err != nil {
		return trust.Key{}, false
	}
	for _, g := range grants {
		if k, err := s.unwrapHeld(ctx, q, g); err == nil && k.key.ID == id && k.of == file {
			return k.key, true
		}
	}
	return trust.Key{}, false
}

// FindHoldBox lists what waits for a decision and can be read here, the oldest
// first.
func (s *Store) FindHoldBox(ctx context.Context) ([]HeldEdit, error) {
	out, _, err := s.holdBox(ctx)
	return out, err
}

// CountUnopened says how many changes of the hold box no key here opens.
func (s *Store) CountUnopened(ctx context.Context) (int, error) {
	_, closed, err := s.holdBox(ctx)
	return closed, err
}

// holdBox reads what nobody has decided about: what a key opens, and how much
// there is beside. What the log has after all was brought by a station that was
// removed to a center that had lost it: nobody needs to decide about that, nor
// about what was decided by somebody who was removed: what that was about is
// here itself, and waits again. Nor does who may read a case wait: nobody takes
// that over, it is there for what was written behind it.
func (s *Store) holdBox(ctx context.Context) (out []HeldEdit, closed int, err error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT raw, taken FROM holdbox h WHERE kind NOT IN (?, ?, ?)
		AND NOT EXISTS (SELECT 1 FROM change c WHERE c.file = h.file AND c.station = h.station AND c.n = h.n AND c.raw = h.raw AND c.seq > 0)
		ORDER BY at, station, n`, ledger.KindGrant, KindAdoption, ledger.KindRestrict)
	if err != nil {
		return nil, 0, fmt.Errorf("read hold box: %w", s.fault(err))
	}
	type waiting struct {
		raw   []byte
		taken int64
	}
	var all []waiting
	for rows.Next() {
		var w waiting
		if err := rows.Scan(&w.raw, &w.taken); err != nil {
			return nil, 0, errors.Join(err, rows.Close())
		}
		all = append(all, w)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, 0, fmt.Errorf("read hold box: %w", s.fault(err))
	}
	for _, w := range all {
		h, settled, err := s.heldEdit(ctx, w.raw, w.taken)
		switch {
		case err != nil:
			return nil, 0, err
		case settled:
		case h == nil:
			closed++
		default:
			out = append(out, *h)
		}
	}
	return out, closed, nil
}

// heldEdit opens one change of the hold box and puts beside it what the record
// says now. nil: no key opens it.
func (s *Store) heldEdit(ctx context.Context, raw []byte, taken int64) (h *HeldEdit, settled bool, err error) {
	c := new(ledger.Change)
	if err := trust.Decode(raw, c); err != nil {
		return nil, false, fmt.Errorf("read hold box: %w", err)
	}
	hash := ledger.HashOf(raw)
	if settled, err := s.isSettled(ctx, s.db.Read(), hash, c.Case); settled || err != nil {
		return nil, settled, err
	}
	if verify(s.Directory(), c) != nil {
		return nil, false, nil
	}
	key, ok := s.key(c.Key)
	if !ok && c.Sealed() {
		key, ok = s.heldKey(ctx, s.db.Read(), c.Case, c.Key)
	}
	if !ok && c.Sealed() {
		var narrow bool
		key, narrow, err = s.heldNarrowKey(ctx, s.db.Read(), c)
		if ok = err == nil && key.ID == c.Key; !ok || err != nil {
			return nil, narrow, err // not even a number of what is for others
		}
	}
	edit, err := c.OpenBody(key)
	if err != nil {
		return nil, false, nil
	}
	h = &HeldEdit{
		Hash: hash, Case: c.Case, Family: s.familyName(ctx, c.Case), Record: edit.Record, Kind: edit.Kind, New: true,
		Author: c.Author, Station: c.Station, At: c.At.Wall(), Came: millis(taken), Reason: edit.Reason,
	}
	if err := s.compareHeld(ctx, h, c, edit); err != nil {
		return nil, false, err
	}
	h.May, err = s.mayAdopt(ctx, s.db.Read(), c.Case)
	return h, false, err
}

// compareHeld puts beside each field what the author had seen there and what
// the record says now.
func (s *Store) compareHeld(ctx context.Context, h *HeldEdit, c *ledger.Change, edit *ledger.Edit) error {
	written, _, err := s.changesOf(ctx, s.db.Read(), edit.Record, c.Case, s.key)
	if err != nil {
		return err
	}
	now := ledger.Fold(written)
	if now != nil {
		h.New = false
		h.Title, _ = now.Value("given_name").(string)
	}
	sight, before, err := s.heldSight(ctx, c, edit.Record)
	if err != nil {
		return err
	}
	seen := seenBy(written, sight)
	for _, name := range slices.Sorted(maps.Keys(edit.Set)) {
		f := HeldField{Name: name, Held: edit.Set[name]}
		if now != nil {
			f.Now = now.Value(name)
		}
		if seen != nil {
			f.Before = seen.Value(name)
		}
		if v, own := before[name]; own {
			f.Before = v
		}
		h.Fields = append(h.Fields, f)
	}
	return nil
}

// heldSight is what the author of a held change had seen: what the chain had
// up to it, in the log and in the hold box, and the values that earlier held
// changes of the chain gave to the record.
func (s *Store) heldSight(ctx context.Context, c *ledger.Change, record uuid.UUID) (ledger.Vector, map[string]any, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT raw FROM change WHERE file = ?1 AND station = ?2 AND n < ?3
		UNION ALL SELECT raw FROM holdbox WHERE file = ?1 AND station = ?2 AND n <= ?3`, c.Case[:], c.Station[:], int64(c.N))
	if err != nil {
		return nil, nil, fmt.Errorf("read chain of held change: %w", s.fault(err))
	}
	defer rows.Close()
	sight, set, at := ledger.Vector{}, map[string]any{}, map[string]uint64{}
	for rows.Next() {
		var raw []byte
		one := new(ledger.Change)
		if err := errors.Join(rows.Scan(&raw), trust.Decode(raw, one)); err != nil {
			return nil, nil, fmt.Errorf("read chain of held change: %w", err)
		}
		sight.Merge(one.Seen.Vector())
		key, _ := s.key(one.Key)
		edit, err := one.OpenBody(key)
		if err != nil || one.N == c.N || edit.Record != record {
			continue
		}
		for name, v := range edit.Set {
			if one.N > at[name] {
				set[name], at[name] = v, one.N
			}
		}
	}
	sight[c.Station] = c.N - 1
	return sight, set, s.fault(rows.Err())
}

// adoptionOf is the id of the record that says what became of a held change:
// the same on every station.
func adoptionOf(kase uuid.UUID, hash ledger.Hash) uuid.UUID {
	return uuid.NewSHA1(kase, append([]byte(KindAdoption), hash[:]...))
}

func (s *Store) isSettled(ctx context.Context, q querier, hash ledger.Hash, kase uuid.UUID) (bool, error) {
	id := adoptionOf(kase, hash)
	var n int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM record WHERE record = ? AND state != 'withdrawn'`, id[:]).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("find outcome: %w", s.fault(err))
	}
	return n > 0, nil
}

// mayAdopt reports whether the person signed in may decide about held changes
// of a case: the director, the coordinators, and who is in charge of it now.
func (s *Store) mayAdopt(ctx context.Context, q querier, kase uuid.UUID) (bool, error) {
	me := s.Staff(s.who)
	if me == nil || me.Removed {
		return false, nil
	}
	if me.Has(ledger.RoleDirector, ledger.RoleCoordinator) {
		return true, nil
	}
	staff, err := staffOf(ctx, q, []uuid.UUID{kase})
	return slices.Contains(staff, s.who), err
}
