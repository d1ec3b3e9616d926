package async

import (
	"context"
	"sync"
	"time"
)

// TypingPause is how long typing has to rest before it is searched for.
const TypingPause = 150 * time.Millisecond

// Debouncer keeps the last of several calls and makes it after a pause.
type Debouncer struct {
	owner *Owner
	pause time.Duration

	mu   sync.Mutex
	turn int
	next func()
}

// NewDebouncer returns a debouncer whose calls come on the screen of o.
func NewDebouncer(o *Owner, pause time.Duration) *Debouncer {
	return &Debouncer{owner: o, pause: pause}
}

// Call asks for f after the pause, in place of what was asked before.
func (d *Debouncer) Call(f func()) {
	d.mu.Lock()
	d.turn++
	turn := d.turn
	d.next = f
	d.mu.Unlock()
	d.owner.Go(func(ctx context.Context) {
		timer := time.NewTimer(d.pause)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
			d.owner.Show(func() {
				if f := d.take(turn); f != nil {
					f()
				}
			})
		}
	})
}

// Flush makes the waiting call now; use it from the screen before leaving a
// page, so that what was typed last is not lost.
func (d *Debouncer) Flush() {
	d.mu.Lock()
	turn := d.turn
	d.mu.Unlock()
	if f := d.take(turn); f != nil {
		f()
	}
}

// Cancel forgets the waiting call.
func (d *Debouncer) Cancel() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next = nil
}

func (d *Debouncer) take(turn int) func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if turn != d.turn {
		return nil
	}
	f := d.next
	d.next = nil
	return f
}
