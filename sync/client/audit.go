package client

import (
	"context"
	"errors"
	"math"
	"net/http"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// Audit is what the engine needs of a store that shows who looked at what, on
// all stations, to those who may read it.
type Audit interface {
	// ReadsAudit reports whether the person signed in may read it.
	ReadsAudit() bool

	// AuditCursor returns the cursor of the last ReceiveAudit.
	AuditCursor(ctx context.Context) (ledger.Cursor, error)

	// ReceiveAudit takes changes of the audit ledger, of any station, in the
	// order of the log and moves the cursor, in one transaction. They may come
	// again.
	ReceiveAudit(ctx context.Context, cursor ledger.Cursor, logged []ledger.Logged) error

	// LacksAudit reports whether something is missing here of chains that the
	// center has up to these ends.
	LacksAudit(ctx context.Context, heads []ledger.CaseHead) (bool, error)
}

// followAudit brings the audit of all stations to where it may be read: at the
// beginning and with every notice.
func (s *session) followAudit(ctx context.Context) error {
	if s.Audit == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-s.pulled: // who may read it, and who signed what
	}
	for {
		if err := s.auditNow(ctx); err != nil || s.auditOff.Load() {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.audits:
		}
	}
}

// auditNow reads the audit from where it was read to. A center without one is
// left alone.
func (s *session) auditNow(ctx context.Context) error {
	if s.Audit == nil || s.auditOff.Load() || !s.Audit.ReadsAudit() {
		return nil
	}
	if err := s.readAudit(ctx, false); err != nil || s.auditOff.Load() || s.auditWhole.Swap(true) {
		return err
	}
	return s.completeAudit(ctx)
}

// completeAudit looks, once a connection, for entries that came to the center
// under numbers that were read already: after it was set back, its numbers
// begin again from an earlier one, and what stations bring it back comes late.
func (s *session) completeAudit(ctx context.Context) error {
	var heads []ledger.CaseHead
	err := s.link.call(ctx, http.MethodGet, wire.PathAuditHeads, nil, &heads)
	if isCode(err, wire.CodeNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, anew := range []bool{false, true} { // at first what was written meanwhile
		lacks, err := s.Audit.LacksAudit(ctx, heads)
		if err != nil {
			return storeError(ctx, "compare the audit", err)
		}
		if !lacks {
			return nil
		}
		if err := s.readAudit(ctx, anew); err != nil {
			return err
		}
	}
	return nil
}

// readAudit reads the audit from where it was read to, or all of it.
func (s *session) readAudit(ctx context.Context, anew bool) error {
	kept, err := s.Audit.AuditCursor(ctx)
	if err != nil {
		return storeError(ctx, "read cursor of the audit", err)
	}
	from := kept
	if anew || from.LogID != s.status.LogID {
		from = ledger.Cursor{LogID: s.status.LogID}
	}
	for {
		stream, err := s.link.changes(ctx, wire.PathAudit, from.Seq, uuid.Nil)
		if isCode(err, wire.CodeNotFound) {
			s.auditOff.Store(true)
			return nil
		}
		if err != nil {
			return err
		}
		if stream.head.Head < from.Seq { // it was set back
			stream.close()
			from.Seq = 0
			continue
		}
		end := stream.head.Head
		err = s.drain(ctx, stream, func(logged []ledger.Logged) error {
			from.Seq = logged[len(logged)-1].Seq
			kept = from
			return storeFault(ctx, "keep the audit", s.Audit.ReceiveAudit(ctx, from, logged))
		})
		if from.Seq = max(from.Seq, end); err != nil || kept == from {
			return err
		}
		return storeFault(ctx, "keep the audit", s.Audit.ReceiveAudit(ctx, from, nil))
	}
}

// withoutAudit takes out of what is to be sent what an older center must not
// have: it would hand it to everybody. The store returns it last.
func (s *session) withoutAudit(ctx context.Context, raws [][]byte) ([][]byte, error) {
	audit := ledger.AuditOf(s.Endpoint.CenterPublic.ID)
	for len(raws) > 0 {
		var last ledger.Change
		if err := trust.Decode(raws[len(raws)-1], &last); err != nil || last.Case != audit {
			return raws, nil // what cannot be read is told by send
		}
		has, err := s.hasAudit(ctx)
		if err != nil || has {
			return raws, err
		}
		raws = raws[:len(raws)-1]
	}
	return raws, nil
}

// hasAudit asks the center, once a connection, whether it keeps the audit
// apart.
func (s *session) hasAudit(ctx context.Context) (bool, error) {
	if s.auditOff.Load() {
		return false, nil
	}
	if s.auditAsked.Load() {
		return true, nil
	}
	stream, err := s.link.changes(ctx, wire.PathAudit, math.MaxInt64, uuid.Nil)
	var refusal *wire.Error
	switch {
	case isCode(err, wire.CodeNotFound):
		s.auditOff.Store(true)
		return false, nil
	case errors.As(err, &refusal): // as of a removed station, which may send all the same
	case err != nil:
		return false, err
	default:
		stream.close()
	}
	s.auditAsked.Store(true)
	return true, nil
}
