package client

import (
	"time"

	"yorisoi/store/ledger"
)

// Phase is what the engine is doing. Each is a short text for translation
// keys and logs.
type Phase string

// The phases. From PhaseOffline to PhaseStoreFailed nothing goes to or comes
// from the center; Status.NextTry says when it is tried again.
const (
	PhaseStopped     Phase = "stopped" // Run was not called or has returned
	PhaseConnecting  Phase = "connecting"
	PhaseOffline     Phase = "offline"      // ErrUnreachable
	PhaseWrongCenter Phase = "wrong_center" // ErrWrongCenter
	PhaseGarbage     Phase = "garbage"      // ErrGarbage
	PhaseRevoked     Phase = "revoked"      // wire.ErrRevoked
	PhaseExpired     Phase = "expired"      // ErrExpired
	PhaseRefused     Phase = "refused"      // any other wire.Error
	PhaseStoreFailed Phase = "store_failed" // ErrStore
	PhaseFirstSync   Phase = "first_sync"   // Done of Total changes are here
	PhasePulling     Phase = "pulling"      // Done of Total changes are here
	PhasePushing     Phase = "pushing"
	PhaseSynced      Phase = "synced" // as far as both sides know, nothing is missing
)

// Status is where the engine stands.
type Status struct {
	Phase    Phase
	Unsent   int // own changes and blobs without a receipt
	HeldBack int // changes in quarantine: refused by either side
	// Incomplete is true from the beginning of the first sync until both
	// sides were found equal, over any number of runs, and later whenever
	// something was found lacking that could not be fetched.
	Incomplete bool
	// SyncedAt is when both sides last knew of nothing missing, zero when not
	// since the engine started.
	SyncedAt    time.Time
	Done, Total uint64        // changes, while pulling; kept when a first sync is cut
	Left        time.Duration // about how long Done will take to reach Total; zero when not known
	Err         error         // why not, else nil
	ClockOffset time.Duration // how far this machine's clock is ahead of the center's
	NextTry     time.Time     // when it is tried again, else zero

	UnsentBlobs int             // attachments without a receipt, among Unsent
	Sending     Bytes           // of attachments that the center lacks
	Fetching    Bytes           // of attachments that somebody waits for
	BlobsOff    bool            // the center is of the first release and takes no attachments
	BlobsFull   bool            // the center takes no other attachment before those begun are whole; it is tried again
	Removed     *ledger.Removal // staff removed this station, and nothing is left that only it has; else nil
	Leaving     int             // cases out of scope that wait here for their receipts
	Waiting     bool            // nobody has approved this station: it has the directory and nothing else
}

// Bytes is how far attachments are on one way; both are zero when nothing is
// under way.
type Bytes struct{ Done, Total uint64 }

// ClockOff reports whether the clocks differ by more than changes may.
func (s Status) ClockOff() bool { return s.ClockOffset.Abs() > ledger.MaxAhead }

// Online reports whether the center answers.
func (s Status) Online() bool {
	switch s.Phase {
	case PhaseFirstSync, PhasePulling, PhasePushing, PhaseSynced:
		return true
	}
	return false
}
