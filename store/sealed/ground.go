package sealed

import (
	"io"
	"os"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// ground is what the files of a store stand on: the platform. Tests put a disk
// in its place that fails, tears and forgets what was not synced.
type ground interface {
	// open opens the database or the log for SQLite. There is room at real for
	// what the platform's own VFS keeps of a file.
	open(tls *libc.TLS, name, real uintptr, flags int32, outFlags uintptr) (realFile, int32)
	remove(tls *libc.TLS, name uintptr, syncDir int32) int32
	access(tls *libc.TLS, name uintptr, flags int32, out uintptr) int32

	// What this package does with the files by itself.
	openFile(path string, flag int) (groundFile, error)
	size(path string) (int64, error)
	rename(from, to string) error
	unlink(path string) error
	syncDir(dir string) error
}

// groundFile is an open file as this package uses it.
type groundFile interface {
	io.ReaderAt
	io.WriterAt
	Sync() error
	Close() error
}

// platform is the ground of every store but those of tests.
type platform struct{}

func groundOr(g ground) ground {
	if g == nil {
		return platform{}
	}
	return g
}

func (platform) open(tls *libc.TLS, name, real uintptr, flags int32, outFlags uintptr) (realFile, int32) {
	if rc := realVFS.open(tls, realVFS.p, name, real, flags, outFlags); rc != sqlite3.SQLITE_OK {
		return realFile{}, rc
	}
	return newRealFile(real), sqlite3.SQLITE_OK
}

func (platform) remove(tls *libc.TLS, name uintptr, syncDir int32) int32 {
	return realVFS.delete(tls, realVFS.p, name, syncDir)
}

func (platform) access(tls *libc.TLS, name uintptr, flags int32, out uintptr) int32 {
	return realVFS.access(tls, realVFS.p, name, flags, out)
}

func (platform) openFile(path string, flag int) (groundFile, error) {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (platform) size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (platform) rename(from, to string) error { return os.Rename(from, to) }
func (platform) unlink(path string) error     { return os.Remove(path) }
func (platform) syncDir(dir string) error     { return syncDir(dir) }

// readFile returns all of a file.
func readFile(g ground, path string) (b []byte, err error) {
	size, err := g.size(path)
	if err != nil {
		return nil, err
	}
	f, err := g.openFile(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	b = make([]byte, size)
	n, err := f.ReadAt(b, 0)
	if err == io.EOF {
		err = nil
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	return b[:n], err
}
