package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// errStanding ends a connection because the station was approved, or waits for
// approval from now on: the next one begins at once, with what then holds.
var errStanding = errors.New("whether the station waits for approval has changed")

// waits reports whether this station has only the directory until somebody
// approves it, by its own reckoning.
func (s *session) waits(ctx context.Context) (bool, error) {
	scope, err := s.scope(ctx)
	return scope.Waiting, err
}

// await keeps the directory alone the same on both sides, until it says that
// the station is approved.
func (s *session) await(ctx context.Context) error {
	for {
		waits, err := s.awaitNow(ctx)
		if err != nil {
			return err
		}
		if !waits {
			return errStanding
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.advance:
		case <-s.save:
		case <-s.now:
		case <-s.rescoped:
		}
	}
}

// awaitNow introduces the station and reads the directory, once. The place in
// the log stays at its beginning: what is passed over now is for this station
// once it is approved.
func (s *session) awaitNow(ctx context.Context) (waits bool, err error) {
	s.cursorMu.Lock()
	s.cursor = ledger.Cursor{LogID: s.status.LogID}
	s.at.Store(0)
	s.cursorMu.Unlock()
	s.update(func(st *Status, _ *activity) { st.Waiting = true })
	if err := s.introduce(ctx); err != nil {
		return false, err
	}
	if err := s.fetchCase(ctx, s.Endpoint.CenterPublic.ID); err != nil {
		return false, err
	}
	if waits, err = s.waits(ctx); err == nil && !waits {
		s.update(func(st *Status, _ *activity) { st.Waiting = false })
	}
	return waits, err
}

// introduce sends what was written here of the directory, and who looked at
// what. All else that is unsent stays until the station is approved.
func (s *session) introduce(ctx context.Context) error {
	center := s.Endpoint.CenterPublic.ID
	audit := ledger.AuditOf(center)
	var last [][]byte
	for {
		unsent, err := s.Store.Unsent(ctx, wire.MaxPushChanges)
		if err != nil {
			return storeError(ctx, "read unsent changes", err)
		}
		if unsent, err = s.withoutAudit(ctx, unsent); err != nil {
			return err
		}
		own := fit(slices.DeleteFunc(unsent, func(raw []byte) bool { return !inCase(raw, center) && !inCase(raw, audit) }))
		if len(own) == 0 {
			s.count(ctx)
			return nil
		}
		if slices.EqualFunc(own, last, bytes.Equal) {
			return fmt.Errorf("introduce: the store does not keep receipts: %w", ErrStore)
		}
		last = own
		refused, err := s.send(ctx, own)
		if err != nil {
			return err
		}
		if err := s.hold(ctx, refused); err != nil {
			return err
		}
	}
}
