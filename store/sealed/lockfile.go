package sealed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const lockSuffix = "-lock"

// Holder says which process holds a store.
type Holder struct {
	PID  int    `json:"pid"`
	Host string `json:"host"`
}

// lockFile is the file beside a store whose lock by the operating system makes
// one process the owner. The lock ends with the process however that ends; the
// file stays, and tells who holds the lock.
type lockFile struct{ f *os.File }

// takeLock takes the lock of the store at path or returns a *LockedError.
func takeLock(path string) (*lockFile, error) {
	f, err := os.OpenFile(path+lockSuffix, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, Classify(err)
	}
	held, err := lockExclusive(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", filepath.Base(path), Classify(err)), f.Close())
	}
	if held {
		return nil, errors.Join(&LockedError{Path: path, Holder: readHolder(f)}, f.Close())
	}
	l := &lockFile{f: f}
	if err := l.write(); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", filepath.Base(path), Classify(err)), f.Close())
	}
	return l, nil
}

func (l *lockFile) write() error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	b, err := json.Marshal(Holder{PID: os.Getpid(), Host: host})
	if err != nil {
		return err
	}
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, err = l.f.WriteAt(append(b, '\n'), 0)
	return err
}

// release empties the file and gives the lock back. The file is not removed:
// another process may be waiting with it open.
func (l *lockFile) release() error {
	return errors.Join(l.f.Truncate(0), l.f.Close())
}

// readHolder returns the zero Holder while the owner is still writing it.
func readHolder(r io.Reader) Holder {
	var h Holder
	if json.NewDecoder(io.LimitReader(r, 4096)).Decode(&h) != nil {
		return Holder{}
	}
	return h
}
