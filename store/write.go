package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/form"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// planned is an edit that is about to become a change of this station.
type planned struct {
	file uuid.UUID
	edit *ledger.Edit
	key  trust.Key       // zero: the body is readable by everyone
	by   *trust.Identity // nil: the person signed in
	at   time.Time       // zero: now
	have ledger.Vector   // what it may say that it had seen; nil: everything here

	narrow bool // the key is not everybody's: no table takes anything from it
}

// append turns plans into signed changes and adds them to the batch.
func (b *batch) append(p planned) error {
	id := chainID{p.file, b.s.Station()}
	head, err := b.head(id)
	if err != nil {
		return err
	}
	if missing, err := b.arriving(p.file); missing || err != nil {
		return errors.Join(err, fmt.Errorf("write record %s: %w", p.edit.Record, ErrArriving))
	}
	have := p.have
	if have == nil {
		if have, err = b.sighted(p.file); err != nil {
			return err
		}
	}
	c := &ledger.Change{Case: p.file, Station: id.station, At: b.s.tick(p.at)}
	head.Follow(c, have)
	if p.key.ID == uuid.Nil {
		err = c.ShowBody(p.edit)
	} else {
		err = c.SealBody(b.s.c.Rand, p.key, p.edit)
	}
	if err != nil {
		return fmt.Errorf("write record %s: %w", p.edit.Record, err)
	}
	by := p.by
	if by == nil {
		by = b.s.me
	}
	c.Sign(by)
	raw := c.Encode()
	next, err := head.Extend(c, raw)
	if err != nil {
		return fmt.Errorf("write record %s: %w", p.edit.Record, err)
	}
	b.setHead(id, next)
	a := &arrival{change: c, raw: raw, edit: p.edit, seen: next.Seen}
	if p.narrow {
		a.edit = nil
	}
	return b.add(a)
}

// tick moves the clock. A time of the past is kept as it is, for imports. A
// clock that is far ahead of the machine's own was so because the machine was
// wrong once: it is not followed for years after it was set right.
func (s *Store) tick(at time.Time) ledger.Time {
	if !at.IsZero() {
		return ledger.TimeOf(at)
	}
	now := s.c.Now()
	if s.clock.Wall().After(now.Add(ledger.MaxAhead)) {
		s.clock = ledger.TimeOf(now)
	}
	s.clock = ledger.Next(s.clock, now)
	return s.clock
}

// write runs one transaction of own changes and tells everyone after it.
func (s *Store) write(ctx context.Context, fill func(*batch) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	return s.commit(ctx, fill)
}

// commit is write for a caller that holds the store.
func (s *Store) commit(ctx context.Context, fill func(*batch) error) error {
	var b *batch
	clock := s.clock
	err := s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		if err := fill(b); err != nil {
			return err
		}
		if err := b.flush(); err != nil {
			return err
		}
		return errors.Join(b.saveCharges(), b.saveFollowing())
	})
	if err != nil {
		s.clock = clock
		return err
	}
	if err := b.settled(ctx); err != nil {
		return err
	}
	s.envelopesAfter(ctx, b)
	s.rouse()
	return nil
}

func (s *Store) isClosed() bool {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return s.closed
}

// rouse tells the sync engine that there is something to send.
func (s *Store) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Wake fires when there may be something new to send.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// entryKinds are the kinds that form the record book: once confirmed, they
// are corrected only with a reason.
var entryKinds = []string{
	KindVisit, KindNote, KindMeasurement, KindEPDS, KindMIBS, KindSupport,
	KindSafetyCheck, KindUrgency, KindRisk, KindJudgement, KindPlanHandover, KindPlanEvaluation,
	KindRegistryReview, KindCommissionReport, KindApprovalStep, KindReferral,
}

// NeedsReason reports whether correcting a confirmed record of this kind
// needs a reason.
func NeedsReason(kind string) bool { return slices.Contains(entryKinds, kind) }

// CreateCase makes a case of one family record and returns its id. It returns
// *InvalidError when the fields do not fit the form.
func (s *Store) CreateCase(ctx context.Context, family map[string]any) (uuid.UUID, error) {
	kase := newID(s.c)
	err := s.write(ctx, func(b *batch) error {
		return b.put(Write{Case: kase, Record: newID(s.c), Kind: KindFamily, Set: family})
	})
	if err != nil {
		return uuid.Nil, err
	}
	return kase, nil
}

