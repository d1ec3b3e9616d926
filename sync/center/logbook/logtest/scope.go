package logtest

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// testCases asks for lists of cases, short and long, near the log's end and
// far from it: the answer is the same whichever way the log goes about it.
func testCases(t *testing.T, open Opener) {
	log, _ := open(t)
	const cases, each = 120, 5
	var xs []logbook.Extension
	for range cases {
		xs = append(xs, extend(chain(), ledger.Head{}, each))
	}
	mustAppend(t, log, xs...)
	for i := range xs { // again in another order, so that cases are interleaved
		k := (i*7 + 3) % cases
		mustAppend(t, log, extend(xs[k].Chain, xs[k].To, 1))
	}
	whole, err := log.Changes(t.Context(), all())
	if err != nil || len(whole) != cases*(each+1) {
		t.Fatalf("got %d changes, %v", len(whole), err)
	}
	for _, tc := range []struct {
		name  string
		query func(*logbook.Query)
	}{
		{"Few", func(q *logbook.Query) { q.Cases = casesOf(xs[4:7]) }},
		{"Many", func(q *logbook.Query) { q.Cases = casesOf(xs[:100]) }},
		{"FewNearTheEnd", func(q *logbook.Query) { q.Cases, q.After = casesOf(xs[4:7]), whole[len(whole)-20].Seq }},
		{"ManyInTheMiddle", func(q *logbook.Query) {
			q.Cases, q.After, q.UpTo = casesOf(xs[50:]), whole[300].Seq, whole[500].Seq
		}},
		{"NoCase", func(q *logbook.Query) { q.Cases = []uuid.UUID{} }},
		{"Unknown", func(q *logbook.Query) { q.Cases = []uuid.UUID{uuid.New()} }},
		{"AndOneCase", func(q *logbook.Query) { q.Cases, q.Case = casesOf(xs[4:7]), xs[5].Case }},
		{"AndAnotherCase", func(q *logbook.Query) { q.Cases, q.Case = casesOf(xs[4:7]), xs[9].Case }},
		{"AfterTheEnd", func(q *logbook.Query) { q.Cases, q.After, q.UpTo = casesOf(xs[4:7]), 1<<63+5, 1<<63+9 }},
		{"Backwards", func(q *logbook.Query) { q.Cases, q.After, q.UpTo = casesOf(xs[4:7]), 9, 3 }},
		{"Except", func(q *logbook.Query) { q.Except = casesOf(xs[:50]) }},
		{"ExceptUnknown", func(q *logbook.Query) { q.Except = []uuid.UUID{uuid.New()} }},
		{"CasesExcept", func(q *logbook.Query) { q.Cases, q.Except = casesOf(xs[4:90]), casesOf(xs[6:60]) }},
		{"CaseExceptItself", func(q *logbook.Query) { q.Case, q.Except = xs[5].Case, casesOf(xs[5:6]) }},
		{"Station", func(q *logbook.Query) { q.Station = xs[5].Station }},
		{"CaseOfStation", func(q *logbook.Query) { q.Case, q.Station = xs[5].Case, xs[5].Station }},
		{"CaseOfAnother", func(q *logbook.Query) { q.Case, q.Station = xs[5].Case, xs[6].Station }},
		{"ExceptAndLimit", func(q *logbook.Query) { q.Except, q.Limit, q.After = casesOf(xs[10:40]), 17, whole[60].Seq }},
		{"Limit", func(q *logbook.Query) { q.Cases, q.Limit = casesOf(xs[:100]), 13 }},
		{"Bytes", func(q *logbook.Query) { q.Cases, q.Bytes = casesOf(xs[4:7]), 3*len(whole[0].Raw) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := all()
			tc.query(&q)
			want, count := chosen(whole, q)
			got, err := log.Changes(t.Context(), q)
			if err != nil || len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("got %d changes, %v; want %d", len(got), err, len(want))
			}
			if n, err := log.Count(t.Context(), q); n != uint64(count) || err != nil {
				t.Errorf("count: got %d, %v; want %d", n, err, count)
			}
		})
	}
}

