package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"yorisoi/store/ledger"
	"yorisoi/sync/wire"
)

const (
	// wishesAtOnce is how many wishes are looked at together.
	wishesAtOnce = 64
	// askAgain is how soon the center is asked again for what it lacked,
	// though no notice came.
	askAgain = 30 * time.Second
)

// fetchBlobs brings what somebody waits for, the latest wish first: whenever
// there is a new one, and, while the center lacks something, whenever a
// notice comes or some time has passed.
func (s *session) fetchBlobs(ctx context.Context) error {
	if s.Blobs == nil {
		return nil
	}
	for {
		missing, err := s.fetchBlobsNow(ctx)
		if s.withoutBlobs(err) {
			return nil
		}
		if isCode(err, wire.CodeTooMany) {
			pauseBlobs(ctx, err)
			continue
		}
		if err != nil {
			return err
		}
		if err := s.waitForWish(ctx, missing); err != nil {
			return nil
		}
	}
}

// waitForWish returns when there is something to fetch, or to ask for again.
func (s *session) waitForWish(ctx context.Context, missing bool) error {
	var again <-chan time.Time
	if missing {
		timer := time.NewTimer(askAgain)
		defer timer.Stop()
		again = timer.C
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.wishes:
	case <-again:
	}
	return nil
}

// fetchBlobsNow brings all wanted blobs that the center has. It reports
// whether it lacks some.
func (s *session) fetchBlobsNow(ctx context.Context) (missing bool, err error) {
	defer s.update(func(st *Status, _ *activity) { st.Fetching = Bytes{} })
	whole := map[ledger.Hash]bool{} // what the center was found to have, or not
	for {
		want, lacks, err := s.nextWish(ctx, whole)
		if err != nil || want == nil {
			return lacks, err
		}
		err = s.fetchBlob(ctx, want)
		switch {
		case err == nil:
		case isCode(err, wire.CodeBlobUnknown, wire.CodeOutOfScope):
			whole[want.Blob] = false
			if err := s.missing(ctx, want.Blob); err != nil {
				return false, err
			}
		case errors.Is(err, ledger.ErrBadBlob):
			s.Log.Error("a blob of the center is damaged", "blob", fmt.Sprintf("%x", want.Blob[:8]), "err", err)
			s.passed[want.Blob] = true
			if err := s.missing(ctx, want.Blob); err != nil {
				return false, err
			}
		default:
			return false, err
		}
	}
}

// nextWish returns the latest wish that the center can fulfil, nil when there
// is none, and asks it about those that it was not asked about.
func (s *session) nextWish(ctx context.Context, whole map[ledger.Hash]bool) (next *BlobWant, lacks bool, err error) {
	wants, err := s.Blobs.WantedBlobs(ctx, wishesAtOnce+len(s.passed))
	if err != nil {
		return nil, false, storeError(ctx, "read wanted blobs", err)
	}
	var names []wire.BlobName
	for _, w := range wants {
		if _, asked := whole[w.Blob]; !asked && !s.passed[w.Blob] && len(names) < wire.MaxBlobAsk {
			names = append(names, wire.BlobName{Case: w.Case, Blob: w.Blob})
		}
	}
	if len(names) > 0 {
		states, err := s.askBlobs(ctx, names)
		if err != nil {
			return nil, false, err
		}
		for _, state := range states {
			if whole[state.Blob] = state.Receipt != nil; !whole[state.Blob] {
				if err := s.missing(ctx, state.Blob); err != nil {
					return nil, false, err
				}
			}
		}
	}
	for i, w := range wants {
		if next == nil && whole[w.Blob] && !s.passed[w.Blob] {
			next = &wants[i]
		}
		lacks = lacks || !whole[w.Blob]
	}
	return next, lacks, nil
}

// missing tells the store, once, that the center has not all of a blob.
func (s *session) missing(ctx context.Context, blob ledger.Hash) error {
	if s.told[blob] {
		return nil
	}
	s.told[blob] = true
	return storeFault(ctx, "keep that a blob is missing", s.Blobs.BlobMissing(ctx, blob))
}

