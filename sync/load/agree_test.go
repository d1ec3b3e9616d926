package load_test

import (
	"fmt"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// agree waits until all stations and the center have the same, with nothing
// held back anywhere, and returns when they had.
func (f *fleet) agree() time.Time {
	f.Helper()
	end := time.Now().Add(patience)
	for {
		differs := f.differs()
		if differs == "" {
			break
		}
		if time.Now().After(end) {
			f.Fatalf("waited in vain until all agree: %s", differs)
		}
		time.Sleep(50 * time.Millisecond)
	}
	at := time.Now()
	for _, s := range f.stations {
		counts, err := s.Store.Counts(f.Context())
		must(f, err)
		if counts.Held > 0 {
			f.Errorf("%s: %d changes held back", s.name, counts.Held)
		}
	}
	return at
}

// differs says who does not have what the center has, "" when all agree. That
// nobody has anything unsent is looked at first: digests leave out what is
// unsent, so that they may be equal before it goes.
func (f *fleet) differs() string {
	f.Helper()
	for _, s := range f.stations {
		counts, err := s.Store.Counts(f.Context())
		must(f, err)
		if counts.Unsent > 0 {
			return fmt.Sprintf("%s has %d unsent, says %+v", s.name, counts.Unsent, s.Engine.Status())
		}
	}
	endpoint, err := client.DecodeEndpoint(f.stations[0].Store.Endpoint())
	must(f, err)
	want, err := prooftest.Digests(f.Context(), endpoint)
	if err != nil || len(want) != ledger.Buckets {
		return fmt.Sprintf("the center said %d digests, %v", len(want), err)
	}
	for _, s := range f.stations {
		got, err := s.Store.Digests(f.Context())
		must(f, err)
		if together(got[:], s.Store.Audit()) != together(want, s.Store.Audit()) {
			return fmt.Sprintf("%s has other digests than the center, says %+v", s.name, s.Engine.Status())
		}
	}
	return ""
}
