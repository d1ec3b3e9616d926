package pglog_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// with adds a parameter to an address.
func with(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// appendBlocked has n appends wait for the lock of a center, until release.
func appendBlocked(t *testing.T, log logbook.Log, address string, center uuid.UUID, n int) (release func()) {
	t.Helper()
	blocker, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blocker.Close(context.Background()) })
	tx, err := blocker.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM yorisoi.center WHERE center = $1 FOR UPDATE`, center); err != nil {
		t.Fatal(err)
	}
	var appending sync.WaitGroup
	for range n {
		appending.Go(func() {
			if _, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 1))); err != nil {
				t.Error(err)
			}
		})
	}
	return func() {
		t.Helper()
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		appending.Wait()
	}
}

// TestMostConnections has many appends wait for a lock at once: a log makes no
// more connections than its address allows, and all get their turn.
func TestMostConnections(t *testing.T) {
	plain := address(t)
	center := create(t, plain)
	name := "most-" + uuid.NewString()
	log := open(t, with(t, with(t, plain, "application_name", name), "pool_max_conns", "2"), center)
	release := appendBlocked(t, log, plain, center, 8)
	count := func(where string) int {
		return query[int](t, plain, `SELECT count(*) FROM pg_stat_activity WHERE application_name = $1`+where, name)
	}
	await(t, "two appends wait for the lock", func() bool { return count(` AND wait_event_type = 'Lock'`) == 2 })
	for range 20 {
		if n := count(""); n > 2 {
			t.Fatalf("got %d connections, want 2", n)
		}
	}
	release()
	if n := count(""); n > 2 {
		t.Errorf("afterwards: got %d connections, want 2", n)
	}
	if head, err := log.Head(t.Context()); err != nil || head != 8 {
		t.Errorf("got head %d, %v; want 8", head, err)
	}
}

// silencer stands between a log and its database. Connections that it has
// silenced stay open and lead nowhere, as those to a machine whose power has
// failed.
type silencer struct {
	open  atomic.Int64
	asked atomic.Int64 // connections that were asked something after they were silenced

	mu  sync.Mutex
	age int
}

func (s *silencer) now() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.age
}

func (s *silencer) silence() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.age++
}

func (s *silencer) carry(from net.Conn, socket string) {
	defer from.Close()
	to, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	age := s.now()
	s.open.Add(1)
	defer s.open.Add(-1)
	var answering sync.WaitGroup
	answering.Go(func() {
		defer from.Close()
		io.Copy(from, to)
	})
	defer answering.Wait()
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 64<<10)
	for asked := false; ; {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if s.now() == age {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		} else if !asked && buffer[0] == 'Q' { // not the good-bye, which is X
			asked = true
			s.asked.Add(1)
		}
	}
}

// silenced gives an address behind a silencer.
func silenced(t *testing.T, address string) (*silencer, string) {
	t.Helper()
	s := &silencer{}
	return s, between(t, address, s.carry)
}

// TestIdleConnectionsAreChecked leaves several connections idle and lets them
// go dead without a word. The next call finds out by one of them, gives up
// the others unasked, and gets through over a new one.
func TestIdleConnectionsAreChecked(t *testing.T) {
	plain := address(t)
	center := create(t, plain)
	between, behind := silenced(t, plain)
	log := open(t, behind, center)
	release := appendBlocked(t, log, plain, center, 4)
	await(t, "four connections are there", func() bool { return between.open.Load() == 4 })
	release()
	time.Sleep(1100 * time.Millisecond) // longer only makes them more idle
	between.silence()
	if head, err := log.Head(t.Context()); err != nil || head != 4 {
		t.Errorf("got head %d, %v; want 4", head, err)
	}
	if n := between.asked.Load(); n != 1 {
		t.Errorf("dead connections that were asked: got %d, want 1", n)
	}
	await(t, "the dead connections are gone", func() bool { return between.open.Load() <= 1 })
}