// fetchBlob brings what is lacking of one blob. It stops early, without an
// error, when there is a later wish.
func (s *session) fetchBlob(ctx context.Context, want *BlobWant) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	name := wire.BlobName{Case: want.Case, Blob: want.Blob}
	body, err := s.link.open(ctx, http.MethodGet, blobQuery(name, "from", want.Have), nil, wire.SequenceType)
	if err != nil {
		return err
	}
	defer body.Close()
	items := wire.NewReader(body)
	manifest, err := s.takeManifest(ctx, want, items)
	if err != nil {
		return err
	}
	begun := Bytes{Total: manifest.Size}
	for n := want.Have; n < len(manifest.Chunks); n++ {
		begun.Done = manifest.Size * uint64(n) / uint64(len(manifest.Chunks))
		s.update(func(st *Status, _ *activity) { st.Fetching = begun })
		if later, err := s.laterWish(ctx, want.Blob); err != nil || later {
			return err
		}
		if err := s.traffic.yield(ctx); err != nil {
			return err
		}
		var chunk []byte
		if err := items.Next(&chunk); err != nil {
			return s.cutBlob(ctx, err)
		}
		if err := manifest.Check(n, chunk); err != nil {
			return err
		}
		if err := s.Blobs.KeepChunk(ctx, want.Blob, n, chunk); err != nil {
			return keepError(ctx, err)
		}
	}
	return nil
}

// takeManifest reads the head of a blob's stream and keeps the manifest.
func (s *session) takeManifest(ctx context.Context, want *BlobWant, items *wire.Reader) (*ledger.Manifest, error) {
	var head wire.BlobHead
	if err := items.Next(&head); err != nil {
		return nil, s.cutBlob(ctx, err)
	}
	manifest, err := decodeBlobHead(&head, want)
	if err != nil || want.Manifest != nil {
		return manifest, err
	}
	if err := s.Blobs.KeepManifest(ctx, want.Blob, head.Manifest); err != nil {
		return nil, keepError(ctx, err)
	}
	return manifest, nil
}

// decodeBlobHead demands the manifest of the very blob and all chunks from
// the first lacking one on.
func decodeBlobHead(head *wire.BlobHead, want *BlobWant) (*ledger.Manifest, error) {
	if ledger.HashOf(head.Manifest) != want.Blob {
		return nil, fmt.Errorf("fetch blob: manifest of another: %w", ledger.ErrBadBlob)
	}
	manifest, err := ledger.DecodeManifest(head.Manifest)
	if err != nil {
		return nil, fmt.Errorf("fetch blob: %w", err)
	}
	chunks := uint64(len(manifest.Chunks))
	if manifest.Case != want.Case || head.From != uint64(want.Have) || head.From > chunks || head.Total != chunks-head.From {
		return nil, fmt.Errorf("fetch blob: %d chunks from %d on: %w", head.Total, head.From, ledger.ErrBadBlob)
	}
	return manifest, nil
}

// cutBlob gives an error of a blob's stream its sentinel: an end before the
// last chunk was a cut.
func (s *session) cutBlob(ctx context.Context, err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("read blob: %w: %w", ErrUnreachable, err)
	}
	return fmt.Errorf("read blob: %w", transportError(ctx, err))
}

// keepError leaves apart what does not fit from a store that fails.
func keepError(ctx context.Context, err error) error {
	if errors.Is(err, ledger.ErrBadBlob) {
		return err
	}
	return storeError(ctx, "keep blob", err)
}

// laterWish reports whether something else is wanted more by now.
func (s *session) laterWish(ctx context.Context, blob ledger.Hash) (bool, error) {
	select {
	case <-s.wishes:
	default:
		return false, nil
	}
	wants, err := s.Blobs.WantedBlobs(ctx, 1)
	if err != nil {
		return false, storeError(ctx, "read wanted blobs", err)
	}
	return len(wants) > 0 && wants[0].Blob != blob && !s.told[wants[0].Blob], nil
}
