package client

import (
	"context"
	"errors"
	"io"
	"sync"

	"yorisoi/store/ledger"
)

// What the store receives at once: enough that a transaction is worth its
// cost, not so much that the screens wait for it.
const (
	batchChanges = 1000
	batchBytes   = 1 << 20
)

// batch is some changes in the order of the log, and the error after them.
type batch struct {
	changes []ledger.Logged
	err     error
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
