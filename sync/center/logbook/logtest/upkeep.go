package logtest

import (
	"sync"
	"testing"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// testCompact gives back the room of dropped blobs while stations go on:
// nobody fails, and nothing else is lost.
func testCompact(t *testing.T, open Opener) {
	log, again := open(t)
	whole := newBlob(3)
	addBlob(t, log, 10, whole, 0, 1, 2)
	for range 6 {
		addBlob(t, log, 10, newBlob(5), 0, 1, 2, 3)
	}
	if n, err := log.DropBlobs(t.Context(), 20); n != 6 || err != nil {
		t.Fatalf("drop: got %d, %v; want 6", n, err)
	}
	heads := map[logbook.Chain]ledger.Head{}
	stop, started := make(chan struct{}), make(chan struct{})
	var working sync.WaitGroup
	other := again()
	working.Go(func() {
		c, head := chain(), ledger.Head{}
		for n := 0; ; n++ {
			x := extend(c, head, 1)
			if _, err := other.Append(t.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{x}}); err != nil {
				t.Errorf("append while compacting: %v", err)
				return
			}
			head = x.To
			heads[c] = head
			if n == 3 {
				close(started)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	working.Go(func() {
		for {
			if _, err := log.Changes(t.Context(), all()); err != nil {
				t.Errorf("read while compacting: %v", err)
				return
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	<-started
	for range 3 {
		if err := log.Compact(t.Context()); err != nil {
			t.Errorf("compact: %v", err)
		}
	}
	close(stop)
	working.Wait()
	checkDigests(t, log, heads)
	checkBlob(t, log, whole, 3)
	if err := log.Check(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
}

// testCheck checks logs that are as they should be; each implementation shows
// by itself that it finds what is not.
func testCheck(t *testing.T, open Opener) {
	log, again := open(t)
	if err := log.Check(t.Context()); err != nil {
		t.Errorf("empty log: %v", err)
	}
	long := extend(chain(), ledger.Head{}, 120)
	mustAppend(t, log, long, extend(chain(), ledger.Head{}, 2))
	mustAppend(t, log, extend(long.Chain, long.To, 100))
	addBlob(t, log, 1, newBlob(3), 0, 1, 2)
	addBlob(t, log, 1, newBlob(3), 2)
	if _, err := log.Hold(t.Context(), 1, heldOf(extend(chain(), ledger.Head{}, 2))); err != nil {
		t.Fatal(err)
	}
	if err := again().Check(t.Context()); err != nil {
		t.Errorf("full log: %v", err)
	}
}
