package store

import (
	"database/sql"
	"fmt"

	"modernc.org/sqlite"

	"yorisoi/store/sealed"
)

// plainDB is an unsealed twin of the store, with the same settings: what
// benchmarks measure the sealed one against. No program opens one.
type plainDB struct{ write, read *sql.DB }

var _ database = (*plainDB)(nil)

func openPlain(path string) (database, error) {
	const writer, reader = 16384, 4096 // KiB of cache, as in the sealed store
	write, err := plainPool(path, writer, 1)
	if err != nil {
		return nil, fmt.Errorf("open plain store: %w", err)
	}
	read, err := plainPool(path, reader, 4)
	if err != nil {
		return nil, fmt.Errorf("open plain store: %w", err)
	}
	return &plainDB{write: write, read: read}, nil
}

func plainPool(path string, cacheKiB, conns int) (*sql.DB, error) {
	const pragmas = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)&_pragma=secure_delete(fast)" +
		"&_pragma=journal_size_limit(67108864)&_txlock=immediate"
	base, err := sqlite.NewConnector("file:" + path + pragmas + fmt.Sprintf("&_pragma=cache_size(-%d)", cacheKiB))
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(sealed.KeepStatements(base))
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func (d *plainDB) SQL() *sql.DB  { return d.write }
func (d *plainDB) Read() *sql.DB { return d.read }

func (d *plainDB) Close() error {
	if err := d.read.Close(); err != nil {
		return err
	}
	return d.write.Close()
}
