package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// vacuumUpTo is how much a store may hold, in bytes, to be written anew after
// cases were removed: SQLite does so in memory. A larger one gives its free
// pages back in steps.
var vacuumUpTo int64 = 64 << 20

// pagesAtOnce is how many free pages one step gives back: 1 MiB. Whoever
// saves something comes in between.
const pagesAtOnce = 256

// incremental is the mode in which SQLite gives free pages back when asked.
const incremental = 2

// vacuum writes the file anew, without free room, as one whose free pages
// can be given back in steps from then on.
func (s *Store) vacuum(ctx context.Context) error {
	// The mode belongs to the connection until the file is written.
	conn, err := s.db.SQL().Conn(ctx)
	if err != nil {
		return fmt.Errorf("write store anew: %w", s.fault(err))
	}
	defer conn.Close()
	for _, query := range []string{`PRAGMA auto_vacuum = INCREMENTAL`, `VACUUM`} {
		if _, err := conn.ExecContext(ctx, query); err != nil {
			return fmt.Errorf("write store anew: %w", s.fault(err))
		}
	}
	return nil
}

// cleanUp takes the words of removed records out of the indexes, and what
// earlier edits left in the file's free room; the file becomes shorter.
func (s *Store) cleanUp(ctx context.Context, removed int) error {
	if removed == 0 {
		return nil
	}
	if err := s.cleanIndexes(ctx); err != nil {
		return err
	}
	for {
		done, err := s.shorten(ctx)
		if err != nil || done {
			return err
		}
	}
}

func (s *Store) cleanIndexes(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	for _, index := range []string{"seek_name", "seek_text"} {
		if _, err := s.db.SQL().ExecContext(ctx, `INSERT INTO `+index+` (`+index+`) VALUES ('optimize')`); err != nil {
			return fmt.Errorf("clean index %s: %w", index, s.fault(err))
		}
	}
	return nil
}

// room is how much of the file is in use.
type room struct {
	pages, free, size int64
	mode              int
}

func (s *Store) room(ctx context.Context) (r room, err error) {
	db := s.db.SQL()
	err = errors.Join(
		db.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&r.pages),
		db.QueryRowContext(ctx, `PRAGMA freelist_count`).Scan(&r.free),
		db.QueryRowContext(ctx, `PRAGMA page_size`).Scan(&r.size),
		db.QueryRowContext(ctx, `PRAGMA auto_vacuum`).Scan(&r.mode),
	)
	if err != nil {
		return r, fmt.Errorf("measure store: %w", s.fault(err))
	}
	return r, nil
}

// shorten gives free pages back, a step of them at a time; done says that
// there are no more. A large file of an earlier program, which cannot do so,
// uses its free pages again; they hold nothing any more.
func (s *Store) shorten(ctx context.Context) (done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return false, ErrClosed
	}
	r, err := s.room(ctx)
	if err != nil {
		return false, err
	}
	switch {
	case (r.pages-r.free)*r.size <= vacuumUpTo:
		if err := s.vacuum(ctx); err != nil {
			return false, err
		}
	case r.mode == incremental && r.free > 0:
		err := drain(s.db.SQL().QueryContext(ctx, fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, pagesAtOnce)))
		if err != nil {
			return false, fmt.Errorf("shorten store: %w", s.fault(err))
		}
		if after, err := s.room(ctx); err != nil || after.free < r.free {
			return false, err
		}
	}
	// A reader may keep the log's old pages for a moment longer.
	if _, err := s.db.SQL().ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return false, fmt.Errorf("shorten store: %w", s.fault(err))
	}
	s.saveInfo(ctx)
	return true, nil
}

// drain runs a statement that does a part of its work with every row.
func drain(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}
