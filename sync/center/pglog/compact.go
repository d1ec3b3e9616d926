package pglog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yorisoi/sync/center/logbook"
)

// tables are those that a VACUUM serves, the largest last.
var tables = []string{"center", "invite", "station", "revocation", "held", "blob", "disposed", "head", "wall", "change", "chunk"}

// Compact has the database clear away what was dropped and renew what it
// knows of the tables. They are those of all centers of the database.
func (l *Log) Compact(ctx context.Context) error {
	for _, table := range tables {
		err := l.again(ctx, func() error {
			return l.on(ctx, func(ctx context.Context, conn *pgx.Conn) error {
				_, err := conn.Exec(ctx, `VACUUM (ANALYZE) yorisoi.`+table)
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("compact %s: %w", table, err)
		}
	}
	return nil
}

// Check reads every change and chunk, which makes a database with checksums
// check its pages, and has the extension amcheck, where the database has it,
// check the indexes.
func (l *Log) Check(ctx context.Context) error {
	if err := l.checkIndexes(ctx); err != nil {
		return fmt.Errorf("check log: %w", err)
	}
	if err := logbook.Verify(ctx, l); err != nil {
		return fmt.Errorf("check log: %w", err)
	}
	return nil
}

func (l *Log) checkIndexes(ctx context.Context) error {
	return l.again(ctx, func() error {
		return l.on(ctx, func(ctx context.Context, conn *pgx.Conn) error {
			var can bool
			err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_proc p
				WHERE p.proname = 'bt_index_check' AND has_function_privilege(p.oid, 'EXECUTE') AND pg_function_is_visible(p.oid))`).Scan(&can)
			if err != nil || !can {
				return err
			}
			_, err = conn.Exec(ctx, `SELECT bt_index_check(i.indexrelid::regclass) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
				JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relnamespace = 'yorisoi'::regnamespace`)
			return err
		})
	})
}
