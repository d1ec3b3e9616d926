package center_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/sync/center"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/pglog/pgtest"
)

// backedUp is a filled center with its backup and what it has.
func backedUp(t *testing.T) (path string, id uuid.UUID, want content) {
	t.Helper()
	c, _ := filled(t)
	path = filepath.Join(t.TempDir(), "backup")
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: path}); err != nil {
		t.Fatal(err)
	}
	return path, c.ID(), contentOf(t, logOf(t, c.Dir))
}

func pgContent(t *testing.T, url string, id uuid.UUID) content {
	t.Helper()
	log, err := pglog.Open(t.Context(), url, id)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	return contentOf(t, log)
}

// TestRestoreIntoPostgres moves a center from SQLite to PostgreSQL and back.
func TestRestoreIntoPostgres(t *testing.T) {
	path, id, want := backedUp(t)
	cluster := pgtest.Start(t, pgtest.Options{NoSync: true})
	url := cluster.URL(cluster.Database(t))
	dir := filepath.Join(t.TempDir(), "restored")
	made, err := center.Restore(t.Context(), center.Config{Dir: dir, Database: url}, center.RestoreOptions{From: path})
	if err != nil {
		t.Fatal(err)
	}
	if got := pgContent(t, url, id); !reflect.DeepEqual(got, want) {
		t.Errorf("in PostgreSQL: got %+v\nwant %+v", got, want)
	}
	b, err := os.ReadFile(filepath.Join(dir, "center.json"))
	if err != nil || !strings.Contains(string(b), "postgres") {
		t.Errorf("center.json: got %s, %v", b, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "center.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("center.json: got %v, %v", info, err)
	}
	c := open(t, dir)
	if v, err := c.Verify(t.Context()); err != nil || !v.OK() || v.Counts.Changes != uint64(len(want.Changes)) {
		t.Errorf("verify: got %+v, %v", v, err)
	}
	second := filepath.Join(t.TempDir(), "second")
	if _, err := center.Restore(t.Context(), center.Config{Dir: second, Database: url}, center.RestoreOptions{From: path}); !errors.Is(err, pglog.ErrExists) {
		t.Errorf("over a log that is there: got %v", err)
	}
	checkNothing(t, second)

	back := filepath.Join(t.TempDir(), "back")
	if _, err := c.Backup(t.Context(), center.BackupOptions{Out: back}); err != nil {
		t.Fatal(err)
	}
	again, err := center.Restore(t.Context(), center.Config{Dir: second}, center.RestoreOptions{From: back})
	if err != nil {
		t.Fatal(err)
	}
	if got := contentOf(t, logOf(t, second)); !reflect.DeepEqual(got, want) {
		t.Errorf("back in SQLite: got %+v\nwant %+v", got, want)
	}
	if again.LogID == made.LogID {
		t.Error("the log has no new id")
	}
}

// TestRestoreCutOff leaves a restore into a database at two places where a
// process can be killed.
func TestRestoreCutOff(t *testing.T) {
	path, id, want := backedUp(t)
	cluster := pgtest.Start(t, pgtest.Options{NoSync: true})
	url := cluster.URL(cluster.Database(t))
	dir := filepath.Join(t.TempDir(), "restored")
	restore := func() error {
		_, err := center.Restore(t.Context(), center.Config{Dir: dir, Database: url}, center.RestoreOptions{From: path})
		return err
	}

	half, err := pglog.Restore(t.Context(), url, id, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := half.AddStation(t.Context(), logbook.Station{ID: uuid.New(), Key: []byte("half")}); err != nil {
		t.Fatal(err)
	}
	half.Close()
	if err := restore(); err != nil {
		t.Fatalf("after one that was cut off: %v", err)
	}
	if got := pgContent(t, url, id); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}

	// Behind the last step but one the folder is there and the mark is too.
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	mark := func(log uuid.UUID) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), `INSERT INTO yorisoi.restoring (center, log_id) VALUES ($1, $2)`, id, log); err != nil {
			t.Fatal(err)
		}
	}
	log, err := pglog.Open(t.Context(), url, id)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	mark(log.ID())
	open(t, dir)
	if restoring, err := log.Restoring(t.Context()); err != nil || restoring {
		t.Errorf("opened by its folder: still marked: %v, %v", restoring, err)
	}

	// An older folder of the same center does not take a half log for whole.
	mark(log.ID())
	if err := os.Remove(filepath.Join(dir, "restored")); err != nil {
		t.Fatal(err)
	}
	if _, err := center.Open(t.Context(), center.Config{Dir: dir}); !errors.Is(err, center.ErrRestoring) {
		t.Errorf("opened by another folder: got %v", err)
	}
}
