package logbook

import (
	"context"

	"github.com/google/uuid"
)

// Disposal is the order to destroy cases, by its list in the directory.
type Disposal struct {
	ID    uuid.UUID
	At    int64 // milliseconds since 1970
	Cases []uuid.UUID
}

// Disposed is what the log has destroyed by one order, all times together.
type Disposed struct {
	ID      uuid.UUID
	At      int64  // when it was last carried out
	Cases   uint64 // that the log had
	Changes uint64 // of the log and of the hold box
	Blobs   uint64
}

// Disposer destroys cases that were kept long enough.
type Disposer interface {
	// Dispose removes everything that the log has of cases: changes, the ends of
	// their chains, what stands in the hold box, blobs. Numbers of the log are not
	// given again, and Head does not go back. It may be repeated, for a station
	// or a backup may have brought something again; then what it finds is
	// counted in addition, and a time at which nothing was found leaves the
	// first one. What it returns is what Disposed returns of the order.
	Dispose(ctx context.Context, d Disposal) (Disposed, error)

	// Disposed returns what was destroyed, by when it was.
	Disposed(ctx context.Context) ([]Disposed, error)
}
