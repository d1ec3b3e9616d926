package center

import (
	"context"
	"fmt"
)

// Compacted is what compacting came to.
type Compacted struct {
	Blobs int   // that never came whole
	Freed int64 // bytes more on the disk; less than zero when others wrote meanwhile
}

// Compact drops blobs that were begun long ago and never finished, and gives
// back room on the disk, while the center is served.
func (c *Center) Compact(ctx context.Context) (Compacted, error) {
	var done Compacted
	before, err := diskLeft(c.Dir)
	if err != nil {
		return done, fmt.Errorf("compact: %w", err)
	}
	if done.Blobs, err = c.log.DropBlobs(ctx, c.Now().Add(-begunLife).UnixMilli()); err != nil {
		return done, fmt.Errorf("compact: %w", err)
	}
	if err := c.log.Compact(ctx); err != nil {
		return done, fmt.Errorf("compact: %w", err)
	}
	after, err := diskLeft(c.Dir)
	if err != nil {
		return done, fmt.Errorf("compact: %w", err)
	}
	done.Freed = int64(after) - int64(before)
	return done, nil
}
