package ledger

import "github.com/google/uuid"

// Cursor is how far a station has pulled the center's log. A log's id is new
// whenever the log does not continue the one before, as after a restore: a
// cursor into another log says nothing.
type Cursor struct {
	_     struct{} `cbor:",toarray"`
	LogID uuid.UUID
	Seq   uint64
}

// Refusal is the center's word that it did not take one change, and why. The
// station keeps the change.
type Refusal struct {
	_       struct{} `cbor:",toarray"`
	Case    uuid.UUID
	Station uuid.UUID
	N       uint64
	Code    uint64 // of the list in sync/wire
	Text    string // English, for logs
}

// Dot names the refused change inside its case.
func (r Refusal) Dot() Dot { return Dot{Station: r.Station, N: r.N} }
