// Package logbook says what a center's log must do, whatever it is kept in;
// the suite in logtest holds every implementation to it.
//
// Terms: a Chain is one station's changes in one case. An Extension is what
// a push adds to a chain. An Invite is a one-time secret, kept as its hash.
package logbook

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

var (
	// ErrMoved is returned by Append when a chain no longer ends where an
	// extension begins, or somebody else founded the directory. Nothing was
	// kept; read the heads again and repeat.
	ErrMoved = errors.New("log has moved on")
	// ErrInviteUnknown is returned for a secret that nobody was given.
	ErrInviteUnknown = errors.New("invite is unknown")
	// ErrInviteUsed is returned for a secret that another key was enrolled with.
	ErrInviteUsed = errors.New("invite is used")
	// ErrNoBlob is returned for a chunk of a blob that the log does not have.
	ErrNoBlob = errors.New("no such blob")
	// ErrWrong is returned by Check for a log that is not what it says of itself.
	ErrWrong = errors.New("log is not what it says")
	// ErrClosed is returned by Watch when the log is closed.
	ErrClosed = errors.New("log is closed")
	// ErrInviteExpired is returned for a secret that was not used in time.
	ErrInviteExpired = errors.New("invite has expired")
)

// Chain names one station's changes in one case.
type Chain struct{ Case, Station uuid.UUID }

// Dot names a change among all cases.
type Dot struct {
	Chain
	N uint64
}

// Place is where the log has a change.
type Place struct {
	Hash ledger.Hash
	Seq  uint64
	At   int64 // milliseconds since 1970
}

// Extension continues a chain from one head to another; Raws are the changes
// between, each of them checked. Walls has, by N, those that say who may read
// the case, with what each had seen.
type Extension struct {
	Chain
	From, To ledger.Head
	Raws     [][]byte
	Walls    map[uint64]ledger.Vector
}

// Batch is what one push adds to the log, whole or not at all.
type Batch struct {
	At         int64     // milliseconds since 1970
	Founder    uuid.UUID // not zero: pin this founder; it must be the first
	JudgedBy   uuid.UUID // not zero: the case that the batch was judged by …
	JudgedUpTo uint64    // … as far as this number; ErrMoved when the log has more of it
	Extensions []Extension
}

// Query chooses changes of the log: those with After < Seq ≤ UpTo, of one
// case or, with the zero id, of all; of Cases, where that is not nil; and of
// none in Except; of one station, where that is not the zero id.
type Query struct {
	After, UpTo uint64
	Case        uuid.UUID
	Cases       []uuid.UUID
	Except      []uuid.UUID
	Station     uuid.UUID
	Limit       int // the most changes of one answer
	Bytes       int // an answer ends after the change that reaches this size
}

// Held is a change for the hold box.
type Held struct {
	Dot
	Raw []byte
}

// Blob is what the log has of one blob.
type Blob struct {
	Manifest *ledger.Manifest
	Have     int   // chunks, from the first one on without a gap
	At       int64 // when the last missing chunk came; 0 while one is missing
}

// Begun is what a station has announced and not finished.
type Begun struct {
	Blobs int
	Bytes uint64 // that all of them will have
}

// Whole reports whether no chunk is missing.
func (b Blob) Whole() bool { return b.At != 0 }

// Station is a machine that was enrolled.
type Station struct {
	ID   uuid.UUID
	Name string
	Type string
	Key  []byte // SHA-256 of the SubjectPublicKeyInfo of its certificate
	At   int64  // when it was enrolled, milliseconds since 1970
}

// Invite is a one-time secret that somebody may enrol a station with.
type Invite struct {
	Hash    []byte // SHA-256 of the secret
	By      uuid.UUID
	Expires time.Time
}

// Totals are counts for people.
type Totals struct {
	Changes, Cases, Stations, OpenInvites uint64
	Held, Blobs, BlobBytes                uint64 // bytes of whole and of begun blobs
}

