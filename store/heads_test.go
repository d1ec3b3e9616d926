package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestHeadsAreOfOneMoment saves changes while the ends of chains are read over
// and over. A change that the center has not receipted never counts, also not
// one that is saved in the middle of a reading.
func TestHeadsAreOfOneMoment(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "")
	put := func(i int) {
		office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": fmt.Sprintf("042-000-%04d", i)}})
	}
	office.push()
	end := func() uint64 {
		heads, err := office.Heads(t.Context(), ledger.BucketOf(kase))
		if err != nil {
			t.Error(err)
		}
		for _, h := range heads {
			if h.Case == kase {
				return h.N
			}
		}
		return 0
	}
	var sent, readings atomic.Uint64
	sent.Store(end())
	stop := make(chan struct{})
	var reading sync.WaitGroup
	defer reading.Wait()
	defer close(stop)
	reading.Go(func() {
		for {
			got, want := end(), sent.Load()
			if got > want {
				t.Errorf("got head %d, but the center has receipted %d", got, want)
				return
			}
			readings.Add(1)
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for i := 1; i <= 60 && !t.Failed(); i++ {
		put(i)
		// The reading in whose middle the change came ends before it is sent.
		from := readings.Load()
		for until := time.Now().Add(30 * time.Second); readings.Load() < from+2 && !t.Failed(); time.Sleep(time.Millisecond) {
			if time.Now().After(until) {
				t.Fatal("it is not read again")
			}
		}
		sent.Add(1)
		office.push()
	}
	if got := end(); !t.Failed() && got != sent.Load() {
		t.Errorf("at last: got %d, want %d", got, sent.Load())
	}
}
