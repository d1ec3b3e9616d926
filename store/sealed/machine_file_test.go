package sealed

import (
	"bytes"
	"io"
	"syscall"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Fault says which call fails, and how.
type Fault struct {
	Op      string // one of Ops
	N       int    // the Nth of its kind from now on
	Lasting bool   // every one after it too
	Full    bool   // for want of space, not for an error of the device
	Half    bool   // a write: half of it is done
	Lossy   bool   // a sync: what it should have made durable never will be
}

// Ops lists the kinds of calls that can fail on a machine: those of SQLite's
// files, and what this package does with files by itself.
var Ops = []string{
	"open", "read", "write", "truncate", "sync", "size", "close", "delete", "access",
	"own open", "own read", "own write", "own sync", "own close", "own size",
	"own rename", "own remove", "own folder sync",
}

type faults struct {
	plan   *Fault
	count  int
	struck bool
}

// Fail plans one fault; nil ends it.
func (m *Machine) Fail(f *Fault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults = faults{plan: f}
}

// Struck says whether the planned fault has happened.
func (m *Machine) Struck() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.faults.struck
}

func (f *faults) hit(op string) *Fault {
	if f.plan == nil || f.plan.Op != op {
		return nil
	}
	f.count++
	if f.count < f.plan.N || f.count > f.plan.N && !f.plan.Lasting {
		return nil
	}
	f.struck = true
	return f.plan
}

// Strike asks, for a call that does not reach the disk, whether it fails.
func (m *Machine) Strike(op string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.faults.hit(op) != nil
}

func (f *Fault) code(rc int32) int32 {
	if f.Full {
		return sqlite3.SQLITE_FULL
	}
	return rc
}

func (f *Fault) err() error {
	if f.Full {
		return syscall.ENOSPC
	}
	return syscall.EIO
}

// machineFile is a file as this package opens it by itself.
type machineFile struct {
	m    *Machine
	name string
	f    *inode
}

func (o *machineFile) ReadAt(b []byte, offset int64) (int, error) {
	o.m.mu.Lock()
	defer o.m.mu.Unlock()
	if o.m.faults.hit("own read") != nil {
		return 0, syscall.EIO
	}
	n := 0
	if offset < int64(len(o.f.data)) {
		n = copy(b, o.f.data[offset:])
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (o *machineFile) WriteAt(b []byte, offset int64) (int, error) {
	if hit := o.m.write(o.name, o.f, b, offset, "own write"); hit != nil {
		return 0, hit.err()
	}
	return len(b), nil
}

func (o *machineFile) Sync() error {
	if o.m.sync(o.f, "own sync") != nil {
		return syscall.EIO
	}
	return nil
}

func (o *machineFile) Close() error {
	if o.m.Strike("own close") {
		return syscall.EIO
	}
	return nil
}

// write changes a file, or half of what it should, or nothing.
func (m *Machine) write(name string, f *inode, b []byte, offset int64, op string) *Fault {
	m.step()
	m.mu.Lock()
	defer m.mu.Unlock()
	hit := m.faults.hit(op)
	if hit != nil {
		if !hit.Half {
			return hit
		}
		b = b[:len(b)/2]
	}
	if m.Wrote != nil {
		m.Wrote(name, offset, b)
	}
	f.change(change{offset, append([]byte{}, b...)})
	return hit
}

func (m *Machine) sync(f *inode, op string) *Fault {
	m.step()
	m.mu.Lock()
	defer m.mu.Unlock()
	hit := m.faults.hit(op)
	if hit == nil {
		m.syncNode(f)
	} else if hit.Lossy {
		// As Linux does: the pages count as clean and are never written.
		f.wait = nil
	}
	return hit
}

// real is a file as SQLite opens it, in the place of the platform's.
func (m *Machine) real(name string, f *inode) realFile {
	return realFile{
		close: func(*libc.TLS, uintptr) int32 {
			if m.Strike("close") {
				return sqlite3.SQLITE_IOERR_CLOSE
			}
			return sqlite3.SQLITE_OK
		},
		read: func(_ *libc.TLS, _, out uintptr, amount int32, offset int64) int32 {
			return m.read(f, bytesAt(out, amount), offset)
		},
		write: func(_ *libc.TLS, _, in uintptr, amount int32, offset int64) int32 {
			if hit := m.write(name, f, bytesAt(in, amount), offset, "write"); hit != nil {
				return hit.code(sqlite3.SQLITE_IOERR_WRITE)
			}
			return sqlite3.SQLITE_OK
		},
		truncate: func(_ *libc.TLS, _ uintptr, size int64) int32 {
			m.step()
			m.mu.Lock()
			defer m.mu.Unlock()
			if hit := m.faults.hit("truncate"); hit != nil {
				return hit.code(sqlite3.SQLITE_IOERR_TRUNCATE)
			}
			f.change(change{at: size})
			return sqlite3.SQLITE_OK
		},
		sync: func(*libc.TLS, uintptr, int32) int32 {
			if m.sync(f, "sync") != nil {
				return sqlite3.SQLITE_IOERR_FSYNC
			}
			return sqlite3.SQLITE_OK
		},
		size: func(_ *libc.TLS, _, out uintptr) int32 {
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.faults.hit("size") != nil {
				return sqlite3.SQLITE_IOERR_FSTAT
			}
			*(*int64)(at(out)) = int64(len(f.data))
			return sqlite3.SQLITE_OK
		},
		sector: func(*libc.TLS, uintptr) int32 { return pageSize },
		traits: func(*libc.TLS, uintptr) int32 { return 0 },
	}
}

func (m *Machine) read(f *inode, dst []byte, offset int64) int32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.faults.hit("read") != nil {
		return sqlite3.SQLITE_IOERR_READ
	}
	n := 0
	if offset < int64(len(f.data)) {
		n = copy(dst, f.data[offset:])
	}
	clear(dst[n:])
	if n < len(dst) {
		return sqlite3.SQLITE_IOERR_SHORT_READ
	}
	return sqlite3.SQLITE_OK
}

// Contains returns the names of files in which b can be read.
func (m *Machine) Contains(b []byte) (names []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range sortedNames(m.names) {
		if bytes.Contains(m.names[name].data, b) {
			names = append(names, name)
		}
	}
	return names
}
