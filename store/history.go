package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// History returns every change of a record, newest first, with what its
// writer saw in the fields that it set.
func (s *Store) History(ctx context.Context, record uuid.UUID) ([]Version, error) {
	written, ids, err := s.recordChanges(ctx, s.db.Read(), record, s.key)
	if err != nil {
		return nil, err
	}
	if len(written) == 0 {
		return nil, fmt.Errorf("find history of %s: %w", record, ErrNotFound)
	}
	out := make([]Version, len(written))
	for i, w := range written {
		v := Version{
			Dot: w.Dot, At: w.At.Wall(), Author: w.Author, Station: w.Dot.Station,
			Set: w.Edit.Set, Reason: w.Edit.Reason, Before: map[string]any{},
		}
		if before := seenBy(written, w.Seen); before != nil {
			for name := range w.Edit.Set {
				v.Before[name] = before.Value(name)
			}
		}
		if v.Delivery, err = s.deliveryAt(ctx, ids[i]); err != nil {
			return nil, err
		}
		v.Ahead = v.Delivery.before(v.At)
		out[i] = v
	}
	slices.SortStableFunc(out, func(a, b Version) int { return b.At.Compare(a.At) })
	return out, nil
}

// seenBy is the record as somebody saw it who had seen that much.
func seenBy(written []ledger.Written, seen ledger.Vector) *ledger.Record {
	known := slices.DeleteFunc(slices.Clone(written), func(w ledger.Written) bool { return !seen.Covers(w.Dot) })
	return ledger.Fold(known)
}

func (s *Store) deliveryAt(ctx context.Context, id int64) (Delivery, error) {
	var seq, taken int64
	var refused string
	err := s.db.Read().QueryRowContext(ctx, `SELECT seq, taken, refused FROM change WHERE id = ?`, id).Scan(&seq, &taken, &refused)
	if err != nil {
		return Delivery{}, fmt.Errorf("find delivery: %w", s.fault(err))
	}
	return deliveryOf(seq, taken, refused), nil
}

// before reports whether the center had a change long before the time at
// which it is said to have been written.
func (d Delivery) before(written time.Time) bool {
	return d.Stage == StageReceipted && written.After(d.At.Add(ledger.MaxAhead))
}

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
	var out []Conflict
	for _, id := range ids {
		c, err := s.FindConflict(ctx, id)
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
	written, ids, err := s.recordChanges(ctx, s.db.Read(), record, s.key)
	if err != nil {
		return nil, err
	}
	row := map[ledger.Dot]int64{}
	for i, w := range written {
		row[w.Dot] = ids[i]
	}
	c := &Conflict{Case: r.Case, Record: r.ID, Kind: r.Kind, Family: s.familyName(ctx, r.Case)}
	if r.Kind == KindPerson {
		c.Title = r.Text("given_name")
	}
	rec := ledger.Fold(written)
	for _, name := range r.Conflicts {
		f := ConflictField{Name: name}
		common := commonPast(rec.Fields[name])
		for _, setter := range rec.Fields[name] {
			d, err := s.deliveryAt(ctx, row[setter.Dot])
			if err != nil {
				return nil, err
			}
			f.Values = append(f.Values, ConflictValue{
				Value: setter.Value, Author: setter.Author, Station: setter.Dot.Station, At: setter.At.Wall(), Reason: setter.Reason,
				Ahead:   d.before(setter.At.Wall()),
				Offline: d.Stage != StageReceipted || d.At.Sub(setter.At.Wall()) > offlineAfter,
			})
		}
		if before := seenBy(written, common); before != nil {
			f.Before = before.Value(name)
		}
		c.Fields = append(c.Fields, f)
	}
	return c, nil
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

// Settle decides fields in conflict: the change has seen all their values, so
// it replaces them; they and the reason stay in the history.
func (s *Store) Settle(ctx context.Context, record uuid.UUID, values map[string]any, reason string) error {
	return s.write(ctx, func(b *batch) error {
		old, err := s.findRecord(ctx, b.tx, record)
		if err != nil {
			return err
		}
		key, err := b.caseKey(old.Case)
		if err != nil {
			return err
		}
		w := Write{Case: old.Case, Record: record, Kind: old.Kind, Set: values, Reason: reason}
		return b.append(planned{file: old.Case, edit: s.editOf(w, false), key: key})
	})
}
