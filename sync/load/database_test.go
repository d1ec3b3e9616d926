package load_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
)

// stored is a change as the database has it.
type stored struct {
	seq           uint64
	at            int64
	kase, station uuid.UUID
	n             uint64
	raw           []byte
}

// readLog reads the whole log of the one center in a database.
func readLog(tb testing.TB, url string) map[ledger.Hash]stored {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), url)
	must(tb, err)
	defer conn.Close(tb.Context())
	rows, err := conn.Query(tb.Context(), `SELECT seq, at, kase, station, n, raw FROM yorisoi.change ORDER BY seq`)
	must(tb, err)
	defer rows.Close()
	log := map[ledger.Hash]stored{}
	for rows.Next() {
		var s stored
		must(tb, rows.Scan(&s.seq, &s.at, &s.kase, &s.station, &s.n, &s.raw))
		if _, twice := log[ledger.HashOf(s.raw)]; twice {
			tb.Errorf("the log has the same change twice, again with number %d", s.seq)
		}
		log[ledger.HashOf(s.raw)] = s
	}
	must(tb, rows.Err())
	return log
}

// checkReceipts demands that the database has every change that a station was
// given a receipt for, where the receipt says, with the bytes that the station
// has.
func (f *fleet) checkReceipts(url string) {
	f.Helper()
	log, receipts := readLog(f, url), f.receipts()
	lost := 0
	for hash, r := range receipts {
		got, ok := log[hash]
		if !ok || got.seq != r.Seq || got.at != r.At || got.kase != r.Case || got.station != r.Station || got.n != r.N {
			f.Errorf("receipted as %+v, the database has it: %v, %+v", r, ok, got)
			if lost++; lost > 10 {
				f.FailNow()
			}
		}
	}
	for _, s := range f.stations {
		for _, own := range log {
			if own.station != s.Store.Station() {
				continue
			}
			raws, err := s.Store.Raw(f.Context(), own.kase, own.station, own.n-1, 1)
			if err != nil || len(raws) != 1 || !bytes.Equal(raws[0], own.raw) {
				f.Errorf("%s has other bytes than the database of change %d in %s: %v", s.name, own.n, own.kase, err)
			}
		}
	}
	f.Logf("%d receipts, each of them in the database, which has %d changes", len(receipts), len(log))
}

// shown counts, of what people were shown meanwhile, how often which.
func (f *fleet) shown(since time.Time) {
	f.Helper()
	f.Logf("people were shown %d times in %.0f s that the center is out of reach", len(f.troubles()), time.Since(since).Seconds())
}
