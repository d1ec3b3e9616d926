package client

import (
	"context"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// lookAside brings what the center keeps aside: at the beginning, and with
// every notice that the log has not grown, which comes when the hold box has
// and every so often besides.
func (s *session) lookAside(ctx context.Context) error {
	if s.HoldBox == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-s.pulled: // whose keys open it, and whom it concerns
	}
	for {
		if err := s.heldNow(ctx); err != nil || s.heldOff {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.aside:
		}
	}
}

// heldNow reads the hold box from where it was read to. A center without one
// is left alone.
func (s *session) heldNow(ctx context.Context) error {
	if s.HoldBox == nil || s.heldOff {
		return nil
	}
	kept, err := s.HoldBox.HeldCursor(ctx)
	if err != nil {
		return storeError(ctx, "read cursor of the hold box", err)
	}
	from := kept
	if from.LogID != s.status.LogID || s.heldAll.Swap(false) {
		from = ledger.Cursor{LogID: s.status.LogID}
	}
	for {
		stream, err := s.link.changes(ctx, wire.PathHeld, from.Seq, uuid.Nil)
		if isCode(err, wire.CodeNotFound) {
			s.heldOff = true
			return nil
		}
		if err != nil {
			return err
		}
		if stream.head.Head < from.Seq && from.Seq > 0 { // it was set back
			stream.close()
			from.Seq = 0
			continue
		}
		return s.takeHeld(ctx, stream, kept, from)
	}
}

// takeHeld hands the hold box to the store. Unlike the log's, the cursor goes
// no further than to the last change that came: what is beyond it may come
// into the scope.
func (s *session) takeHeld(ctx context.Context, stream *changeStream, kept, from ledger.Cursor) error {
	err := s.drain(ctx, stream, func(held []ledger.Logged) error {
		from.Seq = held[len(held)-1].Seq
		kept = from
		return storeFault(ctx, "keep what is held", s.HoldBox.ReceiveHeld(ctx, from, held))
	})
	if err != nil || kept == from {
		return err
	}
	return storeFault(ctx, "keep what is held", s.HoldBox.ReceiveHeld(ctx, from, nil))
}

// storeFault is storeError for what may have gone well.
func storeFault(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	return storeError(ctx, doing, err)
}
