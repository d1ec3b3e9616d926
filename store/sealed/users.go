package sealed

import "sync"

// users counts the connections of a store. database/sql gives a connection
// back only when whoever holds a transaction or rows is done, which may be
// after its Close; until then the store's names and its lock must stay.
type users struct {
	mu   sync.Mutex
	n    int
	last func() // called once, when there is no connection any more
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
	u.runLast()
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
