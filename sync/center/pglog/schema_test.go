package pglog_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/center/pglog"
	"yorisoi/sync/center/pglog/pgtest"
)

var x0 = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// TestSchemaIsByCenter finds the center first in every key and index, no
// number that centers share and no reference from one center to another, so
// that the schema can be spread over machines by the center.
func TestSchemaIsByCenter(t *testing.T) {
	url := address(t)
	create(t, url)
	if wrong := query[string](t, url, `SELECT coalesce(string_agg(c.relname, ', '), '') FROM pg_index i
		JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
		WHERE c.relnamespace = 'yorisoi'::regnamespace AND r.relname <> 'version'
		AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attname = 'center')`); wrong != "" {
		t.Errorf("indexes that do not begin with the center: %s", wrong)
	}
	if wrong := query[string](t, url, `SELECT coalesce(string_agg(relname, ', '), '') FROM pg_class c WHERE relnamespace = 'yorisoi'::regnamespace
		AND (relkind = 'S' OR relkind = 'r' AND relname <> 'version' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary))`); wrong != "" {
		t.Errorf("sequences, or tables without a key: %s", wrong)
	}
	if wrong := query[string](t, url, `SELECT coalesce(string_agg(conname, ', '), '') FROM pg_constraint f
		WHERE contype = 'f' AND connamespace = 'yorisoi'::regnamespace AND NOT EXISTS (SELECT FROM pg_attribute a, pg_attribute b
			WHERE a.attrelid = f.conrelid AND a.attnum = f.conkey[1] AND a.attname = 'center'
			AND b.attrelid = f.confrelid AND b.attnum = f.confkey[1] AND b.attname = 'center')`); wrong != "" {
		t.Errorf("references that leave the center: %s", wrong)
	}
}

// TestManyMigrateAtOnce opens an empty database from many processes: one of
// them makes the schema.
func TestManyMigrateAtOnce(t *testing.T) {
	c := pgtest.Shared(t)
	url := c.URL(c.Database(t))
	var starting sync.WaitGroup
	for range 8 {
		starting.Go(func() { create(t, url) })
	}
	starting.Wait()
	if n := query[int](t, url, `SELECT count(*) FROM yorisoi.center`); n != 8 {
		t.Errorf("centers: got %d, want 8", n)
	}
}

func TestErrNewerVersion(t *testing.T) {
	c := pgtest.Shared(t)
	url := c.URL(c.Database(t))
	center := create(t, url)
	query[int](t, url, `INSERT INTO yorisoi.version VALUES (99) RETURNING version`)
	if _, err := pglog.Open(t.Context(), url, center); !errors.Is(err, pglog.ErrNewerVersion) {
		t.Errorf("got %v, want %v", err, pglog.ErrNewerVersion)
	}
}

// TestWithoutRightsToChangeTheSchema opens a log as somebody who may only
// read and write it, as a careful administrator sets it up.
func TestWithoutRightsToChangeTheSchema(t *testing.T) {
	c := pgtest.Shared(t)
	url := c.URL(c.Database(t))
	center := create(t, url)
	for _, s := range []string{
		`CREATE ROLE clerk LOGIN`, `GRANT USAGE ON SCHEMA yorisoi TO clerk`,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA yorisoi TO clerk`,
	} {
		execute(t, url, s)
	}
	log := open(t, strings.Replace(url, "user=tester", "user=clerk", 1), center)
	if _, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 1))); err != nil {
		t.Error(err)
	}
}

// TestCommitsAreOnTheDisk finds commits waited for, although the database's
// default is not to wait.
func TestCommitsAreOnTheDisk(t *testing.T) {
	c := pgtest.Shared(t)
	name := c.Database(t)
	c.Exec(t, `ALTER DATABASE `+name+` SET synchronous_commit = off`)
	url := c.URL(name)
	log := open(t, url, create(t, url))
	execute(t, url, `CREATE TABLE seen (setting text)`)
	execute(t, url, `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$`)
	execute(t, url, `CREATE TRIGGER note AFTER INSERT ON yorisoi.change FOR EACH STATEMENT EXECUTE FUNCTION note()`)
	if _, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 1))); err != nil {
		t.Fatal(err)
	}
	if got := query[string](t, url, `SELECT string_agg(setting, ',') FROM seen`); got != "on" {
		t.Errorf("synchronous_commit: got %q, want on", got)
	}
}

// TestCheckFinds damages a log behind its back in every way that it can tell.
func TestCheckFinds(t *testing.T) {
	url := address(t)
	for name, damage := range map[string]string{
		"ChangeAltered":  `UPDATE yorisoi.change SET raw = 'x' WHERE center = $1 AND n = 3`,
		"ChangeMissing":  `DELETE FROM yorisoi.change WHERE center = $1 AND n = 2`,
		"HeadMissing":    `DELETE FROM yorisoi.head WHERE center = $1`,
		"HeadInOtherBin": `UPDATE yorisoi.head SET bucket = (bucket + 1) % 256 WHERE center = $1`,
		"ChunkAltered":   `UPDATE yorisoi.chunk SET sealed = 'x' WHERE center = $1`,
		"ChunkMissing":   `DELETE FROM yorisoi.chunk WHERE center = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			center := fullCenter(t, url)
			log := open(t, url, center)
			if err := log.Check(t.Context()); err != nil {
				t.Fatalf("before: %v", err)
			}
			execute(t, url, damage, center)
			if err := log.Check(t.Context()); !errors.Is(err, logbook.ErrWrong) {
				t.Errorf("got %v, want %v", err, logbook.ErrWrong)
			}
		})
	}
}

// fullCenter makes a center with a chain of three and a blob.
func fullCenter(t *testing.T, url string) uuid.UUID {
	t.Helper()
	center := create(t, url)
	log := open(t, url, center)
	chunk := []byte("封をした写真")
	m := &ledger.Manifest{Case: uuid.New(), Key: uuid.New(), Size: uint64(len(chunk)), Chunks: []ledger.Hash{ledger.HashOf(chunk)}}
	_, err := log.Append(t.Context(), batch(extend(chain(), ledger.Head{}, 3)))
	if err = errors.Join(err, log.AddBlob(t.Context(), 1, uuid.Nil, m.ID(), m), log.AddChunk(t.Context(), m.ID(), 0, chunk)); err != nil {
		t.Fatal(err)
	}
	return center
}
