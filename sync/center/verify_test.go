package center_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire/wiretest"
)

// TestVerifyFinds spoils a log in the ways that a bad disk, a bad hand and a
// bad program would, and reads what verify says.
func TestVerifyFinds(t *testing.T) {
	c, _ := filled(t)
	c.Stop()
	for _, tc := range []struct {
		name string
		sql  string
		want center.FindingKind
	}{
		{"Change", `UPDATE change SET raw = zeroblob(40) WHERE seq = 5`, center.FoundChange},
		{"Gap", `DELETE FROM change WHERE seq = 5`, center.FoundChain},
		{"Hash", `UPDATE change SET raw = (SELECT raw FROM change WHERE seq = 6) WHERE seq = 3`, center.FoundChain},
		{"Lost", `DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)`, center.FoundHead},
		{"Head", `UPDATE head SET n = n + 1 WHERE n > 2`, center.FoundHead},
		{"NoHead", `DELETE FROM head WHERE n = 1`, center.FoundHead},
		{"Chunk", `UPDATE chunk SET sealed = zeroblob(length(sealed)) WHERE n = 1`, center.FoundBlob},
		{"NoChunk", `DELETE FROM chunk WHERE n = 2`, center.FoundBlob},
		{"Held", `UPDATE held SET raw = x'80'`, center.FoundChange},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "center")
			if err := os.CopyFS(dir, os.DirFS(c.Dir)); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", filepath.Join(dir, "center.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if r, err := db.ExecContext(t.Context(), tc.sql); err != nil {
				t.Fatal(err)
			} else if n, err := r.RowsAffected(); err != nil || n == 0 {
				t.Fatalf("nothing was spoilt: %v", err)
			}
			v, err := open(t, dir).Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !has(v, tc.want) {
				t.Errorf("got %+v, want a finding of kind %s", v.Findings, tc.want)
			}
		})
	}
}

func has(v *center.Verified, kind center.FindingKind) bool {
	for _, f := range v.Findings {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// TestVerifySignatures finds changes in the log that nobody of the directory
// has signed, as a malicious center could put them there.
func TestVerifySignatures(t *testing.T) {
	for _, tc := range []struct {
		name  string
		raw   func(*wiretest.Desk, uuid.UUID) []byte
		found center.FindingKind
	}{
		{"Author", func(d *wiretest.Desk, kase uuid.UUID) []byte { return d.WriteAs(wiretest.Person(t), kase, "x") }, center.FoundAuthor},
		{"Signature", func(d *wiretest.Desk, kase uuid.UUID) []byte { return spoil(t, d.Write(kase, "x")) }, center.FoundSignature},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, desk := filled(t)
			v, err := c.Verify(t.Context())
			if err != nil || !v.OK() {
				t.Fatalf("before: got %+v, %v", v, err)
			}
			kase := uuid.New()
			raw := tc.raw(desk, kase)
			change, err := ledger.Decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			to, err := ledger.Head{}.Extend(change, raw)
			if err != nil {
				t.Fatal(err)
			}
			batch := logbook.Batch{At: 1, Extensions: []logbook.Extension{{
				Chain: logbook.Chain{Case: kase, Station: desk.ID}, To: to, Raws: [][]byte{raw},
			}}}
			if _, err := logOf(t, c.Dir).Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			if v, err = c.Verify(t.Context()); err != nil || !has(v, tc.found) || len(v.Findings) != 1 {
				t.Errorf("got %+v, %v", v, err)
			}
			// A backup has it as it is, says so, and cannot be restored.
			path := filepath.Join(t.TempDir(), "backup")
			made, err := c.Backup(t.Context(), center.BackupOptions{Out: path})
			if err != nil || len(made.Findings) != 1 {
				t.Errorf("backup: got %+v, %v", made.Findings, err)
			}
			dir := filepath.Join(t.TempDir(), "restored")
			if _, err := center.Restore(t.Context(), center.Config{Dir: dir}, center.RestoreOptions{From: path}); !errors.Is(err, center.ErrBackupDamaged) {
				t.Errorf("restore: got %v", err)
			}
			checkNothing(t, dir)
		})
	}
}

// TestVerifyWhileHiring verifies over and over while people are hired and
// write at once: what has just come is not taken for wrong.
func TestVerifyWhileHiring(t *testing.T) {
	c, s, desk := office(t)
	beside := open(t, c.Dir)
	ended, enough := make(chan *center.Verified, 1), make(chan struct{})
	var failed error
	go func() {
		for {
			v, err := beside.Verify(context.WithoutCancel(t.Context()))
			failed = errors.Join(failed, err)
			select {
			case <-enough:
				ended <- v
				return
			default:
				if err != nil || !v.OK() {
					ended <- v
					return
				}
			}
		}
	}()
	for range 60 {
		nurse := wiretest.Person(t)
		kase := uuid.New()
		s.push(desk.Hire(desk.Founder, nurse, ledger.RoleHealth), desk.WriteAs(nurse, kase, "着任"), desk.Write(kase, "引き継ぎ"))
	}
	close(enough)
	if v := <-ended; failed != nil || !v.OK() {
		t.Errorf("got %+v, %v", v.Findings, failed)
	}
}
