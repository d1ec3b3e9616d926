package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"

	"yorisoi/store/sealed"
)

// victim is a closed store, or one as a kill left it, to be tampered with.
type victim struct {
	*scene
	files map[string][]byte
	// once are all states that the store ever had.
	once []picture
}

// newVictim fills a store and leaves it: with log, as a kill would.
func newVictim(dir string, seed uint64, log bool) (*victim, error) {
	dir, err := os.MkdirTemp(dir, "")
	if err != nil {
		return nil, err
	}
	s, err := makeScene(dir, seed, nil)
	if err != nil {
		return nil, err
	}
	v := &victim{scene: s}
	for range 5 {
		s.commit(12)
	}
	s.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	v.once = append(v.once, s.base)
	for range 4 {
		s.commit(4)
		v.once = append(v.once, s.base)
	}
	if log {
		v.files = s.m.Files()
	}
	err = errors.Join(append(s.errs, s.close())...)
	if !log {
		v.files = s.m.Files()
	}
	return v, err
}

// shows opens the tampered store and returns what it shows. An error is one of
// damage, and one of this package's own finding.
func (v *victim) shows(db, log []byte) (picture, error) {
	m := sealed.NewMachine()
	m.Put(v.path, db)
	m.Put(v.path+"-wal", log)
	d, err := sealed.Open(context.Background(), v.path, testKey(1), m.On(sealed.Options{Readers: 1}))
	if err != nil {
		if !errors.Is(err, sealed.ErrDamaged) && !errors.Is(err, sealed.ErrTruncated) {
			return nil, errors.Join(errWrong, err)
		}
		return nil, err
	}
	got, err := look(d.Read())
	if err == nil {
		_, err = d.SQL().Exec("SELECT sum(v), max(wide) FROM t INDEXED BY t_v")
	}
	fault := d.Fault()
	if closed := d.Close(); fault == nil && closed != nil {
		return nil, errors.Join(errWrong, closed)
	}
	if err != nil && fault == nil {
		return nil, fmt.Errorf("SQLite noticed, not the seal: %w: %w", errWrong, err)
	}
	return got, errors.Join(err, fault)
}

// pageTricks are changes that one can make without the key.
func pageTricks(v, other *victim, random *rand.Rand) map[string]func(b []byte, p int) {
	return map[string]func(b []byte, p int){
		"flipped":          func(b []byte, p int) { page(b, p)[random.IntN(4096)] ^= 1 << random.IntN(8) },
		"zeroed":           func(b []byte, p int) { clear(page(b, p)) },
		"half zeroed":      func(b []byte, p int) { clear(page(b, p)[512*(1+random.IntN(7)):]) },
		"of another store": func(b []byte, p int) { copy(page(b, p), page(other.files[other.path], p)) },
		"another page":     func(b []byte, p int) { copy(page(b, p), page(b, (p+1)%v.pages())) },
		"swapped": func(b []byte, p int) {
			q := (p + 1 + random.IntN(v.pages()-1)) % v.pages()
			old := slices.Clone(page(b, p))
			copy(page(b, p), page(b, q))
			copy(page(b, q), old)
		},
	}
}

func (v *victim) pages() int { return (len(v.files[v.path]) - 8192) / 4096 }

// tamperPages changes each page of a database in each way, and cuts it off at
// each page and at sectors.
func tamperPages(dir string) error {
	v, err := newVictim(dir, 31, false)
	if err != nil {
		return err
	}
	other, err := newVictim(dir, 31, false)
	if err != nil {
		return err
	}
	whole := v.files[v.path]
	random := rand.New(rand.NewPCG(31, 4))
	refused, tried := 0, 0
	for name, trick := range pageTricks(v, other, random) {
		for p := range min(v.pages(), other.pages()) {
			b := bytes.Clone(whole)
			trick(b, p)
			got, err := v.shows(b, nil)
			if err := v.judge(got, err); err != nil {
				return fmt.Errorf("page %d %s: %w", p+1, name, err)
			}
			tried++
			if err != nil {
				refused++
			}
		}
	}
	// Pages that are free are read by nobody.
	if refused < tried*2/3 {
		return fmt.Errorf("only %d of %d tricks were noticed", refused, tried)
	}
	for size := 0; size < len(whole); size += 512 * (1 + random.IntN(9)) {
		if got, err := v.shows(whole[:size], nil); !errors.Is(err, sealed.ErrTruncated) {
			return fmt.Errorf("cut to %d bytes: got %d rows, %w", size, len(got), errors.Join(errWrong, err))
		}
	}
	return nil
}

// judge says that a tampered store shows what it did, or an error.
func (v *victim) judge(got picture, err error) error {
	switch {
	case errors.Is(err, errWrong):
		return err
	case err == nil && !samePicture(got, v.base):
		return fmt.Errorf("%w: %s", errWrong, differences(got, v.base))
	}
	return nil
}

// tamperLog exchanges, repeats, replays and drops frames of a log, and cuts it
// at every sector: what is shown is what was once there, whole, or an error.
func tamperLog(dir string) error {
	v, err := newVictim(dir, 32, true)
	if err != nil {
		return err
	}
	db, log := v.files[v.path], v.files[v.path+"-wal"]
	frames := (len(log) - logHeader) / frame
	at := func(b []byte, i int) []byte { return b[logHeader+frame*i : logHeader+frame*(i+1)] }
	older, err := newVictim(dir, 33, true)
	if err != nil {
		return err
	}
	earlier := older.files[older.path+"-wal"]
	tricks := map[string]func(b []byte, i int){
		"flipped":              func(b []byte, i int) { at(b, i)[(i*37)%frame] ^= 0x20 },
		"zeroed":               func(b []byte, i int) { clear(at(b, i)) },
		"repeated":             func(b []byte, i int) { copy(at(b, (i+1)%frames), at(b, i)) },
		"of another log":       func(b []byte, i int) { copy(at(b, i), at(earlier, i%((len(earlier)-logHeader)/frame))) },
		"with another's count": func(b []byte, i int) { copy(at(b, i)[4116:], at(b, (i+frames/2)%frames)[4116:]); at(b, i)[4119]++ },
		"exchanged": func(b []byte, i int) {
			j := (i + 1) % frames
			old := slices.Clone(at(b, i))
			copy(at(b, i), at(b, j))
			copy(at(b, j), old)
		},
	}
	for name, trick := range tricks {
		for i := range frames {
			b := bytes.Clone(log)
			trick(b, i)
			got, err := v.shows(db, b)
			if err := v.judgeOnce(got, err); err != nil {
				return fmt.Errorf("frame %d of %d %s: %w", i, frames, name, err)
			}
		}
	}
	for size := logHeader; size < len(log); size += 512 {
		got, err := v.shows(db, log[:size])
		if err := v.judgeOnce(got, err); err != nil {
			return fmt.Errorf("log cut to %d bytes: %w", size, err)
		}
	}
	return nil
}

func (v *victim) judgeOnce(got picture, err error) error {
	if err != nil {
		if errors.Is(err, errWrong) {
			return err
		}
		return nil
	}
	for _, p := range v.once {
		if samePicture(got, p) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s", errWrong, differences(got, v.base))
}
