package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// checkBlobsEvery is how often the center is asked, on a new connection,
// whether it still has all blobs that it receipted.
const checkBlobsEvery = time.Hour

// blobQuery names a blob, and one of its chunks, in an address.
func blobQuery(name wire.BlobName, number string, n int) string {
	return wire.PathBlob + "?" + url.Values{
		"case": {name.Case.String()}, "id": {fmt.Sprintf("%x", name.Blob[:])}, number: {strconv.Itoa(n)},
	}.Encode()
}

// askBlobs asks what the center has of up to wire.MaxBlobAsk blobs.
func (s *session) askBlobs(ctx context.Context, names []wire.BlobName) ([]wire.BlobState, error) {
	var states []wire.BlobState
	if err := s.link.call(ctx, http.MethodPost, wire.PathBlobs, names, &states); err != nil {
		return nil, err
	}
	if len(states) != len(names) {
		return nil, fmt.Errorf("ask for blobs: %d answers for %d: %w", len(states), len(names), ErrGarbage)
	}
	for i, name := range names {
		if err := s.checkState(name, states[i]); err != nil {
			return nil, err
		}
	}
	return states, nil
}

// checkState demands that a state is of the blob, and its receipt the
// center's.
func (s *session) checkState(name wire.BlobName, state wire.BlobState) error {
	receipt := state.Receipt
	switch {
	case state.Blob != name.Blob, state.Have > ledger.MaxBlobChunks, !state.Known && (state.Have > 0 || receipt != nil):
		return fmt.Errorf("state of a blob: %w", ErrGarbage)
	case receipt == nil:
		return nil
	case receipt.Blob != name.Blob || receipt.Case != name.Case:
		return fmt.Errorf("state of a blob: receipt of another: %w", ErrGarbage)
	}
	if err := receipt.Verify(s.Endpoint.CenterPublic); err != nil {
		return fmt.Errorf("state of a blob: %w: %w", ErrGarbage, err)
	}
	return nil
}

// withoutBlobs reports whether an error is a center's of the first release,
// and says so.
func (s *session) withoutBlobs(err error) bool {
	if !isCode(err, wire.CodeNotFound) {
		return false
	}
	s.blobsOff.Store(true)
	s.update(func(st *Status, _ *activity) { st.BlobsOff = true })
	return true
}

// checkBlobs makes unsent again what a restored center no longer has.
func (s *session) checkBlobs(ctx context.Context) error {
	known := &s.known
	if s.Blobs == nil || s.blobsOff.Load() || !s.alone && !known.doubted && s.Now().Sub(known.blobs).Abs() < checkBlobsEvery {
		return nil
	}
	scope, err := s.scope(ctx)
	if err != nil {
		return err
	}
	lost, err := s.findLost(ctx, scope.Has)
	if s.withoutBlobs(err) || isCode(err, wire.CodeTooMany) {
		return nil
	}
	if err != nil {
		return err
	}
	known.blobs, known.doubted = s.Now(), false
	return s.resend(ctx, lost)
}

// resend makes blobs unsent that the center has lost.
func (s *session) resend(ctx context.Context, lost []ledger.Hash) error {
	for _, blob := range lost {
		if err := s.Blobs.BlobLost(ctx, blob); err != nil {
			return storeError(ctx, "keep that a blob is lost", err)
		}
	}
	if len(lost) > 0 {
		s.Log.Warn("the center has lost blobs", "count", len(lost))
		s.count(ctx)
		poke(s.blobs)
	}
	return nil
}

// findLost asks for all blobs with a receipt, of some cases.
func (s *session) findLost(ctx context.Context, of func(uuid.UUID) bool) (lost []ledger.Hash, err error) {
	var after ledger.Hash
	for {
		names, err := s.Blobs.ReceiptedBlobs(ctx, after, wire.MaxBlobAsk)
		if err != nil {
			return nil, storeError(ctx, "read receipted blobs", err)
		}
		if len(names) == 0 {
			return lost, nil
		}
		last := names[len(names)-1].Blob
		if bytes.Compare(last[:], after[:]) <= 0 {
			return nil, storeError(ctx, "read receipted blobs", errors.New("not in order"))
		}
		after = last
		in := names[:0]
		for _, name := range names {
			if of(name.Case) {
				in = append(in, name)
			}
		}
		if len(in) == 0 {
			continue
		}
		states, err := s.askBlobs(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, state := range states {
			if state.Receipt == nil {
				lost = append(lost, state.Blob)
			}
		}
	}
}

// pauseBlobs waits for as long as the center asks attachments to.
func pauseBlobs(ctx context.Context, err error) {
	timer := time.NewTimer(max(time.Second, pauseOf(err)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
