package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// Heads returns the ends of one bucket's chains as the center must have them:
// own changes that it has not receipted do not count.
func (s *Store) Heads(ctx context.Context, bucket int) ([]ledger.CaseHead, error) {
	return s.heads(ctx, `WHERE bucket = ? ORDER BY file, station`, bucket)
}

// Digests returns the digest of every bucket's heads.
func (s *Store) Digests(ctx context.Context) ([ledger.Buckets]ledger.Hash, error) {
	var out [ledger.Buckets]ledger.Hash
	heads, err := s.heads(ctx, `ORDER BY bucket, file, station`)
	if err != nil {
		return out, err
	}
	for start := 0; start < len(heads); {
		bucket, end := ledger.BucketOf(heads[start].Case), start
		for end < len(heads) && ledger.BucketOf(heads[end].Case) == bucket {
			end++
		}
		out[bucket] = ledger.DigestHeads(heads[start:end])
		start = end
	}
	return out, nil
}

func (s *Store) heads(ctx context.Context, where string, args ...any) (out []ledger.CaseHead, err error) {
	scope, err := s.Scope(ctx)
	if err != nil {
		return nil, err
	}
	err = s.atOneMoment(ctx, func(tx *sql.Tx) error {
		unsent, err := unsentChains(ctx, tx)
		if err != nil {
			return err
		}
		out, err = headsIn(ctx, tx, unsent, where, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load heads: %w", s.fault(err))
	}
	kept := out[:0]
	for _, h := range out {
		if scope.Has(h.Case) && (h.Case != s.Audit() || h.Station == s.Station()) {
			kept = append(kept, h)
		} // the center shows nothing of the others to this station
	}
	return kept, nil
}

// atOneMoment calls fn with the store as it is now, whatever is written
// meanwhile: a change that is saved between two readings would be taken for
// one that the center has.
func (s *Store) atOneMoment(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := s.db.Read().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return fn(tx)
}

// headsIn reads ends of chains as far as the center has them.
func headsIn(ctx context.Context, tx *sql.Tx, unsent map[chainID]ledger.Head, where string, args ...any) ([]ledger.CaseHead, error) {
	rows, err := tx.QueryContext(ctx, `SELECT file, station, n, hash FROM head `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ledger.CaseHead
	for rows.Next() {
		var h ledger.CaseHead
		var n int64
		var hash []byte
		if err := rows.Scan(&h.Case, &h.Station, &n, &hash); err != nil {
			return nil, err
		}
		h.N, h.Hash = uint64(n), ledger.Hash(hash)
		if sent, ok := unsent[chainID{h.Case, h.Station}]; ok {
			h.N, h.Hash = sent.N, sent.Hash
		}
		if h.N > 0 {
			out = append(out, h)
		}
	}
	return out, rows.Err()
}

// unsentChains gives, for chains that the center does not have whole, the end
// of what it has. Left to itself the database goes through all changes, to
// have them in order for the grouping.
func unsentChains(ctx context.Context, tx *sql.Tx) (map[chainID]ledger.Head, error) {
	rows, err := tx.QueryContext(ctx, `SELECT u.file, u.station, u.first, c.raw
		FROM (SELECT file, station, min(n) AS first FROM change INDEXED BY change_first WHERE seq = 0 GROUP BY file, station) AS u
		LEFT JOIN change AS c ON c.file = u.file AND c.station = u.station AND c.n = u.first - 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[chainID]ledger.Head{}
	for rows.Next() {
		var id chainID
		var first int64
		var before []byte
		if err := rows.Scan(&id.file, &id.station, &first, &before); err != nil {
			return nil, err
		}
		var h ledger.Head
		if first > 1 {
			if before == nil {
				return nil, fmt.Errorf("change %d of %s is not here", first-1, id.station)
			}
			h = ledger.Head{N: uint64(first) - 1, Hash: ledger.HashOf(before)}
		}
		out[id] = h
	}
	return out, rows.Err()
}

// Leaving returns what the cases that are here and out of scope have: the ends
// of all chains, counted as Heads counts them, and the bytes of own changes
// that the center keeps aside, as they were written. It is asked about both
// before Trim lets them go: it may have been restored since.
func (s *Store) Leaving(ctx context.Context) (heads []ledger.CaseHead, aside [][]byte, err error) {
	files, err := s.outOfScope(ctx)
	if err != nil || len(files) == 0 {
		return nil, nil, err
	}
	err = s.atOneMoment(ctx, func(tx *sql.Tx) error {
		unsent, err := unsentChains(ctx, tx)
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := s.leave(ctx, tx, file, unsent, &heads, &aside); err != nil {
				return fmt.Errorf("case %s: %w", file, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("load what leaves: %w", s.fault(err))
	}
	return heads, aside, nil
}

// leave adds what one case has.
func (s *Store) leave(ctx context.Context, tx *sql.Tx, file uuid.UUID, unsent map[chainID]ledger.Head, heads *[]ledger.CaseHead, aside *[][]byte) error {
	ends, err := headsIn(ctx, tx, unsent, `WHERE file = ? ORDER BY station`, file[:])
	if err != nil {
		return err
	}
	station := s.Station()
	held, err := s.rawsOf(ctx, tx, `SELECT raw FROM holdbox WHERE file = ? AND station = ? ORDER BY at`, file[:], station[:])
	*heads, *aside = append(*heads, ends...), append(*aside, held...)
	return err
}
