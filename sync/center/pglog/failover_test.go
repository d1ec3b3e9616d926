package pglog_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/pglog/pgtest"
)

// patience is how long a slow machine may take for something quick.
const patience = 30 * time.Second

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for until := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// writer appends to one chain as a center does for a station.
type writer struct {
	chain logbook.Chain
	head  ledger.Head // acknowledged
	raws  [][]byte
	kept  int // found out after an append that said ErrMoved
}

// step appends once more and finds out what became of it.
func (w *writer) step(ctx context.Context, log *pglog.Log) error {
	x := extend(w.chain, w.head, 1+len(w.raws)%3)
	_, err := log.Append(ctx, batch(x))
	if errors.Is(err, logbook.ErrMoved) {
		heads, err := log.Heads(ctx, []logbook.Chain{w.chain})
		if err != nil {
			return err
		}
		if heads[w.chain].Hash != x.To.Hash {
			return errors.New("told that the log has moved on, but the batch was not kept")
		}
		w.kept++
	} else if err != nil {
		return err
	}
	w.head, w.raws = x.To, append(w.raws, x.Raws...)
	return nil
}

// TestFailover kills the database twice while two processes write to one log:
// the first time it is started again, the second time its standby takes over.
// Everything that was acknowledged is there, once, in order.
func TestFailover(t *testing.T) {
	primary := pgtest.Start(t, pgtest.Options{})
	standby := primary.Standby(t)
	url := pgtest.URL("postgres", primary, standby)
	center := create(t, url)
	one, two := open(t, url, center), open(t, url, center)

	var told atomic.Uint64
	ctx, cancel := context.WithCancel(t.Context())
	var watching, writing sync.WaitGroup
	watching.Go(func() { one.Watch(ctx, func(head uint64) { told.Store(head) }) })
	defer watching.Wait()
	defer cancel()

	stop := make(chan struct{})
	var steps atomic.Int64
	writers := make([]*writer, 6)
	for i := range writers {
		w := &writer{chain: logbook.Chain{Case: uuid.New(), Station: uuid.New()}}
		writers[i] = w
		writing.Go(func() {
			for {
				if err := w.step(t.Context(), []*pglog.Log{one, two}[i%2]); err != nil {
					t.Errorf("writer %d: %v", i, err)
					return
				}
				steps.Add(1)
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	goOn := func() {
		t.Helper()
		from := steps.Load()
		await(t, "the writers went on", func() bool { return steps.Load() > from+40 || t.Failed() })
	}
	goOn()
	primary.Kill(t)
	primary.Restart(t)
	goOn()
	primary.Kill(t)
	standby.Promote(t)
	goOn()
	close(stop)
	writing.Wait()
	checkWriters(t, two, writers)
	head, err := two.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	await(t, "the watch was told of the end", func() bool { return told.Load() == head })
}

// checkWriters compares a log with what its writers were told.
func checkWriters(t *testing.T, log *pglog.Log, writers []*writer) {
	t.Helper()
	changes, err := log.Changes(t.Context(), all())
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]uint64{}
	for i, c := range changes {
		if c.Seq != uint64(i)+1 {
			t.Fatalf("number %d comes at place %d", c.Seq, i+1)
		}
		places[string(c.Raw)] = c.Seq
	}
	total, kept := 0, 0
	for i, w := range writers {
		last := uint64(0)
		for n, raw := range w.raws {
			seq := places[string(raw)]
			if seq <= last {
				t.Fatalf("change %d of writer %d has number %d after %d", n+1, i, seq, last)
			}
			last = seq
		}
		total, kept = total+len(w.raws), kept+w.kept
	}
	if len(changes) != total || len(places) != total {
		t.Errorf("got %d changes, %d of them different, want %d", len(changes), len(places), total)
	}
	if err := log.Check(t.Context()); err != nil {
		t.Error(err)
	}
	t.Logf("%d changes; %d commits were in doubt and found to be kept", total, kept)
}

// TestConnectionsAreLost has the server end all sessions again and again: no
// call fails, and who watches is told on.
func TestConnectionsAreLost(t *testing.T) {
	c := pgtest.Shared(t)
	url := c.URL(c.Database(t))
	center := create(t, url)
	log, other := open(t, url, center), open(t, url, center)
	var told atomic.Uint64
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { log.Watch(ctx, func(head uint64) { told.Store(head) }) })
	defer watching.Wait()
	defer cancel()
	w := &writer{chain: chain()}
	for range 5 {
		execute(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err := w.step(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		if _, err := log.Digests(t.Context()); err != nil {
			t.Fatal(err)
		}
		await(t, "the watch was told", func() bool { return told.Load() == uint64(len(w.raws)) })
	}
	checkWriters(t, log, []*writer{w})
}

// TestAnotherAttempt has the server break off transactions for reasons that
// pass: deadlocks, serialization, a shutdown. They are repeated; what is wrong
// in itself is not.
func TestAnotherAttempt(t *testing.T) {
	c := pgtest.Shared(t)
	url := c.URL(c.Database(t))
	log := open(t, url, create(t, url))
	execute(t, url, `CREATE SEQUENCE tries`)
	for _, tc := range []struct {
		name, code string
		passes     bool
	}{
		{"Serialization", "40001", true},
		{"Deadlock", "40P01", true},
		{"LockNotAvailable", "55P03", true},
		{"Shutdown", "57P01", true},
		{"CheckViolation", "23514", false},
		{"DiskFull", "53100", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			execute(t, url, `ALTER SEQUENCE tries RESTART`)
			execute(t, url, `CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF nextval('public.tries') <= 3 THEN RAISE EXCEPTION 'for a test' USING ERRCODE = '`+tc.code+`'; END IF; RETURN NULL; END $$`)
			execute(t, url, `CREATE OR REPLACE TRIGGER fail AFTER INSERT ON yorisoi.change FOR EACH STATEMENT EXECUTE FUNCTION public.fail()`)
			_, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 1)))
			if (err == nil) != tc.passes {
				t.Errorf("got %v", err)
			}
			want := map[bool]int{true: 4, false: 1}[tc.passes]
			if tries := query[int](t, url, `SELECT last_value FROM tries`); tries != want {
				t.Errorf("tries: got %d, want %d", tries, want)
			}
		})
	}
	head, err := log.Head(t.Context())
	if changes, _ := log.Changes(t.Context(), all()); err != nil || head != 4 || len(changes) != 4 {
		t.Errorf("got %d changes up to %d, %v; want 4", len(changes), head, err)
	}
}

