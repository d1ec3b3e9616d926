package pgtest

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// shared is the one cluster that the tests of a process share.
var shared struct {
	once sync.Once
	c    *Cluster
	err  error
}

// Main runs the tests of a package and ends the cluster that they shared; it
// is what TestMain calls.
func Main(m *testing.M) {
	code := m.Run()
	if shared.c != nil {
		shared.c.stop()
	}
	os.Exit(code)
}

// Shared returns the cluster that all tests of the process share, which does
// not wait for the disk. Tests must not hurt it.
func Shared(tb testing.TB) *Cluster {
	tb.Helper()
	shared.once.Do(func() { shared.c, shared.err = start(Options{NoSync: true}) })
	if shared.err != nil {
		tb.Fatal(shared.err)
	}
	return shared.c
}

// Start returns a cluster of the test's own, which ends with it.
func Start(tb testing.TB, o Options) *Cluster {
	tb.Helper()
	c, err := start(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.stop)
	return c
}

// Database makes an empty database in the cluster and returns its name.
func (c *Cluster) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("test_%d", c.made.Add(1))
	if err := c.exec("CREATE DATABASE " + name); err != nil {
		tb.Fatalf("make database: %v", err)
	}
	return name
}

// Exec runs one statement in the database postgres as the superuser.
func (c *Cluster) Exec(tb testing.TB, statement string) {
	tb.Helper()
	if err := c.exec(statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

// Standby makes a second cluster that follows this one. From then on this one
// answers a commit only when the standby has it too.
func (c *Cluster) Standby(tb testing.TB) *Cluster {
	tb.Helper()
	s, err := begin(c.programs)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.stop)
	from := fmt.Sprintf("host=%s port=%s user=%s application_name=standby", c.dir, port, superuser)
	if err := s.run(s.dir, "pg_basebackup", "-D", s.data(), "-R", "-X", "stream", "-c", "fast", "-N", "-d", from); err != nil {
		tb.Fatalf("copy the primary: %v", err)
	}
	if err := s.configure(Options{Settings: []string{"synchronous_standby_names = ''"}}); err != nil {
		tb.Fatal(err)
	}
	if err := s.launch(); err != nil {
		tb.Fatal(err)
	}
	for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()"} {
		c.Exec(tb, statement)
	}
	if err := c.await("SELECT EXISTS (SELECT FROM pg_stat_replication WHERE application_name = 'standby' AND sync_state = 'sync')"); err != nil {
		tb.Fatalf("wait for the standby: %v", err)
	}
	return s
}

// Promote makes a standby the primary.
func (c *Cluster) Promote(tb testing.TB) {
	tb.Helper()
	if err := c.run(c.dir, "pg_ctl", "promote", "-D", c.data(), "-w", "-t", "60"); err != nil {
		tb.Fatalf("promote the standby: %v", err)
	}
}

// Restart starts a cluster again that was killed.
func (c *Cluster) Restart(tb testing.TB) {
	tb.Helper()
	if err := c.launch(); err != nil {
		tb.Fatal(err)
	}
}

// kill ends the server $1 and all its processes without any warning. It is
// stopped first, so that it starts no other meanwhile.
const kill = `kill -STOP "$1" || exit 1
children=$(cat /proc/"$1"/task/*/children 2>/dev/null) || children=$(ps -A -o pid=,ppid= | awk -v p="$1" '$2 == p {print $1}')
kill -KILL "$1" $children
while kill -0 "$1" 2>/dev/null && ! grep -qs "^State:.*Z" /proc/"$1"/status; do sleep 0.01; done
rm -f postmaster.pid ../.s.PGSQL.* # where nobody waits for dead processes, its number seems alive`

// Kill ends all processes of the cluster at once, as a failure of power does.
func (c *Cluster) Kill(tb testing.TB) {
	tb.Helper()
	pid, err := c.pid()
	if err != nil {
		tb.Fatalf("kill the cluster: %v", err)
	}
	if err := c.run(c.data(), "sh", "-c", kill, "kill", fmt.Sprint(pid)); err != nil {
		tb.Fatalf("kill the cluster: %v", err)
	}
}