// Log keeps every change that the center has receipted, in one order, and
// who may speak to it. Methods may be called from any goroutine. They return
// the error of ctx when it ends, and errors of the disk; after any error
// nothing was changed and the call may be repeated, unless a method says more.
type Log interface {
	// ID names this incarnation of the log. It never changes while the log
	// only grows.
	ID() uuid.UUID

	// Head returns the last sequence number, 0 when the log is empty.
	Head(ctx context.Context) (uint64, error)

	// Founder returns who founded the directory, zero before that.
	Founder(ctx context.Context) (uuid.UUID, error)

	// Heads returns the ends of chains; one that does not exist is absent.
	Heads(ctx context.Context, chains []Chain) (map[Chain]ledger.Head, error)

	// Find returns where the log has changes; one that it lacks is absent.
	Find(ctx context.Context, dots []Dot) (map[Dot]Place, error)

	// Append keeps a batch and returns the sequence numbers of each
	// extension's changes, which rise in the order given. When it returns,
	// the batch is on the disk. A batch that was kept gives ErrMoved when it
	// is repeated; so does one whose commit was lost sight of and found to be
	// kept. The error of a database that does not come back leaves open
	// whether it was kept: repeating it finds out.
	Append(ctx context.Context, b Batch) ([][]uint64, error)

	// Changes returns changes in the order of the log. An empty answer means
	// that there are no more.
	Changes(ctx context.Context, q Query) ([]ledger.Logged, error)

	// Count returns how many changes Changes would give without limits.
	Count(ctx context.Context, q Query) (uint64, error)

	// CaseHeads returns the ends of all chains of a bucket's cases, sorted by
	// case and station.
	CaseHeads(ctx context.Context, bucket int) ([]ledger.CaseHead, error)

	// Digests returns ledger.DigestHeads of every bucket's CaseHeads.
	Digests(ctx context.Context) ([ledger.Buckets]ledger.Hash, error)

	// AddInvite keeps an invite. Repeating it changes nothing.
	AddInvite(ctx context.Context, i Invite) error

	// UseInvite enrols a station by the hash of a secret and returns it. The
	// same secret with the same key gives the station that it gave before,
	// so an enrolment whose answer was lost can be repeated. ErrInviteUnknown,
	// ErrInviteUsed, ErrInviteExpired.
	UseInvite(ctx context.Context, hash []byte, s Station) (Station, error)

	// FindStation returns a station, nil when it is not enrolled.
	FindStation(ctx context.Context, id uuid.UUID) (*Station, error)

	// AddStation enrols a station without an invite, as after a restore.
	// Repeating it changes nothing.
	AddStation(ctx context.Context, s Station) error

	// Hold keeps changes in the hold box: whole, checked, but not of the log.
	// A dot that is held already is passed over. Numbers rise like those of
	// the log and are others. It returns how many were new.
	Hold(ctx context.Context, at int64, held []Held) (int, error)

	// Held returns what the hold box has after a number, in its order; a
	// UpTo of 0 means to its end.
	Held(ctx context.Context, q Query) ([]ledger.Logged, error)

	// AddBlob keeps the manifest of a blob that will come, and when and by
	// which station it was announced; zero: by none. Repeating it changes
	// nothing.
	AddBlob(ctx context.Context, at int64, by uuid.UUID, blob ledger.Hash, manifest *ledger.Manifest) error

	// Begun counts the blobs that a station has announced and that are not
	// whole.
	Begun(ctx context.Context, by uuid.UUID) (Begun, error)

	// AddChunk keeps the n-th chunk, counted from 0, which was checked. It
	// returns ErrNoBlob without a manifest, and ledger.ErrBadBlob for a number
	// that the manifest does not have. A chunk that is there already
	// changes nothing; chunks may come in any order. When it returns, the
	// chunk is on the disk.
	AddChunk(ctx context.Context, blob ledger.Hash, n int, chunk []byte) error

	// FindBlobs returns what the log has of blobs; an unknown one is absent.
	FindBlobs(ctx context.Context, blobs []ledger.Hash) (map[ledger.Hash]Blob, error)

	// Chunk returns the n-th chunk, ErrNoBlob when it is not there.
	Chunk(ctx context.Context, blob ledger.Hash, n int) ([]byte, error)

	// Watch calls advanced with the log's last sequence number whenever it
	// may have grown, by whichever process, until ctx ends. It returns the
	// error of ctx, or another one after which it may be called again.
	Watch(ctx context.Context, advanced func(head uint64)) error

	// Stations returns all stations, in the order of enrolment.
	Stations(ctx context.Context) ([]Station, error)

	// BlobIDs returns up to limit blobs, whole or not, with ids after one, in
	// the order of ids.
	BlobIDs(ctx context.Context, after ledger.Hash, limit int) ([]ledger.Hash, error)

	// DropBlobs forgets blobs that were begun before a time, in milliseconds,
	// and never came whole. It returns how many.
	DropBlobs(ctx context.Context, before int64) (int, error)

	// Compact gives back room on the disk, while others read and write.
	Compact(ctx context.Context) error

	// Check reads everything that the log's own software can check, and
	// returns what is wrong.
	Check(ctx context.Context) error

	// Waller finds who may read which case.
	Waller

	// Revoker keeps which stations the center's keeper has shut out.
	Revoker

	// Disposer destroys cases that were kept long enough.
	Disposer

	// Totals counts what the log has.
	Totals(ctx context.Context, now time.Time) (Totals, error)

	// Close waits for what is under way and lets go of all files.
	Close() error
}