// TestWaitsForTheStandby lets a commit wait for a standby that is not there,
// and breaks the waiting off, as an administrator may. The commit is then
// visible, but not where it must be: Append goes on waiting until it is.
func TestWaitsForTheStandby(t *testing.T) {
	c := pgtest.Start(t, pgtest.Options{NoSync: true})
	url := c.URL("postgres")
	log := open(t, url, create(t, url))
	settle := func(standbys string) {
		c.Exec(t, `ALTER SYSTEM SET synchronous_standby_names = '`+standbys+`'`)
		c.Exec(t, `SELECT pg_reload_conf()`)
		await(t, "the setting counts", func() bool {
			return query[string](t, url, `SELECT current_setting('synchronous_standby_names')`) == standbys
		})
	}
	waiting := func() int {
		return query[int](t, url, `SELECT coalesce(min(pid), 0) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)
	}
	settle("absent")
	done := make(chan error, 1)
	go func() {
		_, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 2)))
		done <- err
	}()
	await(t, "the commit waits", func() bool { return waiting() != 0 })
	if n := query[int](t, url, `SELECT count(*) FROM yorisoi.change`); n != 0 {
		t.Errorf("visible before the standby has it: %d changes", n)
	}
	query[bool](t, url, `SELECT pg_cancel_backend($1)`, waiting())
	await(t, "the commit is visible", func() bool { return query[int](t, url, `SELECT count(*) FROM yorisoi.change`) == 2 })
	await(t, "another commit waits", func() bool { return waiting() != 0 })
	select {
	case err := <-done:
		t.Errorf("append returned %v before the standby has it", err)
	default:
	}
	settle("")
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Error("append does not return")
	}
}

// TestDigestsAfterALoss takes the end of the log away, as a failover to a
// standby that lagged behind does, and lets it grow again: digests that were
// asked for before are those of a log that is opened now.
func TestDigestsAfterALoss(t *testing.T) {
	url := address(t)
	center := create(t, url)
	log := open(t, url, center)
	kept, lost := extend(chain(), ledger.Head{}, 2), extend(chain(), ledger.Head{}, 2)
	for _, x := range []logbook.Extension{kept, lost} {
		if _, err := log.Append(t.Context(), batch(x)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := log.Digests(t.Context()); err != nil {
		t.Fatal(err)
	}
	execute(t, url, `DELETE FROM yorisoi.change WHERE center = $1 AND seq > 2`, center)
	execute(t, url, `DELETE FROM yorisoi.head WHERE center = $1 AND kase = $2`, center, lost.Case)
	execute(t, url, `UPDATE yorisoi.center SET seq = 2 WHERE center = $1`, center)
	if _, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 2))); err != nil {
		t.Fatal(err)
	}
	got, err := log.Digests(t.Context())
	want, wantErr := open(t, url, center).Digests(t.Context())
	if err != nil || wantErr != nil || got != want {
		t.Errorf("digests are not those of the log: %v, %v", err, wantErr)
	}
}
