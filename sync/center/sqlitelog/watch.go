package sqlitelog

import (
	"context"
	"fmt"
	"time"

	"yorisoi/sync/center/logbook"
)

// lookEvery is how often Watch looks whether another process has written.
const lookEvery = 500 * time.Millisecond

// grown is closed, and replaced, whenever this handle has appended.
func (l *Log) grown() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.next
}

func (l *Log) grow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.next)
	l.next = make(chan struct{})
}

// Watch calls advanced whenever the log may have grown.
func (l *Log) Watch(ctx context.Context, advanced func(head uint64)) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for last, first := uint64(0), true; ; first = false {
		grown := l.grown()
		head, err := l.Head(ctx)
		if err != nil {
			return fmt.Errorf("watch log: %w", l.orClosed(ctx, err))
		}
		if first || head != last {
			last = head
			advanced(head)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("watch log: %w", ctx.Err())
		case <-l.closed:
			return fmt.Errorf("watch log: %w", logbook.ErrClosed)
		case <-grown:
		case <-look.C:
		}
	}
}

// orClosed is the error of a call during which ctx or the log may have ended.
func (l *Log) orClosed(ctx context.Context, err error) error {
	select {
	case <-l.closed:
		return logbook.ErrClosed
	default:
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
