package load_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// shift is people at work on all stations of a fleet until it is over.
type shift struct {
	fleet *fleet
	saves atomic.Int64
	over  chan struct{}
	all   sync.WaitGroup
}

// begin has a person at every station save something every pause or so, mostly
// in the station's own family and sometimes in another's.
func (f *fleet) begin(pause time.Duration, also ...func(ctx context.Context, s *station, n int) error) *shift {
	w := &shift{fleet: f, over: make(chan struct{})}
	for i, s := range f.stations {
		w.all.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(i), 8))
			for n := 1; ; n++ {
				if err := w.save(s, dice, n, also); err != nil {
					f.Errorf("somebody was shown while saving: %v", err)
					return
				}
				select {
				case <-w.over:
					return
				case <-time.After(pause/2 + rand.N(pause)):
				}
			}
		})
	}
	return w
}

func (w *shift) save(s *station, dice *rand.Rand, n int, also []func(context.Context, *station, int) error) error {
	ctx, of := w.fleet.Context(), s
	if dice.IntN(5) == 0 {
		of = w.fleet.stations[dice.IntN(len(w.fleet.stations))]
	}
	field := []string{"phone", "address", "policy"}[dice.IntN(3)]
	if err := s.write(ctx, of, field, fmt.Sprintf("%s %d", s.name, n)); err != nil {
		return err
	}
	w.saves.Add(1)
	for _, do := range also {
		if err := do(ctx, s, n); err != nil {
			return err
		}
	}
	return nil
}

// goOn waits until people saved so much more and the center receipted
// something to everyone.
func (w *shift) goOn(saves int64) {
	f := w.fleet
	f.Helper()
	from := w.saves.Load()
	had := make([]int, len(f.stations))
	for i, s := range f.stations {
		had[i] = s.tap.count()
	}
	eventually(f, "people go on and the center receipts", func() bool {
		if f.Failed() {
			f.FailNow()
		}
		for i, s := range f.stations {
			if s.tap.count() == had[i] {
				return false
			}
		}
		return w.saves.Load() >= from+saves
	})
}

// end is the end of the shift, and how much was saved in it.
func (w *shift) end() int64 {
	close(w.over)
	w.all.Wait()
	return w.saves.Load()
}
