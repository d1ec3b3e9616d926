package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// FindConflicts lists the records with fields in conflict.
func (s *Store) FindConflicts(ctx context.Context) ([]Conflict, error) {
	// The plus keeps the planner on the index of conflicts, which is small.
	rows, err := s.db.Read().QueryContext(ctx, `SELECT record FROM record WHERE conflicts != '' ORDER BY +changed DESC`)
	if err != nil {
		return nil, fmt.Errorf("find conflicts: %w", s.fault(err))
	}
	var ids []uuid.UUID
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return nil, fmt.Errorf("find conflicts: %w", err)
		}
		ids = append(ids, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find conflicts: %w", s.fault(err))
	}
	narrow, err := s.narrowConflicts(ctx)
	if err != nil {
		return nil, err
	}
	var out []Conflict
	for _, id := range narrow {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		c, err := s.FindConflict(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue // settled meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, *c)
	}
	return out, nil
}

// offlineAfter is how long a change may take to the center before people are
// told that it was written offline.
const offlineAfter = time.Minute

// FindConflict returns a record's fields in conflict, or ErrNotFound when it
// has none (any more).
func (s *Store) FindConflict(ctx context.Context, record uuid.UUID) (*Conflict, error) {
	r, err := s.FindRecord(ctx, record)
	if err != nil {
		return nil, err
	}
	if len(r.Conflicts) == 0 {
		return nil, fmt.Errorf("find conflict of %s: %w", record, ErrNotFound)
	}
	written, deliveries, err := s.changesOf(ctx, s.db.Read(), record, r.Case, s.key)
	if err != nil {
		return nil, err
	}
	c := &Conflict{Case: r.Case, Record: r.ID, Kind: r.Kind, Family: s.familyName(ctx, r.Case)}
	if r.Kind == KindPerson {
		c.Title = r.Text("given_name")
	}
	rec := ledger.Fold(written)
	for _, name := range r.Conflicts {
		f := ConflictField{Name: name}
		setters := rec.Fields[name]
		for _, setter := range setters {
			f.Values = append(f.Values, valueOf(setter))
		}
		if name == ledger.FieldState {
			f.Values = append(f.Values, keptBy(rec)...)
		}
		if before := seenBy(written, commonPast(setters)); before != nil {
			f.Before = before.Value(name)
		}
		deliver(f.Values, written, deliveries)
		c.Fields = append(c.Fields, f)
	}
	return c, nil
}

func valueOf(s ledger.Setter) ConflictValue {
	return ConflictValue{Dot: s.Dot, Value: s.Value, Author: s.Author, Station: s.Dot.Station, At: s.At.Wall(), Reason: s.Reason}
}

// deliver adds how each value came to the center.
func deliver(values []ConflictValue, written []ledger.Written, deliveries []Delivery) {
	for i := range values {
		v := &values[i]
		at := slices.IndexFunc(written, func(w ledger.Written) bool { return w.Dot == v.Dot })
		d := deliveries[at]
		v.Ahead = d.before(v.At)
		v.Offline = d.Stage != StageReceipted || d.At.Sub(v.At) > offlineAfter
	}
}

// keptBy is the other side of a withdrawal: for everybody who edited the
// record without knowing of it, the value that keeps the record. There is none
// where the two sides already stand as values of the state.
func keptBy(rec *ledger.Record) []ConflictValue {
	state := rec.Fields[ledger.FieldState]
	if slices.ContainsFunc(state, func(s ledger.Setter) bool { return s.Value != ledger.StateWithdrawn }) {
		return nil
	}
	var out []ConflictValue
	for name, reg := range rec.Fields {
		for _, s := range reg {
			if name == ledger.FieldState || !unaware(s, state) {
				continue
			}
			i := slices.IndexFunc(out, func(v ConflictValue) bool { return v.Author == s.Author && v.Station == s.Dot.Station })
			if i < 0 {
				i = len(out)
				out = append(out, ConflictValue{Edited: map[string]any{}})
			}
			edited := out[i].Edited
			edited[name] = s.Value
			if out[i].Dot.N < s.Dot.N {
				out[i] = valueOf(s)
				out[i].Value, out[i].Edited = ledger.StateConfirmed, edited
			}
		}
	}
	slices.SortFunc(out, func(a, b ConflictValue) int { return b.At.Compare(a.At) })
	return out
}

// unaware reports whether a setter and one of a state did not know of each
// other.
func unaware(s ledger.Setter, state ledger.Register) bool {
	return slices.ContainsFunc(state, func(o ledger.Setter) bool { return !o.Seen.Covers(s.Dot) && !s.Seen.Covers(o.Dot) })
}

// commonPast is what all setters had seen.
func commonPast(reg ledger.Register) ledger.Vector {
	var common ledger.Vector
	for i, s := range reg {
		if i == 0 {
			common = s.Seen.Clone()
			continue
		}
		for station, n := range common {
			common[station] = min(n, s.Seen[station])
		}
	}
	return common
}

// Settle decides fields of a conflict as it was shown: the change has seen all
// their values, so it replaces them; they and the reason stay in the history.
// ErrMoved when a field has other values meanwhile, or was settled: nobody
// decides about what they have not seen.
func (s *Store) Settle(ctx context.Context, shown *Conflict, values map[string]any, reason string) error {
	return s.write(ctx, func(b *batch) error {
		old, err := s.findRecord(ctx, b.tx, shown.Record)
		if err != nil {
			return err
		}
		written, _, err := s.changesOf(ctx, b.tx, shown.Record, old.Case, b.key)
		if err != nil {
			return err
		}
		rec := ledger.Fold(written)
		for name := range values {
			if !slices.Contains(old.Conflicts, name) || !shown.has(rec, name) {
				return fmt.Errorf("settle %s of %s: %w", name, shown.Record, ErrMoved)
			}
		}
		key, err := b.caseKey(old.Case)
		if err != nil {
			return err
		}
		w := Write{Case: old.Case, Record: shown.Record, Kind: old.Kind, Set: values, Reason: reason}
		open, err := b.stands(shown.Record)
		if err != nil {
			return err
		}
		return b.appendParts(planned{file: old.Case, edit: s.editOf(w, false), key: key}, open)
	})
}

// has reports whether a field's values now are those that were shown.
func (c *Conflict) has(rec *ledger.Record, name string) bool {
	at := slices.IndexFunc(c.Fields, func(f ConflictField) bool { return f.Name == name })
	if at < 0 {
		return false
	}
	now := rec.Fields[name]
	var kept []ConflictValue
	if name == ledger.FieldState {
		kept = keptBy(rec)
	}
	values := c.Fields[at].Values
	if len(values) != len(now)+len(kept) {
		return false
	}
	for _, s := range now {
		if !slices.ContainsFunc(values, func(v ConflictValue) bool { return v.Dot == s.Dot }) {
			return false
		}
	}
	for _, k := range kept {
		if !slices.ContainsFunc(values, func(v ConflictValue) bool { return v.Dot == k.Dot }) {
			return false
		}
	}
	return true
}
