package center

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"yorisoi/sync/center/logbook"
)

// beginLog makes the log that is restored into. In the folder it is part of
// what appears whole or not at all.
func (r *restorer) beginLog(ctx context.Context) (logbook.Log, error) {
	if err := r.made.createLog(ctx, r.dir, r.Rand); err != nil {
		return nil, err
	}
	return r.made.openLog(ctx, r.dir)
}

// undo takes back what a failed restore has left outside of its folder.
func (r *restorer) undo(_ context.Context, err error) error { return err }

// finish brings everything to the disk, and at last the file that makes the
// folder a center.
func (r *restorer) finish(_ context.Context) error {
	err := r.log.Close()
	r.log = nil
	if err != nil {
		return err
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

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
