package load_test

import (
	"context"
	"fmt"
	"sync"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// tap keeps every receipt that a station holds.
type tap struct {
	mu       sync.Mutex
	receipts map[ledger.Hash]ledger.Receipt
	doubts   []string // receipts that contradict an earlier one
}

func newTap() *tap { return &tap{receipts: map[ledger.Hash]ledger.Receipt{}} }

// tapped is a store behind a tap.
type tapped struct {
	*store.Store
	tap *tap
}

// Receipted keeps what the store has taken.
func (t tapped) Receipted(ctx context.Context, r ledger.Receipts) error {
	if err := t.Store.Receipted(ctx, r); err != nil {
		return err
	}
	t.tap.mu.Lock()
	defer t.tap.mu.Unlock()
	for _, got := range r.Items {
		if had, ok := t.tap.receipts[got.Hash]; ok && had != got {
			t.tap.doubts = append(t.tap.doubts, fmt.Sprintf("receipted as %+v and as %+v", had, got))
		}
		t.tap.receipts[got.Hash] = got
	}
	return nil
}

func (t *tap) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.receipts)
}

// receipts are all that the fleet holds.
func (f *fleet) receipts() map[ledger.Hash]ledger.Receipt {
	f.Helper()
	all := map[ledger.Hash]ledger.Receipt{}
	for _, s := range f.stations {
		s.tap.mu.Lock()
		for hash, r := range s.tap.receipts {
			all[hash] = r
		}
		for _, doubt := range s.tap.doubts {
			f.Errorf("%s: %s", s.name, doubt)
		}
		s.tap.mu.Unlock()
	}
	return all
}
