package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yorisoi/sync/center/pglog/pgtest"
)

// TestNotifiesSystem is systemd: it is told when the center answers, and when
// it ends.
func TestNotifiesSystem(t *testing.T) {
	folder, err := os.MkdirTemp("", "yorisoi") // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	socket := filepath.Join(folder, "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Skipf("no sockets of this kind here: %v", err)
	}
	defer conn.Close()
	dir := newCenter(t, "127.0.0.1:8443")
	cmd := exec.CommandContext(t.Context(), "yorisoi-center", "serve", dir, "--listen", "127.0.0.1:0", "--log", "json")
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+socket)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	told := func(want string) {
		t.Helper()
		b := make([]byte, 100)
		conn.SetReadDeadline(time.Now().Add(patience))
		n, err := conn.Read(b)
		if err != nil || string(b[:n]) != want {
			t.Errorf("got %q, %v; want %q", b[:n], err, want)
		}
	}
	told("READY=1")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	told("STOPPING=1")
	if err := cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v", err)
	}
}

// TestPostgres keeps a center in PostgreSQL with the real commands, moves it
// there from SQLite, and shows its password to nobody.
func TestPostgres(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{NoSync: true})
	url := cluster.URL(cluster.Database(t))
	address := freeAddress(t)
	dir := filepath.Join(t.TempDir(), "center")
	runCommand(t, "init", dir, "--address", address, "--database", url)
	p := start(t, dir, address)
	all := fourStations(t, dir, address)
	stop := writeOn(t, all)
	eventually(t, "fifty receipts", func() bool { return len(receiptedBy(all)) >= 50 })
	backup := filepath.Join(t.TempDir(), "backup")
	runCommand(t, "backup", dir, "--out", backup)
	runCommand(t, "verify", dir)
	runCommand(t, "compact", dir)
	stop()
	p.kill()
	after := receiptedBy(all)

	// Onto one machine: into SQLite, at the same address.
	moved := filepath.Join(t.TempDir(), "moved")
	runCommand(t, "restore", moved, "--from", backup)
	start(t, moved, address)
	for _, s := range all {
		s.run()
	}
	agree(t, moved, all, after)

	if said := runCommand(t, "status", dir); !strings.Contains(said, "postgres://") {
		t.Errorf("status does not say where the log is: %s", said)
	}
	second := filepath.Join(t.TempDir(), "second")
	out, err := exec.CommandContext(t.Context(), "yorisoi-center", "restore", second, "--from", backup, "--database", url).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "もうあります") {
		t.Errorf("restore over a log that is there: %v\n%s", err, out)
	}
	out, err = exec.CommandContext(t.Context(), "yorisoi-center", "init", second, "--address", address, "--database", "mysql://x").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "postgres://") {
		t.Errorf("another kind of database: %v\n%s", err, out)
	}
}
