package bundle

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"yorisoi/store"
)

// Extension is what the name of a file ends in.
const Extension = ".yorisoi"

// MinPart is the smallest part that can be asked for, in bytes: an attachment
// stays in one part, with the directory.
const MinPart = 128 << 20

// minPart is MinPart but in tests.
var minPart int64 = MinPart

// Order is what is to be exported, and where to.
type Order struct {
	store.BundleOrder
	Path     string // of the file; parts get a number before the extension
	PartSize int64  // a part is never longer, in bytes; 0: everything in one
	Progress func(Progress)
}

// Progress says how far an export or an import is. Total is about what Done
// will be at the end.
type Progress struct {
	Done, Total int64 // bytes
	Changes     int
	Blobs       int
}

// Exported is what an export wrote.
type Exported struct {
	Paths   []string
	Changes int
	Blobs   int
	Bytes   int64
}

// Export writes a bundle. Until it is whole and on the disk there is no file
// of its name; one that is there already is left alone, with ErrExists. It
// returns what store.MayBundle does, ErrTarget for the disk, and the error of
// ctx.
func Export(ctx context.Context, st *store.Store, o Order) (Exported, error) {
	if _, err := os.Lstat(o.Path); err == nil {
		return Exported{}, fmt.Errorf("export to %s: %w", filepath.Base(o.Path), ErrExists)
	}
	if o.PartSize > 0 {
		o.PartSize = max(o.PartSize, minPart)
	}
	size, err := st.SizeBundle(ctx, o.BundleOrder)
	if err != nil {
		return Exported{}, err
	}
	out, err := st.ExportBundle(ctx, o.BundleOrder)
	if err != nil {
		return Exported{}, err
	}
	sweep(filepath.Dir(o.Path), st.Now())
	w := &writer{st: st, out: out, order: o, total: size.Bytes}
	err = w.writeAll(ctx)
	if err == nil {
		err = w.publish()
	}
	if err == nil {
		err = out.Finish(ctx, store.BundleTally{Changes: w.done.Changes, Blobs: w.done.Blobs, Parts: len(w.parts)})
	}
	if err != nil {
		err = errors.Join(err, out.Stop(ctx, outcomeOf(err)))
		w.discard()
		return Exported{}, err
	}
	return w.done, nil
}

// unfinished is what the names of files begin with that are being written.
const unfinished = ".bundle-"

// sweep removes what an export left that the power was cut of. A younger one
// may be somebody else's, at work on the same disk.
func sweep(folder string, now time.Time) {
	old, err := filepath.Glob(filepath.Join(folder, unfinished+"*"))
	if err != nil {
		return // a folder that cannot be searched is no reason not to write
	}
	for _, path := range old {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(path)
		}
	}
}

// outcomeOf is what the trace says of an error.
func outcomeOf(err error) store.BundleOutcome {
	switch {
	case err == nil:
		return store.BundleDone
	case errors.Is(err, context.Canceled):
		return store.BundleStopped
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrCut), errors.Is(err, ErrMaker):
		return store.BundleDamaged
	}
	return store.BundleFailed
}

// publish gives the parts their names.
func (w *writer) publish() error {
	for i, p := range w.parts {
		path := partPath(w.order.Path, i, len(w.parts))
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("export to %s: %w", filepath.Base(path), ErrExists)
		}
		if err := os.Rename(p.file.Name(), path); err != nil {
			return fmt.Errorf("name bundle: %w: %w", ErrTarget, err)
		}
		w.done.Paths = append(w.done.Paths, path)
	}
	// Not every file system has folders that can be synced; on those that
	// have not, the name is as safe as it can be.
	if dir, err := os.Open(filepath.Dir(w.order.Path)); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// discard removes what an export that failed has left.
func (w *writer) discard() {
	for _, p := range w.parts {
		_ = p.file.Close()
		_ = os.Remove(p.file.Name())
	}
	for _, path := range w.done.Paths {
		_ = os.Remove(path)
	}
	w.done.Paths = nil
}

// partPath is the name of the i-th of n parts.
func partPath(path string, i, n int) string {
	if n == 1 {
		return path
	}
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-" + strconv.Itoa(i+1) + ext
}
