package sealed_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"yorisoi/store/sealed"
)

// scene is a store on a machine, and what it must show.
type scene struct {
	path   string
	m      *sealed.Machine
	o      sealed.Options
	random *rand.Rand
	d      *sealed.DB
	next   int

	// shown is what the store may show after a kill: first what was
	// acknowledged last, then what was tried since and not acknowledged.
	shown  []picture
	base   picture // what it shows now
	unsure bool    // the store was opened again since, and has one of them
	acked  int     // transactions acknowledged
	errs   []error // what the steps returned
}

// picture is the content of the table: by id, which transaction wrote the row
// and how wide it is.
type picture map[int]cell

type cell struct{ v, wide int }

const sceneSchema = `CREATE TABLE t (id INTEGER PRIMARY KEY, v INT, wide TEXT);
CREATE INDEX t_v ON t (v, wide); PRAGMA wal_autocheckpoint = 40`

// newScene makes the store, without any fault.
func newScene(tb testing.TB, seed uint64) *scene {
	tb.Helper()
	s, err := makeScene(tb.TempDir(), seed, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func makeScene(dir string, seed uint64, wrote func(string, int64, []byte)) (*scene, error) {
	s := &scene{
		path:   filepath.Join(dir, "store.db"),
		m:      sealed.NewMachine(),
		random: rand.New(rand.NewPCG(seed, 1)),
		shown:  []picture{{}},
		base:   picture{},
	}
	s.m.Wrote = wrote
	s.o = s.m.On(sealed.Options{CacheKiB: 60, Readers: 2})
	d, err := sealed.Create(context.Background(), s.path, testKey(1), s.o)
	if err != nil {
		return nil, err
	}
	s.d = d
	if _, err := d.SQL().Exec("PRAGMA auto_vacuum = INCREMENTAL"); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if _, err := d.SQL().Exec(sceneSchema); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return s, nil
}

// play makes steps drawn from the scene's randomness. Errors are kept; without
// a fault there are none.
func (s *scene) play(steps int) {
	for range steps {
		if s.d == nil {
			s.reopen()
			continue
		}
		switch n := s.random.IntN(20); {
		case n < 11:
			s.commit(1 + s.random.IntN(6))
		case n == 11:
			s.commit(40) // spills out of the cache
		case n == 12:
			s.abandon()
		case n == 13:
			s.beside()
		case n == 14:
			s.reopen()
		default:
			s.exec([]string{
				"PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(TRUNCATE)",
				"PRAGMA wal_checkpoint(RESTART)", "VACUUM", "PRAGMA incremental_vacuum(3)",
			}[n-15])
		}
	}
}

func (s *scene) failed(err error) bool {
	if err != nil {
		s.errs = append(s.errs, err)
	}
	return err != nil
}

func (s *scene) exec(query string) {
	_, err := s.d.SQL().Exec(query)
	s.failed(err)
}

// commit writes one transaction over rows drawn from few, so that pages and
// rows come and go.
func (s *scene) commit(rows int) {
	if !s.settle() {
		return
	}
	after := maps.Clone(s.base)
	s.next++
	after[0] = cell{s.next, 0}
	var queries []string
	for range rows {
		id := 1 + s.random.IntN(60)
		if s.random.IntN(4) == 0 {
			delete(after, id)
		} else {
			after[id] = cell{s.next, []int{5, 80, 900, 4040, 9000}[s.random.IntN(5)]}
		}
		queries = append(queries, write(id, after))
	}
	queries = append(queries, write(0, after))
	// From here on a kill may show it.
	s.shown = append(s.shown, after)
	tx, err := s.d.SQL().Begin()
	if s.failed(err) {
		return
	}
	for _, q := range queries {
		if _, err := tx.Exec(q); s.failed(err) {
			s.failed(ignoreDone(tx.Rollback()))
			return
		}
	}
	if s.failed(tx.Commit()) {
		return
	}
	s.shown, s.base = []picture{after}, after
	s.acked++
}

// write is the statement that gives row id its content in a picture.
func write(id int, p picture) string {
	c, ok := p[id]
	if !ok {
		return fmt.Sprintf("DELETE FROM t WHERE id = %d", id)
	}
	return fmt.Sprintf("INSERT OR REPLACE INTO t VALUES (%d, %d, printf('%%0%dd', %d))", id, c.v, c.wide, c.v)
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// abandon writes a transaction that is rolled back, some of it spilled.
func (s *scene) abandon() {
	tx, err := s.d.SQL().Begin()
	if s.failed(err) {
		return
	}
	for id := range 20 {
		if _, err := tx.Exec("INSERT OR REPLACE INTO t VALUES (?, -1, printf('%05000d', -1))", 30+id); s.failed(err) {
			break
		}
	}
	s.failed(ignoreDone(tx.Rollback()))
}

// beside commits while somebody reads, who must go on seeing what was.
func (s *scene) beside() {
	tx, err := s.d.Read().BeginTx(context.Background(), nil)
	if s.failed(err) {
		return
	}
	before, err := look(tx)
	if s.failed(err) {
		s.failed(ignoreDone(tx.Rollback()))
		return
	}
	s.commit(3)
	s.exec("PRAGMA wal_checkpoint(PASSIVE)")
	after, err := look(tx)
	if !s.failed(err) && !maps.Equal(before, after) {
		s.errs = append(s.errs, fmt.Errorf("a reader saw another state: %w", errWrong))
	}
	s.failed(ignoreDone(tx.Rollback()))
}

// reopen closes the store and opens it again.
func (s *scene) reopen() {
	if s.d != nil {
		s.failed(s.d.Close())
		s.d = nil
	}
	d, err := sealed.Open(context.Background(), s.path, testKey(1), s.o)
	if s.failed(err) {
		return
	}
	s.d, s.unsure = d, len(s.shown) > 1
	_, err = d.SQL().Exec("PRAGMA wal_autocheckpoint = 40")
	s.failed(err)
}

// settle finds out, after an opening, which of the transactions that were not
// acknowledged are there all the same: their commit was in the log.
func (s *scene) settle() bool {
	if !s.unsure {
		return true
	}
	got, err := look(s.d.SQL())
	if s.failed(err) {
		return false
	}
	for _, p := range s.shown {
		if samePicture(got, p) {
			s.base, s.unsure = p, false
			return true
		}
	}
	return !s.failed(fmt.Errorf("after reopening: %w: %s", errWrong, differences(got, s.shown[0])))
}

// errWrong is what must never be: data that was not written, or is gone.
var errWrong = errors.New("wrong data")

type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

// look reads the whole table and checks every byte of it.
func look(q querier) (picture, error) {
	rows, err := q.Query("SELECT id, v, wide FROM t")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	p := picture{}
	for rows.Next() {
		var id, v int
		var wide string
		if err := rows.Scan(&id, &v, &wide); err != nil {
			return nil, err
		}
		p[id] = cell{v, 0}
		if id != 0 {
			p[id] = cell{v, len(wide)}
			if wide != fmt.Sprintf("%0*d", len(wide), v) {
				return nil, fmt.Errorf("row %d of transaction %d: %w", id, v, errWrong)
			}
		}
	}
	return p, rows.Err()
}

// image is a machine as it was left, and what it may show.
type image struct {
	m     *sealed.Machine
	shown []picture
	acked int
}

func (s *scene) image(m *sealed.Machine) image {
	return image{m, append([]picture(nil), s.shown...), s.acked}
}

// check opens what was left and compares it: whole, consistent, and one of the
// pictures.
func (s *scene) check(left image) error {
	d, err := sealed.Open(context.Background(), s.path, testKey(1), left.m.On(sealed.Options{Readers: 1}))
	if err != nil {
		return fmt.Errorf("open what was left: %w", err)
	}
	err = left.compare(d)
	return errors.Join(err, d.Fault(), d.Close())
}

func (left image) compare(d *sealed.DB) error {
	var ok string
	if err := d.SQL().QueryRow("PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
		return fmt.Errorf("integrity_check: %q, %w", ok, errors.Join(err, errWrong))
	}
	got, err := look(d.Read())
	if err != nil {
		return err
	}
	for _, p := range left.shown {
		if samePicture(got, p) {
			return nil
		}
	}
	return fmt.Errorf("transaction %d of %d rows, which is none of %d: %w: %s", got[0].v, len(got), len(left.shown), errWrong,
		differences(got, left.shown[0]))
}

// samePicture compares what is printed: a row of width 0 shows its number.
func samePicture(got, want picture) bool { return len(differences(got, want)) == 0 }

func differences(got, want picture) string {
	var b strings.Builder
	for id := range 61 {
		g, inGot := got[id]
		w, inWant := want[id]
		if inGot != inWant || g != w {
			fmt.Fprintf(&b, " row %d: got %v %v, want %v %v;", id, inGot, g, inWant, w)
		}
	}
	return b.String()
}

func (s *scene) close() error {
	if s.d == nil {
		return nil
	}
	d := s.d
	s.d = nil
	return d.Close()
}
