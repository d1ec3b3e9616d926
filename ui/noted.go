package ui

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
)

// noteAct notes that somebody came or went. What fails of it is logged: nobody
// is kept in or out for it.
func (s *session) noteAct(ctx context.Context, act store.AuditAct) {
	if s.store == nil {
		return
	}
	err := s.store.Note(ctx, store.AuditEntry{Act: act})
	if err != nil && !errors.Is(err, store.ErrClosed) {
		s.log.Error("note in the audit", "act", act, "error", err)
	}
}

// note notes what was searched for, once somebody opens what was found: while
// one types nothing is decided yet.
func (s *searching) note(kase uuid.UUID) {
	terms, found := s.query, len(s.hits)
	async.Run(s.desk.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.desk.session.store.Note(ctx, store.AuditEntry{
			Act: store.AuditSearched, Terms: terms, Count: found, Case: kase, Screen: "search",
		})
	}, func(_ struct{}, err error) {
		if err != nil {
			s.desk.Fail(err)
		}
	})
}
