package client_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
	"yorisoi/sync/wire/wiretest"
)

// TestRestoredCenterIsRefilled restores a center from a copy that lacks what
// it had receipted since: the hiring of a person, her records, and the
// middle of a chain that goes on with unsent work.
func TestRestoredCenterIsRefilled(t *testing.T) {
	for _, tc := range []struct {
		name     string
		newLogID bool
	}{{"SameLogID", false}, {"NewLogID", true}} {
		t.Run(tc.name, func(t *testing.T) {
			c := centertest.Start(t)
			office, a := found(t, c)
			b := enrol(t, c, office)
			kase := newCase()
			a.write(kase, "控えにある記録")
			a.run(quick)
			a.waitPhase(client.PhaseSynced)
			a.stop()
			c.Stop()
			backup := copyCenter(t, c.Dir)

			c = centertest.Serve(t, center.Config{Dir: c.Dir}, centertest.Listen(t, c.Address()))
			a.run(quick)
			b.run(quick)
			nurse := wiretest.Person(t)
			a.direct(func() []byte { return a.desk.Hire(office.Founder, nurse, ledger.RoleHealth) })
			// Nobody signs in before her hiring is there.
			eventually(t, "the hiring has reached b", func() bool { return b.total() == 3 })
			b.writeAs(nurse, newCase(), "控えのあとの記録")
			a.write(kase, "控えのあとの記録")
			eventually(t, "both have five changes", func() bool { return a.total() == 5 && same(a, b) })
			a.stop()
			b.stop()
			c.Stop()
			a.write(kase, "まだ送っていない記録")
			b.writeAs(nurse, newCase(), "まだ送っていない記録")
			if tc.newLogID {
				renewLog(t, backup)
			}

			restored := centertest.Serve(t, center.Config{Dir: backup}, centertest.Listen(t, c.Address()))
			b.run(quick) // b alone has to give back a's directory too
			b.waitPhase(client.PhaseSynced)
			a.run(quick)
			eventually(t, "all seven changes are everywhere", func() bool { return a.total() == 7 && same(a, b) })
			a.waitPhase(client.PhaseSynced)
			status, err := restored.Status(t.Context())
			if err != nil || status.Changes != 7 {
				t.Errorf("restored center: got %d changes, %v; want 7", status.Changes, err)
			}
			if len(a.refused)+len(b.refused)+len(a.quarantine)+len(b.quarantine) != 0 {
				t.Errorf("held back: %v %v %v %v", a.refused, b.refused, a.quarantine, b.quarantine)
			}
		})
	}
}

func copyCenter(t *testing.T, dir string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "center")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return copied
}

// renewLog gives a restored log the new id that tells stations of the restore.
func renewLog(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "center.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	id := uuid.New()
	if _, err := db.ExecContext(t.Context(), `UPDATE meta SET value = ? WHERE name = 'log_id'`, id[:]); err != nil {
		t.Fatal(err)
	}
}

// TestStationThatLostCases fetches what a station lacks although its cursor
// says that it has it.
func TestStationThatLostCases(t *testing.T) {
	for _, tc := range []struct {
		name  string
		cases int
	}{{"AFew", 3}, {"Many", 300}} {
		t.Run(tc.name, func(t *testing.T) {
			c := centertest.Start(t)
			office, a := found(t, c)
			for range tc.cases {
				a.write(newCase(), "記録")
			}
			a.run(quick)
			a.waitPhase(client.PhaseSynced)
			b := enrol(t, c, office)
			a.mu.Lock()
			b.cursor = a.cursor
			a.mu.Unlock()
			b.run(quick)
			eventually(t, "the station has everything", func() bool { return b.total() == tc.cases+1 })
			b.waitPhase(client.PhaseSynced)
			if b.cursor != a.cursor {
				t.Errorf("cursor: got %+v, want %+v", b.cursor, a.cursor)
			}
		})
	}
}
