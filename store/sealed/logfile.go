package sealed

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// framePlace is where frame index lies on disk.
func framePlace(index uint64) int64 { return logHeaderSize + int64(index)*frameSize }

// logPlace splits an offset as SQLite knows it into frame and offset within.
func logPlace(offset int64) (index uint64, in int32) {
	offset -= sqliteLogHeader
	return uint64(offset / frameSize), int32(offset % frameSize)
}

// logRead serves what SQLite reads of a log: its header, whole frames while it
// recovers or renews checksums, a page, or part of a frame's header.
func logRead(tls *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	f := fileAt(pFile)
	if rc := f.flush(tls); rc != sqlite3.SQLITE_OK {
		return rc
	}
	dst := bytesAt(out, amount)
	if offset < sqliteLogHeader {
		return f.readLogHeader(tls, dst, offset)
	}
	f.st.logMu.RLock()
	defer f.st.logMu.RUnlock()
	index, in := logPlace(offset)
	if in+amount > frameSize || f.st.gen == nil {
		clear(dst)
		return sqlite3.SQLITE_IOERR_READ
	}
	rc, ok := f.readFrame(tls, index)
	switch {
	case rc != sqlite3.SQLITE_OK:
		clear(dst)
		return rc
	case ok:
		copy(dst, f.buf[in:in+amount])
		return sqlite3.SQLITE_OK
	}
	clear(dst)
	if in == 0 && amount == frameSize && index >= f.st.verified && !f.isDamage(tls, index) {
		return sqlite3.SQLITE_OK // zeros: SQLite's checksum ends the log here
	}
	f.st.note(ErrDamaged, "read log frame %d", index)
	return sqlite3.SQLITE_IOERR_DATA
}

// readFrame brings a frame, opened, into f.buf. ok is false when it is there
// but not authentic.
func (f *file) readFrame(tls *libc.TLS, index uint64) (rc int32, ok bool) {
	rc = f.real.read(tls, f.real.p, f.bufAddr, frameSize, framePlace(index))
	if rc != sqlite3.SQLITE_OK {
		return rc, false
	}
	return rc, f.st.gen.open(f.buf, index, &f.work)
}

// readLogHeader opens the header on a read of all of it, as recovery does, and
// serves parts from what is known.
func (f *file) readLogHeader(tls *libc.TLS, dst []byte, offset int64) int32 {
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	if offset == 0 && len(dst) == sqliteLogHeader {
		if rc := f.loadGeneration(tls); rc != sqlite3.SQLITE_OK {
			clear(dst)
			return rc
		}
	}
	clear(dst)
	if f.st.gen != nil && int(offset)+len(dst) <= sqliteLogHeader {
		copy(dst, f.st.gen.header[offset:])
	}
	return sqlite3.SQLITE_OK
}

// loadGeneration reads the header from disk. Without a whole copy the log is
// empty if nothing follows the header: SQLite syncs the header before it
// writes the first frame under it, so a torn header never has frames behind.
func (f *file) loadGeneration(tls *libc.TLS) int32 {
	rc := f.real.read(tls, f.real.p, f.bufAddr, logHeaderSize, 0)
	if rc != sqlite3.SQLITE_OK && rc != sqlite3.SQLITE_IOERR_SHORT_READ {
		return rc
	}
	g, err := readGeneration(f.st.master, f.st.file, f.buf[:logHeaderSize])
	if err == nil {
		if f.st.gen == nil || f.st.gen.header != g.header {
			f.st.verified = 0
		}
		f.st.gen = g
		return sqlite3.SQLITE_OK
	}
	f.st.gen, f.st.verified = nil, 0
	size, rc := f.diskSize(tls)
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	if size <= logHeaderSize || f.st.cut {
		return sqlite3.SQLITE_OK
	}
	f.st.note(err, "read log header")
	return sqlite3.SQLITE_IOERR_DATA
}

