package sealed

import (
	"io"

	"github.com/google/uuid"
)

// Options configure Create and Open; the zero value is right for a station.
type Options struct {
	// Store is written into a new store's header; Open refuses a store of
	// another id with ErrWrongKey unless Store is zero.
	Store uuid.UUID
	// Readers is how many connections [DB.Read] may use; 0 means 4.
	Readers int
	// CacheKiB is the page cache of each connection; 0 means 16,384 for the
	// writer and 4,096 for each reader.
	CacheKiB int
	// CutDamagedLog opens a store whose log is provably damaged in the
	// middle, giving up every transaction from the damage on. Without it
	// Open refuses with ErrDamaged and leaves the files as they are.
	CutDamagedLog bool
	// Random is the source of salts, ids and nonces; nil means the system's.
	Random io.Reader

	ground    ground // nil: the platform
	wearLimit uint16 // 0: grantLimit, of grantPages each
}

func (o Options) readers() int {
	if o.Readers <= 0 {
		return 4
	}
	return o.Readers
}