func casesOf(xs []logbook.Extension) []uuid.UUID {
	ids := make([]uuid.UUID, len(xs))
	for i, x := range xs {
		ids[i] = x.Case
	}
	return ids
}

// chosen is what a query chooses of a whole log, whose changes begin with
// their case, and how many it would be without limits.
func chosen(whole []ledger.Logged, q logbook.Query) (out []ledger.Logged, count int) {
	size := 0
	for _, c := range whole {
		kase, station := uuid.UUID(c.Raw[:16]), uuid.UUID(c.Raw[16:32])
		if c.Seq <= q.After || c.Seq > q.UpTo || q.Case != uuid.Nil && q.Case != kase || q.Station != uuid.Nil && q.Station != station ||
			q.Cases != nil && !slices.Contains(q.Cases, kase) || slices.Contains(q.Except, kase) {
			continue
		}
		count++
		if len(out) < q.Limit && size < q.Bytes {
			out = append(out, c)
			size += len(c.Raw)
		}
	}
	return out, count
}

func heldOf(xs ...logbook.Extension) []logbook.Held {
	var out []logbook.Held
	for _, x := range xs {
		for i, raw := range x.Raws {
			out = append(out, logbook.Held{Dot: logbook.Dot{Chain: x.Chain, N: x.From.N + uint64(i) + 1}, Raw: raw})
		}
	}
	return out
}

// testHold keeps changes aside: they are not of the log, and the log's
// numbers are not theirs.
func testHold(t *testing.T, open Opener) {
	log, again := open(t)
	a, b := extend(chain(), ledger.Head{}, 3), extend(chain(), ledger.Head{}, 2)
	for _, tc := range []struct {
		name string
		held []logbook.Held
		want int
	}{
		{"New", heldOf(a), 3},
		{"Again", heldOf(a), 0},
		{"SomeNew", append(heldOf(a), heldOf(b)...), 2},
		{"None", nil, 0},
		{"TwiceAtOnce", slices.Concat(heldOf(extend(chain(), ledger.Head{}, 1)), heldOf(b)), 1},
	} {
		if got, err := log.Hold(t.Context(), at.UnixMilli(), tc.held); got != tc.want || err != nil {
			t.Errorf("%s: got %d, %v; want %d", tc.name, got, err, tc.want)
		}
	}
	mustAppend(t, log, extend(chain(), ledger.Head{}, 4))
	log = reopen(t, log, again)
	held, err := log.Held(t.Context(), logbook.Query{Limit: 100, Bytes: 1 << 20})
	if err != nil || len(held) != 6 || held[0].Seq == 0 || held[0].At != at.UnixMilli() {
		t.Fatalf("held: got %v, %v; want 6", held, err)
	}
	for i, want := range slices.Concat(a.Raws, b.Raws) {
		if string(held[i].Raw) != string(want) || i > 0 && held[i].Seq <= held[i-1].Seq {
			t.Errorf("held %d: got %x as number %d", i, held[i].Raw, held[i].Seq)
		}
	}
	for name, q := range map[string]logbook.Query{
		"After": {After: held[1].Seq}, "UpTo": {UpTo: held[3].Seq}, "Case": {Case: b.Case},
		"Cases": {Cases: []uuid.UUID{b.Case, uuid.New()}}, "NoCases": {Cases: []uuid.UUID{}},
	} {
		q.Limit, q.Bytes = 100, 1<<20
		bounded := q
		if q.UpTo == 0 {
			bounded.UpTo = 1 << 40
		}
		want, _ := chosen(held, bounded)
		if got, err := log.Held(t.Context(), q); err != nil || len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, want)
		}
	}
	if n, err := log.Count(t.Context(), all()); n != 4 || err != nil {
		t.Errorf("changes: got %d, %v; want 4", n, err)
	}
	if got := totals(t, log); got.Held != 6 || got.Changes != 4 {
		t.Errorf("totals: got %+v", got)
	}
}
