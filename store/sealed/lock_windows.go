package sealed

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockExclusive locks one byte far behind the end of the file: locks are
// mandatory on Windows, and others must be able to read who holds the store.
func lockExclusive(f *os.File) (held bool, err error) {
	at := &windows.Overlapped{OffsetHigh: 1}
	err = windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return true, nil
	}
	return false, err
}

// syncDir does nothing: renaming is durable with the file system's own journal
// and folders cannot be synced.
func syncDir(string) error { return nil }
