package sqlitelog

import (
	"context"
	"fmt"
	"io"
)

// Restore makes and opens the file of a log that is filled from a backup. It
// waits for the disk at no commit, so what it has is on the disk only when
// the caller has closed it and brought the file there. Whatever goes wrong
// before that, the file is to be thrown away.
func Restore(ctx context.Context, path string, rand io.Reader) (*Log, error) {
	if err := Create(ctx, path, rand); err != nil {
		return nil, err
	}
	l, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	if _, err := l.writer.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
		l.Close()
		return nil, fmt.Errorf("restore log: %w", err)
	}
	return l, nil
}
