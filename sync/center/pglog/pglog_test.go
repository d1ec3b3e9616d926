package pglog_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/logbook/logtest"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/pglog/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// common is the database that most tests share, each with a center of its own.
var common struct {
	once sync.Once
	url  string
}

func address(tb testing.TB) string {
	tb.Helper()
	c := pgtest.Shared(tb)
	common.once.Do(func() { common.url = c.URL(c.Database(tb)) })
	return common.url
}

func create(tb testing.TB, url string) uuid.UUID {
	tb.Helper()
	center := uuid.New()
	if err := pglog.Create(tb.Context(), url, center, rand.Reader); err != nil {
		tb.Fatal(err)
	}
	return center
}

func open(tb testing.TB, url string, center uuid.UUID) *pglog.Log {
	tb.Helper()
	log, err := pglog.Open(tb.Context(), url, center)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { log.Close() })
	return log
}

// extend makes n changes after from.
func extend(c logbook.Chain, from ledger.Head, n int) logbook.Extension {
	x := logbook.Extension{Chain: c, From: from}
	for range n {
		raw := make([]byte, 500)
		rand.Read(raw)
		x.Raws = append(x.Raws, raw)
	}
	x.To = ledger.Head{N: from.N + uint64(n), Hash: ledger.HashOf(x.Raws[n-1]), Seen: ledger.Vector{}}
	return x
}

func chain() logbook.Chain { return logbook.Chain{Case: uuid.New(), Station: uuid.New()} }

func batch(xs ...logbook.Extension) logbook.Batch { return logbook.Batch{At: 1, Extensions: xs} }

func all() logbook.Query { return logbook.Query{UpTo: 1 << 40, Limit: 1 << 20, Bytes: 1 << 30} }

// query asks the database itself.
func query[T any](tb testing.TB, url, text string, args ...any) (out T) {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(tb.Context()))
	if err := conn.QueryRow(tb.Context(), text, args...).Scan(&out); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return out
}

func TestContract(t *testing.T) {
	logtest.Run(t, func(t *testing.T) (logbook.Log, func() logbook.Log) {
		url := address(t)
		center := create(t, url)
		return open(t, url, center), func() logbook.Log { return open(t, url, center) }
	})
}

func TestOpenNeverMakes(t *testing.T) {
	url := address(t)
	center := create(t, url)
	for _, tc := range []struct {
		name, url string
		center    uuid.UUID
		want      error
	}{
		{"ErrNoLog", url, uuid.New(), pglog.ErrNoLog},
		{"ErrAddress", "mysql://localhost/x", center, pglog.ErrAddress},
		{"ErrAddressMalformed", "postgres://local host:x", center, pglog.ErrAddress},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := pglog.Open(t.Context(), tc.url, tc.center); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
	if err := pglog.Create(t.Context(), url, center, rand.Reader); !errors.Is(err, pglog.ErrExists) {
		t.Errorf("create twice: got %v, want %v", err, pglog.ErrExists)
	}
	if n := query[int](t, url, `SELECT count(*) FROM yorisoi.center WHERE center = $1`, center); n != 1 {
		t.Errorf("rows of the center: got %d, want 1", n)
	}
}

// TestCentersNeverMeet keeps the logs of two centers in one database. They
// have the same cases, stations, secrets and blobs, and see nothing of each
// other.
func TestCentersNeverMeet(t *testing.T) {
	url := address(t)
	one, two := open(t, url, create(t, url)), open(t, url, create(t, url))
	if one.ID() == two.ID() {
		t.Error("two logs have one id")
	}
	c, founder := chain(), uuid.New()
	station := logbook.Station{ID: c.Station, Name: "相談室", Type: ledger.StationOffice, Key: []byte{1}, At: 1}
	x := extend(c, ledger.Head{}, 3)
	raw := make([]byte, 100)
	m := &ledger.Manifest{Case: c.Case, Key: uuid.New(), Size: 100, Chunks: []ledger.Hash{ledger.HashOf(raw)}}
	fill := func(log *pglog.Log) {
		t.Helper()
		seqs, err := log.Append(t.Context(), logbook.Batch{At: 1, Founder: founder, Extensions: []logbook.Extension{x}})
		if err != nil || seqs[0][0] != 1 {
			t.Errorf("append: got %v, %v; want numbers from 1", seqs, err)
		}
		held, err := log.Hold(t.Context(), 1, []logbook.Held{{Dot: logbook.Dot{Chain: c, N: 9}, Raw: raw}})
		if err != nil || held != 1 {
			t.Errorf("hold: got %d, %v", held, err)
		}
		for _, err := range []error{
			log.AddInvite(t.Context(), logbook.Invite{Hash: []byte("h")}), log.AddStation(t.Context(), station),
			log.Revoke(t.Context(), logbook.Revocation{Station: c.Station}),
			log.AddBlob(t.Context(), 1, uuid.Nil, m.ID(), m), log.AddChunk(t.Context(), m.ID(), 0, raw),
		} {
			if err != nil {
				t.Error(err)
			}
		}
	}
	empty := func(log *pglog.Log) {
		t.Helper()
		totals, err := log.Totals(t.Context(), x0)
		changes, _ := log.Changes(t.Context(), all())
		held, _ := log.Held(t.Context(), all())
		heads, _ := log.Heads(t.Context(), []logbook.Chain{c})
		found, _ := log.Find(t.Context(), []logbook.Dot{{Chain: c, N: 1}})
		bucket, _ := log.CaseHeads(t.Context(), ledger.BucketOf(c.Case))
		digests, _ := log.Digests(t.Context())
		stations, _ := log.Stations(t.Context())
		revoked, _ := log.Revocations(t.Context())
		blobs, _ := log.FindBlobs(t.Context(), []ledger.Hash{m.ID()})
		ids, _ := log.BlobIDs(t.Context(), ledger.Hash{}, 10)
		who, _ := log.Founder(t.Context())
		_, missing := log.Chunk(t.Context(), m.ID(), 0)
		_, unknown := log.UseInvite(t.Context(), []byte("h"), station)
		if err != nil || totals != (logbook.Totals{}) || digests != [ledger.Buckets]ledger.Hash{} || who != uuid.Nil ||
			len(changes)+len(held)+len(heads)+len(found)+len(bucket)+len(stations)+len(revoked)+len(blobs)+len(ids) != 0 ||
			!errors.Is(missing, logbook.ErrNoBlob) || !errors.Is(unknown, logbook.ErrInviteUnknown) {
			t.Errorf("the other center sees: %+v, %v", totals, err)
		}
	}
	fill(one)
	empty(two)
	fill(two)
	if n, err := one.DropBlobs(t.Context(), 1<<50); n != 0 || err != nil {
		t.Errorf("drop: got %d, %v", n, err)
	}
	for _, log := range []*pglog.Log{one, two} {
		if err := log.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// execute does something to the database itself.
func execute(tb testing.TB, url, text string, args ...any) {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(tb.Context()))
	if _, err := conn.Exec(tb.Context(), text, args...); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
}
