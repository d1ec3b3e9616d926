package sealed

import (
	"encoding/binary"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteHeader is the length of the header at the start of page 1.
const sqliteHeader = 100

// mainRead reads one page, or a part of one for the few places where SQLite
// looks at the database header.
func mainRead(tls *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	f := fileAt(pFile)
	dst := bytesAt(out, amount)
	if offset%pageSize == 0 && amount == pageSize {
		return f.report(f.readPage(tls, dst, out, offset), offset)
	}
	in := int32(offset % pageSize)
	if in+amount > pageSize {
		clear(dst)
		return sqlite3.SQLITE_IOERR_READ
	}
	page := f.buf[:pageSize]
	rc := f.readPage(tls, page, f.bufAddr, offset-int64(in))
	if rc != sqlite3.SQLITE_OK && offset+int64(amount) <= sqliteHeader {
		// Page 1 may have been torn while it was checkpointed; the log then
		// still has it. What SQLite looks for before it reads the log, page
		// size and reserved bytes, is fixed by the format.
		copy(page, firstPage())
		rc = sqlite3.SQLITE_OK
	}
	copy(dst, page[in:in+amount])
	return f.report(rc, offset)
}

// readPage reads and opens the page at offset into dst, which lies at addr. A
// page that is not there is an error, unless the transaction that is going on
// has just added it: SQLite would take any other for zeros.
func (f *file) readPage(tls *libc.TLS, dst []byte, addr uintptr, offset int64) int32 {
	number := uint32(offset/pageSize) + 1
	page, rc := f.fetch(tls, dst, addr, offset)
	if rc == sqlite3.SQLITE_IOERR_SHORT_READ {
		clear(dst)
		if number > f.st.committed.Load() {
			return rc
		}
		return codeTruncated
	}
	if rc == sqlite3.SQLITE_OK && !f.st.pages.open(dst, page, number, &f.work) {
		rc = sqlite3.SQLITE_IOERR_DATA
	}
	if rc != sqlite3.SQLITE_OK {
		clear(dst)
		return rc
	}
	if number == 1 {
		f.st.firstPageRead(binary.BigEndian.Uint32(dst[28:]))
	}
	return rc
}

// report keeps what was found wrong with a page for the error of Open.
func (f *file) report(rc int32, offset int64) int32 {
	switch rc {
	case codeTruncated:
		f.st.note(ErrTruncated, "read page %d", offset/pageSize+1)
	case sqlite3.SQLITE_IOERR_DATA:
		f.st.note(ErrDamaged, "read page %d", offset/pageSize+1)
	}
	return rc
}

func mainWrite(tls *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	f := fileAt(pFile)
	if f.st.frozen.Load() {
		return sqlite3.SQLITE_READONLY
	}
	if amount != pageSize || offset%pageSize != 0 {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	page := bytesAt(in, amount)
	if !isZero(page[bodySize:]) || offset == 0 && !isFirstPage(page) {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if err := f.st.rely(); err != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if err := f.st.pages.seal(f.buf[:pageSize], page, uint32(offset/pageSize)+1, &f.work); err != nil {
		return writeCode(err)
	}
	defer f.st.pageWrites.Add(1)
	return f.real.write(tls, f.real.p, f.bufAddr, pageSize, offset+pagesPlace)
}

func mainTruncate(tls *libc.TLS, pFile uintptr, size int64) int32 {
	f := fileAt(pFile)
	if f.st.frozen.Load() {
		return sqlite3.SQLITE_READONLY
	}
	defer f.st.pageWrites.Add(1)
	return f.real.truncate(tls, f.real.p, size+pagesPlace)
}

// mainSync ends a checkpoint. The log that follows is announced with the same
// sync, which saves it one of its own.
func mainSync(tls *libc.TLS, pFile uintptr, flags int32) int32 {
	f := fileAt(pFile)
	if f.st.frozen.Load() {
		return f.real.sync(tls, f.real.p, flags)
	}
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	m := f.st.marks
	drawn := m.announced
	if !drawn && !f.st.log.unsynced {
		if m.draw(f.st.log.gen, f.random, false) != nil {
			return sqlite3.SQLITE_IOERR_FSYNC
		}
		drawn = true
	}
	rc := f.real.sync(tls, f.real.p, flags)
	if rc == sqlite3.SQLITE_OK {
		m.synced()
	}
	m.announced = drawn && rc == sqlite3.SQLITE_OK
	return rc
}

func mainSize(tls *libc.TLS, pFile, out uintptr) int32 {
	f := fileAt(pFile)
	rc := f.real.size(tls, f.real.p, out)
	size := (*int64)(at(out))
	*size = max(*size-pagesPlace, 0)
	return rc
}
