package pglog

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

//go:embed *.sql
var migrations embed.FS

// migrationLock is the key of the advisory lock under which one process at a
// time changes the schema: "yorisoi" in ASCII.
const migrationLock = 0x796f7269736f69

// migrate applies the migrations that the database does not have yet. Where
// it has them all it takes no lock and needs no right to change a schema.
func (l *Log) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	var version int
	err = l.read(ctx, func(ctx context.Context, conn *pgx.Conn) (err error) {
		version, err = versionOf(ctx, conn)
		return err
	})
	if err != nil {
		return err
	}
	if version < len(names) {
		return l.write(ctx, func(ctx context.Context, tx pgx.Tx) error { return apply(ctx, tx, names) })
	}
	return newer(version, len(names))
}

func newer(version, known int) error {
	if version > known {
		return fmt.Errorf("version %d, this program knows %d: %w", version, known, ErrNewerVersion)
	}
	return nil
}

// queryer is a connection or a transaction.
type queryer interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// versionOf is 0 for a database that nobody has used yet. It reads the
// catalog itself: what the server has cached of it for this session may be
// from before another process made the schema.
func versionOf(ctx context.Context, q queryer) (version int, err error) {
	var exists bool
	if err := q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'yorisoi' AND c.relname = 'version')`).Scan(&exists); err != nil || !exists {
		return 0, err
	}
	err = q.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM yorisoi.version`).Scan(&version)
	return version, err
}

func apply(ctx context.Context, tx pgx.Tx, names []string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
		return err
	}
	version, err := versionOf(ctx, tx)
	if err != nil {
		return err
	}
	if err := newer(version, len(names)); err != nil {
		return err
	}
	if version == 0 {
		if _, err := tx.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS yorisoi; CREATE TABLE yorisoi.version (version int PRIMARY KEY)`); err != nil {
			return err
		}
	}
	for i := version; i < len(names); i++ {
		script, err := migrations.ReadFile(names[i])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, string(script)); err != nil {
			return fmt.Errorf("apply %s: %w", names[i], describe(err))
		}
		if _, err := tx.Exec(ctx, `INSERT INTO yorisoi.version (version) VALUES ($1)`, i+1); err != nil {
			return err
		}
	}
	return nil
}

// describe adds what the database says besides.
func describe(err error) error {
	var failed *pgconn.PgError
	if errors.As(err, &failed) && failed.Detail != "" {
		return fmt.Errorf("%w (%s)", err, failed.Detail)
	}
	return err
}
