package sealed_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"yorisoi/store/sealed"
)

// childCommit writes transactions until it is killed and says each number that
// was committed. Some are rolled back, some spill out of a cache that is far
// too small, some are followed by a checkpoint.
func childCommit(path string) error {
	ctx := context.Background()
	d, err := sealed.Open(ctx, path, testKey(1), sealed.Options{CacheKiB: 64})
	if err != nil {
		return err
	}
	var next int
	if err := d.SQL().QueryRow("SELECT coalesce(max(tx), 0) + 1 FROM w").Scan(&next); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(uint64(next), uint64(os.Getpid())))
	for ; ; next++ {
		rows := 1 + random.IntN(4)
		if random.IntN(6) == 0 {
			rows = 50 + random.IntN(400)
		}
		if err := commitRows(ctx, d, next, rows, random.IntN(5) == 0); err != nil {
			return err
		}
		fmt.Println(next)
		if n := random.IntN(30); n < len(betweenCommits) {
			if _, err := d.SQL().Exec(betweenCommits[n]); err != nil {
				return err
			}
		} else if n == len(betweenCommits) {
			if err := d.Rekey(ctx, sealed.Rekeying{}); err != nil {
				return err
			}
		}
	}
}

// betweenCommits is what a kill shall meet too, besides commits.
var betweenCommits = []string{
	"PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(RESTART)",
	"PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA incremental_vacuum(2)",
}

func commitRows(ctx context.Context, d *sealed.DB, number, rows int, abandonFirst bool) error {
	if abandonFirst {
		tx, err := d.SQL().BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := writeRows(tx, -number, 3*rows); err != nil {
			return err
		}
		if err := tx.Rollback(); err != nil {
			return err
		}
	}
	tx, err := d.SQL().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := writeRows(tx, number, rows); err != nil {
		return err
	}
	return tx.Commit()
}

func writeRows(tx *sql.Tx, number, rows int) error {
	for i := range rows {
		if _, err := tx.Exec("INSERT INTO w VALUES (?, ?, ?, printf('%0600d', ?))", number, i, rows, i); err != nil {
			return err
		}
	}
	// Pages that spilled are written again in the same transaction.
	_, err := tx.Exec("UPDATE w SET v = v || '.' WHERE tx = ?", number)
	return err
}

func TestKill(t *testing.T) {
	path := copyStore(t, filled(t))
	d, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run(t, d, "CREATE TABLE w (tx INT, i INT, n INT, v TEXT, PRIMARY KEY (tx, i))")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, uint64(os.Getpid())))
	kills := times(24, 200)
	acked := 0
	for range kills {
		acked = max(acked, runAndKill(t, path, time.Duration(random.IntN(150))*time.Millisecond))
		checkKilled(t, path, acked)
	}
	t.Logf("%d transactions acknowledged over %d kills", acked, kills)
	if acked < kills {
		t.Errorf("only %d transactions in %d runs: the test did not test", acked, kills)
	}
}

// runAndKill returns the last transaction that the child acknowledged.
func runAndKill(t *testing.T, path string, after time.Duration) int {
	t.Helper()
	c := startChild(t, "commit", path)
	last := 0
	if !c.out.Scan() {
		t.Fatal("child ended before it committed")
	}
	timer := time.AfterFunc(after, func() { c.cmd.Process.Kill() })
	defer timer.Stop()
	for {
		if _, err := fmt.Sscan(c.out.Text(), &last); err != nil {
			t.Fatalf("child said %q", c.out.Text())
		}
		if !c.out.Scan() {
			break
		}
	}
	if err := c.cmd.Wait(); err == nil || c.cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("child was not killed: %v", err)
	}
	return last
}

func checkKilled(t *testing.T, path string, acked int) {
	t.Helper()
	d, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		t.Fatalf("open after kill: %v", err)
	}
	var whole, last int
	err = d.SQL().QueryRow(`SELECT count(*), coalesce(max(tx), 0) FROM
		(SELECT tx FROM w GROUP BY tx HAVING count(*) = max(n) AND min(length(v)) = 601)`).Scan(&whole, &last)
	if err != nil || whole != last || last < acked {
		t.Errorf("got %d whole transactions up to %d, %v; %d were acknowledged", whole, last, err, acked)
	}
	var partial int
	if err := d.SQL().QueryRow("SELECT count(DISTINCT tx) FROM w").Scan(&partial); err != nil || partial != whole {
		t.Errorf("got %d transactions, %v; %d are whole", partial, err, whole)
	}
	var ok string
	if err := d.SQL().QueryRow("PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
		t.Errorf("integrity_check: got %q, %v", ok, err)
	}
	if err := errors.Join(d.Fault(), d.Close()); err != nil {
		t.Error(err)
	}
}
