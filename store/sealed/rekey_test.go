package sealed_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yorisoi/store/sealed"
)

const rekeySeed = 61

// keyed is a scene with slots, both on the machine.
type keyed struct {
	*scene
	slots *sealed.Slots
}

func (k keyed) slotsPath() string { return k.path + ".slots" }

func newKeyed(t *testing.T) keyed {
	t.Helper()
	s := newScene(t, rekeySeed)
	k := keyed{scene: s}
	var err error
	k.slots, err = sealed.CreateSlotsOn(s.m, k.slotsPath(), storeID, testKey(1), slot(aliceID, "alice"))
	if err == nil {
		err = k.slots.Add(testKey(1), slot(bobID, "bob"))
	}
	if err != nil {
		t.Fatal(err)
	}
	s.play(12)
	if err := errors.Join(s.errs...); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k keyed) rekey() error {
	return k.d.Rekey(context.Background(), sealed.Rekeying{
		Key: testKey(9), Slots: k.slots, Keep: []sealed.NewSlot{slot(aliceID, "alice")},
	})
}

// enter does what a program does at its start: it completes what was
// interrupted, opens a slot and with its key the store.
func (k keyed) enter(left image) (sealed.MasterKey, error) {
	if err := sealed.FinishRekeyOn(left.m, k.path, k.slotsPath()); err != nil {
		return sealed.MasterKey{}, err
	}
	slots, err := sealed.OpenSlotsOn(left.m, k.slotsPath())
	if err != nil {
		return sealed.MasterKey{}, err
	}
	key, err := slots.Unlock(aliceID, []byte("alice"), []byte("station"))
	if err != nil {
		return key, err
	}
	if _, err := slots.Unlock(bobID, []byte("bob"), []byte("station")); (key == testKey(9)) != errors.Is(err, sealed.ErrNoSlot) {
		return key, fmt.Errorf("the other slot: %w", err)
	}
	d, err := sealed.Open(context.Background(), k.path, key, left.m.On(sealed.Options{Readers: 1}))
	if err != nil {
		return key, err
	}
	return key, errors.Join(left.compare(d), d.Fault(), d.Close())
}

// TestRekey changes the master key of an open store: nothing opens with the old
// one, and no old page or log can be put back.
func TestRekey(t *testing.T) {
	k := newKeyed(t)
	old, before := k.m.Files(), k.d.File()
	if err := k.rekey(); err != nil {
		t.Fatal(err)
	}
	if k.d.File() == before {
		t.Error("the file id is the same")
	}
	k.commit(5)
	if err := errors.Join(append(k.errs, k.close())...); err != nil {
		t.Fatal(err)
	}
	if _, err := sealed.Open(context.Background(), k.path, testKey(1), k.o); !errors.Is(err, sealed.ErrWrongKey) {
		t.Errorf("with the old key: got %v, want ErrWrongKey", err)
	}
	if key, err := k.enter(k.image(k.m)); err != nil || key != testKey(9) {
		t.Errorf("with the new key: %v", err)
	}
	files := k.m.Files()
	for name := range files {
		if filepath.Ext(name) == ".new" || filepath.Ext(name) == ".next" {
			t.Errorf("%s was left", filepath.Base(name))
		}
	}
	b := append([]byte(nil), files[k.path]...)
	copy(page(b, 1), page(old[k.path], 1))
	copy(page(b, 3), page(old[k.path], 3))
	k.m.Put(k.path, b)
	if _, err := k.enter(k.image(k.m)); !errors.Is(err, sealed.ErrDamaged) {
		t.Errorf("with pages of before: got %v, want ErrDamaged", err)
	}
}

// TestRekeyCut kills it, or takes the power, at every step.
func TestRekeyCut(t *testing.T) {
	for round := range times(3, 12) {
		k := newKeyed(t)
		random := rand.New(rand.NewPCG(uint64(round), 6))
		var images []image
		k.m.Step = func(m *sealed.Machine) {
			images = append(images, k.image(m.Crash(random.Uint64())), k.image(m.Kill()))
		}
		err := k.rekey()
		k.m.Step = nil
		if err := errors.Join(err, k.close()); err != nil {
			t.Fatal(err)
		}
		keys := map[sealed.MasterKey]int{}
		for i, left := range images {
			// And once more, while it is being completed.
			var again *sealed.Machine
			left.m.Step = func(m *sealed.Machine) {
				if again == nil && random.IntN(3) == 0 {
					again = m.Crash(random.Uint64())
				}
			}
			key, err := k.enter(left)
			if err != nil {
				t.Fatalf("round %d, image %d of %d: %v", round, i, len(images), err)
			}
			keys[key]++
			if again != nil {
				if _, err := k.enter(image{again, left.shown, left.acked}); err != nil {
					t.Fatalf("round %d, image %d of %d, a second time: %v", round, i, len(images), err)
				}
			}
		}
		if keys[testKey(1)] < 5 || keys[testKey(9)] < 5 {
			t.Errorf("%d images with old and %d with new keys", keys[testKey(1)], keys[testKey(9)])
		}
	}
}

