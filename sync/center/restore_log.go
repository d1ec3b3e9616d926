package center

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/sqlitelog"
)

// beginLog makes the log that is restored into. In the folder it is part of
// what appears whole or not at all; in a database it is marked until the
// folder has appeared.
func (r *restorer) beginLog(ctx context.Context) (logbook.Log, error) {
	if r.made.Database != "" {
		log, err := pglog.Restore(ctx, r.made.Database, r.made.ID, r.Rand)
		if err != nil {
			return nil, databaseError(err)
		}
		return log, nil
	}
	log, err := sqlitelog.Restore(ctx, filepath.Join(r.dir, fileLog), r.Rand)
	if err != nil {
		return nil, err
	}
	return log, nil
}

// undoTime bounds the cleaning after a failed restore, which may have failed
// because its time was over.
const undoTime = time.Minute

// undo takes back what a failed restore has left outside of its folder.
func (r *restorer) undo(ctx context.Context, err error) error {
	log, ok := r.log.(*pglog.Log)
	if !ok {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	return errors.Join(err, log.DropRestore(ctx))
}

// finish brings everything to the disk, and at last the file that makes the
// folder a center.
func (r *restorer) finish() error {
	if _, ok := r.log.(*pglog.Log); ok {
		if err := replaceFile(filepath.Join(r.dir, fileRestored), []byte(r.log.ID().String()+"\n")); err != nil {
			return err
		}
	} else {
		err := r.log.Close()
		r.log = nil
		if err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := syncFile(filepath.Join(r.dir, e.Name())); err != nil {
			return err
		}
	}
	return r.made.write(r.dir)
}

// end takes the mark from a log in a database, once the folder is there.
func (r *restorer) end(ctx context.Context) error {
	log, ok := r.log.(*pglog.Log)
	if !ok {
		return nil
	}
	if err := log.EndRestore(ctx); err != nil {
		return fmt.Errorf("the next serve will finish it: %w", err)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
