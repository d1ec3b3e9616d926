// Package async is the only place where work leaves the drawing goroutine and
// comes back to it.
//
// Terms: the screen is the goroutine that draws and takes input; a Screen is
// how to reach it; an Owner is whoever started goroutines and waits for them
// to end, such as a page or the program.
package async

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Screen runs functions on the drawing goroutine, in the order given, without
// waiting for them.
type Screen interface {
	Do(f func())
}

// Fyne is the Screen of the running program.
type Fyne struct{}

// Do queues f for the drawing goroutine. What is still queued at shutdown is
// not run: nothing may be saved in f.
func (Fyne) Do(f func()) { fyne.Do(f) }

// Owner starts goroutines and waits for them. Once it is closed, nothing that
// it started touches the screen any more.
type Owner struct {
	ctx    context.Context
	stop   context.CancelFunc
	screen Screen
	tasks  sync.WaitGroup

	parent *Owner

	mu       sync.Mutex
	closed   bool
	children map[*Owner]bool
}

// NewOwner returns an owner whose work ends with ctx.
func NewOwner(ctx context.Context, screen Screen) *Owner {
	ctx, stop := context.WithCancel(ctx)
	return &Owner{ctx: ctx, stop: stop, screen: screen}
}

// Child returns an owner that ends with o at the latest: a page within the
// program. Close it when the page goes.
func (o *Owner) Child() *Owner {
	child := NewOwner(o.ctx, o.screen)
	child.parent = o
	o.mu.Lock()
	defer o.mu.Unlock()
	child.closed = o.closed
	if o.children == nil {
		o.children = map[*Owner]bool{}
	}
	o.children[child] = true
	return child
}

// Context ends when the owner is closed.
func (o *Owner) Context() context.Context { return o.ctx }

// Close cancels what is running, its children's work too, and waits for it.
func (o *Owner) Close() {
	o.mu.Lock()
	o.closed = true
	children := o.children
	o.children = nil
	o.mu.Unlock()
	o.stop()
	for child := range children {
		child.Close()
	}
	o.tasks.Wait()
	if o.parent != nil {
		o.parent.forget(o)
	}
}

func (o *Owner) forget(child *Owner) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.children, child)
}

// Go runs work on a goroutine of its own. After Close it does nothing.
func (o *Owner) Go(work func(ctx context.Context)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.tasks.Add(1)
	go func() {
		defer o.tasks.Done()
		work(o.ctx)
	}()
}

// Show runs f on the screen, unless the owner has ended by then.
func (o *Owner) Show(f func()) {
	o.screen.Do(func() {
		if o.ctx.Err() == nil {
			f()
		}
	})
}

// Run does work off the screen and hands its result to done on the screen. A
// panic in work becomes an error, so that one broken page does not take the
// program with it.
func Run[T any](o *Owner, work func(ctx context.Context) (T, error), done func(T, error)) {
	o.Go(func(ctx context.Context) {
		v, err := guarded(ctx, work)
		o.Show(func() { done(v, err) })
	})
}

// PanicError is what Run reports for work that panicked.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("do work: panic: %v", e.Value) }

func guarded[T any](ctx context.Context, work func(ctx context.Context) (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	return work(ctx)
}

// Every runs f on the screen at each interval until the owner ends: clocks,
// "saved three minutes ago".
func (o *Owner) Every(interval time.Duration, f func()) {
	o.Go(func(ctx context.Context) {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				o.Show(f)
			}
		}
	})
}
