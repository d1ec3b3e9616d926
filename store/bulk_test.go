package store_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// Much that comes at once, with what was edited and what comes again among it,
// leaves the same as a little at a time.
func TestManyAtOnceAsFewAtATime(t *testing.T) {
	office, _ := twoStations(t)
	var cases []uuid.UUID
	for i := range 40 {
		name := fmt.Sprintf("森田%02d", i)
		kase, family := office.createFamily(name, "もりた", fmt.Sprintf("042-000-%04d", i))
		cases = append(cases, kase)
		var writes []store.Write
		for n := range 15 {
			writes = append(writes, store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
				"on": fmt.Sprintf("2026-10-%02d", n+1), "method": "phone", "department": "mch", "facts": fmt.Sprintf("%sから電話。%d回目の送迎の相談。", name, n),
			}})
		}
		writes = append(writes, store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": fmt.Sprintf("042-111-%04d", i)}})
		if err := office.PutAll(t.Context(), writes); err != nil {
			t.Fatal(err)
		}
	}
	office.push()
	read := func(portion int) (families []*store.Case, hits []store.Hit, digests [ledger.Buckets]ledger.Hash) {
		s := office.city.join(fmt.Sprintf("端末-%d", portion), office.Me().ID, office.Me().ID)
		log := office.city.log
		for from := 0; from < len(log); {
			to := min(from+portion, len(log))
			next := ledger.Cursor{LogID: office.city.id, Seq: log[to-1].Seq}
			if err := s.Receive(t.Context(), next, log[max(0, from-5):to]); err != nil {
				t.Fatal(err)
			}
			if at, err := s.Cursor(t.Context()); err != nil || at != next {
				t.Fatalf("cursor: got %+v, %v, want %+v", at, err, next)
			}
			from = to
		}
		for _, kase := range cases {
			c, err := s.FindCase(t.Context(), kase)
			if err != nil {
				t.Fatal(err)
			}
			families = append(families, c)
		}
		hits, err := s.Search(t.Context(), "3回目の送迎", 100)
		if err != nil {
			t.Fatal(err)
		}
		s.reopen()
		if at, err := s.Cursor(t.Context()); err != nil || at.Seq != uint64(len(log)) {
			t.Errorf("cursor after reopening: got %+v, %v", at, err)
		}
		if digests, err = s.Digests(t.Context()); err != nil {
			t.Fatal(err)
		}
		return families, hits, digests
	}
	few, fewHits, fewDigests := read(37)
	for _, portion := range []int{600, 5000} {
		many, hits, digests := read(portion)
		if !reflect.DeepEqual(many, few) {
			t.Errorf("portions of %d: the cases differ", portion)
		}
		if len(hits) < len(cases) || len(hits) != len(fewHits) {
			t.Fatalf("portions of %d: found %d, want %d", portion, len(hits), len(fewHits))
		}
		for i, hit := range hits {
			if hit != fewHits[i] {
				t.Errorf("portions of %d: found %+v, want %+v", portion, hit, fewHits[i])
			}
		}
		if len(digests) == 0 || digests != fewDigests {
			t.Errorf("portions of %d: the heads differ", portion)
		}
	}
}
