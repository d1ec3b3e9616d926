package load_test

import (
	"fmt"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// agree waits until nobody has anything unsent and then until all stations and
// the center have the same digests: digests leave out what is unsent, so that
// they may be equal before. It returns when the last of them had agreed.
func (f *fleet) agree() time.Time {
	f.Helper()
	for _, s := range f.stations {
		eventually(f, s.name+" has sent everything", func() bool {
			counts, err := s.Store.Counts(f.Context())
			must(f, err)
			return counts.Unsent == 0
		})
	}
	want := f.center()
	for _, s := range f.stations {
		what := fmt.Sprintf("%s agrees with the center, says %+v", s.name, s.Engine.Status())
		eventually(f, what, func() bool {
			got, err := s.Store.Digests(f.Context())
			must(f, err)
			return got == want
		})
	}
	at := time.Now()
	for _, s := range f.stations {
		counts, err := s.Store.Counts(f.Context())
		must(f, err)
		if counts.Held > 0 || counts.Unsent > 0 {
			f.Errorf("%s: %d changes held back, %d unsent", s.name, counts.Held, counts.Unsent)
		}
	}
	return at
}

// center is what the center says that it has.
func (f *fleet) center() (digests [ledger.Buckets]ledger.Hash) {
	f.Helper()
	endpoint, err := client.DecodeEndpoint(f.stations[0].Store.Endpoint())
	must(f, err)
	eventually(f, "the center says what it has", func() bool {
		got, _, err := prooftest.State(f.Context(), endpoint)
		if err != nil || len(got) != len(digests) {
			return false // a line may be cut
		}
		digests = [ledger.Buckets]ledger.Hash(got)
		return true
	})
	return digests
}
