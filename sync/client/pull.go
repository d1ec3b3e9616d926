package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// What the store receives at once: enough that a transaction is worth its
// cost, not so much that the screens wait for it.
const (
	batchChanges = 1000
	batchBytes   = 1 << 20
)

// pull brings what the center has and this station lacks: once at the
// beginning, and whenever the log has grown.
func (s *session) pull(ctx context.Context) error {
	done := s.pulled
	for {
		if err := s.pullNow(ctx); err != nil {
			return err
		}
		if done != nil {
			close(done)
			done = nil
		}
		s.count(ctx)
		s.markSynced()
		select {
		case <-ctx.Done():
			return nil
		case <-s.advance:
		case <-s.now:
			poke(s.save)
		}
	}
}

// pullNow brings what the log has beyond the cursor and says that it did.
func (s *session) pullNow(ctx context.Context) error {
	if err := s.pullOnce(ctx); err != nil {
		return err
	}
	s.update(func(st *Status, a *activity) {
		a.pulled, a.pulling, a.first = true, false, false
		st.Done, st.Total = 0, 0
	})
	return nil
}

// batch is some changes in the order of the log, and the error after them.
type batch struct {
	changes []ledger.Logged
	err     error
}

// pullOnce reads the log from the cursor to its end.
func (s *session) pullOnce(ctx context.Context) error {
	s.cursorMu.Lock()
	from := s.cursor
	s.cursorMu.Unlock()
	stream, err := s.link.changes(ctx, from.Seq, uuid.Nil)
	if err != nil {
		return err
	}
	if stream.head.LogID != from.LogID {
		stream.close()
		return fmt.Errorf("pull: the log was replaced by %s: %w", stream.head.LogID, ErrUnreachable)
	}
	total := stream.head.Total
	if total > 0 {
		s.update(func(st *Status, a *activity) { a.pulling, st.Done, st.Total = true, 0, total })
	}
	err = s.drain(ctx, stream, func(changes []ledger.Logged) error {
		from.Seq = changes[len(changes)-1].Seq
		if err := s.receive(ctx, &from, changes); err != nil {
			return err
		}
		s.update(func(st *Status, _ *activity) { st.Done += uint64(len(changes)) })
		return nil
	})
	if err != nil {
		return err
	}
	return s.keepCursor(ctx, from)
}

// drain reads a stream to its end and closes it. Reading goes on while take
// works, one batch ahead.
func (s *session) drain(ctx context.Context, stream *changeStream, take func([]ledger.Logged) error) error {
	defer stream.close()
	if s.alone {
		return stream.take(take)
	}
	batches := make(chan batch, 1)
	var reading sync.WaitGroup
	reading.Go(func() { defer close(batches); stream.readBatches(batches) })
	defer reading.Wait()
	defer stream.stop()
	for b := range batches {
		if len(b.changes) > 0 {
			if err := take(b.changes); err != nil {
				return err
			}
		}
		if errors.Is(b.err, io.EOF) {
			return nil
		}
		if b.err != nil {
			return b.err
		}
	}
	return context.Cause(ctx)
}

// take hands over the stream batch by batch without reading ahead.
func (s *changeStream) take(take func([]ledger.Logged) error) error {
	for {
		b := s.readBatch()
		if len(b.changes) > 0 {
			if err := take(b.changes); err != nil {
				return err
			}
		}
		if errors.Is(b.err, io.EOF) {
			return nil
		}
		if b.err != nil {
			return b.err
		}
	}
}

// keepCursor tells the store of a log that it has not heard of and that has
// brought nothing.
func (s *session) keepCursor(ctx context.Context, at ledger.Cursor) error {
	kept, err := s.Store.Cursor(ctx)
	if err != nil {
		return storeError(ctx, "read cursor", err)
	}
	if kept == at {
		return nil
	}
	return s.receive(ctx, &at, nil)
}

// readBatches reads the stream to its end or first error, which goes with
// the last batch.
func (s *changeStream) readBatches(out chan<- batch) {
	for {
		b := s.readBatch()
		select {
		case out <- b:
		case <-s.ctx.Done():
			return
		}
		if b.err != nil {
			return
		}
	}
}

// readBatch reads what the store receives at once, or less before an error.
func (s *changeStream) readBatch() (b batch) {
	for size := 0; len(b.changes) < batchChanges && size < batchBytes; {
		var logged ledger.Logged
		if logged, b.err = s.next(); b.err != nil {
			return b
		}
		b.changes = append(b.changes, logged)
		size += len(logged.Raw)
	}
	return b
}
