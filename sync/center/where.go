package center

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/sqlitelog"
)

var (
	// ErrDatabase is returned for a database of a kind that no log is kept in.
	ErrDatabase = errors.New("no log is kept in such a database")
	// ErrRestoring is returned for a log that a restore has not finished.
	ErrRestoring = errors.New("log is being restored, or its restore was cut off")
)

// fileRestored is in a folder whose restore is finished; it has the log's id.
const fileRestored = "restored"

// createLog makes the empty log of a new center.
func (s settings) createLog(ctx context.Context, dir string, random io.Reader) error {
	if s.Database == "" {
		return sqlitelog.Create(ctx, filepath.Join(dir, fileLog), random)
	}
	return databaseError(pglog.Create(ctx, s.Database, s.ID, random))
}

// openLog opens the log where the settings say that it is.
func (s settings) openLog(ctx context.Context, dir string) (logbook.Log, error) {
	if s.Database == "" {
		return sqlitelog.Open(ctx, filepath.Join(dir, fileLog))
	}
	log, err := pglog.Open(ctx, s.Database, s.ID)
	if err != nil {
		return nil, databaseError(err)
	}
	if err := endRestore(ctx, dir, log); err != nil {
		log.Close()
		return nil, err
	}
	return log, nil
}

// endRestore takes the mark from a log whose folder says that everything is
// there: the restore was cut off behind its last step.
func endRestore(ctx context.Context, dir string, log *pglog.Log) error {
	restoring, err := log.Restoring(ctx)
	if err != nil || !restoring {
		return err
	}
	said, err := os.ReadFile(filepath.Join(dir, fileRestored))
	if err != nil || strings.TrimSpace(string(said)) != log.ID().String() {
		return fmt.Errorf("open log: %w", ErrRestoring)
	}
	return log.EndRestore(ctx)
}

func databaseError(err error) error {
	if errors.Is(err, pglog.ErrAddress) {
		return fmt.Errorf("%w: %w", ErrDatabase, err)
	}
	return err
}

// useClock gives the center's clock to a log.
func useClock(log logbook.Log, now func() time.Time) {
	switch l := log.(type) {
	case *sqlitelog.Log:
		l.Now = now
	case *pglog.Log:
		l.Now = now
	}
}
