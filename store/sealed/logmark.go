package sealed

import (
	"errors"
	"fmt"
	"os"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// settleLog makes durable what was found of a log, or that there is none, before
// the mark says more about it.
func (f *file) settleLog(tls *libc.TLS) int32 {
	l := &f.st.log
	gone := l.gen == nil && f.st.marks.mayReturn() && !f.st.emptied
	if !gone && (l.gen == nil || !l.unsynced) {
		return sqlite3.SQLITE_OK
	}
	rc := f.real.sync(tls, f.real.p, sqlite3.SQLITE_SYNC_NORMAL)
	if rc == sqlite3.SQLITE_OK {
		l.unsynced, f.st.emptied = false, gone
	}
	return rc
}

// rely tells the database file, before a checkpoint writes to it, what it will
// no longer be whole without.
func (s *store) rely() error {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	return s.marks.rely(s.log.synced)
}

// retire tells it that there is no log any more. A log whose header is not
// durable is made so first: the one before it would be back after a power loss
// otherwise, and nothing would know it. logMu is held.
func (s *store) retire() error {
	if s.log.gen != nil && s.log.unsynced {
		if err := s.syncLog(); err != nil {
			return err
		}
		s.log.unsynced = false
	}
	return s.marks.retire(s.log.gen, s.log.synced)
}

func (s *store) syncLog() error {
	f, err := s.ground.openFile(libc.GoString(s.logName), os.O_RDWR)
	if err != nil {
		return fmt.Errorf("sync log: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

// checkLog compares what was recovered with what the database file says that
// there must be. It is asked after SQLite has read the log.
func (s *store) checkLog(logPath string) error {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	m := s.marks
	found := s.log.synced
	switch {
	case s.cut:
		return nil
	case m.current == logSalt{} && s.log.gen != nil && found < m.relied:
		return fmt.Errorf("log that was given up has %d of %d transactions: %w", found, m.relied, ErrDamaged)
	case m.current == logSalt{}:
		return nil
	}
	if s.log.gen != nil && s.log.gen.salt != m.current {
		return nil // the log after it, which begins when all of it is in the database
	}
	if found < m.relied {
		return fmt.Errorf("log has %d of %d transactions: %w", found, m.relied, ErrDamaged)
	}
	if size, err := s.ground.size(logPath); err != nil || size < logHeaderSize {
		return fmt.Errorf("log is missing: %w", ErrDamaged)
	}
	return nil
}
