package center

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// How many blobs may be on their way, so that nobody fills the disk with
// beginnings.
const (
	maxBegun   = 64                  // of one station
	begunRetry = 30 * time.Second    // what a station is told that has too many
	begunLife  = 30 * 24 * time.Hour // after which one that never came whole is forgotten
)

// begunBlobs are the blobs that each station has announced to this process
// and that did not come whole yet. Its zero value is ready.
type begunBlobs struct {
	mu sync.Mutex
	of map[uuid.UUID]map[ledger.Hash]bool
}

// begin counts one more blob of a station: wire.ErrTooMany when it has to
// finish others first. Those that came whole by another way, or were
// forgotten, do not count.
func (b *begunBlobs) begin(ctx context.Context, log logbook.Log, station uuid.UUID, blob ledger.Hash) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of == nil {
		b.of = map[uuid.UUID]map[ledger.Hash]bool{}
	}
	mine := b.of[station]
	if mine == nil {
		mine = map[ledger.Hash]bool{}
		b.of[station] = mine
	}
	if len(mine) >= maxBegun {
		if err := settle(ctx, log, mine); err != nil {
			return err
		}
	}
	if len(mine) >= maxBegun && !mine[blob] {
		return wire.ErrTooMany
	}
	mine[blob] = true
	return nil
}

// settle forgets what is not on its way any more.
func settle(ctx context.Context, log logbook.Log, blobs map[ledger.Hash]bool) error {
	ids := make([]ledger.Hash, 0, len(blobs))
	for id := range blobs {
		ids = append(ids, id)
	}
	found, err := log.FindBlobs(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if blob, known := found[id]; !known || blob.Whole() {
			delete(blobs, id)
		}
	}
	return nil
}

// end forgets a blob that came whole.
func (b *begunBlobs) end(station uuid.UUID, blob ledger.Hash) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.of[station], blob)
	if len(b.of[station]) == 0 {
		delete(b.of, station)
	}
}
