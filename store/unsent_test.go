package store_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// places names changes in the order in which they are sent.
func places(t testing.TB, s *station, limit int) []string {
	t.Helper()
	raws, err := s.Unsent(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, raw := range raws {
		c, err := ledger.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(c.Case, " ", c.N))
	}
	return out
}

// The directory goes first, the audit last, and between them everything as it
// was written; what the center refused waits aside, and comes back to its place.
func TestUnsentOrder(t *testing.T) {
	office := newCity(t).found("庁内PC-11")
	office.push()
	note := func() { office.noteAct(store.AuditEntry{Act: store.AuditPrinted}) }
	note()
	first, family := office.createFamily("堀", "ほり", "")
	note()
	second, _ := office.createFamily("森田", "もりた", "")
	office.put(store.Write{Case: first, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": "042-000-2200"}})
	if _, err := office.AddStaff(t.Context(), store.NewStaff{Name: "中野", Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password}); err != nil {
		t.Fatal(err)
	}
	all := places(t, office, 1000)
	rank := func(place string) int {
		file := strings.Fields(place)[0]
		return slices.Index([]string{office.Center().String(), first.String(), second.String(), office.Audit().String()}, file)
	}
	var ranks []int
	for _, place := range all {
		ranks = append(ranks, rank(place))
	}
	if ranks[0] != 0 || ranks[len(ranks)-1] != 3 || !slices.Contains(ranks, 2) {
		t.Fatalf("got cases in the order %v", ranks)
	}
	last := slices.Index(ranks, 3)
	if slices.Contains(ranks[:last], 3) || slices.Max(ranks[last:]) != 3 || slices.Min(ranks[last:]) != 3 || slices.Contains(ranks[slices.Index(ranks, 1):], 0) {
		t.Errorf("got cases in the order %v, want the directory's first and the audit's last", ranks)
	}
	if written := slices.Compact(slices.DeleteFunc(slices.Clone(ranks), func(r int) bool { return r != 1 && r != 2 })); !slices.Equal(written, []int{1, 2, 1}) {
		t.Errorf("got cases in the order %v, want what was written last in its place", ranks)
	}
	for limit := range all {
		if got := places(t, office, limit); !slices.Equal(got, all[:limit]) {
			t.Errorf("the first %d: got %v, want %v", limit, got, all[:limit])
		}
	}
	number := slices.Index(ranks, 2)
	refuseOne(t, office, second, 1, 21)
	if got, want := places(t, office, 1000), slices.Delete(slices.Clone(all), number, number+1); !slices.Equal(got, want) {
		t.Errorf("after a refusal: got %v, want %v", got, want)
	}
	if n, err := office.RetryRefusals(t.Context(), 2, 1, 22); err != nil || n != 0 {
		t.Errorf("other reasons: got %d, %v", n, err)
	}
	if n, err := office.RetryRefusals(t.Context(), 21); err != nil || n != 1 {
		t.Errorf("the reason: got %d, %v", n, err)
	}
	if got := places(t, office, 1000); !slices.Equal(got, all) {
		t.Errorf("let go again: got %v, want %v", got, all)
	}
}

func refuseOne(t testing.TB, s *station, kase uuid.UUID, n, code uint64) {
	t.Helper()
	err := s.Refused(t.Context(), []ledger.Refusal{{Case: kase, Station: s.Station(), N: n, Code: code, Text: "not now"}})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkPush reads portions of what is unsent and keeps their receipts, with
// little and with much behind them: a change costs the same. Budget: the ratio
// of the two at least 0.7, and of reading alone as well.
func BenchmarkPush(b *testing.B) {
	const few, many, portion = 10_000, 200_000, 512
	var stations []*station
	for _, n := range []int{few, many} {
		c := newCity(b)
		s := c.found("庁内PC-11")
		s.push()
		if err := s.FillUnsent(b.Context(), n); err != nil {
			b.Fatal(err)
		}
		stations = append(stations, s)
	}
	var read, kept [2]times
	rounds := 0
	for b.Loop() {
		for i, s := range stations {
			began := time.Now()
			raws, err := s.Unsent(b.Context(), portion)
			if err != nil || len(raws) == 0 {
				b.Fatal(len(raws), err)
			}
			read[i] = append(read[i], time.Since(began))
			r := receiptsOf(s, raws, rounds*portion)
			began = time.Now()
			if err := s.Receipted(b.Context(), r); err != nil {
				b.Fatal(err)
			}
			kept[i] = append(kept[i], time.Since(began))
			if err := s.FillUnsent(b.Context(), portion); err != nil {
				b.Fatal(err)
			}
		}
		rounds++
	}
	b.ReportMetric(float64(read[0].percentile(0.5))/float64(read[1].percentile(0.5)), "read-ratio")
	b.ReportMetric(float64(kept[0].percentile(0.5))/float64(kept[1].percentile(0.5)), "kept-ratio")
	b.ReportMetric(float64((read[1].percentile(0.5)+kept[1].percentile(0.5)).Microseconds())/portion, "µs/change")
	b.ReportMetric(0, "ns/op")
}

// receiptsOf signs for changes as FillUnsent makes them.
func receiptsOf(s *station, raws [][]byte, after int) ledger.Receipts {
	var r ledger.Receipts
	for i, raw := range raws {
		r.Items = append(r.Items, ledger.Receipt{
			Case: uuid.UUID(raw[:16]), Station: s.Station(), N: binary.BigEndian.Uint64(raw[16:]), Hash: ledger.HashOf(raw),
			Seq: uint64(after + i + 1000), At: s.city.stamp(),
		})
	}
	r.Sign(s.city.key)
	return r
}
