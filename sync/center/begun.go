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

const (
	begunRetry = 30 * time.Second    // what a station is told that has begun too many blobs
	begunLife  = 30 * 24 * time.Hour // after which one that never came whole is forgotten
)

// begunBlobs keeps stations from filling the disk with the beginnings of
// blobs. Its zero value is ready.
type begunBlobs struct {
	mu sync.Mutex // held while one is counted and announced, so that none slips through between
}

// announce keeps the manifest of a blob that a station will send:
// wire.ErrUnfinished when it has to finish others first. A blob counts with
// all the bytes that it will have, until it is whole or forgotten, also over a
// restart. Each of several processes over one log may let one too many
// through in the same moment. One blob alone is taken however large it is.
func (b *begunBlobs) announce(ctx context.Context, log logbook.Log, limits Limits, at int64, by uuid.UUID, m *ledger.Manifest) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	begun, err := log.Begun(ctx, by)
	if err != nil {
		return err
	}
	if begun.Blobs >= limits.Begun || begun.Blobs > 0 && begun.Bytes+m.Size > uint64(limits.BegunBytes) {
		return wire.ErrUnfinished
	}
	return log.AddBlob(ctx, at, by, m.ID(), m)
}
