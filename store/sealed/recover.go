package sealed

import (
	"fmt"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// logState is what is known of the log; logMu guards it.
type logState struct {
	gen *generation // nil while there is no log

	// While SQLite recovers the log, frame by frame from the first:
	recovering bool
	next       uint64  // the frame that comes next
	sum        [8]byte // checksum that it must continue

	// synced counts the transactions of this generation that are durable. It
	// goes into every frame, and so a frame proves that those before it were
	// whole once.
	synced      uint32
	unsynced    bool   // the header, or what was recovered, may not be durable yet
	commit      bool   // a commit was written and not synced yet
	commitIndex uint64 // the frame of the last commit
	commitPages uint32 // the pages of the database after it
	commitDone  bool   // that frame has been counted
}

// afterSync counts a transaction when its commit has become durable. SQLite
// syncs once per transaction, because synchronous is never below FULL.
func (s *store) afterSync(ok bool) {
	l := &s.log
	if ok && l.commit {
		l.synced++
		l.commitDone = true
		s.committed.Store(l.commitPages)
	}
	l.unsynced = l.unsynced && !ok
	l.commit = false
}

// firstPageRead keeps the number of pages that page 1 of the database gives.
// It is the whole truth only while the log has no transactions.
func (s *store) firstPageRead(pages uint32) {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	s.declared.Store(pages)
	if s.log.synced == 0 {
		s.committed.Store(pages)
	}
}

// startWriting prepares for a frame to be written at index.
func (f *file) startWriting(tls *libc.TLS, index uint64) int32 {
	l := &f.st.log
	l.recovering = false
	// A killed process may have left a commit that never became durable; the
	// frames to come will say that it is.
	if rc := f.settleLog(tls); rc != sqlite3.SQLITE_OK {
		return rc
	}
	if f.st.frozen.Load() || f.st.marks.adopt(l.gen.salt) != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if l.commitDone && index <= l.commitIndex {
		// SQLite gave a transaction up after its commit had been synced.
		l.synced--
		l.commitDone = false
		if f.st.marks.relied > l.synced && f.st.marks.rely(l.synced) != nil {
			return sqlite3.SQLITE_IOERR_WRITE
		}
	}
	if index <= l.commitIndex {
		l.commit = false
	}
	return sqlite3.SQLITE_OK
}

// readLogHeader opens the header on a read of all of it, as recovery does, and
// serves parts from what is known.
func (f *file) readLogHeader(tls *libc.TLS, dst []byte, offset int64) int32 {
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	rc := int32(sqlite3.SQLITE_OK)
	if offset == 0 && len(dst) == sqliteLogHeader {
		rc = f.startRecovery(tls)
	}
	clear(dst)
	if f.st.log.gen != nil && int(offset)+len(dst) <= sqliteLogHeader {
		copy(dst, f.st.log.gen.header[offset:])
	}
	return rc
}

// startRecovery reads the header from disk. Without a whole copy the log is
// empty if nothing follows the header: SQLite syncs the header before it
// writes the first frame under it, so a torn header never has frames behind.
func (f *file) startRecovery(tls *libc.TLS) int32 {
	f.st.log = logState{}
	rc := f.real.read(tls, f.real.p, f.bufAddr, logHeaderSize, 0)
	if rc != sqlite3.SQLITE_OK && rc != sqlite3.SQLITE_IOERR_SHORT_READ {
		return rc
	}
	g, err := readGeneration(f.st.master, f.st.file, f.buf[:logHeaderSize])
	if err == nil && !f.st.marks.expects(g.salt) {
		err = fmt.Errorf("log of another time: %w", ErrDamaged)
	}
	if err == nil {
		f.st.log = logState{gen: g, recovering: true, unsynced: true, sum: [8]byte(g.header[24:])}
		return sqlite3.SQLITE_OK
	}
	size, rc := f.diskSize(tls)
	if rc != sqlite3.SQLITE_OK || size <= logHeaderSize || f.st.cut {
		return rc
	}
	f.st.note(err, "read log header")
	return sqlite3.SQLITE_IOERR_DATA
}

// readWhole reads a frame for SQLite to check. While SQLite recovers, the
// first frame that fails ends the log, unless a later one proves that it was
// durable. At any other time a frame that fails is an error.
func (f *file) readWhole(tls *libc.TLS, dst []byte, index uint64) int32 {
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	l := &f.st.log
	clear(dst)
	if l.gen == nil {
		return sqlite3.SQLITE_IOERR_READ
	}
	if !l.recovering {
		rc := f.needFrame(tls, index)
		copy(dst, f.buf)
		return rc
	}
	_, ok, rc := f.readFrame(tls, index)
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	if ok && index == l.next && l.gen.follows(l.sum, f.buf) {
		f.st.accept(f.buf)
		copy(dst, f.buf)
		return sqlite3.SQLITE_OK
	}
	l.recovering = false
	if f.isDamage(tls, index) {
		f.st.note(ErrDamaged, "recover log at frame %d", index)
		return sqlite3.SQLITE_IOERR_DATA
	}
	return sqlite3.SQLITE_OK // zeros: SQLite ends the log here
}

// accept counts a frame that SQLite takes over.
func (s *store) accept(frame []byte) {
	l := &s.log
	if isCommit(frame) {
		l.synced++
		l.commitIndex, l.commitDone = l.next, true
		s.committed.Store(commitPages(frame))
	}
	l.next++
	copy(l.sum[:], frame[16:24])
}

// isDamage tells a log that a crash cut from one that was damaged afterwards:
// does any authentic frame from index on say that more transactions were
// durable before it than were recovered?
func (f *file) isDamage(tls *libc.TLS, index uint64) bool {
	if f.st.cut {
		return false
	}
	for ; ; index++ {
		synced, ok, rc := f.readFrame(tls, index)
		if rc != sqlite3.SQLITE_OK {
			return false
		}
		if ok && synced > f.st.log.synced {
			return true
		}
	}
}
