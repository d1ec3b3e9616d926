package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"
)

// narrowIndex says in which cases the narrow records lie that the person
// signed in can read, and which of them are in conflict. It is only in memory,
// and brought up to date when somebody asks.
type narrowIndex struct {
	mu        sync.Mutex
	upTo      int64                     // change.id
	home      map[uuid.UUID]uuid.UUID   // case by record
	conflicts map[uuid.UUID][]uuid.UUID // records by case
}

// forget lets the index be made anew: rows of changes were removed, and their
// numbers may be given again.
func (x *narrowIndex) forget() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.upTo, x.home, x.conflicts = 0, nil, nil
}

// lookUpNarrow calls look with the index as of now.
func (s *Store) lookUpNarrow(ctx context.Context, look func(*narrowIndex)) error {
	x := &s.narrow
	x.mu.Lock()
	defer x.mu.Unlock()
	if !s.Reads() {
		look(&narrowIndex{})
		return nil
	}
	if x.home == nil {
		x.home, x.conflicts = map[uuid.UUID]uuid.UUID{}, map[uuid.UUID][]uuid.UUID{}
	}
	var upTo int64
	if err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM change`).Scan(&upTo); err != nil {
		return fmt.Errorf("find narrow records: %w", s.fault(err))
	}
	if upTo > x.upTo {
		files, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM change WHERE (record = x'' OR kind = 'grant') AND id > ?`, x.upTo)
		if err != nil {
			return fmt.Errorf("find narrow records: %w", s.fault(err))
		}
		for _, file := range files {
			if err := s.indexNarrow(ctx, x, file); err != nil {
				return err
			}
		}
		x.upTo = upTo
	}
	look(x)
	return nil
}

func (s *Store) indexNarrow(ctx context.Context, x *narrowIndex, file uuid.UUID) error {
	narrow, err := s.narrowIn(ctx, s.db.Read(), file)
	if err != nil {
		return err
	}
	delete(x.conflicts, file)
	for id, changes := range narrow {
		x.home[id] = file
		r, err := s.withNarrow(ctx, s.db.Read(), file, nil, changes)
		if err != nil {
			return err
		}
		if len(r.Conflicts) > 0 {
			x.conflicts[file] = append(x.conflicts[file], id)
		}
	}
	return nil
}

// homeOf is the case in which a record lies, zero where it is not here.
func (s *Store) homeOf(ctx context.Context, q querier, record uuid.UUID) (uuid.UUID, error) {
	var file uuid.UUID
	err := q.QueryRowContext(ctx, `SELECT file FROM record WHERE record = ?`, record[:]).Scan(&file)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return file, s.fault(err)
	}
	err = s.lookUpNarrow(ctx, func(x *narrowIndex) { file = x.home[record] })
	return file, err
}

// narrowConflicts are the records in conflict that only few may read, the
// person signed in among them.
func (s *Store) narrowConflicts(ctx context.Context) ([]uuid.UUID, error) {
	var out []uuid.UUID
	err := s.lookUpNarrow(ctx, func(x *narrowIndex) {
		for _, ids := range x.conflicts {
			out = append(out, ids...)
		}
	})
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out, err
}
