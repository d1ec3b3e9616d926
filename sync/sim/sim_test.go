package sim_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/google/uuid"
)

// sim is one run: everything in it follows from its seed.
type sim struct {
	t        *testing.T
	ctx      context.Context
	seed     uint64
	rng      *mathrand.Rand
	noises   io.Reader // for ids and other noise of the scheduler
	now      time.Time
	dir      string
	system   system
	trouble  trouble
	walled   bool // on some stations one person signs in alone
	notes    []*note
	office   *office
	stations []*station
	tasks    []*task
	letters  []late
	history  *history
	words    int
	papers   int
	people   []uuid.UUID
	left     map[uuid.UUID]bool // people who were removed at some time
	gone     map[uuid.UUID]bool // stations that were removed
	step     int
	figures  figures
	trace    hash.Hash
	tail     []string // the last lines of the trace
}

// figures count what happened.
type figures struct {
	Seeds, Stations, Steps, Deeds, Saves, Rounds     int
	Crashes, CenterCrashes, CenterRestores, SetBacks int
	Troubles, Cuts, Full, Conflicts, Partitions      int
	Exempt, Held                                     int
	Scopes, Carries, Removals, Adopted, Papers       int
	Walls, Lifts, Notes, Walled                      int
	Days                                             float64
}

// add counts the figures of one more run.
func (f *figures) add(o figures) {
	sum, one := reflect.ValueOf(f).Elem(), reflect.ValueOf(o)
	for i := range sum.NumField() {
		if v := sum.Field(i); v.CanInt() {
			v.SetInt(v.Int() + one.Field(i).Int())
		} else {
			v.SetFloat(v.Float() + one.Field(i).Float())
		}
	}
}

// result is what a run ended with.
type result struct {
	Seed    uint64
	Trace   string
	Figures figures
	Failure string
}

// failure ends a run.
type failure string

func (s *sim) failf(format string, args ...any) {
	panic(failure(fmt.Sprintf("step %d: ", s.step) + fmt.Sprintf(format, args...)))
}

// verbose prints the whole trace of a run.
var verbose = os.Getenv("YORISOI_SIM_TRACE") != ""

// tell adds a line to the trace.
func (s *sim) tell(format string, args ...any) {
	line := fmt.Sprintf("%4d %s ", s.step, s.now.Format("01-02T15:04:05")) + fmt.Sprintf(format, args...)
	io.WriteString(s.trace, line+"\n")
	if verbose {
		s.t.Log(line)
	}
	if s.tail = append(s.tail, line); len(s.tail) > 25 {
		s.tail = s.tail[1:]
	}
}

func (s *sim) chance(p float64) bool { return p > 0 && s.rng.Float64() < p }

// run plays a seed on a system, up to so many steps; all of them when upTo is
// negative.
func run(t *testing.T, seed uint64, sys system, upTo int) (r result) {
	s := &sim{
		t: t, ctx: t.Context(), seed: seed, rng: mathrand.New(mathrand.NewPCG(seed, 1)), noises: stream(seed, 3),
		system: sys, history: newHistory(), trace: sha256.New(),
		left: map[uuid.UUID]bool{}, gone: map[uuid.UUID]bool{},
	}
	defer func() {
		p := recover()
		if why, ok := p.(failure); ok {
			r.Failure = string(why)
		} else if p != nil {
			panic(p)
		}
		s.clear()
		r.Seed, r.Figures, r.Trace = seed, s.figures, hex.EncodeToString(s.trace.Sum(nil))
	}()
	s.prepare()
	steps := s.trouble.steps
	if upTo >= 0 {
		steps = min(steps, upTo)
	}
	for s.step = 1; s.step <= steps; s.step++ {
		s.figures.Steps++
		s.turn()
	}
	s.finale()
	return r
}

// prepare sets up the center and the stations of this seed from the images.
func (s *sim) prepare() {
	s.trouble = drawTrouble(s.rng)
	s.trouble.walls = drawWalls(s.seed)
	if s.system.tune != nil {
		s.system.tune(&s.trouble)
	}
	s.walled = s.trouble.walls > 0
	w := worldFor(s.t, s.trouble.stations, s.walled)
	cryptotest.SetGlobalRandom(s.t, s.seed)
	s.now, s.people = dawn, w.people
	dir, err := os.MkdirTemp(scratch, "seed-")
	if err != nil {
		s.failf("make folder: %v", err)
	}
	s.dir = dir
	s.office = &office{s: s, dir: filepath.Join(dir, "center")}
	if err := w.center.write(s.office.dir); err != nil {
		s.failf("make center: %v", err)
	}
	s.office.start()
	for i := range s.trouble.stations {
		st := &station{s: s, index: i, image: w.stations[i], dir: filepath.Join(dir, fmt.Sprint(i)), passwords: map[uuid.UUID]string{}, drafts: map[uuid.UUID]typed{}, typed: map[uuid.UUID]string{}}
		for _, who := range st.image.signIns {
			st.passwords[who] = password
		}
		if err := st.image.files.write(st.dir); err != nil {
			s.failf("make station: %v", err)
		}
		s.stations = append(s.stations, st)
	}
	s.figures.Seeds, s.figures.Stations = 1, len(s.stations)
}

// clear ends what is still open.
func (s *sim) clear() {
	for _, st := range s.stations {
		st.dead = true
		if st.task != nil {
			t := st.task
			st.left = nil
			for !t.ended {
				t.go_ <- struct{}{}
				<-t.parked
			}
		}
		if st.store != nil {
			_ = st.store.Close()
		}
	}
	if s.office != nil && !s.office.down() {
		_ = s.office.center.Close()
	}
	_ = os.RemoveAll(s.dir)
}
