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
	Unsent   int // own changes without a receipt
	HeldBack int // changes in quarantine: refused by either side
	// SyncedAt is when both sides last knew of nothing missing, zero when not
	// since the engine started.
	SyncedAt    time.Time
	Done, Total uint64        // changes, while pulling
	Err         error         // why not, else nil
	ClockOffset time.Duration // how far this machine's clock is ahead of the center's
	NextTry     time.Time     // when it is tried again, else zero
}

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
