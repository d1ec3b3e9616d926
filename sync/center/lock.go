package center

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// holdLock takes the folder for serving. SQLite's own file lock is used
// because it works the same on every system and ends with the process.
func holdLock(ctx context.Context, dir string) (release func(), err error) {
	path, err := filepath.Abs(filepath.Join(dir, fileLock))
	if err != nil {
		return nil, fmt.Errorf("lock center: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock center: %w", err)
	}
	f.Close()
	if path = filepath.ToSlash(path); !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=busy_timeout(300)"}).String())
	if err != nil {
		return nil, fmt.Errorf("lock center: %w", err)
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("lock center: %w", err)
	}
	release = func() { conn.Close(); db.Close() }
	if _, err := conn.ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		release()
		if strings.Contains(err.Error(), "locked") || strings.Contains(err.Error(), "busy") {
			return nil, fmt.Errorf("lock center %s: %w", dir, ErrServing)
		}
		return nil, fmt.Errorf("lock center: %w", err)
	}
	return release, nil
}
