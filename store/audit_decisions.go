package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

func (s *Store) decisions(ctx context.Context) ([]Decision, error) {
	written, err := s.directoryChanges(ctx, s.db.Read())
	if err != nil {
		return nil, fmt.Errorf("find decisions: %w", err)
	}
	slices.SortStableFunc(written, func(a, b ledger.Written) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
	refused := s.Directory().Refused
	known := map[uuid.UUID]bool{}
	var out []Decision
	for _, w := range written {
		if w.Edit.Kind == ledger.KindGrant {
			continue
		}
		out = append(out, Decision{
			At: w.At.Wall(), Author: w.Author, Station: w.Dot.Station, Kind: w.Edit.Kind, Record: w.Edit.Record,
			First: !known[w.Edit.Record], Set: w.Edit.Set, Refused: slices.Contains(refused, w.Dot),
		})
		known[w.Edit.Record] = true
	}
	slices.Reverse(out)
	return out, nil
}
