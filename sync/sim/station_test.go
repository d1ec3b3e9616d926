package sim_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client"
)

// station is a machine with its folder, its clock, and who sits there.
type station struct {
	s         *sim
	index     int
	image     image
	dir       string
	lives     uint64 // how often its program was started or its folder replaced
	skew      time.Duration
	passwords map[uuid.UUID]string // what opens the slots in its folder
	who       uuid.UUID
	store     *store.Store // nil: locked
	task      *task        // a round under way
	pages     []*page      // opened and not saved yet
	drafts    map[uuid.UUID]typed
	typed     map[uuid.UUID]string // everything that was ever drafted here

	cutOff  bool // no network reaches it
	fuse    int  // its machine stops at this many writes of a round from now
	dead    bool // its machine has stopped
	left    files
	copies  []oldCopy
	setBack bool // its folder was replaced by an older one at some time
	unaware bool // and not all that it had written since has come back to it
}

// typed is a draft that the store said it has.
type typed struct {
	who   uuid.UUID
	facts string
}

// oldCopy is a folder as it was, and what was known of it.
type oldCopy struct {
	files     files
	passwords map[uuid.UUID]string
	saves     int // how many saves there were
}

func (st *station) clock() time.Time { return st.s.now.Add(st.skew) }

func (st *station) config() store.Config {
	lib, err := library()
	if err != nil {
		panic(err)
	}
	return store.Config{Dir: st.dir, Library: lib, KDF: cheapKDF, Now: st.clock, Rand: stream(st.s.seed, 8, uint64(st.index), st.lives)}
}

// open signs a person in, or a colleague where that one was removed and
// others remain.
func (st *station) open(who uuid.UUID) {
	for _, one := range append([]uuid.UUID{who}, st.image.signIns...) {
		st.lives++
		opened, err := store.Open(st.s.ctx, st.config(), one, st.passwords[one])
		if errors.Is(err, store.ErrNoKeys) {
			continue
		}
		if err != nil {
			st.s.failf("station %d does not open: %v", st.index, err)
		}
		st.store, st.who = opened, one
		return
	}
	st.s.failf("station %d opens for nobody", st.index)
}

// lock ends the day: whatever is under way ends first.
func (st *station) lock() {
	if st.task != nil {
		st.s.finish(st.task)
	}
	if st.store == nil {
		return
	}
	if err := st.store.Close(); err != nil {
		st.s.failf("station %d does not close: %v", st.index, err)
	}
	st.store, st.pages = nil, nil
}

func (st *station) folder() files {
	f, err := readFolder(st.dir)
	if err != nil {
		st.s.failf("read folder of station %d: %v", st.index, err)
	}
	return f
}

// crash is kill -9 at this moment. left is what the folder then holds; nil is
// what it holds now.
func (st *station) crash(left files) {
	if left == nil {
		left = st.folder()
	}
	st.dead = true
	if st.task != nil {
		st.s.finish(st.task) // it gets nothing but errors
	}
	st.replace(left)
	st.s.figures.Crashes++
}

// replace gives the station another folder. The program has to be started
// anew.
func (st *station) replace(left files) {
	if st.store != nil {
		_ = st.store.Close() // of a folder that is thrown away
		st.store, st.pages = nil, nil
	}
	if err := os.RemoveAll(st.dir); err != nil {
		st.s.failf("remove folder of station %d: %v", st.index, err)
	}
	st.lives++
	st.dir = filepath.Join(st.s.dir, fmt.Sprintf("%d-%d", st.index, st.lives))
	if err := left.write(st.dir); err != nil {
		st.s.failf("write folder of station %d: %v", st.index, err)
	}
	st.dead, st.left, st.fuse = false, nil, 0
}

// keep takes a copy of the folder, as a cautious person does.
func (st *station) keep() {
	st.copies = append(st.copies, oldCopy{st.folder(), maps.Clone(st.passwords), len(st.s.history.saves)})
}

// engine is the station's engine over its line and its hold on the store.
func (st *station) engine() *client.Engine {
	hold := st.s.system.of(&grip{Store: st.store, st: st})
	var audit client.Audit
	if st.s.walled {
		audit = hold
	}
	return client.New(client.Config{
		Audit: audit, Store: hold, Endpoint: st.image.desk, Blobs: hold, Scoped: hold, HoldBox: hold,
		Now: st.clock, Rand: stream(st.s.seed, 9), Via: tap{st.s, st},
		Agreed: func() time.Time { return dawn }, // when the world was made
	})
}

// roundEnded sees what became of a round.
func (st *station) roundEnded(err error) {
	s := st.s
	s.figures.Rounds++
	s.tell("round %d ended: %s", st.index, errorClass(err))
	if err == nil && st.unaware {
		st.unaware = s.missing(st)
	}
	if err == nil {
		st.notesSent()
	}
	if st.dead && st.left != nil {
		left := st.left
		who := st.who
		st.replace(left)
		s.figures.Crashes++
		st.open(who)
		return
	}
	if err != nil && !st.dead && !excused(err) {
		s.failf("round of station %d: %v", st.index, err)
	}
}

// excused reports whether a round may end so in bad weather.
func excused(err error) bool {
	for _, e := range []error{client.ErrUnreachable, client.ErrGarbage, errCrashed, errNoRoom} {
		if errors.Is(err, e) {
			return true
		}
	}
	return refusalOf(err) != 0
}
