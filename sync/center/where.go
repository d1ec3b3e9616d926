package center

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/sqlitelog"
)

// ErrDatabase is returned for a database of a kind that no log is kept in.
var ErrDatabase = errors.New("no log is kept in such a database")

// createLog makes the empty log of a new center.
func (s settings) createLog(ctx context.Context, dir string, random io.Reader) error {
	if s.Database == "" {
		return sqlitelog.Create(ctx, filepath.Join(dir, fileLog), random)
	}
	return fmt.Errorf("make log: %w", ErrDatabase)
}

// openLog opens the log where the settings say that it is.
func (s settings) openLog(ctx context.Context, dir string) (logbook.Log, error) {
	if s.Database == "" {
		return sqlitelog.Open(ctx, filepath.Join(dir, fileLog))
	}
	return nil, fmt.Errorf("open log: %w", ErrDatabase)
}

// useClock gives the center's clock to a log.
func useClock(log logbook.Log, now func() time.Time) {
	if l, ok := log.(*sqlitelog.Log); ok {
		l.Now = now
	}
}
