package logtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// patience is how long a slow machine may take for something quick.
const patience = 30 * time.Second

// watch runs Watch and gives what it calls with, and its error at the end.
func watch(t *testing.T, ctx context.Context, log logbook.Log) (heads <-chan uint64, done <-chan error) {
	t.Helper()
	h, d := make(chan uint64, 1000), make(chan error, 1)
	go func() { d <- log.Watch(ctx, func(head uint64) { h <- head }) }()
	return h, d
}

// until waits for a call with a number that is at least head.
func until(t *testing.T, heads <-chan uint64, head uint64) {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case got := <-heads:
			if got >= head {
				return
			}
		case <-late:
			t.Fatalf("nobody told of number %d", head)
		}
	}
}

func ended(t *testing.T, done <-chan error, want error) {
	t.Helper()
	select {
	case err := <-done:
		if !errors.Is(err, want) {
			t.Errorf("watch: got %v, want %v", err, want)
		}
	case <-time.After(patience):
		t.Fatal("watch does not end")
	}
}

// testWatch hears of where the log is at first, of its own appends and of
// those of another process.
func testWatch(t *testing.T, open Opener) {
	log, again := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	mustAppend(t, log, extend(chain(), ledger.Head{}, 3))
	heads, done := watch(t, ctx, log)
	until(t, heads, 3)
	other := again()
	otherHeads, otherDone := watch(t, ctx, other)
	until(t, otherHeads, 3)
	for i, by := range []logbook.Log{log, other, log, log, other} {
		seqs := mustAppend(t, by, extend(chain(), ledger.Head{}, 1+i))
		last := seqs[0][i]
		until(t, heads, last)
		until(t, otherHeads, last)
	}
	cancel()
	ended(t, done, context.Canceled)
	ended(t, otherDone, context.Canceled)
}

func testWatchEnds(t *testing.T, open Opener) {
	log, _ := open(t)
	heads, done := watch(t, t.Context(), log)
	until(t, heads, 0)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	ended(t, done, logbook.ErrClosed)
}

// testTwoHandles appends through two handles at once, as two processes of one
// center do. Whoever reads on from the last number that it saw misses none,
// and both agree on everything in the end.
func testTwoHandles(t *testing.T, open Opener) {
	log, again := open(t)
	other := again()
	if other.ID() != log.ID() {
		t.Fatalf("ids: got %s and %s", log.ID(), other.ID())
	}
	const rounds = 15
	heads := map[logbook.Chain]ledger.Head{}
	var mu sync.Mutex
	var writing, reading sync.WaitGroup
	written := make(chan struct{})
	for i := range 4 {
		writing.Go(func() {
			c, head := chain(), ledger.Head{}
			for k := range rounds {
				x := extend(c, head, 1+k%3)
				if _, err := []logbook.Log{log, other}[(i+k)%2].Append(t.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{x}}); err != nil {
					t.Errorf("append: %v", err)
					return
				}
				head = x.To
			}
			mu.Lock()
			defer mu.Unlock()
			heads[c] = head
		})
	}
	for _, by := range []logbook.Log{log, other} {
		reading.Go(func() { follow(t, by, written, 4*rounds*2) })
	}
	writing.Wait()
	close(written)
	reading.Wait()
	checkDigests(t, log, heads)
	checkDigests(t, other, heads)
	for c, h := range heads { // after both have digests: those of the other one are told apart
		x := extend(c, h, 1)
		mustAppend(t, log, x)
		heads[c] = x.To
	}
	checkDigests(t, other, heads)
	if founded, err := other.Founder(t.Context()); err != nil || founded != [16]byte{} {
		t.Errorf("founder: got %s, %v", founded, err)
	}
}

// follow reads on from what it has until all is written, and counts.
func follow(t *testing.T, log logbook.Log, written <-chan struct{}, want int) {
	var after uint64
	got := 0
	for last := false; ; {
		q := all()
		q.After = after
		changes, err := log.Changes(t.Context(), q)
		if err != nil {
			t.Errorf("read on after %d: %v", after, err)
			return
		}
		got += len(changes)
		if len(changes) > 0 {
			after = changes[len(changes)-1].Seq
		} else if last {
			break
		}
		select {
		case <-written:
			last = true
		default:
		}
	}
	if got != want {
		t.Errorf("followed %d changes, want %d", got, want)
	}
}
