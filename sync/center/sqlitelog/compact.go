package sqlitelog

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"yorisoi/sync/center/logbook"
)

// pagesAtOnce is how many free pages one step of Compact gives back: 4 MiB.
// Others write between the steps.
const pagesAtOnce = 1024

// Compact gives free pages and the write-ahead log back to the disk. A file
// of the first schema is rewritten once, so that the steps become possible;
// until that is done those who write wait.
func (l *Log) Compact(ctx context.Context) error {
	if err := l.compact(ctx); err != nil {
		return fmt.Errorf("compact log: %w", err)
	}
	return nil
}

func (l *Log) compact(ctx context.Context) error {
	var mode, free int
	if err := l.writer.QueryRowContext(ctx, `PRAGMA auto_vacuum`).Scan(&mode); err != nil {
		return err
	}
	if mode == 0 {
		if _, err := l.writer.ExecContext(ctx, `VACUUM`); err != nil {
			return err
		}
	}
	for before := -1; ; before = free {
		if err := l.writer.QueryRowContext(ctx, `PRAGMA freelist_count`).Scan(&free); err != nil {
			return err
		}
		if free == 0 || free == before {
			break
		}
		if err := drain(l.writer.QueryContext(ctx, fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, pagesAtOnce))); err != nil {
			return err
		}
	}
	return l.shorten(ctx)
}

// shorten empties the write-ahead log unless somebody reads from it just now.
func (l *Log) shorten(ctx context.Context) error {
	conn, err := l.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 100`); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA busy_timeout = %d`, busyTimeout.Milliseconds()))
	return drain(conn.QueryContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`))
}

// drain runs a statement that does a step of its work with every row.
func drain(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// Check has SQLite read every page and index, and checks that the changes and
// blobs are what the log says of them.
func (l *Log) Check(ctx context.Context) error {
	if err := l.integrity(ctx); err != nil {
		return fmt.Errorf("check log: %w", sort(err))
	}
	if err := logbook.Verify(ctx, l); err != nil {
		return fmt.Errorf("check log: %w", sort(err))
	}
	return nil
}

func (l *Log) integrity(ctx context.Context) error {
	rows, err := l.readers.QueryContext(ctx, `PRAGMA integrity_check(20)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var wrong []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			wrong = append(wrong, line)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(wrong, "; "))
	}
	return nil
}
