package async_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"yorisoi/ui/async"
)

func TestRunHandsTheResultToTheScreen(t *testing.T) {
	q := async.NewQueue()
	o := async.NewOwner(t.Context(), q)
	defer o.Close()
	got := 0
	async.Run(o, func(context.Context) (int, error) { return 42, nil }, func(v int, err error) {
		if err != nil {
			t.Error(err)
		}
		got = v
	})
	if !q.Until(time.Second, func() bool { return got != 0 }) || got != 42 {
		t.Errorf("got %d, want 42", got)
	}
}

func TestRunTurnsAPanicIntoAnError(t *testing.T) {
	q := async.NewQueue()
	o := async.NewOwner(t.Context(), q)
	defer o.Close()
	var got error
	async.Run(o, func(context.Context) (int, error) { panic("broken") }, func(_ int, err error) { got = err })
	q.Until(time.Second, func() bool { return got != nil })
	var broken *async.PanicError
	if !errors.As(got, &broken) || broken.Value != "broken" || len(broken.Stack) == 0 {
		t.Errorf("got %v", got)
	}
}

func TestCloseWaitsAndSilences(t *testing.T) {
	q := async.NewQueue()
	o := async.NewOwner(t.Context(), q)
	ended := false
	async.Run(o, func(ctx context.Context) (int, error) {
		<-ctx.Done()
		ended = true
		return 0, ctx.Err()
	}, func(int, error) { t.Error("result shown on a closed page") })
	o.Close()
	if !ended {
		t.Error("Close returned before the work had ended")
	}
	q.Run()
	o.Go(func(context.Context) { t.Error("work started after Close") })
	o.Close()
}

func TestChildEndsWithItsParent(t *testing.T) {
	o := async.NewOwner(t.Context(), async.NewQueue())
	child := o.Child()
	ended := false
	child.Go(func(ctx context.Context) {
		<-ctx.Done()
		ended = true
	})
	o.Child().Close()
	o.Close()
	if !ended {
		t.Error("the parent did not wait for its child's work")
	}
	child.Close()
	o.Child().Go(func(context.Context) { t.Error("a child of what is closed works") })
}

func TestDebounceMakesOnlyTheLastCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := async.NewQueue()
		o := async.NewOwner(t.Context(), q)
		defer o.Close()
		d := async.NewDebouncer(o, async.TypingPause)
		var got []string
		for _, s := range []string{"お", "おの", "おので"} {
			d.Call(func() { got = append(got, s) })
			time.Sleep(async.TypingPause / 2)
			q.Run()
		}
		if len(got) != 0 {
			t.Fatalf("called while typing: %v", got)
		}
		time.Sleep(async.TypingPause)
		synctest.Wait()
		q.Run()
		if len(got) != 1 || got[0] != "おので" {
			t.Errorf("got %v", got)
		}
	})
}

func TestFlushMakesTheWaitingCallOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := async.NewQueue()
		o := async.NewOwner(t.Context(), q)
		defer o.Close()
		d := async.NewDebouncer(o, time.Second)
		n := 0
		d.Call(func() { n++ })
		d.Flush()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		q.Run()
		if n != 1 {
			t.Errorf("called %d times, want 1", n)
		}
		d.Call(func() { n++ })
		d.Cancel()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		q.Run()
		if n != 1 {
			t.Errorf("called after Cancel")
		}
	})
}

func TestEveryTicksUntilClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := async.NewQueue()
		o := async.NewOwner(t.Context(), q)
		n := 0
		o.Every(time.Minute, func() { n++ })
		for range 3 {
			time.Sleep(time.Minute)
			synctest.Wait()
			q.Run()
		}
		o.Close()
		time.Sleep(time.Hour)
		q.Run()
		if n != 3 {
			t.Errorf("ticked %d times, want 3", n)
		}
	})
}
