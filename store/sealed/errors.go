package sealed

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Sentinels that callers branch on. Every error of this package that has one
// of these causes wraps it; errors that come through database/sql are given
// theirs by [Classify].
var (
	// ErrNotFound: there is no store, or no slots file, at the path.
	ErrNotFound = errors.New("no such store")
	// ErrExists: Create or CreateSlots found something at the path.
	ErrExists = errors.New("store exists already")
	// ErrWrongKey: the file is whole but belongs to another master key.
	ErrWrongKey = errors.New("wrong key")
	// ErrWrongPassword: the slot is whole but does not open with this
	// password and station secret.
	ErrWrongPassword = errors.New("wrong password")
	// ErrDamaged: bytes do not authenticate or have lost their form.
	ErrDamaged = errors.New("store is damaged")
	// ErrTruncated: the file ends before what it must hold.
	ErrTruncated = errors.New("store is cut short")
	// ErrNewerVersion: written by a later version of the format.
	ErrNewerVersion = errors.New("store has a newer format version")
	// ErrLocked: the store is open elsewhere; see [LockedError].
	ErrLocked = errors.New("store is held by another program")
	// ErrInUse: Close found transactions or rows that somebody still holds.
	ErrInUse = errors.New("store is in use")
	// ErrReadOnly: file, folder or connection cannot be written.
	ErrReadOnly = errors.New("store cannot be written")
	// ErrDiskFull: the disk or quota is full; nothing acknowledged was lost.
	ErrDiskFull = errors.New("disk is full")
	// ErrWorn: as much was written under the keys of the store as they are good
	// for. It can still be read; [DB.Rekey], or opening it with room on the disk
	// for a second one, makes it writable again.
	ErrWorn = errors.New("keys of the store are used up")
	// ErrUnsupported: something the format refuses: ATTACH, VACUUM INTO, a
	// PRAGMA that would weaken the store.
	ErrUnsupported = errors.New("refused by the sealed store")
	// ErrNoSlot: the slots file has no slot of that id.
	ErrNoSlot = errors.New("no such key slot")
)

// LockedError says who holds the store. It wraps [ErrLocked].
type LockedError struct {
	Path   string
	Holder Holder // zero when the lock file could not be read
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("open store %s: held by process %d on %s", e.Path, e.Holder.PID, e.Holder.Host)
}

// Unwrap makes errors.Is(err, ErrLocked) true.
func (e *LockedError) Unwrap() error { return ErrLocked }

// Classify wraps err with the sentinel of its cause, if it has one that it
// does not carry yet. Any other error, and nil, is returned as it is.
func Classify(err error) error {
	if err == nil {
		return nil
	}
	cause := causeOf(err)
	if cause == nil || errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w: %w", cause, err)
}

func causeOf(err error) error {
	var se *sqlite.Error
	if errors.As(err, &se) {
		return causeOfCode(se.Code())
	}
	switch {
	case errors.Is(err, driver.ErrBadConn):
		return nil
	case isDiskFull(err):
		return ErrDiskFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	case errors.Is(err, fs.ErrNotExist):
		return ErrNotFound
	case errors.Is(err, fs.ErrExist):
		return ErrExists
	}
	return nil
}

// codeTruncated is what a read behind the end of the database returns.
// SQLITE_IOERR_CORRUPTFS would say it better, but SQLite makes that the same
// as damage.
const codeTruncated = sqlite3.SQLITE_IOERR_SEEK

// codeWorn is what a write returns when the keys are used up; SQLite never uses
// it by itself.
const codeWorn = sqlite3.SQLITE_IOERR_AUTH

// writeCode is the code for what kept a page or frame from being sealed.
func writeCode(err error) int32 {
	if errors.Is(err, ErrWorn) {
		return codeWorn
	}
	return sqlite3.SQLITE_IOERR_WRITE
}

func causeOfCode(code int) error {
	switch code {
	case codeTruncated:
		return ErrTruncated
	case sqlite3.SQLITE_IOERR_DATA:
		return ErrDamaged
	case codeWorn:
		return ErrWorn
	}
	switch code & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrDamaged
	case sqlite3.SQLITE_FULL:
		return ErrDiskFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_AUTH:
		return ErrUnsupported
	}
	return nil
}
