package sealed

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/google/uuid"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const sector = 512

// Machine is a disk in memory with what an operating system keeps of it: what
// a process wrote, and what of that is durable. It stands under stores in place
// of the platform, fails calls on demand, and can be left as a kill or a power
// loss would leave it.
type Machine struct {
	mu     sync.Mutex
	names  map[string]*inode // as a process sees them
	disk   map[string]*inode // as they are durable
	wait   []rename          // since a folder was synced, in order
	faults faults

	// Step is called before each call that changes something, with what it is
	// going to do; the machine is as it was.
	Step func(m *Machine)
	// Wrote is told what is written where.
	Wrote func(name string, offset int64, b []byte)
}

// rename makes a name, of an inode, or takes it away.
type rename struct {
	name string
	file *inode // nil: the name goes
	from string // the name that goes with it, if any
}

// inode is a file: what is durable and what is not yet.
type inode struct {
	data    []byte // as a process reads it
	durable []byte
	wait    []change
}

// change is a write, or with a nil data a truncation, to at.
type change struct {
	at   int64
	data []byte
}

// NewMachine returns an empty disk.
func NewMachine() *Machine {
	return &Machine{names: map[string]*inode{}, disk: map[string]*inode{}}
}

// On returns options for a store on the machine.
func (m *Machine) On(o Options) Options {
	o.ground = m
	return o
}

// Wearing lowers how much may be written under the keys: grants of 8 pages, so
// many for each of the 256.
func (o Options) Wearing(grants uint16) Options {
	o.wearLimit = grants
	return o
}

// CreateSlotsOn, OpenSlotsOn and FinishRekeyOn do on a machine what those
// without On do on the platform.
func CreateSlotsOn(m *Machine, path string, store uuid.UUID, key MasterKey, first NewSlot) (*Slots, error) {
	return createSlots(m, path, store, key, nil, first)
}

func OpenSlotsOn(m *Machine, path string) (*Slots, error) { return openSlots(m, path) }

func FinishRekeyOn(m *Machine, path, slots string) error { return finishRekey(m, path, slots) }

// WaitToClose sets how long Close waits, until the returned function is called.
func WaitToClose(d time.Duration) (back func()) {
	before := closeWait
	closeWait = d
	return func() { closeWait = before }
}

// put applies a change to bytes.
func (c change) put(to []byte) []byte {
	if c.data == nil {
		if c.at <= int64(len(to)) {
			return to[:c.at]
		}
		return append(to, make([]byte, c.at-int64(len(to)))...)
	}
	if end := c.at + int64(len(c.data)); end > int64(len(to)) {
		to = append(to, make([]byte, end-int64(len(to)))...)
	}
	copy(to[c.at:], c.data)
	return to
}

func (i *inode) change(c change) {
	i.data = c.put(i.data)
	i.wait = append(i.wait, c)
}

func (i *inode) sync() {
	for _, c := range i.wait {
		i.durable = c.put(i.durable)
	}
	i.wait = nil
}

// lost is the file after a power loss: of what was not synced each sector is
// there or not, whatever was written before or after it.
func (i *inode) lost(random *rand.Rand) *inode {
	b := bytes.Clone(i.durable)
	kept := random.IntN(5) // of four
	for _, c := range i.wait {
		if c.data == nil {
			if random.IntN(4) < kept {
				b = c.put(b)
			}
			continue
		}
		for from := int64(0); from < int64(len(c.data)); {
			size := min(sector-(c.at+from)%sector, int64(len(c.data))-from)
			if random.IntN(4) < kept {
				b = change{c.at + from, c.data[from : from+size]}.put(b)
			}
			from += size
		}
	}
	return &inode{data: b, durable: bytes.Clone(b)}
}

// Crash returns the disk as a power loss at this moment could leave it.
func (m *Machine) Crash(seed uint64) *Machine {
	m.mu.Lock()
	defer m.mu.Unlock()
	random := rand.New(rand.NewPCG(seed, 512))
	left := NewMachine()
	files := map[string]*inode{}
	for name, f := range m.disk {
		files[name] = f
	}
	for _, r := range m.wait[:random.IntN(len(m.wait)+1)] {
		r.put(files)
	}
	seen := map[*inode]*inode{}
	for _, name := range sortedNames(files) {
		f := files[name]
		if seen[f] == nil {
			seen[f] = f.lost(random)
		}
		left.names[name], left.disk[name] = seen[f], seen[f]
	}
	return left
}

func (r rename) put(names map[string]*inode) {
	if r.file == nil {
		delete(names, r.name)
	} else {
		names[r.name] = r.file
	}
	delete(names, r.from)
}

func sortedNames(files map[string]*inode) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Kill returns the disk as a killed process leaves it: nothing is lost, but
// what was not durable is not.
func (m *Machine) Kill() *Machine {
	m.mu.Lock()
	defer m.mu.Unlock()
	left := NewMachine()
	seen := map[*inode]*inode{nil: nil}
	twin := func(f *inode) *inode {
		if _, ok := seen[f]; !ok {
			seen[f] = &inode{bytes.Clone(f.data), bytes.Clone(f.durable), slices.Clone(f.wait)}
		}
		return seen[f]
	}
	for name, f := range m.names {
		left.names[name] = twin(f)
	}
	for name, f := range m.disk {
		left.disk[name] = twin(f)
	}
	for _, r := range m.wait {
		left.wait = append(left.wait, rename{r.name, twin(r.file), r.from})
	}
	return left
}

