package sealed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/google/uuid"
	"modernc.org/libc"
)

// Rekeying says how [DB.Rekey] changes the keys of a store.
type Rekeying struct {
	// Key is the new master key; the zero key keeps the one that there is, and
	// only the keys derived from it are new.
	Key MasterKey
	// Slots is the slots file of the store, which a new master key needs. It
	// is left with the slots of Keep, and no other: nobody can wrap the new
	// key for a password that is not known.
	Slots *Slots
	Keep  []NewSlot
}

const (
	newSuffix  = ".new"  // a database that is being made
	nextSuffix = ".next" // slots that count as soon as their database does
)

// Rekey seals all pages anew, under a new file id and so under new keys, while
// the program runs: statements that begin meanwhile wait. It waits itself, as
// long as ctx lets it, for those that are going on, and returns ErrInUse if
// they do not end. A kill or a loss of power leaves the store with either all
// old or all new keys; [FinishRekey] then completes the slots.
func (d *DB) Rekey(ctx context.Context, r Rekeying) error {
	if r.Key != (MasterKey{}) && (r.Slots == nil || len(r.Keep) == 0) {
		return errors.New("rekey store: a new key without slots would be lost")
	}
	d.rekeying.Lock()
	defer d.rekeying.Unlock()
	if d.closed {
		return fmt.Errorf("rekey store: %w", os.ErrClosed)
	}
	d.st.connectMu.Lock()
	defer d.st.connectMu.Unlock()
	defer d.drain()()
	if err := d.st.users.none(ctx); err != nil {
		return fmt.Errorf("rekey store: %w", errors.Join(ErrInUse, err))
	}
	if err := d.rekeyAlone(r); err != nil {
		return fmt.Errorf("rekey store: %w", Classify(err))
	}
	return nil
}

// drain closes the connections that nobody uses, and lets none of those in use
// stay when they are given back.
func (d *DB) drain() (refill func()) {
	d.read.SetMaxIdleConns(0)
	d.write.SetMaxIdleConns(0)
	return func() {
		d.read.SetMaxIdleConns(d.readers)
		d.write.SetMaxIdleConns(1)
	}
}

// rekeyAlone goes on when there is no connection.
func (d *DB) rekeyAlone(r Rekeying) error {
	g := d.st.ground
	if err := d.moveLog(); err != nil {
		return err
	}
	key := r.Key
	if key == (MasterKey{}) {
		key = d.st.master
	}
	h := header{store: d.header.Load().store}
	var err error
	if h.file, err = uuid.NewRandomFromReader(d.st.random); err != nil {
		return fmt.Errorf("draw file id: %w", err)
	}
	if err := d.writeAnew(key, h); err != nil {
		return err
	}
	var next slotsFile
	if r.Slots != nil {
		if next, err = r.Slots.anew(key, r.Keep); err != nil {
			return err
		}
		if err := replaceFile(g, r.Slots.path+nextSuffix, append(h.file[:], next.encode()...)); err != nil {
			return err
		}
	}
	return d.swap(key, h, r.Slots, next)
}

// moveLog moves what is in the log into the database. The last connection that
// is closed does so, but of two that are closed at once neither is the last.
func (d *DB) moveLog() error {
	empty, err := d.logIsEmpty()
	if empty || err != nil {
		return err
	}
	c, err := newConnector(d.st, 1024, false)
	if err != nil {
		return err
	}
	// Not by the connector itself, which waits until the rekeying is done.
	last, err := c.Connector.Connect(context.Background())
	if err != nil {
		return err
	}
	base, ok := last.(baseConn)
	if !ok {
		return errors.Join(errors.New("move log: connection is not as expected"), last.Close())
	}
	_, err = base.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)", nil)
	if err = errors.Join(err, base.Close()); err != nil {
		return fmt.Errorf("move log: %w", err)
	}
	if empty, err = d.logIsEmpty(); err == nil && !empty {
		err = errors.New("move log: something is left of it")
	}
	return err
}

func (d *DB) logIsEmpty() (bool, error) {
	size, err := d.st.ground.size(d.path + logSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return size == 0, err
}

// swap gives the new file the store's name, which is the moment from which the
// new keys count, and takes it into use. Whatever fails after it, the store goes
// on under the keys that its file has.
func (d *DB) swap(key MasterKey, h header, slots *Slots, next slotsFile) error {
	g := d.st.ground
	err := d.st.marks.file.Close() // Windows renames no open file
	if err == nil {
		err = g.rename(d.path+newSuffix, d.path)
	}
	if err != nil {
		return errors.Join(err, d.st.rekeyed(d.st.master, d.st.file))
	}
	err = g.syncDir(filepath.Dir(d.path))
	if slots != nil && err == nil {
		err = slots.take(next)
	}
	d.header.Store(&h)
	return errors.Join(err, d.st.rekeyed(key, h.file))
}

// rekeyed makes the store what it would be if it had just been opened.
func (s *store) rekeyed(key MasterKey, file uuid.UUID) error {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	s.master, s.file = key, file
	s.log, s.emptied = logState{}, false
	s.committed.Store(math.MaxUint32)
	s.pageWrites.Add(1)
	s.unread = true
	return s.readKeys()
}

// readKeys reads what a connection needs, if that has not been done since the
// keys were changed. logMu is held.
func (s *store) readKeys() error {
	if !s.unread {
		return nil
	}
	if err := s.openKeys(libc.GoString(s.mainName), s.options); err != nil {
		return err
	}
	s.unread = false
	return nil
}

// writeAnew writes the database, sealed by other keys, to a file of its own.
func (d *DB) writeAnew(key MasterKey, h header) error {
	g := d.st.ground
	size, err := g.size(d.path)
	if err != nil {
		return err
	}
	from, err := g.openFile(d.path, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := g.openFile(d.path+newSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	c := copier{from: from, to: to, old: d.st.pages, work: work{random: d.st.random}}
	err = c.all(key, h, (size-pagesPlace)/pageSize, d.st.options)
	if err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

// copier seals pages anew from one file into another.
type copier struct {
	from, to groundFile
	old, new *pageSealer
	work     work
}

func (c *copier) all(key MasterKey, h header, pages int64, o Options) error {
	w := newWear(key, h.file, o)
	w.file = discard{}
	c.new = newPageSealer(key, h.file, w)
	for p := range pages {
		if err := c.page(p); err != nil {
			return err
		}
	}
	head := append(h.encode(key), make([]byte, pageSize)...)
	m := mark{sequence: 1}.encode(derive(key[:], h.file[:], labelMark))
	for i := range 2 {
		copy(head[markPlace+i*markCopy:], m)
		copy(head[wearPlace+i*markCopy:], w.encode())
	}
	_, err := c.to.WriteAt(head, 0)
	return err
}

// page takes one page over. A page that was never written, because it became
// free before it came to that, is all zero, and stays so.
func (c *copier) page(p int64) error {
	var sealed, plain [pageSize]byte
	if _, err := c.from.ReadAt(sealed[:], pagesPlace+p*pageSize); err != nil {
		return fmt.Errorf("read page %d: %w", p+1, err)
	}
	if !isZero(sealed[:]) {
		if !c.old.open(plain[:], sealed[:], uint32(p)+1, &c.work) {
			return fmt.Errorf("read page %d: %w", p+1, ErrDamaged)
		}
		if err := c.new.seal(sealed[:], plain[:], uint32(p)+1, &c.work); err != nil {
			return err
		}
	}
	_, err := c.to.WriteAt(sealed[:], pagesPlace+p*pageSize)
	return err
}