// open begins a case: its key, the grant of the key, and its first record.
func (b *batch) open(w Write) error {
	key, err := b.newCaseKey(w.Case, 0, w)
	if err != nil {
		return fmt.Errorf("open case: %w", err)
	}
	return b.append(planned{file: w.Case, edit: b.s.editOf(w, true), key: key, by: w.By, at: w.At})
}

// editOf is the edit that a write asks for; first says that it confirms a
// record that was not there.
func (s *Store) editOf(w Write, first bool) *ledger.Edit {
	set := maps.Clone(w.Set)
	if set == nil {
		set = map[string]any{}
	}
	if first {
		set[ledger.FieldState] = ledger.StateConfirmed
		if w.Parent != uuid.Nil {
			set[fieldParent] = w.Parent.String()
		}
	}
	version := ""
	if f := s.Library().Form(w.Kind); f != nil {
		version = f.Version
	}
	return &ledger.Edit{Record: w.Record, Kind: w.Kind, Form: version, Set: set, Reason: w.Reason}
}

// check validates a whole record by its form.
func (s *Store) check(kind string, fields map[string]any) error {
	f := s.Library().Form(kind)
	if f == nil {
		return &InvalidError{Kind: kind, Problems: []form.Problem{{Code: "no_form"}}}
	}
	known := maps.Clone(fields)
	if f.Item(fieldParent) == nil {
		delete(known, fieldParent)
	}
	maps.DeleteFunc(known, func(_ string, v any) bool { return v == nil })
	if problems := f.Validate(known); len(problems) > 0 {
		return &InvalidError{Kind: kind, Problems: problems}
	}
	return nil
}

// changed keeps what differs from what the record shows. A field in conflict
// that a page sends back as it was shown is no decision: Settle makes those.
func changed(old *Record, set map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range set {
		if !ledger.SameValue(old.Fields[name], v) {
			out[name] = v
		}
	}
	return out
}

// Withdraw takes a record back (取消). Its text stays in the history.
func (s *Store) Withdraw(ctx context.Context, record uuid.UUID, reason string) error {
	if reason == "" {
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error { return b.withdraw(record, reason) })
}

func (b *batch) withdraw(record uuid.UUID, reason string) error {
	old, err := b.s.findRecord(b.ctx, b.tx, record)
	if err != nil {
		return err
	}
	key, err := b.caseKey(old.Case)
	if err != nil {
		return err
	}
	w := Write{Case: old.Case, Record: record, Kind: old.Kind, Reason: reason, Set: map[string]any{ledger.FieldState: ledger.StateWithdrawn}}
	open, err := b.stands(record)
	if err != nil {
		return err
	}
	return b.appendParts(planned{file: old.Case, edit: b.s.editOf(w, false), key: key}, open)
}

// stands reports whether a record is in the tables that all share.
func (b *batch) stands(record uuid.UUID) (bool, error) {
	if b.records[record] != nil {
		return true, nil
	}
	var is bool
	err := b.scan(`SELECT EXISTS (SELECT 1 FROM record WHERE record = ?)`, []any{record[:]}, &is)
	if err != nil {
		return false, fmt.Errorf("find record %s: %w", record, err)
	}
	return is, nil
}

// importBatch is how many writes PutAll puts into one transaction.
const importBatch = 1000

// PutAll writes many changes, 1,000 a transaction, for imports and made-up
// cities: At and By of a Write are honoured, and nothing is validated again.
// A write of kind family to an unknown case opens the case.
func (s *Store) PutAll(ctx context.Context, writes []Write) error {
	for part := range slices.Chunk(writes, importBatch) {
		err := s.write(ctx, func(b *batch) error {
			for _, w := range part {
				if err := b.importOne(w); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("import records: %w", err)
		}
	}
	return nil
}

func (b *batch) importOne(w Write) error {
	key, err := b.caseKey(w.Case)
	if errors.Is(err, ErrNotFound) && w.Kind == KindFamily {
		return b.open(w)
	}
	if err != nil {
		return err
	}
	open, err := b.stands(w.Record)
	if err != nil {
		return err
	}
	known := open
	if !open && b.s.Library().Form(w.Kind).Narrows() {
		narrow, err := b.s.narrowIn(b.ctx, b.tx, w.Case)
		if err != nil {
			return err
		}
		known = len(narrow[w.Record]) > 0
	}
	return b.appendParts(planned{file: w.Case, edit: b.s.editOf(w, !known), key: key, by: w.By, at: w.At}, open)
}
