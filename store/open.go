package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/protect"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

// Names of the files in a station's folder.
const (
	slotsFile  = "keys.slots"  // key slots, see store/sealed/FORMAT.md
	secretFile = "station.key" // what keeps 32 random bytes that are mixed into every password
	dataFile   = "station.db"  // the sealed store
	infoFile   = "station.json"
)

// Config says where a station's store is and what it works with.
type Config struct {
	Dir     string           // the station's folder
	Now     func() time.Time // nil: time.Now
	Rand    io.Reader        // nil: crypto/rand
	Library *form.Library
	KDF     trust.KDF // zero: trust.DefaultKDF
	Log     *slog.Logger

	// Keeper keeps the station's secret; nil leaves it in a file of its own.
	Keeper protect.Keeper

	// BlobCache is how many bytes of attachments that came from elsewhere stay
	// here before the oldest are let go of; 0: 2 GiB.
	BlobCache int64

	plain bool              // benchmarks: an unsealed twin
	step  func(name string) // tests: called after each step of attaching
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.KDF == (trust.KDF{}) {
		c.KDF = trust.DefaultKDF
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) path(name string) string { return filepath.Join(c.Dir, name) }

func (c Config) slotKDF() sealed.KDF {
	return sealed.KDF{Time: c.KDF.Time, MemoryKiB: c.KDF.MemoryKiB, Threads: c.KDF.Threads}
}

// database is the sealed file, or its unsealed twin in benchmarks.
type database interface {
	SQL() *sql.DB  // the one writer
	Read() *sql.DB // readers beside it
	Close() error
}

// Store is an opened station with one person signed in. Its methods are safe
// for concurrent use.
type Store struct {
	c      Config
	db     database
	master sealed.MasterKey
	who    uuid.UUID // the person signed in
	office uuid.UUID // the office file
	me     *trust.Identity

	mu    sync.Mutex // one writer: held while a change is made or received
	clock ledger.Time
	bulk  bool // the writer is set for much at once

	shared sync.RWMutex // guards what follows
	about  about
	dir    *ledger.Directory
	keys   map[uuid.UUID]heldKey   // by key id
	byCase map[uuid.UUID]uuid.UUID // latest key of a case
	own    map[uuid.UUID]heldKey   // by key id: what only the person signed in holds
	narrow narrowIndex
	closed bool
	rules  casework.Config // as the center has set them
	// settingsWritten are the changes of the center's settings.
	settingsWritten []ledger.Written
	// library is the built-in one with the center's templates in place.
	library        *form.Library
	templateFaults []TemplateFault

	carriage carriage
	walls    wallsKnown
	alike    likeCache
	watch    watchers
	wake     chan struct{}

	audit auditState

	sheet *Sheet // of a center just founded, until it is taken

	wakeBlobs chan struct{}
	regranted regranted
	openings  openingsKnown
	drawing   sync.Mutex // one picture is decoded at a time
}

type heldKey struct {
	key   trust.Key
	of    uuid.UUID
	epoch uint64
}

// SignIns lists who can sign in on the station in dir, without opening it.
// It returns ErrNoStore when the folder has no station.
func SignIns(dir string) ([]SignIn, error) {
	slots, err := openSlots(dir)
	if err != nil {
		return nil, err
	}
	var out []SignIn
	for _, slot := range slots.List() {
		var label slotLabel
		if slot.Kind != sealed.SlotPassword || trust.Decode(slot.Label, &label) != nil {
			continue
		}
		out = append(out, SignIn{Staff: slot.ID, Name: label.Name, Job: label.Job})
	}
	return out, nil
}

func openSlots(dir string) (*sealed.Slots, error) {
	slots, err := sealed.OpenSlots(filepath.Join(dir, slotsFile))
	if errors.Is(err, sealed.ErrNotFound) {
		return nil, fmt.Errorf("open key slots: %w", ErrNoStore)
	}
	if err != nil {
		return nil, fmt.Errorf("open key slots: %w", err)
	}
	return slots, nil
}

// slotLabel is what a key slot shows without a password.
type slotLabel struct {
	_    struct{} `cbor:",toarray"`
	Name string
	Job  string
}

// Open opens the station in c.Dir for one staff member. After wrong passwords
// it returns *WaitError or ErrTooManyGuesses without trying. A wrong password, a
// damaged, cut, newer or held store are told apart by CodeOf; none of them
// changes a byte on disk.
func Open(ctx context.Context, c Config, staff uuid.UUID, password string) (*Store, error) {
	c = c.withDefaults()
	slots, err := openSlots(c.Dir)
	if err != nil {
		return nil, err
	}
	if err := c.mayGuess(staff); err != nil {
		return nil, fmt.Errorf("unlock store: %w", err)
	}
	secret, err := c.secret(ctx)
	if err != nil {
		return nil, err
	}
	master, err := slots.Unlock(staff, []byte(password), secret)
	if errors.Is(err, sealed.ErrWrongPassword) {
		if noted := Failed(c.Dir, staff, c.Now()); noted != nil {
			c.Log.Error("note a wrong password", "err", noted)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("unlock store: %w", err)
	}
	return c.openAs(ctx, master, func(s *Store) error { return s.signIn(ctx, staff, password) })
}

// openAs opens the store with its master key; identify sets who is signed in.
func (c Config) openAs(ctx context.Context, master sealed.MasterKey, identify func(*Store) error) (*Store, error) {
	db, err := c.openData(ctx, master, false)
	if err != nil {
		return nil, err
	}
	s, err := c.attach(ctx, db, master, identify)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := s.mayOpen(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	// The center may be of a later version by now, and the person signed in
	// one whose words wait to be written anew.
	err = s.retryRefusals(ctx, codeGap, codeUnknownAuthor, codeRemovedAuthor, codeReadable)
	if err == nil {
		err = s.mend(ctx)
	}
	if err == nil {
		err = errors.Join(s.tendGroups(ctx), s.regrant(ctx))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.takeFailures(ctx); err != nil {
		s.c.Log.Error("note failed sign-ins", "err", err) // the next sign-in will do
	}
	s.prepareRecovery(ctx)
	return s, nil
}

func (c Config) openData(ctx context.Context, master sealed.MasterKey, create bool) (database, error) {
	if c.plain {
		return openPlain(c.path(dataFile))
	}
	open := sealed.Open
	if create {
		open = sealed.Create
	}
	db, err := open(ctx, c.path(dataFile), master, sealed.Options{})
	if errors.Is(err, sealed.ErrNotFound) {
		err = errors.Join(sealed.ErrDamaged, err) // slots without their store: never made anew
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return db, nil
}

// attach makes a Store of an opened database: schema, facts, keys and
// directory; identify sets who is signed in, before keys are unwrapped.
func (c Config) attach(ctx context.Context, db database, master sealed.MasterKey, identify func(*Store) error) (*Store, error) {
	s := &Store{
		c: c, db: db, master: master, wake: make(chan struct{}, 1), wakeBlobs: make(chan struct{}, 1),
		keys: map[uuid.UUID]heldKey{}, byCase: map[uuid.UUID]uuid.UUID{}, own: map[uuid.UUID]heldKey{}, dir: &ledger.Directory{},
		library: c.Library, rules: casework.DefaultConfig(),
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	if err := s.loadAbout(ctx); err != nil {
		return nil, err
	}
	if err := identify(s); err != nil {
		return nil, err
	}
	s.office = ledger.OfficeOf(s.Center())
	if err := s.loadKeys(ctx); err != nil {
		return nil, err
	}
	if err := s.loadDirectory(ctx); err != nil {
		return nil, err
	}
	if err := s.derive(ctx); err != nil {
		return nil, err
	}
	if err := s.sweepBlobs(ctx); err != nil {
		s.c.Log.Warn("sweep blobs", "err", err) // the next opening will do
	}
	return s, errors.Join(s.loadRules(ctx), s.loadTemplates(ctx))
}

// Close locks the store: keys are forgotten and the file is closed.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared.Lock()
	if s.closed {
		s.shared.Unlock()
		return nil
	}
	s.closed = true
	s.forgetKeys()
	s.shared.Unlock()
	s.watch.close()
	s.saveInfo(context.Background())
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close store: %w", sealed.Classify(err))
	}
	return nil
}

// Now is the station's clock.
func (s *Store) Now() time.Time { return s.c.Now() }

// Library is the forms and code lists that records are checked by: the
// program's own, with the center's templates in place of some.
func (s *Store) Library() *form.Library {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return s.library
}
