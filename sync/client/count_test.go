package client_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// TestLongPushIsSeldomCounted sends a great deal from a store that takes a
// minute of its clock to count: it is asked at the beginning and at the end,
// and between what is shown goes down with every part.
func TestLongPushIsSeldomCounted(t *testing.T) {
	const parts = 6
	c := centertest.Start(t)
	_, a := found(t, c)
	kase := newCase()
	for range parts * wire.MaxPushChanges {
		a.save(kase, a.desk.Write(kase, "記録"))
	}
	var mu sync.Mutex
	now, counts := time.Now(), 0
	engine := client.New(client.Config{
		Store: a.memory, Endpoint: a.enrolled.Endpoint, Via: localStation(t, c, a),
		Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now },
		Pending: func(ctx context.Context) (int, int, error) {
			mu.Lock()
			now, counts = now.Add(time.Minute), counts+1
			mu.Unlock()
			return a.pending(ctx)
		},
	})
	shown := map[int]bool{}
	during := 0
	engine.OnStatus(func(s client.Status) {
		shown[s.Unsent] = true
		if s.Unsent > 0 {
			mu.Lock()
			during = counts
			mu.Unlock()
		}
	})
	if err := engine.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if during > 2 {
		t.Errorf("the store was asked %d times while it had something to send", during)
	}
	if len(shown) < parts {
		t.Errorf("shown: got only %v", shown)
	}
	if s := engine.Status(); s.Unsent != 0 || s.Phase != client.PhaseSynced {
		t.Errorf("in the end: got %+v", s)
	}
}
