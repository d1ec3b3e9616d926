package center

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// The format is specified in cmd/yorisoi-center/BACKUP.md.

var (
	// ErrNoBackup is returned for a file that is no backup of a center.
	ErrNoBackup = errors.New("file is no backup of a center")
	// ErrBackupDamaged is returned for a backup that is not whole, or that
	// says what no center says.
	ErrBackupDamaged = errors.New("backup is damaged")
	// ErrBackupNewer is returned for a backup that a later version has made.
	ErrBackupNewer = errors.New("backup is of a later version")
)

// backupMagic leads the file, then come the version and how it is sealed.
const (
	backupMagic   = "yorisoi backup\n"
	backupVersion = 1

	backupOpen   = 0
	backupSealed = 1
)

// Kinds of items, in the order in which they stand in the file.
const (
	itemHead = iota + 1
	itemStation
	itemRevocation
	itemChange
	itemHeld
	itemBlob
	itemChunk // of the blob before it
	itemEnd
)

// backupItem is one item of the sequence.
type backupItem struct {
	_    struct{} `cbor:",toarray"`
	Kind uint64
	Body cbor.RawMessage
}

// backupHead says whose backup it is. It holds the center's keys.
type backupHead struct {
	_       struct{} `cbor:",toarray"`
	Center  uuid.UUID
	Address string
	LogID   uuid.UUID
	Head    uint64 // no change after it is in the backup
	At      int64  // when it began, milliseconds since 1970
	Founder uuid.UUID
	CA      []byte // certificate, DER
	CAKey   []byte // PKCS #8, DER
	Seed    []byte // of the identity that signs receipts
	Program string // the version that made it
}

type backupStation struct {
	_          struct{} `cbor:",toarray"`
	ID         uuid.UUID
	Name, Type string
	Key        []byte
	At         int64
}

type backupRevocation struct {
	_       struct{} `cbor:",toarray"`
	Station uuid.UUID
	At      int64
	Reason  string
}

type backupBlob struct {
	_        struct{} `cbor:",toarray"`
	At       int64
	Manifest []byte
}

// backupEnd closes the file. What does not end with it was cut.
type backupEnd struct {
	_      struct{} `cbor:",toarray"`
	Counts BackupCounts
	Sum    []byte // SHA-256 of the encodings of all items before
}

// BackupCounts is how much a backup holds.
type BackupCounts struct {
	_           struct{} `cbor:",toarray"`
	Stations    uint64
	Revocations uint64
	Changes     uint64
	Held        uint64
	Blobs       uint64
	BlobBytes   uint64
}

// backupWriter writes items and keeps their counts and sum.
type backupWriter struct {
	w      io.Writer
	sum    hash.Hash
	counts BackupCounts
}

func newBackupWriter(w io.Writer) *backupWriter { return &backupWriter{w: w, sum: sha256.New()} }

func (b *backupWriter) write(kind uint64, body any) error {
	raw, err := trust.Encode(body)
	if err != nil {
		return err
	}
	item := trust.MustEncode(backupItem{Kind: kind, Body: raw})
	b.sum.Write(item)
	_, err = b.w.Write(item)
	return err
}

func (b *backupWriter) end() error {
	return b.write(itemEnd, backupEnd{Counts: b.counts, Sum: b.sum.Sum(nil)})
}
