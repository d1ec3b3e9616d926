package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"

	"yorisoi/store/sealed"
)

//go:embed schema/001_store.sql
var schema001 string

//go:embed schema/002_work.sql
var schema002 string

//go:embed schema/003_joined.sql
var schema003 string

//go:embed schema/004_lists.sql
var schema004 string

//go:embed schema/005_was.sql
var schema005 string

//go:embed schema/006_blob.sql
var schema006 string

//go:embed schema/007_scope.sql
var schema007 string

//go:embed schema/008_bundle.sql
var schema008 string

//go:embed schema/009_audit.sql
var schema009 string

//go:embed schema/010_kept.sql
var schema010 string

//go:embed schema/011_grants.sql
var schema011 string

//go:embed schema/012_walls.sql
var schema012 string

//go:embed schema/013_unsent.sql
var schema013 string

// schemas are the steps from an empty file to the newest schema; the number
// of steps taken is the file's user_version.
var schemas = []string{schema001, schema002, schema003, schema004, schema005, schema006, schema007, schema008, schema009, schema010, schema011, schema012, schema013}

// migrate brings the file to the newest schema, each step in a transaction
// together with its number. A file of a later program is refused.
func (s *Store) migrate(ctx context.Context) error {
	var have int
	if err := s.db.SQL().QueryRowContext(ctx, `PRAGMA user_version`).Scan(&have); err != nil {
		return fmt.Errorf("read schema version: %w", sealed.Classify(err))
	}
	if have > len(schemas) {
		return fmt.Errorf("schema %d, program knows %d: %w", have, len(schemas), sealed.ErrNewerVersion)
	}
	if have == 0 { // only a file without tables, or one written anew, gives pages back
		if err := s.vacuum(ctx); err != nil {
			return err
		}
	}
	for step := have; step < len(schemas); step++ {
		err := s.tx(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, schemas[step]); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, step+1))
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate schema to %d: %w", step+1, err)
		}
	}
	return nil
}

// tx runs do in one transaction on the writer. It rolls back on error; what
// do wrote is then as if never written.
func (s *Store) tx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.SQL().BeginTx(ctx, nil)
	if err != nil {
		return s.fault(err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		if ended := ctx.Err(); ended != nil && errors.Is(err, sql.ErrTxDone) {
			return ended // which is why
		}
		return s.fault(err)
	}
	if err := tx.Commit(); err != nil {
		return s.fault(err)
	}
	return nil
}

// fault gives a database error its cause, and says so when the store was
// locked meanwhile.
func (s *Store) fault(err error) error {
	s.shared.RLock()
	defer s.shared.RUnlock()
	if s.closed {
		return ErrClosed
	}
	return sealed.Classify(err)
}
