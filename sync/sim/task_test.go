package sim_test

import (
	"context"
	"errors"
)

// errCrashed is what a program gets from its store and its network once its
// machine has stopped. Nobody hears of it.
var errCrashed = errors.New("the machine has stopped")

// task is a round under way. It runs only between resume and the next pause,
// while the scheduler waits: there is one thread of what happens, whatever
// goroutine it is on.
type task struct {
	st     *station
	go_    chan struct{}
	parked chan struct{}
	ended  bool
	err    error
}

// start prepares a round of a station; it runs when it is resumed.
func (s *sim) start(st *station) *task {
	t := &task{st: st, go_: make(chan struct{}), parked: make(chan struct{})}
	st.task = t
	engine := st.engine()
	go func() {
		<-t.go_
		t.err = engine.Round(s.ctx)
		t.ended = true
		t.parked <- struct{}{}
	}()
	s.tasks = append(s.tasks, t)
	return t
}

// resume lets a task go on to its next pause or its end.
func (s *sim) resume(t *task) {
	t.go_ <- struct{}{}
	<-t.parked
	if t.ended {
		s.drop(t)
	}
}

func (s *sim) drop(t *task) {
	for i, other := range s.tasks {
		if other == t {
			s.tasks = append(s.tasks[:i], s.tasks[i+1:]...)
			break
		}
	}
	t.st.task = nil
	t.st.roundEnded(t.err)
}

// pause is called by a task: others go on until the scheduler resumes it.
func (t *task) pause(ctx context.Context) error {
	t.parked <- struct{}{}
	<-t.go_
	if t.st.dead {
		return errCrashed
	}
	return ctx.Err()
}

// finish runs a task to its end.
func (s *sim) finish(t *task) {
	for !t.ended {
		s.resume(t)
	}
}
