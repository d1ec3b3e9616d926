package pgtest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yorisoi/sync/center/pglog/pgtest"
)

// asOrphan makes a run of this test binary start a cluster, say where it is,
// and wait to be killed.
const asOrphan = "YORISOI_PGTEST_ORPHAN"

func TestMain(m *testing.M) { pgtest.Main(m) }

func dial(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func count(t *testing.T, url string) (n int) {
	t.Helper()
	if err := dial(t, url).QueryRow(t.Context(), "SELECT count(*) FROM kept").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestClusterKeepsWhatItAnswered kills a primary and finds everything that it
// had answered on the standby, and again on itself.
func TestClusterKeepsWhatItAnswered(t *testing.T) {
	primary := pgtest.Start(t, pgtest.Options{})
	standby := primary.Standby(t)
	writer := dial(t, primary.URL("postgres"))
	if _, err := writer.Exec(t.Context(), "CREATE TABLE kept (n int)"); err != nil {
		t.Fatal(err)
	}
	const want = 50
	for n := range want {
		if _, err := writer.Exec(t.Context(), "INSERT INTO kept VALUES ($1)", n); err != nil {
			t.Fatal(err)
		}
	}
	primary.Kill(t)
	if _, err := writer.Exec(t.Context(), "INSERT INTO kept VALUES (0)"); err == nil {
		t.Error("the primary answers after it was killed")
	}
	standby.Promote(t)
	both := pgtest.URL("postgres", primary, standby) + "&target_session_attrs=read-write"
	if got := count(t, both); got != want {
		t.Errorf("standby: got %d rows, want %d", got, want)
	}
	primary.Restart(t)
	if got := count(t, primary.URL("postgres")); got != want {
		t.Errorf("primary: got %d rows, want %d", got, want)
	}
}

func TestDatabasesAreApart(t *testing.T) {
	c := pgtest.Shared(t)
	one, two := c.Database(t), c.Database(t)
	if _, err := dial(t, c.URL(one)).Exec(t.Context(), "CREATE TABLE kept (n int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := dial(t, c.URL(two)).Exec(t.Context(), "SELECT * FROM kept"); err == nil {
		t.Error("a table of one database is seen in the other")
	}
}

// TestNothingIsLeftBehind kills a process of tests without any warning: its
// server ends and its folder goes.
func TestNothingIsLeftBehind(t *testing.T) {
	if os.Getenv(asOrphan) != "" {
		fmt.Println("\nfolder", pgtest.Shared(t).URL("postgres"))
		<-t.Context().Done() // never: it is killed
	}
	child := exec.Command(os.Args[0], "-test.run=^TestNothingIsLeftBehind$")
	child.Env = append(os.Environ(), asOrphan+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var url string
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		url, _ = strings.CutPrefix(lines.Text(), "folder ")
		if !strings.HasPrefix(url, "postgres:") {
			url = ""
		}
	}
	child.Process.Kill()
	child.Wait()
	if url == "" {
		t.Fatal("the other process started no cluster")
	}
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, err := os.Stat(config.Host)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("%s is still there", filepath.Base(config.Host))
		}
	}
	if conn, err := pgx.Connect(t.Context(), url); err == nil {
		conn.Close(t.Context())
		t.Error("the server still answers")
	}
}