// isDamage tells a log that was cut by a crash from one that was damaged
// afterwards. SQLite writes the frames of a transaction only after those of
// the transaction before were synced. So if, from the unreadable frame on,
// some authentic frame commits and another authentic frame continues it, the
// unreadable frame had been synced.
func (f *file) isDamage(tls *libc.TLS, index uint64) bool {
	if f.st.cut {
		return false
	}
	var commit [sqliteFrameHeader]byte
	committed := false
	for i := index + 1; ; i++ {
		rc, ok := f.readFrame(tls, i)
		if rc != sqlite3.SQLITE_OK {
			return false
		}
		if ok && committed && f.st.gen.follows(commit[:], f.buf) {
			return true
		}
		if committed = ok && isCommit(f.buf); committed {
			copy(commit[:], f.buf)
		}
	}
}

// logWrite seals what SQLite writes: a log header; a frame, which arrives as
// header and then page; or one of the two alone, over an earlier frame.
func logWrite(tls *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	f := fileAt(pFile)
	src := bytesAt(in, amount)
	if offset == 0 && amount == sqliteLogHeader {
		return f.writeLogHeader(tls, src)
	}
	if offset < sqliteLogHeader {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	index, at := logPlace(offset)
	switch {
	case at == 0 && amount == sqliteFrameHeader:
		if rc := f.flush(tls); rc != sqlite3.SQLITE_OK {
			return rc
		}
		f.pending, f.pendingIndex = true, index
		copy(f.pendingHead[:], src)
		return sqlite3.SQLITE_OK
	case at == sqliteFrameHeader && amount == pageSize && isZero(src[bodySize:]):
		return f.writePage(tls, index, src)
	}
	return sqlite3.SQLITE_IOERR_WRITE
}

func (f *file) writeLogHeader(tls *libc.TLS, header []byte) int32 {
	f.pending = false
	g, disk, err := newGeneration(f.st.master, f.st.file, f.random, header)
	if err != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	copy(f.buf, disk)
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	rc := f.real.write(tls, f.real.p, f.bufAddr, logHeaderSize, 0)
	if rc == sqlite3.SQLITE_OK {
		f.st.gen, f.st.verified = g, 0
	}
	return rc
}

// writePage joins a page with the header that waits for it, or with the one
// that is in the log already.
func (f *file) writePage(tls *libc.TLS, index uint64, page []byte) int32 {
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	if f.st.gen == nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if f.pending && f.pendingIndex == index {
		copy(f.buf, f.pendingHead[:])
		f.pending = false
	} else if rc := f.flushLocked(tls); rc != sqlite3.SQLITE_OK {
		return rc
	} else if rc := f.needFrame(tls, index); rc != sqlite3.SQLITE_OK {
		return rc
	}
	copy(f.buf[sqliteFrameHeader:], page)
	return f.writeFrame(tls, index)
}

// writeFrame seals f.buf and writes it, header and page in one call.
func (f *file) writeFrame(tls *libc.TLS, index uint64) int32 {
	if err := f.st.gen.seal(f.buf, index, &f.work); err != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	rc := f.real.write(tls, f.real.p, f.bufAddr, frameSize, framePlace(index))
	if rc == sqlite3.SQLITE_OK {
		f.st.verified = max(f.st.verified, index+1)
	}
	return rc
}

// needFrame reads a frame that must be there.
func (f *file) needFrame(tls *libc.TLS, index uint64) int32 {
	rc, ok := f.readFrame(tls, index)
	if rc == sqlite3.SQLITE_OK && !ok {
		f.st.note(ErrDamaged, "read log frame %d", index)
		return sqlite3.SQLITE_IOERR_DATA
	}
	return rc
}

// flush writes a frame header that no page followed: SQLite renews the
// checksums of frames that it wrote before.
func (f *file) flush(tls *libc.TLS) int32 {
	if !f.pending {
		return sqlite3.SQLITE_OK
	}
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	return f.flushLocked(tls)
}

func (f *file) flushLocked(tls *libc.TLS) int32 {
	if !f.pending {
		return sqlite3.SQLITE_OK
	}
	f.pending = false
	if f.st.gen == nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if rc := f.needFrame(tls, f.pendingIndex); rc != sqlite3.SQLITE_OK {
		return rc
	}
	copy(f.buf, f.pendingHead[:])
	return f.writeFrame(tls, f.pendingIndex)
}
