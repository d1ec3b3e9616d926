package client_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// Budgets of the architecture, which every figure is reported against.
const (
	budgetArrival   = 300 * time.Millisecond // p99, saved here until there
	budgetIdle      = 20 * time.Millisecond
	budgetFirstSync = 10_000 // changes a second, with a store behind it
)

// sizes are numbers of cases, with changesPerCase each.
var sizes = []int{1000, 30_000}

const changesPerCase = 3

// against reports a figure and its share of the budget; under 1 is good.
func against(b *testing.B, name string, figure, budget float64) {
	b.ReportMetric(figure, name)
	b.ReportMetric(figure/budget, "of-budget")
}

// quantile returns the p-th share of sorted durations.
func quantile(all []time.Duration, p float64) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, int(p*float64(len(all))))]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// BenchmarkArrival saves on one online station and waits until another's
// store has it.
func BenchmarkArrival(b *testing.B) {
	c := centertest.Start(b)
	office, one := found(b, c)
	one.run()
	one.waitPhase(client.PhaseSynced)
	two := enrol(b, c, office)
	two.run()
	two.waitPhase(client.PhaseSynced)
	kase := newCase()
	var took []time.Duration
	for b.Loop() {
		want := two.total() + 1
		began := time.Now()
		one.write(kase, "家庭訪問の記録")
		for two.total() < want {
			select {
			case <-two.arrived:
			case <-time.After(patience):
				b.Fatal("change has not arrived")
			}
		}
		took = append(took, time.Since(began))
		time.Sleep(time.Duration(len(took)%60) * time.Millisecond) // not in step with anything
	}
	b.ReportMetric(milliseconds(quantile(took, 0.5)), "p50-ms")
	against(b, "p99-ms", milliseconds(quantile(took, 0.99)), milliseconds(budgetArrival))
	b.ReportMetric(float64(quantile(took, 0.5))/float64(newBare(b, two.enrolled.Endpoint).request(b)), "x-bare-request")
}

// idle measures until an engine says again that both sides are equal.
func idle(b *testing.B, s *station) {
	synced := make(chan struct{}, 1)
	var last atomic.Int64
	s.engine.OnStatus(func(st client.Status) {
		if at := st.SyncedAt.UnixNano(); at > last.Load() {
			last.Store(at)
			select {
			case synced <- struct{}{}:
			default:
			}
		}
	})
	var took []time.Duration
	for b.Loop() {
		select {
		case <-synced:
		default:
		}
		began := time.Now()
		s.engine.Wake()
		select {
		case <-synced:
		case <-time.After(patience):
			b.Fatal("round does not end")
		}
		took = append(took, time.Since(began))
	}
	against(b, "p99-ms", milliseconds(quantile(took, 0.99)), milliseconds(budgetIdle))
	b.ReportMetric(float64(quantile(took, 0.5))/float64(newBare(b, s.enrolled.Endpoint).request(b)), "x-bare-request")
}

// city is a center with cases, filled through a station's engine.
type city struct {
	center *centertest.Served
	office *wiretest.Office
	first  *station
	total  int
}

func newCity(b *testing.B, cases int) *city {
	b.Helper()
	y := &city{center: centertest.Start(b)}
	y.office, y.first = found(b, y.center)
	for range cases {
		kase := newCase()
		for i := range changesPerCase {
			if err := y.first.add(y.first.desk.Write(kase, fmt.Sprintf("記録 %d: 体重は順調に増えている。次回は来月の初めに訪問する。", i))); err != nil {
				b.Fatal(err)
			}
		}
	}
	y.total = cases*changesPerCase + 1
	began := time.Now()
	y.first.run()
	for s := y.first.engine.Status(); s.Phase != client.PhaseSynced; s = y.first.engine.Status() {
		if s.Err != nil || time.Since(began) > 10*time.Minute {
			b.Fatalf("fill: %+v", s)
		}
		time.Sleep(time.Millisecond)
	}
	return y
}

// sink is a store that takes everything and keeps nothing, so that the wire
// is measured alone.
type sink struct {
	*memory
	like  *memory // whose digests it shows, to be equal in the end
	mu    sync.Mutex
	taken int
	size  int
}

