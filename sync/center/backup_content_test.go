package center_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/sqlitelog"
	"yorisoi/sync/wire/wiretest"
)

// logOf opens the log of a center's folder beside whoever else has it open.
func logOf(t testing.TB, dir string) *sqlitelog.Log {
	t.Helper()
	log, err := sqlitelog.Open(t.Context(), filepath.Join(dir, "center.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log
}

// open opens a center's folder as a command does.
func open(t testing.TB, dir string) *center.Center {
	t.Helper()
	c, err := center.Open(t.Context(), center.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// sealedBlob makes a blob of random chunks.
func sealedBlob(t testing.TB, kase uuid.UUID, sizes ...int) (*ledger.Manifest, [][]byte) {
	t.Helper()
	m := &ledger.Manifest{Case: kase, Key: uuid.New(), Content: ledger.HashOf([]byte(uuid.NewString()))}
	var chunks [][]byte
	for _, size := range sizes {
		chunk := make([]byte, size)
		rand.Read(chunk)
		chunks = append(chunks, chunk)
		m.Chunks, m.Size = append(m.Chunks, ledger.HashOf(chunk)), m.Size+uint64(size)
	}
	return m, chunks
}

// filled is a served center with everything in it that a backup has.
func filled(t *testing.T) (*centertest.Served, *wiretest.Desk) {
	t.Helper()
	c, s, desk := office(t)
	kase := uuid.New()
	for range 3 {
		s.push(desk.Write(kase, "訪問の記録"), desk.Write(uuid.New(), "別の家庭"), desk.Write(kase, "続き"))
	}
	nurse := wiretest.Person(t)
	s.push(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	s.push(desk.WriteAs(nurse, kase, "発育は順調"))
	log := logOf(t, c.Dir)
	raw := wiretest.NewOffice(t, c.ID()).Desk(uuid.New())
	raw.Founder = desk.Founder
	held := raw.Write(kase, "預かった記録")
	if _, err := log.Hold(t.Context(), 1234, []logbook.Held{{Dot: logbook.Dot{Chain: logbook.Chain{Case: kase, Station: raw.ID}, N: 1}, Raw: held}}); err != nil {
		t.Fatal(err)
	}
	m, chunks := sealedBlob(t, kase, ledger.BlobChunk, ledger.BlobChunk, 5000)
	if err := log.AddBlob(t.Context(), 99, uuid.Nil, m.ID(), m); err != nil {
		t.Fatal(err)
	}
	for n, chunk := range chunks {
		if err := log.AddChunk(t.Context(), m.ID(), n, chunk); err != nil {
			t.Fatal(err)
		}
	}
	begun, _ := sealedBlob(t, kase, 4096)
	if err := log.AddBlob(t.Context(), 99, uuid.Nil, begun.ID(), begun); err != nil {
		t.Fatal(err)
	}
	gone := logbook.Station{ID: uuid.New(), Name: "古い端末", Type: ledger.StationLaptop, Key: []byte("k"), At: 5}
	if err := log.AddStation(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if err := c.Revoke(t.Context(), gone.ID, "紛失"); err != nil {
		t.Fatal(err)
	}
	return c, desk
}

// content is what two logs must have alike, whatever their numbers are.
type content struct {
	Changes, Held [][]byte
	Ats           []int64
	Stations      []logbook.Station
	Revoked       []logbook.Revocation
	Founder       uuid.UUID
	Digests       [ledger.Buckets]ledger.Hash
	Whole         []ledger.Hash
	Chunks        [][]byte
}

func contentOf(t *testing.T, log logbook.Log) content {
	t.Helper()
	var out content
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	query := logbook.Query{UpTo: 1 << 40, Limit: 1 << 20, Bytes: 1 << 30}
	changes, err := log.Changes(t.Context(), query)
	check(err)
	for _, l := range changes {
		out.Changes, out.Ats = append(out.Changes, l.Raw), append(out.Ats, l.At)
	}
	held, err := log.Held(t.Context(), query)
	check(err)
	for _, l := range held {
		out.Held, out.Ats = append(out.Held, l.Raw), append(out.Ats, l.At)
	}
	out.Stations, err = log.Stations(t.Context())
	check(err)
	out.Revoked, err = log.Revocations(t.Context())
	check(err)
	out.Founder, err = log.Founder(t.Context())
	check(err)
	out.Digests, err = log.Digests(t.Context())
	check(err)
	ids, err := log.BlobIDs(t.Context(), ledger.Hash{}, 1000)
	check(err)
	blobs, err := log.FindBlobs(t.Context(), ids)
	check(err)
	for _, id := range ids {
		if !blobs[id].Whole() {
			continue
		}
		out.Whole = append(out.Whole, id)
		for n := range blobs[id].Manifest.Chunks {
			chunk, err := log.Chunk(t.Context(), id, n)
			check(err)
			out.Chunks = append(out.Chunks, chunk)
		}
	}
	return out
}
