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
	written, deliveries, err := s.changesOf(ctx, s.db.Read(), record, uuid.Nil, s.key)
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
		v.Delivery = deliveries[i]
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

// before reports whether the center had a change long before the time at
// which it is said to have been written.
func (d Delivery) before(written time.Time) bool {
	return d.Stage == StageReceipted && written.After(d.At.Add(ledger.MaxAhead))
}
