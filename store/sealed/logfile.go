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
	index, in := logPlace(offset)
	if in == 0 && amount == frameSize {
		return f.readWhole(tls, dst, index)
	}
	f.st.logMu.RLock()
	defer f.st.logMu.RUnlock()
	if in+amount > frameSize || f.st.log.gen == nil {
		clear(dst)
		return sqlite3.SQLITE_IOERR_READ
	}
	rc := f.needFrame(tls, index)
	copy(dst, f.buf[in:in+amount])
	return rc
}

// readFrame brings a frame, opened, into f.buf. ok is false when it is there
// but not authentic; f.buf is zero then.
func (f *file) readFrame(tls *libc.TLS, index uint64) (synced uint32, ok bool, rc int32) {
	rc = f.real.read(tls, f.real.p, f.bufAddr, frameSize, framePlace(index))
	if rc != sqlite3.SQLITE_OK {
		clear(f.buf)
		return 0, false, rc
	}
	synced, ok = f.st.log.gen.open(f.buf, index, &f.work)
	return synced, ok, rc
}

// needFrame reads a frame that must be there.
func (f *file) needFrame(tls *libc.TLS, index uint64) int32 {
	_, ok, rc := f.readFrame(tls, index)
	if rc == sqlite3.SQLITE_OK && !ok {
		f.st.note(ErrDamaged, "read log frame %d", index)
		return sqlite3.SQLITE_IOERR_DATA
	}
	return rc
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
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	if rc := f.settleLog(tls); rc != sqlite3.SQLITE_OK {
		return rc
	}
	if f.st.frozen.Load() || f.st.marks.announce(f.st.log.gen, f.random) != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	g, disk, err := newGeneration(f.st.master, f.st.file, f.st.marks.next, f.random, header)
	if err != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	copy(f.buf, disk)
	rc := f.real.write(tls, f.real.p, f.bufAddr, logHeaderSize, 0)
	if rc == sqlite3.SQLITE_OK {
		f.st.log = logState{gen: g, unsynced: true}
		f.st.marks.announced = false
	}
	return rc
}

// writePage joins a page with the header that waits for it, or with the one
// that is in the log already.
func (f *file) writePage(tls *libc.TLS, index uint64, page []byte) int32 {
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	if f.st.log.gen == nil {
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
	l := &f.st.log
	if rc := f.startWriting(tls, index); rc != sqlite3.SQLITE_OK {
		return rc
	}
	if isCommit(f.buf) {
		l.commit, l.commitIndex, l.commitPages = true, index, commitPages(f.buf)
	}
	if f.st.pages.wear.worn() {
		return codeWorn
	}
	if err := l.gen.seal(f.buf, index, l.synced, &f.work); err != nil {
		return writeCode(err)
	}
	return f.real.write(tls, f.real.p, f.bufAddr, frameSize, framePlace(index))
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
	if f.st.log.gen == nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if rc := f.needFrame(tls, f.pendingIndex); rc != sqlite3.SQLITE_OK {
		return rc
	}
	copy(f.buf, f.pendingHead[:])
	return f.writeFrame(tls, f.pendingIndex)
}
