package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// AsideEdit is an own change that the center would not take as it was and that
// waits to be written anew, or to be let go.
type AsideEdit struct {
	Hash    ledger.Hash
	Case    uuid.UUID
	Family  string // 家名, "" where the case is not here
	Record  uuid.UUID
	Kind    string
	Author  uuid.UUID
	At      time.Time
	Set     map[string]any // nil where no key at hand opens it
	Reason  string
	Base    map[string]any // what the author saw in those fields
	Now     map[string]any // what they say now
	Refused string         // the center's code and words
}

const asideColumns = `hash, file, record, kind, author, raw, base, refused`

// FindAside lists what waits outside its chain, the oldest first.
func (s *Store) FindAside(ctx context.Context) ([]AsideEdit, error) {
	out, err := s.asides(ctx, s.db.Read(), `WHERE settled = '' ORDER BY at, station, n`)
	if err != nil {
		return nil, err
	}
	for i := range out {
		a := &out[i]
		a.Family, a.Now = s.familyName(ctx, a.Case), map[string]any{}
		r, err := s.findRecord(ctx, s.db.Read(), a.Record)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for name := range a.Set {
			a.Now[name] = r.Fields[name]
		}
	}
	return out, nil
}

func (s *Store) asides(ctx context.Context, q querier, where string, args ...any) ([]AsideEdit, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+asideColumns+` FROM aside `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find changes set aside: %w", s.fault(err))
	}
	defer rows.Close()
	var out []AsideEdit
	for rows.Next() {
		var a AsideEdit
		var hash, record, raw, base []byte
		if err := rows.Scan(&hash, &a.Case, &record, &a.Kind, &a.Author, &raw, &base, &a.Refused); err != nil {
			return nil, fmt.Errorf("find changes set aside: %w", err)
		}
		a.Hash = ledger.Hash(hash)
		copy(a.Record[:], record)
		if a.Base, err = decodeFields(base); err != nil {
			return nil, fmt.Errorf("find changes set aside: %w", err)
		}
		change := new(ledger.Change)
		if err := trust.Decode(raw, change); err != nil {
			return nil, fmt.Errorf("find changes set aside: %w", err)
		}
		a.At = change.At.Wall()
		key, _, _ := s.keyTo(ctx, q, change, s.key)
		if edit, err := change.OpenBody(key); err == nil {
			a.Set, a.Reason = edit.Set, edit.Reason
		}
		out = append(out, a)
	}
	return out, s.fault(rows.Err())
}

