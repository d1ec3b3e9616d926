package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// narrowChange is a change for one group alone that the person signed in can
// read.
type narrowChange struct {
	id int64 // of its row
	ledger.Written
	raw      *ledger.Change
	delivery Delivery
}

// narrowIn are the changes of some cases that are for one group alone and that
// the person signed in can read, by record. They are opened here, each time,
// and kept in no table.
func (s *Store) narrowIn(ctx context.Context, q querier, files ...uuid.UUID) (map[uuid.UUID][]narrowChange, error) {
	out := map[uuid.UUID][]narrowChange{}
	for _, file := range files {
		sealed, err := s.unopened(ctx, q, file)
		if err != nil || len(sealed) == 0 {
			if err != nil {
				return nil, err
			}
			continue
		}
		opened, err := s.openSealed(ctx, q, file, sealed)
		if err != nil {
			return nil, err
		}
		for _, c := range opened {
			out[c.Edit.Record] = append(out[c.Edit.Record], c)
		}
	}
	return out, nil
}

// unopened are the changes of a case that no key of the station opens.
func (s *Store) unopened(ctx context.Context, q querier, file uuid.UUID) ([]narrowChange, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, raw, seq, taken, refused FROM change WHERE file = ? AND record = x'' ORDER BY id`, file[:])
	if err != nil {
		return nil, fmt.Errorf("find sealed changes of %s: %w", file, s.fault(err))
	}
	defer rows.Close()
	var out []narrowChange
	for rows.Next() {
		var c narrowChange
		var raw []byte
		var seq, taken int64
		var refused string
		c.raw = new(ledger.Change)
		if err := errors.Join(rows.Scan(&c.id, &raw, &seq, &taken, &refused), trust.Decode(raw, c.raw)); err != nil {
			return nil, fmt.Errorf("find sealed changes of %s: %w", file, err)
		}
		c.delivery = deliveryOf(seq, taken, refused)
		out = append(out, c)
	}
	return out, s.fault(rows.Err())
}

// openSealed opens those of a case's sealed changes for which there is a
// narrow key at hand.
func (s *Store) openSealed(ctx context.Context, q querier, file uuid.UUID, sealed []narrowChange) ([]narrowChange, error) {
	keys, err := s.narrowKeys(ctx, q, file)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	var out []narrowChange
	var changes []*ledger.Change
	for _, c := range sealed {
		k, ok := keys[c.raw.Key]
		if !ok {
			continue
		}
		edit, err := c.raw.OpenBody(k.key)
		if err != nil {
			continue // of another key with the same id
		}
		c.Written = ledger.Written{Dot: c.raw.Dot(), At: c.raw.At, Author: c.raw.Author, Edit: edit}
		out, changes = append(out, c), append(changes, c.raw)
	}
	if len(out) == 0 {
		return nil, nil
	}
	seen, err := seenOf(ctx, q, changes)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Seen = seen[out[i].Dot]
	}
	return out, nil
}

// narrowKeys are the narrow keys of a case that the person signed in can open.
func (s *Store) narrowKeys(ctx context.Context, q querier, file uuid.UUID) (map[uuid.UUID]heldKey, error) {
	grants, err := s.grantsIn(ctx, q, file)
	if err != nil {
		return nil, err
	}
	return s.openNarrow(slices.DeleteFunc(grants, func(g trust.Grant) bool { return g.Of == file })), nil
}

// withNarrow lays over a record what of it the person signed in may read
// beside others; r is nil where the whole record is narrow.
func (s *Store) withNarrow(ctx context.Context, q querier, file uuid.UUID, r *Record, narrow []narrowChange) (*Record, error) {
	id := narrow[0].Edit.Record
	written, ids, err := s.recordChanges(ctx, q, id, s.key)
	if err != nil {
		return nil, err
	}
	last, latest := ledger.Time(0), Delivery{}
	for i, w := range written {
		if w.At > last {
			last = w.At
			if latest, err = deliveryIn(ctx, q, ids[i]); err != nil {
				return nil, s.fault(err)
			}
		}
	}
	for _, c := range narrow {
		written = append(written, c.Written)
		if c.At > last {
			last, latest = c.At, c.delivery
		}
	}
	rec := ledger.Fold(written)
	made := s.newRow(file, rec)
	out := &Record{
		ID: id, Case: file, Kind: rec.Kind, Parent: made.parent, State: made.state, Fields: made.values, Conflicts: rec.Conflicts(),
		Created: rec.First.Wall(), Changed: rec.Last.Wall(), Author: rec.Author, Delivery: latest, Narrow: true,
	}
	if r != nil {
		out.written = r.written
	}
	return out, nil
}

func deliveryIn(ctx context.Context, q querier, id int64) (Delivery, error) {
	var seq, taken int64
	var refused string
	if err := q.QueryRowContext(ctx, `SELECT seq, taken, refused FROM change WHERE id = ?`, id).Scan(&seq, &taken, &refused); err != nil {
		return Delivery{}, fmt.Errorf("find delivery: %w", err)
	}
	return deliveryOf(seq, taken, refused), nil
}

// addNarrow puts into an opened case what of it the person signed in may read
// beside others.
func (s *Store) addNarrow(ctx context.Context, c *Case, files []uuid.UUID, named names) error {
	for _, file := range files {
		narrow, err := s.narrowIn(ctx, s.db.Read(), file)
		if err != nil {
			return err
		}
		for id, changes := range narrow {
			at := slices.IndexFunc(c.Records, func(r *Record) bool { return r.ID == id })
			var old *Record
			if at >= 0 {
				old = c.Records[at]
			}
			r, err := s.withNarrow(ctx, s.db.Read(), file, old, changes)
			if err != nil {
				return err
			}
			r.written = named.renamed(s.Library().Form(r.Kind), r.Fields)
			if old != nil {
				*old = *r
				continue
			}
			c.Records = append(c.Records, r)
		}
	}
	slices.SortStableFunc(c.Records, func(a, b *Record) int {
		return cmp.Or(cmp.Compare(s.dayOf(b.Kind, b.Fields), s.dayOf(a.Kind, a.Fields)), b.Created.Compare(a.Created))
	})
	return nil
}

// changesOf are all changes of a record that the person signed in can read,
// with how each came to the center. file may be zero where nobody knows it.
func (s *Store) changesOf(ctx context.Context, q querier, record, file uuid.UUID, find keyFinder) ([]ledger.Written, []Delivery, error) {
	written, ids, err := s.recordChanges(ctx, q, record, find)
	if err != nil {
		return nil, nil, err
	}
	deliveries := make([]Delivery, len(ids))
	for i, id := range ids {
		if deliveries[i], err = deliveryIn(ctx, q, id); err != nil {
			return nil, nil, s.fault(err)
		}
	}
	if file == uuid.Nil {
		if file, err = s.homeOf(ctx, q, record); err != nil || file == uuid.Nil {
			return written, deliveries, err
		}
	}
	narrow, err := s.narrowIn(ctx, q, file)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range narrow[record] {
		written, deliveries = append(written, c.Written), append(deliveries, c.delivery)
	}
	return written, deliveries, nil
}
