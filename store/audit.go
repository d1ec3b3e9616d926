package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/sealed"
)

// AuditAct is what somebody did. What people decide about staff, stations and
// policies is not among them: those are signed changes of the directory, and
// FindDecisions lists them from there.
type AuditAct string

// The acts of the audit.
const (
	AuditOpened     AuditAct = "opened"     // a family's file was shown
	AuditSearched   AuditAct = "searched"   // Terms say for what
	AuditAttachment AuditAct = "attachment" // a photograph or document was shown
	AuditPrinted    AuditAct = "printed"
	AuditExported   AuditAct = "exported" // copied or saved as a table, Count rows
	AuditSaved      AuditAct = "saved"    // a photograph or document was saved to a file
	AuditBundleOut  AuditAct = "bundle_out"
	AuditBundleIn   AuditAct = "bundle_in"
	AuditRestricted AuditAct = "restricted"
	AuditLifted     AuditAct = "lifted"
	AuditGlass      AuditAct = "glass" // an envelope for emergencies was opened

	AuditGlassSearch AuditAct = "glass_search" // envelopes were searched, Terms say for what

	AuditReset     AuditAct = "password_reset"
	AuditSignedIn  AuditAct = "signed_in"
	AuditSignedOut AuditAct = "signed_out"
	AuditLocked    AuditAct = "locked"        // nobody was there for long enough
	AuditFailed    AuditAct = "failed_signin" // wrong passwords, Count of them
	AuditLost      AuditAct = "failures_lost" // the file of failed sign-ins was removed or altered
	AuditDisposed  AuditAct = "disposed"      // work that could not be put aside was let go with its case
)

// AuditActs are all acts, as a page lists them.
var AuditActs = []AuditAct{
	AuditOpened, AuditSearched, AuditAttachment, AuditPrinted, AuditExported, AuditSaved, AuditBundleOut, AuditBundleIn,
	AuditRestricted, AuditLifted, AuditGlass, AuditGlassSearch, AuditReset, AuditSignedIn, AuditSignedOut, AuditLocked,
	AuditFailed, AuditLost, AuditDisposed,
}

// AuditEntry is one thing that somebody did. Case, Record and Subject are ids
// and may be zero.
type AuditEntry struct {
	Act     AuditAct
	Who     uuid.UUID // zero: the person signed in
	At      time.Time // zero: now
	Case    uuid.UUID
	Record  uuid.UUID
	Subject uuid.UUID // the person or station that it was done to
	Screen  string    // where: a word of the program, not of a person
	Reason  string    // as somebody gave it
	Terms   string    // what was searched for
	Count   int       // rows, files, guesses

	// What follows is found out by Note.
	Offline bool // the station was out of reach of the center
	Outside bool // the reader was not in charge of the case
	Kin     bool // the reader has the family's surname
}

// auditState is what a store remembers of the audit while it is open.
type auditState struct {
	mu      sync.Mutex
	noted   map[auditOnce]time.Time // when what is noted once an hour was noted
	online  func() bool
	granted *ledger.Directory // by which the grants of audit keys were last looked at
	marked  string            // the day of the last mark
	calm    bool              // nothing is in audit_wait
}

// auditOnce is what is noted once an hour and not each time.
type auditOnce struct {
	act          AuditAct
	kase, record uuid.UUID
	terms        string
}

// auditEvery is how long one entry stands for all that follow of its like: a
// person who goes from tab to tab opens a case once.
const auditEvery = time.Hour

// repeats are the acts that come many times while one thing is done.
var repeats = map[AuditAct]bool{AuditOpened: true, AuditSearched: true, AuditAttachment: true}

// SetOnline tells the store how to find out whether the center is in reach. A
// store that was told nothing writes that it is not.
func (s *Store) SetOnline(online func() bool) {
	s.audit.mu.Lock()
	defer s.audit.mu.Unlock()
	s.audit.online = online
}

// Note writes an entry of the audit; when it returns nil, the entry is on the
// disk. An opening that was noted less than an hour ago is not written again.
// Whoever shows something notes it first. Only a fault of the disk or a store
// that is locked is an error: an entry that cannot enter its chain yet, as of
// a station that was set back, waits in the store.
func (s *Store) Note(ctx context.Context, e AuditEntry) error {
	e = s.complete(ctx, e)
	once := auditOnce{e.Act, e.Case, e.Record, e.Terms}
	if !s.audit.first(once, e.At) {
		return nil
	}
	// Whoever leaves the page has seen it all the same.
	err := s.note(context.WithoutCancel(ctx), e)
	if err == nil {
		return nil
	}
	s.audit.forget(once)
	if unwritable(err) {
		return err
	}
	s.c.Log.Error("note in the audit", "act", e.Act, "err", err)
	return s.noteLater(context.WithoutCancel(ctx), e)
}

// unwritable reports whether an error is of the disk or of a locked store.
func unwritable(err error) bool {
	return errors.Is(err, ErrClosed) || errors.Is(err, sealed.ErrDiskFull) || errors.Is(err, sealed.ErrReadOnly) || errors.Is(err, sealed.ErrDamaged)
}

// complete fills in who, when, and in what circumstances.
func (s *Store) complete(ctx context.Context, e AuditEntry) AuditEntry {
	if e.Who == uuid.Nil {
		e.Who = s.who
	}
	if e.At.IsZero() {
		e.At = s.c.Now()
	}
	s.audit.mu.Lock()
	online := s.audit.online
	s.audit.mu.Unlock()
	e.Offline = online == nil || !online()
	if e.Case != uuid.Nil {
		e.Outside, e.Kin = s.standsTo(ctx, e.Who, e.Case)
	}
	return e
}

// first reports whether an act is to be written, and remembers it.
func (a *auditState) first(once auditOnce, at time.Time) bool {
	if !repeats[once.act] {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.noted == nil {
		a.noted = map[auditOnce]time.Time{}
	}
	if last, ok := a.noted[once]; ok && at.Sub(last) < auditEvery && !at.Before(last) {
		return false
	}
	a.noted[once] = at
	return true
}

func (a *auditState) forget(once auditOnce) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.noted, once)
}
