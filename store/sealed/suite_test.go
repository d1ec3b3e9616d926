package sealed_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yorisoi/store/sealed"
)

// suite is what must be true of a VFS, as checks that a broken one fails.
var suite = []struct {
	name  string
	check func(dir string) error
}{
	{"Works", works},
	{"Crash", func(dir string) error { return crashes(dir, 77) }},
	{"Unreadable", unreadable},
	{"NonceOnce", noncesOnce},
	{"Length", lengths},
	{"Locks", locksOut},
	{"TamperPages", tamperPages},
	{"TamperLog", tamperLog},
}

// TestSuite finds nothing wrong with the VFS as it is.
func TestSuite(t *testing.T) {
	for _, s := range suite {
		t.Run(s.name, func(t *testing.T) {
			if err := s.check(t.TempDir()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestBroken breaks the VFS on purpose, and each time the suite must notice.
func TestBroken(t *testing.T) {
	if testing.Short() {
		t.Skip("tried in full runs")
	}
	if len(sealed.Breakages) < 10 {
		t.Fatalf("only %d breakages", len(sealed.Breakages))
	}
	for _, b := range sealed.Breakages {
		t.Run(b.Name, func(t *testing.T) {
			mend := b.Break()
			defer mend()
			for _, s := range suite {
				if err := s.check(t.TempDir()); err != nil {
					first, _, _ := strings.Cut(err.Error(), "\n")
					t.Logf("noticed by %s: %.160s", s.name, first)
					return
				}
			}
			t.Error("nobody noticed")
		})
	}
}

// works plays without any fault and compares.
func works(dir string) error {
	s, err := makeScene(dir, 21, nil)
	if err != nil {
		return err
	}
	s.play(60)
	if err := errors.Join(append(s.errs, s.close())...); err != nil {
		return err
	}
	return s.check(s.image(s.m))
}

// unreadable looks for what must not be readable, in every write and in every
// file beside.
func unreadable(dir string) (err error) {
	old, had := os.LookupEnv("TMPDIR")
	if err := os.Setenv("TMPDIR", dir); err != nil {
		return err
	}
	defer func() {
		if had {
			err = errors.Join(err, os.Setenv("TMPDIR", old))
		} else {
			err = errors.Join(err, os.Unsetenv("TMPDIR"))
		}
	}()
	// Marks of SQLite's own: its log's first bytes, a database's, a row's.
	secrets := [][]byte{{0x37, 0x7f, 0x06, 0x82}, {0x37, 0x7f, 0x06, 0x83}, []byte("SQLite format 3"),
		[]byte("CREATE TABLE"), bytes.Repeat([]byte("0"), 40)}
	found := map[string]bool{}
	s, err := makeScene(dir, 22, func(name string, offset int64, b []byte) {
		for _, secret := range secrets {
			if bytes.Contains(b, secret) {
				found[fmt.Sprintf("%s: %q", filepath.Base(name), secret)] = true
			}
		}
	})
	if err != nil {
		return err
	}
	s.play(30)
	for _, q := range []string{"CREATE TEMP TABLE x AS SELECT * FROM t", "UPDATE t SET wide = wide || v", "UPDATE t SET id = id + 1000"} {
		s.exec(q)
	}
	if err := errors.Join(spill(s.d), s.close()); err != nil {
		return err
	}
	beside, err := readableFiles(dir, secrets)
	if err != nil {
		return err
	}
	maps.Copy(found, beside)
	if len(found) != 0 {
		return fmt.Errorf("can be read: %v", found)
	}
	return nil
}

// spill makes SQLite use temporary files: for sorting, for a temporary table and
// for undoing a statement.
func spill(d *sealed.DB) error {
	w, err := d.FileTemp()
	if err != nil {
		return err
	}
	for _, q := range []string{
		"CREATE TEMP TABLE y AS SELECT a.id, b.wide FROM t a, t b ORDER BY b.wide || a.id DESC",
		"UPDATE y SET wide = wide || id",
	} {
		if _, err := w.Exec(q); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	return w.Close()
}

func readableFiles(dir string, secrets [][]byte) (map[string]bool, error) {
	found := map[string]bool{}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		for _, secret := range secrets {
			if bytes.Contains(b, secret) {
				found[fmt.Sprintf("%s: %q", e.Name(), secret)] = true
			}
		}
	}
	return found, err
}

// noncesOnce looks at every page and frame that is written: a nonce is used
// once under its key, which is that of an epoch or of a log.
func noncesOnce(dir string) error {
	seen := map[string]bool{}
	var again []string
	generation := 0
	s, err := makeScene(dir, 23, func(name string, offset int64, b []byte) {
		var key string
		switch {
		case strings.HasSuffix(name, "-wal") && offset == 0:
			generation++
			return
		case strings.HasSuffix(name, "-wal") && len(b) == frame:
			key = fmt.Sprintf("log %d nonce %x", generation, b[4104:4116])
		case offset >= 8192 && len(b) == 4096:
			key = fmt.Sprintf("epoch %d nonce %x", b[4092], b[4080:4092])
		default:
			return
		}
		if seen[key] {
			again = append(again, key)
		}
		seen[key] = true
	})
	if err != nil {
		return err
	}
	s.play(60)
	if err := s.close(); err != nil {
		return err
	}
	if len(again) != 0 || len(seen) < 100 {
		return fmt.Errorf("%d of %d nonces were used again", len(again), len(seen))
	}
	return nil
}

// lengths asks after each checkpoint whether the file is as long as its pages.
func lengths(dir string) error {
	s, err := makeScene(dir, 24, nil)
	if err != nil {
		return err
	}
	for range 12 {
		s.play(4)
		s.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		if err := errors.Join(s.errs...); err != nil {
			return errors.Join(err, s.close())
		}
		var pages int
		if err := s.d.SQL().QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
			return errors.Join(err, s.close())
		}
		if got := len(s.m.Files()[s.path]); got != 8192+4096*pages {
			return errors.Join(fmt.Errorf("the file has %d bytes for %d pages", got, pages), s.close())
		}
		s.commit(20)
		s.exec("DELETE FROM t WHERE id > 0")
		s.base = picture{}
		s.exec("VACUUM")
	}
	return s.close()
}

// locksOut lets two write at once: one of them must wait.
func locksOut(dir string) error {
	s, err := makeScene(dir, 25, nil)
	if err != nil {
		return err
	}
	s.commit(5)
	w, err := s.d.SecondWriter()
	if err != nil {
		return errors.Join(err, s.close())
	}
	if _, err = w.Exec("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE"); err == nil {
		_, errs := s.d.SQL().Exec("PRAGMA busy_timeout = 0")
		if _, busy := s.d.SQL().Exec("BEGIN IMMEDIATE"); busy == nil {
			err = errors.New("two connections write at once")
		}
		err = errors.Join(err, errs)
	}
	return errors.Join(err, w.Close(), s.close())
}

// page is the pth page of a database file, from 0.
func page(b []byte, p int) []byte { return b[8192+4096*p : 8192+4096*(p+1)] }