// TestRekeyFaults fails each call that it makes by itself; the store goes on,
// with the old keys or the new, and so does the next start.
func TestRekeyFaults(t *testing.T) {
	for _, op := range sealed.Ops {
		tried := 0
		for n := 1; ; n = nextCall(n) {
			k := newKeyed(t)
			k.m.Fail(&sealed.Fault{Op: op, N: n, Half: op == "own write"})
			err := k.rekey()
			struck := k.m.Struck()
			k.m.Fail(nil)
			if err != nil && !struck {
				t.Fatalf("without a fault: %v", err)
			}
			if sealed.Classify(err); errors.Is(err, sealed.ErrDamaged) || errors.Is(err, sealed.ErrWrongKey) {
				t.Errorf("%s %d: a fault was taken for damage: %v", op, n, err)
			}
			k.errs = nil
			k.commit(3)
			if err := errors.Join(append(k.errs, k.close())...); err != nil {
				t.Fatalf("%s %d: the store did not go on: %v", op, n, err)
			}
			if _, err := k.enter(k.image(k.m)); err != nil {
				t.Fatalf("%s %d: the next start: %v", op, n, err)
			}
			if !struck {
				break
			}
			tried++
		}
		t.Logf("%s: %d faults", op, tried)
	}
}

// TestRekeyWhileWorking changes keys while others write and read.
func TestRekeyWhileWorking(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	d := create(t, filepath.Join(t.TempDir(), "store.db"))
	run(t, d, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
	var work sync.WaitGroup
	written, read := 0, 0
	work.Go(func() {
		for ctx.Err() == nil {
			if _, err := d.SQL().Exec("INSERT INTO t (v) VALUES (printf('%0900d', 7))"); err != nil {
				t.Errorf("write: %v", err)
				return
			}
			written++
		}
	})
	work.Go(func() {
		for last := 0; ctx.Err() == nil; read++ {
			var n int
			if err := d.Read().QueryRow("SELECT count(*) FROM t WHERE v LIKE '%7'").Scan(&n); err != nil || n < last {
				t.Errorf("read: %d after %d, %v", n, last, err)
				return
			}
			last = n
		}
	})
	for range 6 {
		time.Sleep(20 * time.Millisecond) // let them work, however little
		if err := d.Rekey(ctx, sealed.Rekeying{}); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	work.Wait()
	var n int
	if err := d.Read().QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != written {
		t.Errorf("got %d rows, %v; %d were written and %d times read", n, err, written, read)
	}
}

// TestRekeyWaits gives up when somebody holds a transaction, and changes
// nothing.
func TestRekeyWaits(t *testing.T) {
	d := create(t, filepath.Join(t.TempDir(), "store.db"))
	run(t, d, "CREATE TABLE t (v)")
	tx, err := d.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	before := d.File()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := d.Rekey(ctx, sealed.Rekeying{}); !errors.Is(err, sealed.ErrInUse) || d.File() != before {
		t.Errorf("got %v, want ErrInUse", err)
	}
	if _, err := tx.Exec("INSERT INTO t VALUES (1)"); err != nil {
		t.Error(err)
	}
	if err := tx.Commit(); err != nil {
		t.Error(err)
	}
	if err := d.Rekey(context.Background(), sealed.Rekeying{Key: testKey(3)}); err == nil {
		t.Error("a new master key without slots was taken")
	}
	if err := d.Rekey(context.Background(), sealed.Rekeying{}); err != nil {
		t.Error(err)
	}
}

// TestWorn writes until the keys are used up, of which a test's store has few:
// nothing is written with a key that is, nothing is lost, and new keys help.
func TestWorn(t *testing.T) {
	const grants = 2
	s := newScene(t, 62)
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	s.o = s.o.Wearing(grants)
	perKey := map[byte]int{}
	s.m.Wrote = func(name string, offset int64, b []byte) {
		if name == s.path && offset >= 8192 && len(b) == 4096 {
			perKey[b[4092]]++
		}
	}
	for tries := 0; len(s.errs) == 0; tries++ {
		s.play(1)
		if tries > 5000 {
			t.Fatal("the keys are never used up")
		}
	}
	if err := sealed.Classify(s.errs[0]); !errors.Is(err, sealed.ErrWorn) {
		t.Fatalf("got %v, want ErrWorn", err)
	}
	total := 0
	for epoch, n := range perKey {
		total += n
		if n > grants*8 {
			t.Errorf("%d pages were written with key %d, which is good for %d", n, epoch, grants*8)
		}
	}
	if total < 256*grants*8*3/4 {
		t.Errorf("only %d pages were written", total)
	}
	before := s.d.File()
	s.errs = nil
	s.m.Fail(&sealed.Fault{Op: "own rename", N: 1, Lasting: true})
	s.reopen()
	if err := errors.Join(s.errs...); err != nil {
		t.Fatalf("opening without room for new keys: %v", err)
	}
	s.commit(1)
	if err := sealed.Classify(errors.Join(s.errs...)); !errors.Is(err, sealed.ErrWorn) {
		t.Errorf("after opening it without room for new keys: got %v, want ErrWorn", err)
	}
	s.errs = nil
	s.m.Fail(nil)
	s.reopen()
	if s.d.File() == before {
		t.Error("opening it did not give it new keys")
	}
	s.commit(5)
	if err := errors.Join(append(s.errs, s.close())...); err != nil {
		t.Fatalf("with new keys: %v", err)
	}
	if err := s.check(s.image(s.m)); err != nil {
		t.Error(err)
	}
}
