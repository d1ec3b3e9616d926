package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

// sendAtOnce is how many blobs are sent side by side, a chunk of each in
// turn, so that a small photograph does not wait for a large scan.
const sendAtOnce = 8

// sendTries is how often a blob's sending may get no further before it is
// left for the next connection.
const sendTries = 3

// upload is a blob on its way to the center.
type upload struct {
	wire.BlobName
	raw      []byte // of the manifest
	manifest *ledger.Manifest
	known    bool // the center has the manifest
	next     int  // the first chunk that it lacks
	done     bool // the center has receipted it
	most     int  // how far it ever was
	stuck    int  // how often it got no further than that
}

// size is how many bytes the first n chunks have.
func (u *upload) size(n int) uint64 {
	return u.manifest.Size * uint64(n) / uint64(len(u.manifest.Chunks))
}

// sendBlobs sends attachments once the changes are there, and whenever the
// store has more.
func (s *session) sendBlobs(ctx context.Context) error {
	if s.Blobs == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-s.pushed:
	}
	for {
		err := s.sendBlobsNow(ctx)
		if s.withoutBlobs(err) {
			return nil
		}
		if busy(err) {
			pauseBlobs(ctx, err)
			continue
		}
		if err != nil {
			return err
		}
		s.markSynced()
		select {
		case <-ctx.Done():
			return nil
		case <-s.blobs:
		}
	}
}

// sendBlobsNow sends all unsent blobs, chunk by chunk in turn. New ones join
// after every turn.
func (s *session) sendBlobsNow(ctx context.Context) error {
	defer s.update(func(st *Status, _ *activity) { st.Sending = Bytes{} })
	var queue []*upload
	for {
		var err error
		if queue, err = s.queueBlobs(ctx, queue); err != nil {
			return err
		}
		if len(queue) == 0 {
			s.update(func(st *Status, _ *activity) { st.BlobsFull = false })
			s.count(ctx)
			return nil
		}
		if err := s.sendTurn(ctx, queue); err != nil {
			return err
		}
		s.showSending(queue)
	}
}

// sendTurn sends one part of every blob in the queue. A center that will not
// take more of one may take more of another.
func (s *session) sendTurn(ctx context.Context, queue []*upload) error {
	var later error
	moved := false
	for _, u := range queue {
		if err := s.traffic.yield(ctx); err != nil {
			return err
		}
		err := s.sendPart(ctx, u)
		switch {
		case busy(err):
			later = err
		case err != nil:
			return err
		default:
			moved = true
		}
	}
	full := isCode(later, wire.CodeUnfinished)
	s.update(func(st *Status, _ *activity) { st.BlobsFull = full })
	if moved {
		return nil
	}
	return later
}

// queueBlobs takes out of the queue what has gone and adds what is unsent.
func (s *session) queueBlobs(ctx context.Context, queue []*upload) ([]*upload, error) {
	manifests, err := s.Blobs.UnsentBlobs(ctx, sendAtOnce+len(s.skipped))
	if err != nil {
		return nil, storeError(ctx, "read unsent blobs", err)
	}
	var next, fresh []*upload
	for _, raw := range manifests {
		id := ledger.HashOf(raw)
		if s.skipped[id] || len(next) == sendAtOnce {
			continue
		}
		if s.sent[id] > sendTries {
			return nil, fmt.Errorf("send blobs: the store does not keep receipts: %w", ErrStore)
		}
		if u := find(queue, id); u != nil && !u.done {
			next = append(next, u)
			continue
		}
		manifest, err := ledger.DecodeManifest(raw)
		if err != nil {
			s.skip(id, err)
			continue
		}
		u := &upload{BlobName: wire.BlobName{Case: manifest.Case, Blob: id}, raw: raw, manifest: manifest}
		next, fresh = append(next, u), append(fresh, u)
	}
	return next, s.resume(ctx, fresh)
}

func find(queue []*upload, id ledger.Hash) *upload {
	for _, u := range queue {
		if u.Blob == id {
			return u
		}
	}
	return nil
}

// resume asks how far the center is with blobs that are new in the queue.
func (s *session) resume(ctx context.Context, fresh []*upload) error {
	if len(fresh) == 0 {
		return nil
	}
	s.count(ctx)
	names := make([]wire.BlobName, len(fresh))
	for i, u := range fresh {
		names[i] = u.BlobName
	}
	states, err := s.askBlobs(ctx, names)
	if err != nil {
		return err
	}
	for i, u := range fresh {
		if err := s.advanced(ctx, u, states[i]); err != nil {
			return err
		}
	}
	return nil
}

// sendPart announces a blob or sends its next chunk.
func (s *session) sendPart(ctx context.Context, u *upload) error {
	if s.skipped[u.Blob] || u.done {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, pushTimeout, ErrUnreachable)
	defer cancel()
	var state wire.BlobState
	var err error
	if !u.known {
		err = s.link.exchange(ctx, http.MethodPost, wire.PathBlob, u.raw, &state)
	} else {
		chunk, bad := s.Blobs.Chunk(ctx, u.Blob, u.next)
		if bad == nil {
			bad = u.manifest.Check(u.next, chunk)
		}
		if bad != nil {
			// One damaged attachment must not keep the rest from going.
			s.skip(u.Blob, bad)
			return context.Cause(ctx)
		}
		err = s.link.exchange(ctx, http.MethodPut, blobQuery(u.BlobName, "n", u.next), chunk, &state)
	}
	switch {
	case isCode(err, wire.CodeBlobUnknown): // it was forgotten: announce it again
		u.known, u.next = false, 0
	case isCode(err, wire.CodeBlobBad, wire.CodeOutOfScope, wire.CodeMalformed, wire.CodeTooLarge):
		s.skip(u.Blob, err)
		return nil
	case err != nil:
		return err
	default:
		if err := s.checkState(u.BlobName, state); err != nil {
			return err
		}
		if err := s.advanced(ctx, u, state); err != nil {
			return err
		}
	}
	if u.next > u.most || u.done {
		u.most, u.stuck = u.next, 0
	} else if u.stuck++; u.stuck == sendTries {
		s.skip(u.Blob, errors.New("it gets no further"))
	}
	return nil
}

// advanced takes what the center says that it has, and its receipt.
func (s *session) advanced(ctx context.Context, u *upload, state wire.BlobState) error {
	have, all := int(state.Have), len(u.manifest.Chunks)
	if have > all || have == all && state.Receipt == nil {
		return fmt.Errorf("send blob: %d of %d chunks and no receipt: %w", have, all, ErrGarbage)
	}
	u.known, u.next = state.Known, have
	if state.Receipt == nil {
		return nil
	}
	if err := s.Blobs.BlobReceipted(ctx, *state.Receipt); err != nil {
		return storeError(ctx, "keep receipt of a blob", err)
	}
	u.done = true
	s.sent[u.Blob]++
	poke(s.receipted)
	s.count(ctx)
	return nil
}

// skip leaves a blob for the next connection; it stays unsent and counted.
func (s *session) skip(id ledger.Hash, why error) {
	s.skipped[id] = true
	s.Log.Warn("a blob cannot be sent", "blob", fmt.Sprintf("%x", id[:8]), "err", why)
}

// showSending says how far the blobs are that are being sent.
func (s *session) showSending(queue []*upload) {
	var shown Bytes
	for _, u := range queue {
		done := u.next
		if u.done {
			done = len(u.manifest.Chunks)
		}
		shown.Done += u.size(done)
		shown.Total += u.manifest.Size
	}
	s.update(func(st *Status, _ *activity) { st.Sending = shown })
}
