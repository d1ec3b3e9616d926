// Package logtest is the contract of a center's log as tests. Every
// implementation runs all of them.
package logtest

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// Opener returns an empty log, and a function that opens the same log once
// more, beside it or after it was closed, as another process would. All are
// closed when the test ends.
type Opener func(t *testing.T) (log logbook.Log, again func() logbook.Log)

// Run holds the implementation behind open to the contract.
func Run(t *testing.T, open Opener) {
	for name, test := range map[string]func(*testing.T, Opener){
		"Empty": testEmpty, "Append": testAppend, "ErrMoved": testMoved, "ErrMovedUnderTheJudge": testJudged, "Changes": testChanges,
		"Digests": testDigests, "Invites": testInvites, "Stations": testStations, "Reopen": testReopen,
		"Concurrent": testConcurrent, "Cancelled": testCancelled, "Cases": testCases, "Hold": testHold,
		"Blobs": testBlobs, "BlobIDs": testBlobIDs, "DropBlobs": testDropBlobs, "ChunksAtOnce": testChunksAtOnce, "Begun": testBegun,
		"Watch": testWatch, "WatchEnds": testWatchEnds, "TwoHandles": testTwoHandles, "Compact": testCompact,
		"Check": testCheck, "Revocations": testRevocations, "Walls": testWalls, "Dispose": testDispose,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

var at = time.Date(2026, 11, 22, 10, 34, 0, 0, time.UTC)

// extend makes n changes after from; a log does not look into their bytes.
func extend(c logbook.Chain, from ledger.Head, n int) logbook.Extension {
	x := logbook.Extension{Chain: c, From: from}
	for i := range n {
		x.Raws = append(x.Raws, append(append(c.Case[:], c.Station[:]...), byte(from.N)+byte(i)+1, byte(len(from.Seen))))
	}
	last := x.Raws[n-1]
	x.To = ledger.Head{N: from.N + uint64(n), Hash: ledger.HashOf(last), Seen: ledger.Vector{c.Station: from.N + uint64(n) - 1, uuid.New(): 3}}
	return x
}

func chain() logbook.Chain { return logbook.Chain{Case: uuid.New(), Station: uuid.New()} }

func mustAppend(t *testing.T, log logbook.Log, xs ...logbook.Extension) [][]uint64 {
	t.Helper()
	seqs, err := log.Append(t.Context(), logbook.Batch{At: at.UnixMilli(), Extensions: xs})
	if err != nil {
		t.Fatal(err)
	}
	return seqs
}

func all() logbook.Query { return logbook.Query{UpTo: 1 << 40, Limit: 1 << 20, Bytes: 1 << 30} }

func testEmpty(t *testing.T, open Opener) {
	log, _ := open(t)
	if log.ID() == uuid.Nil {
		t.Error("log has no id")
	}
	if head, err := log.Head(t.Context()); head != 0 || err != nil {
		t.Errorf("head: got %d, %v", head, err)
	}
	if founder, err := log.Founder(t.Context()); founder != uuid.Nil || err != nil {
		t.Errorf("founder: got %s, %v", founder, err)
	}
	if changes, err := log.Changes(t.Context(), all()); len(changes) != 0 || err != nil {
		t.Errorf("changes: got %v, %v", changes, err)
	}
	if digests, err := log.Digests(t.Context()); digests != [ledger.Buckets]ledger.Hash{} || err != nil {
		t.Errorf("digests: got %v, %v", digests, err)
	}
	if heads, err := log.Heads(t.Context(), []logbook.Chain{chain()}); len(heads) != 0 || err != nil {
		t.Errorf("heads: got %v, %v", heads, err)
	}
}

func testAppend(t *testing.T, open Opener) {
	log, _ := open(t)
	a, b := chain(), chain()
	one, two := extend(a, ledger.Head{}, 3), extend(b, ledger.Head{}, 2)
	seqs := mustAppend(t, log, one, two)
	three := extend(a, one.To, 1)
	seqs = append(seqs, mustAppend(t, log, three)...)
	flat := slices.Concat(seqs...)
	if len(seqs) != 3 || len(seqs[0]) != 3 || len(seqs[1]) != 2 || !slices.IsSorted(flat) || flat[0] == 0 || len(slices.Compact(flat)) != 6 {
		t.Errorf("sequence numbers: got %v", seqs)
	}
	heads, err := log.Heads(t.Context(), []logbook.Chain{a, b, chain()})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[logbook.Chain]ledger.Head{a: three.To, b: two.To}; !reflect.DeepEqual(heads, want) {
		t.Errorf("heads: got %v, want %v", heads, want)
	}
	found, err := log.Find(t.Context(), []logbook.Dot{{Chain: a, N: 2}, {Chain: a, N: 5}, {Chain: b, N: 1}})
	want := map[logbook.Dot]logbook.Place{
		{Chain: a, N: 2}: {Hash: ledger.HashOf(one.Raws[1]), Seq: seqs[0][1], At: at.UnixMilli()},
		{Chain: b, N: 1}: {Hash: ledger.HashOf(two.Raws[0]), Seq: seqs[1][0], At: at.UnixMilli()},
	}
	if err != nil || !reflect.DeepEqual(found, want) {
		t.Errorf("find: got %v, %v; want %v", found, err, want)
	}
	if head, err := log.Head(t.Context()); head != flat[5] || err != nil {
		t.Errorf("head: got %d, %v; want %d", head, err, flat[5])
	}
}

// testMoved repeats, forks and founds twice: nothing of such a batch is kept.
func testMoved(t *testing.T, open Opener) {
	log, _ := open(t)
	a, founder := chain(), uuid.New()
	one := extend(a, ledger.Head{}, 2)
	if _, err := log.Append(t.Context(), logbook.Batch{At: 1, Founder: founder, Extensions: []logbook.Extension{one}}); err != nil {
		t.Fatal(err)
	}
	fork := extend(a, ledger.Head{N: 2, Hash: ledger.HashOf([]byte("other"))}, 1)
	early := extend(a, ledger.Head{N: 1, Hash: ledger.HashOf(one.Raws[0])}, 1)
	for name, b := range map[string]logbook.Batch{
		"Repeated":     {Extensions: []logbook.Extension{extend(chain(), ledger.Head{}, 1), one}},
		"Forked":       {Extensions: []logbook.Extension{extend(chain(), ledger.Head{}, 1), fork}},
		"Early":        {Extensions: []logbook.Extension{early}},
		"NotBegun":     {Extensions: []logbook.Extension{extend(chain(), one.To, 1)}},
		"FoundedTwice": {Founder: uuid.New(), Extensions: []logbook.Extension{extend(chain(), ledger.Head{}, 1)}},
	} {
		t.Run(name, func(t *testing.T) {
			if seqs, err := log.Append(t.Context(), b); !errors.Is(err, logbook.ErrMoved) {
				t.Errorf("got %v, %v; want %v", seqs, err, logbook.ErrMoved)
			}
		})
	}
	if n, err := log.Count(t.Context(), all()); n != 2 || err != nil {
		t.Errorf("changes after refused batches: got %d, %v; want 2", n, err)
	}
	if got, err := log.Founder(t.Context()); got != founder || err != nil {
		t.Errorf("founder: got %s, %v; want %s", got, err, founder)
	}
}

func testChanges(t *testing.T, open Opener) {
	log, _ := open(t)
	a, b := chain(), chain()
	one, two := extend(a, ledger.Head{}, 4), extend(b, ledger.Head{}, 3)
	seqs := mustAppend(t, log, one, two)
	var want []ledger.Logged
	for i, x := range []logbook.Extension{one, two} {
		for k, raw := range x.Raws {
			want = append(want, ledger.Logged{Seq: seqs[i][k], At: at.UnixMilli(), Raw: raw})
		}
	}
	size := len(want[0].Raw)
	for _, tc := range []struct {
		name  string
		query func(*logbook.Query)
		want  []ledger.Logged
		count uint64
	}{
		{"All", func(*logbook.Query) {}, want, 7},
		{"After", func(q *logbook.Query) { q.After = want[2].Seq }, want[3:], 4},
		{"UpTo", func(q *logbook.Query) { q.UpTo = want[2].Seq }, want[:3], 3},
		{"AfterTheEnd", func(q *logbook.Query) { q.After = want[6].Seq }, nil, 0},
		{"Huge", func(q *logbook.Query) { q.After = 1<<64 - 1 }, nil, 0},
		{"Case", func(q *logbook.Query) { q.Case = b.Case }, want[4:], 3},
		{"CaseAfter", func(q *logbook.Query) { q.Case, q.After = b.Case, want[5].Seq }, want[6:], 1},
		{"OtherCase", func(q *logbook.Query) { q.Case = uuid.New() }, nil, 0},
		{"Limit", func(q *logbook.Query) { q.Limit = 2 }, want[:2], 7},
		{"Bytes", func(q *logbook.Query) { q.Bytes = size + 1 }, want[:2], 7},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := all()
			tc.query(&q)
			got, err := log.Changes(t.Context(), q)
			if err != nil || len(got) != len(tc.want) || len(got) > 0 && !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %d changes %v, %v; want %d", len(got), got, err, len(tc.want))
			}
			if n, err := log.Count(t.Context(), q); n != tc.count || err != nil {
				t.Errorf("count: got %d, %v; want %d", n, err, tc.count)
			}
		})
	}
}

