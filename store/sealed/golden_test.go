package sealed_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"yorisoi/store/sealed"
)

var writeGolden = flag.Bool("write-golden", false, "write the fixture of the format's current version, once")

// Files of the fixture: a store as a kill leaves it, and its slots. Of the two
// rows, the second is in the log alone.
var goldenFiles = []string{"store.db", "store.db-wal", "store.slots", "store.slots.copy"}

const goldenDir = "testdata/v1"

// fixedRandom makes the fixture reproducible: PCG with seed 1, 2.
type fixedRandom struct{ r *rand.Rand }

func (f fixedRandom) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f.r.Uint32())
	}
	return len(p), nil
}

var _ io.Reader = fixedRandom{}

// TestGolden opens a store that version 1 wrote, as every later version must.
func TestGolden(t *testing.T) {
	if *writeGolden {
		makeGolden(t)
	}
	dir := t.TempDir()
	for _, name := range goldenFiles {
		b, err := os.ReadFile(filepath.Join(goldenDir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sealed.OpenSlots(filepath.Join(dir, "store.slots"))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.List(); len(got) != 1 || string(got[0].Label) != "保健師" || got[0].KDF != cheapKDF {
		t.Errorf("slots: got %+v", got)
	}
	key, err := s.Unlock(aliceID, []byte("ひらけごま"), []byte("station secret"))
	if err != nil {
		t.Fatal(err)
	}
	if key != testKey(1) {
		t.Error("another key came out of the slot")
	}
	d, err := sealed.Open(context.Background(), filepath.Join(dir, "store.db"), key, sealed.Options{Store: storeID})
	if err != nil {
		t.Fatal(err)
	}
	var in, log string
	err = d.Read().QueryRow("SELECT (SELECT v FROM t WHERE id = 1), (SELECT v FROM t WHERE id = 2)").Scan(&in, &log)
	if err != nil || in != "データベースにある" || log != "ログだけにある" {
		t.Errorf("rows: got %q and %q, %v", in, log, err)
	}
	if err := errors.Join(d.Fault(), d.Close()); err != nil {
		t.Error(err)
	}
}

// makeGolden refuses to replace a fixture: what it proves is that files of the
// past open.
func makeGolden(t *testing.T) {
	t.Helper()
	if err := os.Mkdir(goldenDir, 0o755); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	random := fixedRandom{rand.New(rand.NewPCG(1, 2))}
	_, err := sealed.CreateSlots(filepath.Join(dir, "store.slots"), storeID, testKey(1), random, sealed.NewSlot{
		ID: aliceID, Label: []byte("保健師"), Password: []byte("ひらけごま"), Extra: []byte("station secret"), KDF: cheapKDF,
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := sealed.Create(context.Background(), path, testKey(1), sealed.Options{Store: storeID, Random: random})
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
	run(t, d, "INSERT INTO t VALUES (1, 'データベースにある')")
	run(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	run(t, d, "INSERT INTO t VALUES (2, 'ログだけにある')")
	for _, name := range goldenFiles {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(goldenDir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
