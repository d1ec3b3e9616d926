package sealed

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	aheadPages = 16
	aheadSize  = aheadPages * pageSize
	aheadGap   = 8 // a step of up to so many pages forward still is reading along
)

// ahead holds sealed pages that were read with one call because a connection
// reads along the file. Opening a page costs about as much as the call that
// fetches it; fetching many at once pays for it.
type ahead struct {
	addr   uintptr // aheadSize bytes outside Go's heap, from the first use on
	first  int64   // offset of what is held
	size   int64
	writes uint64 // the store's count of page writes when it was read
	last   int64  // offset that was asked for last
	streak int
}

// fetch returns a sealed page: one that is held, or one that it reads to dst,
// which lies at addr.
//
// What is held is older than a later write of the same page. A write raises
// the store's count after it is done, so a count that did not change says that
// none was done since the pages were read. One that is just going on belongs
// to a checkpoint, and SQLite lets no connection read from the database a page
// that a checkpoint may write: that page is in the log for it.
func (f *file) fetch(tls *libc.TLS, dst []byte, addr uintptr, offset int64) ([]byte, int32) {
	a := &f.ahead
	step := offset - a.last
	a.last = offset
	if step > 0 && step <= aheadGap*pageSize {
		a.streak++
	} else {
		a.streak = 0
	}
	writes := f.st.pageWrites.Load()
	if a.size == 0 || a.writes != writes || offset < a.first || offset >= a.first+a.size {
		if a.streak < 3 || !f.fill(tls, offset, writes) {
			return dst, f.real.read(tls, f.real.p, addr, pageSize, offset+pagesPlace)
		}
	}
	at := int32(offset - a.first)
	return bytesAt(a.addr, aheadSize)[at : at+pageSize], sqlite3.SQLITE_OK
}

// fill reads pages from offset on. Near the end of the file, where fewer are
// left, it gives up until a new streak.
func (f *file) fill(tls *libc.TLS, offset int64, writes uint64) bool {
	a := &f.ahead
	a.size = 0
	if a.addr == 0 {
		if a.addr = sqlite3.Xsqlite3_malloc(tls, aheadSize); a.addr == 0 {
			return false
		}
	}
	if f.real.read(tls, f.real.p, a.addr, aheadSize, offset+pagesPlace) != sqlite3.SQLITE_OK {
		a.streak = 0
		return false
	}
	a.first, a.size, a.writes = offset, aheadSize, writes
	return true
}
