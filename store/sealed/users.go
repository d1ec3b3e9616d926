package sealed

import (
	"context"
	"sync"
)

// users counts the connections of a store. database/sql gives a connection
// back only when whoever holds a transaction or rows is done, which may be
// after its Close; until then the store's names and its lock must stay.
type users struct {
	mu   sync.Mutex
	n    int
	last func()        // called once, when there is no connection any more
	gone chan struct{} // closed when there is none, for whoever waits
}

func (u *users) enter() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
}

func (u *users) leave() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n--
	if u.n == 0 && u.gone != nil {
		close(u.gone)
		u.gone = nil
	}
	u.runLast()
}

// none waits until no connection is left.
func (u *users) none(ctx context.Context) error {
	u.mu.Lock()
	if u.n == 0 {
		u.mu.Unlock()
		return nil
	}
	if u.gone == nil {
		u.gone = make(chan struct{})
	}
	gone := u.gone
	u.mu.Unlock()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// whenGone calls last as soon as no connection is left, at once if none is.
func (u *users) whenGone(last func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.last = last
	u.runLast()
}

func (u *users) runLast() {
	if u.n == 0 && u.last != nil {
		u.last()
		u.last = nil
	}
}