func testDigests(t *testing.T, open Opener) {
	log, _ := open(t)
	heads := map[logbook.Chain]ledger.Head{}
	kase := uuid.New()
	for i := range 40 {
		c := chain()
		if i%2 == 0 {
			c.Case = kase
		}
		x := extend(c, ledger.Head{}, 1+i%3)
		mustAppend(t, log, x)
		heads[c] = x.To
		checkDigests(t, log, heads)
	}
	for c, h := range heads {
		x := extend(c, h, 1)
		mustAppend(t, log, x)
		heads[c] = x.To
	}
	checkDigests(t, log, heads)
}

func checkDigests(t *testing.T, log logbook.Log, heads map[logbook.Chain]ledger.Head) {
	t.Helper()
	var want [ledger.Buckets][]ledger.CaseHead
	for c, h := range heads {
		k := ledger.BucketOf(c.Case)
		want[k] = append(want[k], ledger.CaseHead{Case: c.Case, Station: c.Station, N: h.N, Hash: h.Hash})
	}
	digests, err := log.Digests(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for k := range want {
		slices.SortFunc(want[k], func(a, b ledger.CaseHead) int {
			return bytes.Compare(append(a.Case[:], a.Station[:]...), append(b.Case[:], b.Station[:]...))
		})
		if digests[k] != ledger.DigestHeads(want[k]) {
			t.Fatalf("digest of bucket %d is not that of its %d heads", k, len(want[k]))
		}
		got, err := log.CaseHeads(t.Context(), k)
		if err != nil || len(got) != len(want[k]) || len(got) > 0 && !reflect.DeepEqual(got, want[k]) {
			t.Fatalf("heads of bucket %d: got %v, %v; want %v", k, got, err, want[k])
		}
	}
}

func testReopen(t *testing.T, open Opener) {
	log, again := open(t)
	id, a, founder := log.ID(), chain(), uuid.New()
	one := extend(a, ledger.Head{}, 3)
	if _, err := log.Append(t.Context(), logbook.Batch{At: 1, Founder: founder, Extensions: []logbook.Extension{one}}); err != nil {
		t.Fatal(err)
	}
	before, err := log.Changes(t.Context(), all())
	if err != nil {
		t.Fatal(err)
	}
	log = reopen(t, log, again)
	after, err := log.Changes(t.Context(), all())
	if err != nil || !reflect.DeepEqual(after, before) || log.ID() != id {
		t.Errorf("after reopening: got %v, %v, id %s; want %v, id %s", after, err, log.ID(), before, id)
	}
	if got, err := log.Founder(t.Context()); got != founder || err != nil {
		t.Errorf("founder: got %s, %v; want %s", got, err, founder)
	}
	seqs := mustAppend(t, log, extend(a, one.To, 1))
	if last := before[2].Seq; seqs[0][0] <= last {
		t.Errorf("sequence number after reopening: got %d, want more than %d", seqs[0][0], last)
	}
	checkDigests(t, log, map[logbook.Chain]ledger.Head{a: extendedHead(t, log, a)})
}

func reopen(t *testing.T, log logbook.Log, again func() logbook.Log) logbook.Log {
	t.Helper()
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	return again()
}

func extendedHead(t *testing.T, log logbook.Log, c logbook.Chain) ledger.Head {
	t.Helper()
	heads, err := log.Heads(t.Context(), []logbook.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	return heads[c]
}
