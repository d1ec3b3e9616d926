package ledger

import "github.com/google/uuid"

// BlobName names a blob, in a store and on the wire.
type BlobName struct {
	_    struct{} `cbor:",toarray"`
	Case uuid.UUID
	Blob Hash
}

// BlobWant is a blob that somebody waits for.
type BlobWant struct {
	Case     uuid.UUID
	Blob     Hash
	Manifest []byte // nil: not here yet
	Have     int    // chunks that are here, from the first one on
}
