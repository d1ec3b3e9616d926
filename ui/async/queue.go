package async

import (
	"sync"
	"time"
)

// Queue is a Screen for tests: functions wait until the test's own goroutine
// runs them, as the drawing goroutine would, so the race detector sees the
// same order as in the program.
type Queue struct {
	mu      sync.Mutex
	waiting []func()
	arrived chan struct{}
}

// NewQueue returns an empty queue.
func NewQueue() *Queue { return &Queue{arrived: make(chan struct{}, 1)} }

// Do keeps f until Run or Until.
func (q *Queue) Do(f func()) {
	q.mu.Lock()
	q.waiting = append(q.waiting, f)
	q.mu.Unlock()
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}

// Run runs what is waiting now and says how many functions that were.
func (q *Queue) Run() int {
	q.mu.Lock()
	todo := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	for _, f := range todo {
		f()
	}
	return len(todo)
}

// Until runs what arrives until done says so; it gives up after limit and
// reports whether done was reached.
func (q *Queue) Until(limit time.Duration, done func() bool) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		q.Run()
		if done() {
			return true
		}
		select {
		case <-q.arrived:
		case <-timer.C:
			q.Run()
			return done()
		}
	}
}
