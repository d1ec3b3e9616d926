package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// Leaving returns the ends of all chains of the cases that are here and out of
// scope, counted as Heads counts them. The center is asked about them before
// Trim lets them go: it may have been restored since it receipted them.
func (s *Store) Leaving(ctx context.Context) ([]ledger.CaseHead, error) {
	files, err := s.outOfScope(ctx)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	unsent, err := s.unsentChains(ctx)
	if err != nil {
		return nil, err
	}
	var out []ledger.CaseHead
	for _, file := range files {
		if out, err = s.headsOf(ctx, out, file, unsent); err != nil {
			return nil, fmt.Errorf("load heads of %s: %w", file, s.fault(err))
		}
	}
	return out, nil
}

func (s *Store) headsOf(ctx context.Context, out []ledger.CaseHead, file uuid.UUID, unsent map[chainID]ledger.Head) ([]ledger.CaseHead, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT station, n, hash FROM head WHERE file = ? ORDER BY station`, file[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		h := ledger.CaseHead{Case: file}
		var n int64
		var hash []byte
		if err := rows.Scan(&h.Station, &n, &hash); err != nil {
			return nil, err
		}
		h.N, h.Hash = uint64(n), ledger.Hash(hash)
		if sent, ok := unsent[chainID{file, h.Station}]; ok {
			h.N, h.Hash = sent.N, sent.Hash
		}
		if h.N > 0 {
			out = append(out, h)
		}
	}
	return out, rows.Err()
}