func (s *sink) Receive(_ context.Context, cursor ledger.Cursor, changes []ledger.Logged) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken += len(changes)
	for _, c := range changes {
		s.size += len(c.Raw)
	}
	s.memory.mu.Lock()
	s.cursor = cursor
	s.memory.mu.Unlock()
	return nil
}

func (s *sink) Digests(ctx context.Context) ([ledger.Buckets]ledger.Hash, error) {
	return s.like.Digests(ctx)
}

// BenchmarkCity measures pushes of a thousand changes at once, first syncs,
// connecting again and an idle round at two sizes of a city.
func BenchmarkCity(b *testing.B) {
	for _, cases := range sizes {
		b.Run(fmt.Sprintf("cases=%d", cases), func(b *testing.B) {
			y := newCity(b, cases)
			b.Run("Push", y.push)
			b.Run("FirstSync", y.firstSync)
			b.Run("Reconnect", y.reconnect)
			b.Run("IdleRound", func(b *testing.B) { idle(b, y.first) })
		})
	}
}

// push measures from a save of a thousand changes in as many cases to the last
// of their receipts.
func (y *city) push(b *testing.B) {
	const many = 1000
	var took time.Duration
	rounds := 0
	for b.Loop() {
		b.StopTimer()
		y.first.mu.Lock()
		for range many {
			if err := y.first.add(y.first.desk.Write(newCase(), "記録")); err != nil {
				b.Fatal(err)
			}
		}
		want := y.first.receipts + many
		y.first.mu.Unlock()
		b.StartTimer()
		began := time.Now()
		y.first.engine.Wake()
		eventually(b, "all are receipted", func() bool {
			y.first.mu.Lock()
			defer y.first.mu.Unlock()
			return y.first.receipts == want
		})
		took += time.Since(began)
		rounds++
		y.total += many
	}
	b.ReportMetric(float64(many*rounds)/took.Seconds(), "changes/s")
}

func (y *city) firstSync(b *testing.B) {
	fresh := enrol(b, y.center, y.office)
	store := &sink{memory: fresh.memory}
	store.like = y.first.memory
	var took, copied time.Duration
	raw := newBare(b, fresh.enrolled.Endpoint)
	rounds := 0
	for b.Loop() {
		store.cursor, store.taken, store.size = ledger.Cursor{}, 0, 0
		began := time.Now()
		connectOnce(b, client.Config{Store: store, Endpoint: fresh.enrolled.Endpoint})
		took += time.Since(began)
		rounds++
		if store.taken != y.total {
			b.Fatalf("got %d changes, want %d", store.taken, y.total)
		}
		bareTime, _ := raw.get(b, wire.PathChanges+"?after=0")
		copied += bareTime
	}
	rate := float64(y.total*rounds) / took.Seconds()
	b.ReportMetric(rate, "changes/s")
	b.ReportMetric(float64(store.size*rounds)/took.Seconds()/1e6, "MB/s")
	b.ReportMetric(budgetFirstSync/rate, "of-budget")
	b.ReportMetric(took.Seconds()/copied.Seconds(), "x-bare-copy")
}

// reconnect measures a connection with nothing to do, from the dial to the
// compared digests.
func (y *city) reconnect(b *testing.B) {
	y.first.stop()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		connectOnce(b, client.Config{Store: y.first.memory, Endpoint: y.first.enrolled.Endpoint})
		took = append(took, time.Since(began))
	}
	b.ReportMetric(milliseconds(quantile(took, 0.5)), "p50-ms")
	b.ReportMetric(milliseconds(quantile(took, 0.99)), "p99-ms")
	b.StopTimer()
	y.first.run()
	y.first.waitPhase(client.PhaseSynced)
	b.StartTimer()
}

// connectOnce runs an engine until it is synced.
func connectOnce(b *testing.B, c client.Config) {
	b.Helper()
	engine := client.New(c)
	synced := make(chan struct{}, 1)
	engine.OnStatus(func(s client.Status) {
		if s.Phase == client.PhaseSynced {
			select {
			case synced <- struct{}{}:
			default:
			}
		}
		if s.Err != nil {
			b.Errorf("connect: %+v", s)
		}
	})
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	select {
	case <-synced:
	case <-time.After(2 * time.Minute):
		b.Error("never synced")
	}
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}