// Files returns what is in each file, as a process reads it.
func (m *Machine) Files() map[string][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	files := map[string][]byte{}
	for name, f := range m.names {
		files[name] = bytes.Clone(f.data)
	}
	return files
}

// Put sets a file's content, durably; nil removes it.
func (m *Machine) Put(name string, b []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b == nil {
		delete(m.names, name)
		delete(m.disk, name)
		return
	}
	f := &inode{data: bytes.Clone(b), durable: bytes.Clone(b)}
	m.names[name], m.disk[name] = f, f
}

// step is called, without the lock, before anything changes.
func (m *Machine) step() {
	if m.Step != nil {
		m.Step(m)
	}
}

func (m *Machine) name(r rename) {
	r.put(m.names)
	m.wait = append(m.wait, r)
}

func (m *Machine) syncNames() {
	for _, r := range m.wait {
		r.put(m.disk)
	}
	m.wait = nil
}

// openNode finds a file or, with create, makes it.
func (m *Machine) openNode(name string, create bool) *inode {
	f := m.names[name]
	if f == nil && create {
		f = &inode{}
		m.name(rename{name: name, file: f})
	}
	return f
}

// syncNode makes a file durable and, as journalling file systems do, the
// names given before.
func (m *Machine) syncNode(f *inode) {
	f.sync()
	m.syncNames()
}

func (m *Machine) open(tls *libc.TLS, name, _ uintptr, flags int32, outFlags uintptr) (realFile, int32) {
	path := libc.GoString(name)
	if flags&sqlite3.SQLITE_OPEN_CREATE != 0 {
		m.step()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if hit := m.faults.hit("open"); hit != nil {
		return realFile{}, hit.code(sqlite3.SQLITE_CANTOPEN)
	}
	f := m.openNode(path, flags&sqlite3.SQLITE_OPEN_CREATE != 0)
	if f == nil {
		return realFile{}, sqlite3.SQLITE_CANTOPEN
	}
	if outFlags != 0 {
		*(*int32)(at(outFlags)) = flags
	}
	return m.real(path, f), sqlite3.SQLITE_OK
}

func (m *Machine) remove(_ *libc.TLS, name uintptr, syncDir int32) int32 {
	m.step()
	m.mu.Lock()
	defer m.mu.Unlock()
	if hit := m.faults.hit("delete"); hit != nil {
		return hit.code(sqlite3.SQLITE_IOERR_DELETE)
	}
	path := libc.GoString(name)
	if m.names[path] == nil {
		return sqlite3.SQLITE_IOERR_DELETE_NOENT
	}
	m.name(rename{name: path})
	if syncDir != 0 {
		m.syncNames()
	}
	return sqlite3.SQLITE_OK
}

func (m *Machine) access(_ *libc.TLS, name uintptr, _ int32, out uintptr) int32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if hit := m.faults.hit("access"); hit != nil {
		return hit.code(sqlite3.SQLITE_IOERR_ACCESS)
	}
	// As unixAccess does: an empty log is none.
	if f := m.names[libc.GoString(name)]; f != nil && len(f.data) > 0 {
		*(*int32)(at(out)) = 1
	}
	return sqlite3.SQLITE_OK
}

func (m *Machine) openFile(path string, flag int) (groundFile, error) {
	if flag&(os.O_CREATE|os.O_TRUNC) != 0 {
		m.step()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.faults.hit("own open") != nil {
		return nil, syscall.EIO
	}
	f := m.openNode(path, flag&os.O_CREATE != 0)
	if f == nil {
		return nil, fs.ErrNotExist
	}
	if flag&os.O_TRUNC != 0 && len(f.data) > 0 {
		f.change(change{})
	}
	return &machineFile{m, path, f}, nil
}

func (m *Machine) size(path string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.faults.hit("own size") != nil {
		return 0, syscall.EIO
	}
	f := m.names[path]
	if f == nil {
		return 0, fs.ErrNotExist
	}
	return int64(len(f.data)), nil
}

func (m *Machine) rename(from, to string) error {
	m.step()
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.names[from]
	if f == nil {
		return fs.ErrNotExist
	}
	if m.faults.hit("own rename") != nil {
		return syscall.EIO
	}
	m.name(rename{to, f, from})
	return nil
}

func (m *Machine) unlink(path string) error {
	m.step()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.names[path] == nil {
		return fs.ErrNotExist
	}
	if m.faults.hit("own remove") != nil {
		return syscall.EIO
	}
	m.name(rename{name: path})
	return nil
}

func (m *Machine) syncDir(string) error {
	m.step()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.faults.hit("own folder sync") != nil {
		return syscall.EIO
	}
	m.syncNames()
	return nil
}
