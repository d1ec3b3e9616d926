package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/sqlitelog"
	"yorisoi/sync/wire/wiretest"
)

// command runs the real program to its end.
func runCommand(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "yorisoi-center", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// logHashes are the changes that a center's folder has.
func logHashes(t *testing.T, dir string) map[ledger.Hash]bool {
	t.Helper()
	log, err := sqlitelog.Open(t.Context(), filepath.Join(dir, "center.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	changes, err := log.Changes(t.Context(), logbook.Query{UpTo: 1 << 40, Limit: 1 << 20, Bytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	out := map[ledger.Hash]bool{}
	for _, c := range changes {
		out[ledger.HashOf(c.Raw)] = true
	}
	return out
}

// fourStations enrols four stations, whose office the first has founded.
func fourStations(t *testing.T, dir, address string) []*station {
	t.Helper()
	var office *wiretest.Office
	var all []*station
	for range 4 {
		s := newStation(t, dir, address, office)
		office = s.desk.Office
		all = append(all, s)
	}
	first := all[0]
	first.save(office.Center, first.desk.Found)
	first.run()
	eventually(t, "the office is founded", func() bool { _, acked := first.total(); return acked == 1 })
	for _, s := range all[1:] {
		s.run()
	}
	return all
}

// writeOn lets every station write until the returned function is called.
func writeOn(t *testing.T, all []*station) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	for _, s := range all {
		writing.Go(func() {
			kases := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
			for i := 0; ctx.Err() == nil; i++ {
				kase := kases[i%len(kases)]
				s.save(kase, func() []byte { return s.desk.Write(kase, fmt.Sprint("記録 ", i)) })
				select {
				case <-time.After(5 * time.Millisecond):
				case <-ctx.Done():
				}
			}
		})
	}
	stop = sync.OnceFunc(func() { cancel(); writing.Wait() })
	t.Cleanup(stop)
	return stop
}

func receiptedBy(all []*station) (out []ledger.Hash) {
	for _, s := range all {
		out = append(out, s.receipted()...)
	}
	return out
}

// TestBackupKillRestoreRefill backs a center up while four stations push,
// kills it, throws its folder away and restores it: everything receipted
// before the backup is in it, and the stations bring back what came after.
func TestBackupKillRestoreRefill(t *testing.T) {
	address := freeAddress(t)
	dir := newCenter(t, address)
	p := start(t, dir, address)
	all := fourStations(t, dir, address)
	stop := writeOn(t, all)
	eventually(t, "a hundred receipts", func() bool { return len(receiptedBy(all)) >= 100 })

	before := receiptedBy(all)
	backup := filepath.Join(t.TempDir(), "backup")
	t.Log(runCommand(t, "backup", dir, "--out", backup))
	runCommand(t, "verify", backup)
	t.Log(runCommand(t, "verify", dir)) // beside the serving process, in the middle of it
	eventually(t, "receipts that the backup lacks", func() bool { return len(receiptedBy(all)) >= len(before)+100 })
	p.kill()
	stop()
	after := receiptedBy(all)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}

	t.Log(runCommand(t, "restore", dir, "--from", backup))
	restored := logHashes(t, dir)
	for _, h := range before {
		if !restored[h] {
			t.Errorf("change %x was receipted before the backup and is not in it", h[:4])
		}
	}
	if len(restored) >= len(after) {
		t.Fatalf("the backup has %d changes of %d: nothing is left to refill", len(restored), len(after))
	}
	start(t, dir, address)
	for _, s := range all {
		s.run()
	}
	agree(t, dir, all, after)
	runCommand(t, "verify", dir)
	t.Logf("%d receipts before the backup, %d in it, %d at the kill, all there again", len(before), len(restored), len(after))
}

// agree waits until the center and all stations have everything that any of
// them has, the receipted changes among it.
func agree(t *testing.T, dir string, all []*station, receipted []ledger.Hash) {
	t.Helper()
	var said string
	defer func() {
		if t.Failed() {
			t.Log(said)
		}
	}()
	eventually(t, "the stations have refilled the center", func() bool {
		said = ""
		have := logHashes(t, dir)
		for _, s := range all {
			total, acked := s.total()
			said += fmt.Sprintf("station has %d, %d with the center, the center %d; ", total, acked, len(have))
			if total != len(have) || acked != total {
				return false
			}
		}
		for _, h := range receipted {
			if !have[h] {
				return false
			}
		}
		return true
	})
	for _, s := range all {
		if len(s.refused) > 0 {
			t.Errorf("changes were refused: %v", s.refused)
		}
	}
}

// TestRestoreKilled kills a restore at many moments: nothing that looks like
// a center is left, and the next one works.
func TestRestoreKilled(t *testing.T) {
	address := freeAddress(t)
	dir := newCenter(t, address)
	p := start(t, dir, address)
	all := fourStations(t, dir, address)
	stop := writeOn(t, all)
	eventually(t, "a hundred receipts", func() bool { return len(receiptedBy(all)) >= 100 })
	stop()
	for _, s := range all { // nothing comes behind the backup
		eventually(t, "everything is sent", func() bool { total, acked := s.total(); return total == acked })
		s.end()
	}
	backup := filepath.Join(t.TempDir(), "backup")
	runCommand(t, "backup", dir, "--out", backup)
	p.kill()

	target := filepath.Join(t.TempDir(), "restored")
	killed := 0
	for i := range 16 {
		cmd := exec.CommandContext(t.Context(), "yorisoi-center", "restore", target, "--from", backup)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i*20+rand.IntN(20)) * time.Millisecond)
		cmd.Process.Kill()
		if cmd.Wait() == nil {
			break // it was faster
		}
		killed++
		if _, err := os.Stat(target); err != nil {
			continue
		}
		break // killed behind its last step: it is there, and must be whole
	}
	if _, err := os.Stat(target); err != nil {
		runCommand(t, "restore", target, "--from", backup)
	}
	runCommand(t, "verify", target)
	want, got := logHashes(t, dir), logHashes(t, target)
	for h := range want {
		if !got[h] {
			t.Errorf("change %x is not restored", h[:4])
		}
	}
	t.Logf("%d restores killed, %d changes", killed, len(got))
}