// writeWaiting writes anew what the person signed in wrote and what waits
// aside, where nobody else has changed the same fields since. The rest waits
// for its author, for the case to come back whole, or for a decision.
func (s *Store) writeWaiting(ctx context.Context) error {
	var waits bool
	err := s.db.SQL().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM aside WHERE settled = '')`).Scan(&waits)
	if err != nil || !waits {
		return s.fault(err)
	}
	if me := s.Staff(s.who); me == nil || me.Removed {
		return nil
	}
	var b *batch
	err = s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		all, err := s.asides(ctx, tx, `WHERE settled = '' AND (author = ? OR kind = ?) ORDER BY file, station, n`, s.who[:], ledger.KindGrant)
		if err != nil {
			return err
		}
		for _, a := range all {
			if _, err := b.writeAnew(a, false); err != nil {
				return err
			}
		}
		return errors.Join(b.flush(), b.saveCharges(), b.saveFollowing())
	})
	if err != nil {
		return fmt.Errorf("write anew: %w", err)
	}
	if len(b.dirty) == 0 {
		return nil // not a key either
	}
	defer s.rouse()
	return b.settled(ctx)
}

// writeAnew makes a new change of one that was set aside: as its author wrote
// it, with what the author had seen, so that a conflict stays one. It does
// nothing where that cannot be said, unless a person has looked and insists.
func (b *batch) writeAnew(a AsideEdit, insist bool) (bool, error) {
	var raw []byte
	if err := b.scan(`SELECT raw FROM aside WHERE hash = ?`, []any{a.Hash[:]}, &raw); err != nil {
		return false, err
	}
	was := new(ledger.Change)
	if err := trust.Decode(raw, was); err != nil {
		return false, err
	}
	if missing, err := b.arriving(a.Case); missing || err != nil {
		return false, err
	}
	key, group, ok := b.s.keyTo(b.ctx, b.tx, was, b.key)
	if !ok {
		return false, nil
	}
	edit, err := was.OpenBody(key)
	if err != nil {
		return false, nil // nobody can read it: it stays as it is
	}
	p := planned{file: a.Case, edit: edit, at: a.At, narrow: group != ""}
	// A key that is made for it is granted by a change that has seen all that is
	// here, and what follows that has seen it too: so it is asked before, lest
	// keys be made for nothing, and again.
	for range 2 {
		if !insist {
			if p.have, err = b.sightOf(was); err != nil {
				return false, err
			}
			same, err := b.untouched(a, edit, p.have)
			if !same || err != nil {
				return false, err
			}
		}
		if p.key, err = b.keyNow(a.Case, was, group); err != nil {
			return false, err
		}
	}
	if err := b.append(p); err != nil {
		return false, err
	}
	if strings.HasPrefix(a.Refused, fmt.Sprint(codeHeld)) && edit.Kind != ledger.KindGrant && a.Case != b.s.Center() && a.Case != b.s.Carriage() {
		err := b.noteAdoption(HeldEdit{Hash: a.Hash, Case: a.Case, Record: edit.Record, Author: a.Author}, outcomeAdopted, slices.Sorted(maps.Keys(edit.Set)), "")
		if err != nil {
			return false, err
		}
	}
	_, err = b.exec(`UPDATE aside SET settled = 'anew' WHERE hash = ?`, a.Hash[:])
	return true, err
}

// keyNow is the key under which a change is written anew: that of today.
func (b *batch) keyNow(kase uuid.UUID, was *ledger.Change, group string) (trust.Key, error) {
	switch {
	case !was.Sealed():
		return trust.Key{}, nil
	case group != "":
		return b.narrowKey(kase, group, Write{})
	}
	return b.caseKey(kase)
}

// sightOf is what a new change may say that it had seen: what the old one had,
// and what this station's chain has seen by now.
func (b *batch) sightOf(was *ledger.Change) (ledger.Vector, error) {
	head, err := b.head(chainID{was.Case, b.s.Station()})
	if err != nil {
		return nil, err
	}
	have := head.Seen.Clone()
	vector, err := b.vector(was.Case)
	if err != nil {
		return nil, err
	}
	for _, d := range was.Seen {
		if d.Station != b.s.Station() {
			have[d.Station] = max(have[d.Station], min(d.N, vector[d.Station]))
		}
	}
	return have, nil
}

// untouched reports whether the fields that an edit sets still have, in what
// the new change has seen, the values that its author saw, or those that it
// sets.
func (b *batch) untouched(a AsideEdit, edit *ledger.Edit, have ledger.Vector) (bool, error) {
	if edit.Kind == ledger.KindGrant {
		return true, nil
	}
	written, _, err := b.s.changesOf(b.ctx, b.tx, edit.Record, a.Case, b.key)
	if err != nil {
		return false, err
	}
	sight := have.Clone()
	head, err := b.head(chainID{a.Case, b.s.Station()})
	if err != nil {
		return false, err
	}
	sight[b.s.Station()] = head.N
	now := valuesIn(seenBy(written, sight), edit)
	for name, v := range edit.Set {
		if !ledger.SameValue(now[name], a.Base[name]) && !ledger.SameValue(now[name], v) {
			return false, nil
		}
	}
	return true, nil
}

// WriteAnew writes a change that was set aside once more (もう一度書く), now as
// an edit of the person signed in who has seen what stands there. It returns
// ErrNotYours for what another person wrote, and ErrArriving while the case
// has not come back whole.
func (s *Store) WriteAnew(ctx context.Context, hash ledger.Hash) error {
	return s.write(ctx, func(b *batch) error {
		a, err := b.asideOf(hash)
		if err != nil {
			return err
		}
		ok, err := b.writeAnew(*a, true)
		if err == nil && !ok {
			err = fmt.Errorf("write anew: %w", ErrArriving)
		}
		return err
	})
}

// LetGo takes a change that was set aside off the list: a person has kept its
// text elsewhere, or it is not needed. It stays in the file until the case
// leaves it.
func (s *Store) LetGo(ctx context.Context, hash ledger.Hash) error {
	return s.write(ctx, func(b *batch) error {
		if _, err := b.asideOf(hash); err != nil {
			return err
		}
		_, err := b.exec(`UPDATE aside SET settled = 'let_go' WHERE hash = ?`, hash[:])
		return err
	})
}

// asideOf finds a change set aside that the person signed in may decide about.
func (b *batch) asideOf(hash ledger.Hash) (*AsideEdit, error) {
	all, err := b.s.asides(b.ctx, b.tx, `WHERE settled = '' AND hash = ?`, hash[:])
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("find change set aside: %w", ErrNotFound)
	}
	if all[0].Author != b.s.who && !b.s.CanManage() {
		return nil, ErrNotYours
	}
	return &all[0], nil
}

// SetAside takes an own change that the center refused out of its chain, with
// those that follow it there: what waits is then written anew or let go, and
// new work goes on. It returns ErrNotFound for one that the center did not
// refuse.
func (s *Store) SetAside(ctx context.Context, kase uuid.UUID, dot ledger.Dot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	var first int64
	err := s.db.SQL().QueryRowContext(ctx, `SELECT coalesce(min(n), 0) FROM change WHERE file = ? AND station = ? AND seq = 0 AND refused != ''`,
		kase[:], dot.Station[:]).Scan(&first)
	if err != nil {
		return fmt.Errorf("set aside %s: %w", dot, s.fault(err))
	}
	if first == 0 || dot.Station != s.Station() || dot.N < uint64(first) {
		return fmt.Errorf("set aside %s: %w", dot, ErrNotFound)
	}
	if err := s.setAside(ctx, chainEnd{file: kase, station: dot.Station, n: uint64(first)}); err != nil {
		return fmt.Errorf("set aside %s: %w", dot, err)
	}
	return nil
}
