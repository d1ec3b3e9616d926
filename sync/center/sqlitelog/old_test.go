package sqlitelog_test

import (
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/sqlitelog"
)

// madeAt is when the log of the first schema was written.
var madeAt = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// oldID is an id in it.
func oldID(name string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)) }

// unpackOld gives a log that a program of the first schema has left.
func unpackOld(t *testing.T) string {
	t.Helper()
	f, err := os.Open("testdata/first-schema.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "center.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ask asks the file itself.
func ask[T any](t *testing.T, path, query string) (out T) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), query).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func alter(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestOldLog opens a log of the first schema: everything is there, and what
// the first schema could not keep can be kept.
func TestOldLog(t *testing.T) {
	path := unpackOld(t)
	log := open(t, path)
	if got, want := log.ID(), uuid.MustParse("07070707-0707-4707-8707-070707070707"); got != want {
		t.Errorf("id: got %s, want %s", got, want)
	}
	if got, err := log.Founder(t.Context()); got != oldID("founder") || err != nil {
		t.Errorf("founder: got %s, %v", got, err)
	}
	got, err := log.Totals(t.Context(), madeAt)
	if want := (logbook.Totals{Changes: 30, Cases: 3, Stations: 2, OpenInvites: 1}); err != nil || got != want {
		t.Errorf("totals: got %+v, %v; want %+v", got, err, want)
	}
	changes, err := log.Changes(t.Context(), logbook.Query{UpTo: 99, Cases: []uuid.UUID{oldID("case 2")}, Limit: 99, Bytes: 1 << 20})
	if err != nil || len(changes) != 10 || string(changes[7].Raw) != "case 2/station 2/3" || changes[7].Seq != 28 || changes[7].At != madeAt.UnixMilli() {
		t.Errorf("changes: got %v, %v", changes, err)
	}
	c := logbook.Chain{Case: oldID("case 1"), Station: oldID("station 1")}
	heads, err := log.Heads(t.Context(), []logbook.Chain{c})
	if h := heads[c]; err != nil || h.N != 5 || h.Hash != ledger.HashOf([]byte("case 1/station 1/5")) || h.Seen[oldID("station 3")] != 9 {
		t.Errorf("head: got %+v, %v", h, err)
	}
	raw := []byte("case 1/station 1/6")
	seqs, err := log.Append(t.Context(), logbook.Batch{At: 1, Extensions: []logbook.Extension{
		{Chain: c, From: heads[c], To: ledger.Head{N: 6, Hash: ledger.HashOf(raw)}, Raws: [][]byte{raw}},
	}})
	if err != nil || seqs[0][0] != 31 {
		t.Errorf("append: got %v, %v; want number 31", seqs, err)
	}
	if n, err := log.Hold(t.Context(), 1, []logbook.Held{{Dot: logbook.Dot{Chain: c, N: 7}, Raw: raw}}); n != 1 || err != nil {
		t.Errorf("hold: got %d, %v", n, err)
	}
	if err := errors.Join(log.Compact(t.Context()), log.Check(t.Context())); err != nil {
		t.Error(err)
	}
	if mode := ask[int](t, path, `PRAGMA auto_vacuum`); mode != 2 {
		t.Errorf("auto_vacuum after compacting: got %d, want 2", mode)
	}
}

// TestMigrationIsWhole breaks a migration off in its middle: the file stays of
// the version that it was.
func TestMigrationIsWhole(t *testing.T) {
	path := unpackOld(t)
	alter(t, path, `CREATE TABLE chunk (in_the_way)`) // the last table of the second schema
	if log, err := sqlitelog.Open(t.Context(), path); err == nil {
		log.Close()
		t.Fatal("opened")
	}
	if v := ask[int](t, path, `PRAGMA user_version`); v != 1 {
		t.Errorf("version: got %d, want 1", v)
	}
	if n := ask[int](t, path, `SELECT count(*) FROM sqlite_schema WHERE name IN ('held', 'blob', 'change_case')`); n != 0 {
		t.Errorf("parts of the second schema: got %d, want none", n)
	}
	alter(t, path, `DROP TABLE chunk`)
	if err := open(t, path).Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestCompactGivesBack drops blobs: the file shrinks.
func TestCompactGivesBack(t *testing.T) {
	path := create(t)
	log := open(t, path)
	chunk := make([]byte, ledger.BlobChunk)
	m := &ledger.Manifest{Case: uuid.New(), Key: uuid.New(), Size: 21 * ledger.BlobChunk, Chunks: make([]ledger.Hash, 21)}
	if err := log.AddBlob(t.Context(), 1, uuid.Nil, m.ID(), m); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		if err := log.AddChunk(t.Context(), m.ID(), n, chunk); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := log.DropBlobs(t.Context(), 2); n != 1 || err != nil {
		t.Fatalf("drop: got %d, %v", n, err)
	}
	if err := log.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(path + suffix)
		if err != nil || info.Size() > 1<<20 {
			t.Errorf("%q: got %d bytes, %v; want less than 1 MiB", suffix, info.Size(), err)
		}
	}
}

// TestCheckFinds damages a log behind its back in every way that it can tell.
func TestCheckFinds(t *testing.T) {
	for _, tc := range []struct {
		name, damage string
		want         error
	}{
		{"ChangeAltered", `UPDATE change SET raw = x'00' WHERE n = 5 AND seq = 5`, logbook.ErrWrong},
		{"ChangeMissing", `DELETE FROM change WHERE seq = 12`, logbook.ErrWrong},
		{"HeadMissing", `DELETE FROM head WHERE kase = (SELECT kase FROM change WHERE seq = 1)`, logbook.ErrWrong},
		{"HeadInOtherBin", `UPDATE head SET bucket = (bucket + 1) % 256`, logbook.ErrWrong},
		{"ChunkAltered", `UPDATE chunk SET sealed = x'00'`, logbook.ErrWrong},
		{"ChunkMissing", `DELETE FROM chunk`, logbook.ErrWrong},
		{"IndexAltered", `PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'held_case') WHERE name = 'change_case'`, sqlitelog.ErrDamaged},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := unpackOld(t)
			fillBlob(t, path)
			alter(t, path, tc.damage)
			log := open(t, path)
			if err := log.Check(t.Context()); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

// fillBlob adds a blob to a log, which is whole then.
func fillBlob(t *testing.T, path string) {
	t.Helper()
	log, err := sqlitelog.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	log.Now = func() time.Time { return madeAt }
	chunk := []byte("封をした写真")
	m := &ledger.Manifest{Case: oldID("case 1"), Key: oldID("key"), Size: uint64(len(chunk)), Chunks: []ledger.Hash{ledger.HashOf(chunk)}}
	ctx := context.WithoutCancel(t.Context())
	if err := errors.Join(log.AddBlob(ctx, 1, uuid.Nil, m.ID(), m), log.AddChunk(ctx, m.ID(), 0, chunk), log.Check(ctx)); err != nil {
		t.Fatal(err)
	}
	found, err := log.FindBlobs(ctx, []ledger.Hash{m.ID()})
	if got := found[m.ID()].At; err != nil || got != madeAt.UnixMilli() {
		t.Errorf("whole since %d, %v; want %d", got, err, madeAt.UnixMilli())
	}
}
