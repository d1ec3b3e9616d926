package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// Leaving returns what the cases that are here and out of scope have: the ends
// of all chains, counted as Heads counts them, and the bytes of own changes
// that the center keeps aside, as they were written. It is asked about both before Trim lets them
// go: it may have been restored since.
func (s *Store) Leaving(ctx context.Context) (heads []ledger.CaseHead, aside [][]byte, err error) {
	files, err := s.outOfScope(ctx)
	if err != nil || len(files) == 0 {
		return nil, nil, err
	}
	unsent, err := s.unsentChains(ctx)
	if err != nil {
		return nil, nil, err
	}
	station := s.Station()
	for _, file := range files {
		if heads, err = s.headsOf(ctx, heads, file, unsent); err != nil {
			return nil, nil, fmt.Errorf("load heads of %s: %w", file, s.fault(err))
		}
		held, err := s.raws(ctx, `SELECT raw FROM holdbox WHERE file = ? AND station = ? ORDER BY at`, file[:], station[:])
		if err != nil {
			return nil, nil, err
		}
		aside = append(aside, held...)
	}
	return heads, aside, nil
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
