package store

import (
	"sync"

	"github.com/google/uuid"
)

// watchers hands events to screens. A watcher that is slow loses no event:
// what it has not read is merged into one.
type watchers struct {
	mu   sync.Mutex
	all  map[*watcher]struct{}
	done bool
}

type watcher struct {
	out chan Event
}

// maxEventCases bounds how many cases one event names; more means "any".
const maxEventCases = 256

// Watch returns a channel of what changed, whoever changed it, and a function
// that ends it. The channel is closed by that function or when the store is
// locked. An event without cases that is neither Directory nor Sync means
// that any case may have changed.
func (s *Store) Watch() (<-chan Event, func()) { return s.watch.add() }

func (w *watchers) add() (<-chan Event, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := &watcher{out: make(chan Event, 1)}
	if w.done {
		close(one.out)
		return one.out, func() {}
	}
	if w.all == nil {
		w.all = map[*watcher]struct{}{}
	}
	w.all[one] = struct{}{}
	return one.out, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, ok := w.all[one]; ok {
			delete(w.all, one)
			close(one.out)
		}
	}
}

func (w *watchers) send(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for one := range w.all {
		merged := e
		select {
		case old := <-one.out: // unread: merge into one
			merged = mergeEvents(old, e)
		default:
		}
		one.out <- merged
	}
}

func (w *watchers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = true
	for one := range w.all {
		close(one.out)
	}
	w.all = nil
}

func (e Event) any() bool { return len(e.Cases) == 0 && !e.Directory && !e.Sync }

func mergeEvents(a, b Event) Event {
	if a.any() || b.any() {
		return Event{}
	}
	seen := map[uuid.UUID]bool{}
	var cases []uuid.UUID
	for _, list := range [][]uuid.UUID{a.Cases, b.Cases} {
		for _, id := range list {
			if !seen[id] {
				seen[id] = true
				cases = append(cases, id)
			}
		}
	}
	if len(cases) > maxEventCases {
		return Event{}
	}
	return Event{Cases: cases, Directory: a.Directory || b.Directory, Sync: a.Sync || b.Sync}
}
