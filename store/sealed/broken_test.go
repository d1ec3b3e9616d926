package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"net/url"
	"os"

	"modernc.org/libc"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Broken is the VFS with one thing wrong in it.
type Broken struct {
	Name   string
	change func()
}

// Break puts the fault in, for every store of the process, until mend. Nothing
// may be open at either time.
func (b Broken) Break() (mend func()) {
	main, log, temp := mainMethods, logMethods, tempMethods
	b.change()
	return func() { mainMethods, logMethods, tempMethods = main, log, temp }
}

// Breakages are ways to get it wrong, each of which somebody must notice.
var Breakages = []Broken{
	{"pages are not authenticated", func() { mainMethods.FxRead = cfunc(readUnchecked) }},
	{"the page's number is not authenticated", func() {
		mainMethods.FxRead, mainMethods.FxWrite = cfunc(readNumberless), cfunc(writeNumberless)
	}},
	{"the reserved tail is not zeroed", func() { mainMethods.FxRead = cfunc(readWithTail) }},
	{"the log is not synced", func() { logMethods.FxSync = cfunc(syncNothing) }},
	{"the log's header is readable", func() { logMethods.FxWrite = cfunc(writeHeaderPlain) }},
	{"a nonce is used again", func() { mainMethods.FxWrite = cfunc(writeSameNonce) }},
	{"a temporary file is on the disk", func() { tempMethods.FxWrite = cfunc(writeTempPlain) }},
	{"frames go to the log as they are", func() {
		logMethods.FxRead, logMethods.FxWrite = cfunc(readFramePlain), cfunc(writeFramePlain)
	}},
	{"cutting the file off is forgotten", func() { mainMethods.FxTruncate = cfunc(truncateNothing) }},
	{"locks keep nobody out", func() { mainMethods.FxShmLock = cfunc(lockNothing) }},
}

// readUnchecked decrypts without looking at the tag.
func readUnchecked(tls *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	if amount != pageSize {
		return mainRead(tls, pFile, out, amount, offset)
	}
	f := fileAt(pFile)
	dst := bytesAt(out, amount)
	if rc := f.real.read(tls, f.real.p, f.bufAddr, pageSize, offset+pagesPlace); rc != sqlite3.SQLITE_OK {
		clear(dst)
		return rc
	}
	tail := f.buf[bodySize+tagSize : pageSize]
	block, err := aes.NewCipher(derive(f.st.master[:], f.st.file[:], labelPage+string(tail[nonceLen:nonceLen+1])))
	if err != nil {
		return sqlite3.SQLITE_IOERR_READ
	}
	counter := append(append([]byte(nil), tail[:nonceLen]...), 0, 0, 0, 2)
	cipher.NewCTR(block, counter).XORKeyStream(dst[:bodySize], f.buf[:bodySize])
	clear(dst[bodySize:])
	return sqlite3.SQLITE_OK
}

// numberless is what stands in for the number of every page but the first,
// which is written before SQLite is asked.
func numberless(offset int64) uint32 { return uint32(min(offset/pageSize, 1)) + 1 }

func readNumberless(tls *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	if amount != pageSize {
		return mainRead(tls, pFile, out, amount, offset)
	}
	f := fileAt(pFile)
	dst := bytesAt(out, amount)
	rc := f.real.read(tls, f.real.p, f.bufAddr, pageSize, offset+pagesPlace)
	if rc == sqlite3.SQLITE_OK && !f.st.pages.open(dst, f.buf[:pageSize], numberless(offset), &f.work) {
		return f.report(sqlite3.SQLITE_IOERR_DATA, offset)
	}
	return rc
}

func writeNumberless(tls *libc.TLS, pFile, in uintptr, _ int32, offset int64) int32 {
	f := fileAt(pFile)
	if f.st.rely() != nil ||
		f.st.pages.seal(f.buf[:pageSize], bytesAt(in, pageSize), numberless(offset), &f.work) != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	f.st.pageWrites.Add(1)
	return f.real.write(tls, f.real.p, f.bufAddr, pageSize, offset+pagesPlace)
}

func readWithTail(tls *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	rc := mainRead(tls, pFile, out, amount, offset)
	if rc == sqlite3.SQLITE_OK && amount == pageSize {
		copy(bytesAt(out, amount)[bodySize:], "what was there before")
	}
	return rc
}

func syncNothing(tls *libc.TLS, pFile uintptr, _ int32) int32 {
	f := fileAt(pFile)
	rc := f.flush(tls)
	f.st.logMu.Lock()
	defer f.st.logMu.Unlock()
	f.st.afterSync(rc == sqlite3.SQLITE_OK)
	return rc
}

// writeHeaderPlain leaves SQLite's log header in the second copy, which nobody
// reads while the first is whole.
func writeHeaderPlain(tls *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	rc := logWrite(tls, pFile, in, amount, offset)
	if rc == sqlite3.SQLITE_OK && offset == 0 && amount == sqliteLogHeader {
		f := fileAt(pFile)
		rc = f.real.write(tls, f.real.p, in, amount, logCopySize+124)
	}
	return rc
}

func writeSameNonce(tls *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	f := fileAt(pFile)
	f.nonces, f.left = [len(f.nonces)]byte{}, nonceLen
	return mainWrite(tls, pFile, in, amount, offset)
}

func writeTempPlain(tls *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	f, err := os.CreateTemp("", "etilqs_")
	if err != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	defer f.Close()
	if _, err := f.Write(bytesAt(in, amount)); err != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	return tempWrite(tls, pFile, in, amount, offset)
}

func writeFramePlain(tls *libc.TLS, pFile, in uintptr, amount int32, offset int64) int32 {
	if offset < sqliteLogHeader {
		return logWrite(tls, pFile, in, amount, offset)
	}
	f := fileAt(pFile)
	return f.real.write(tls, f.real.p, in, amount, offset+logHeaderSize-sqliteLogHeader)
}

func readFramePlain(tls *libc.TLS, pFile, out uintptr, amount int32, offset int64) int32 {
	if offset < sqliteLogHeader {
		return logRead(tls, pFile, out, amount, offset)
	}
	f := fileAt(pFile)
	return f.real.read(tls, f.real.p, out, amount, offset+logHeaderSize-sqliteLogHeader)
}

func truncateNothing(*libc.TLS, uintptr, int64) int32 { return sqlite3.SQLITE_OK }

func lockNothing(*libc.TLS, uintptr, int32, int32, int32) int32 { return sqlite3.SQLITE_OK }

// Writer is a connection that no caller can have.
type Writer interface {
	Close() error
	Exec(query string, args ...any) (sql.Result, error)
}

// SecondWriter opens another connection that may write.
func (d *DB) SecondWriter() (Writer, error) { return d.pool(1, 100, false) }

// FileTemp opens a connection whose temporary files are files, as if the
// setting that keeps them in SQLite's own memory were forgotten.
func (d *DB) FileTemp() (Writer, error) {
	q := url.Values{"vfs": {vfsName}, "_pragma": {"temp_store(1)", "cache_size(10)"}}
	base, err := sqlite.NewConnector(d.st.token + "?" + q.Encode())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(base)
	db.SetMaxOpenConns(1)
	return db, nil
}
