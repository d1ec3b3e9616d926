package store

import (
	"database/sql"
	"fmt"

	_ "modernc.org/sqlite" // the driver of the unsealed twin
)

// plainDB is an unsealed twin of the store, with the same settings: what
// benchmarks measure the sealed one against. No program opens one.
type plainDB struct{ write, read *sql.DB }

var _ database = (*plainDB)(nil)

func openPlain(path string) (database, error) {
	const pragmas = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)&_txlock=immediate"
	write, err := sql.Open("sqlite", "file:"+path+pragmas)
	if err != nil {
		return nil, fmt.Errorf("open plain store: %w", err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", "file:"+path+pragmas)
	if err != nil {
		return nil, fmt.Errorf("open plain store: %w", err)
	}
	read.SetMaxOpenConns(4)
	return &plainDB{write: write, read: read}, nil
}

func (d *plainDB) SQL() *sql.DB  { return d.write }
func (d *plainDB) Read() *sql.DB { return d.read }

func (d *plainDB) Close() error {
	if err := d.read.Close(); err != nil {
		return err
	}
	return d.write.Close()
}
