package client

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// probes is how many chains are asked about before the next are read.
const probes = 500

// assure asks the center for a receipt of the end of every chain that is to
// leave this station, once a connection, and gives it the chain where it has
// none. A center that was restored from a backup may lack what it has
// receipted, and comparing says nothing of cases out of scope: without this
// the last copy would go. It returns the cases that must stay: of which the
// center has another history, after a restore on both sides, and will not take
// the one that is here.
func (s *session) assure(ctx context.Context) (kept []uuid.UUID, err error) {
	heads, aside, err := s.Scoped.Leaving(ctx)
	if err != nil {
		return nil, storeError(ctx, "read heads of what leaves", err)
	}
	heads = slices.DeleteFunc(heads, func(h ledger.CaseHead) bool { return s.assured[chainID{h.Case, h.Station}] >= h.N })
	refused := map[uuid.UUID]bool{}
	for part := range slices.Chunk(heads, probes) {
		if err := s.assureSome(ctx, part, refused); err != nil {
			return nil, err
		}
	}
	if err := s.assureAside(ctx, aside, refused); err != nil {
		return nil, err
	}
	return slices.Collect(maps.Keys(refused)), s.assureBlobs(ctx, heads)
}

// assureAside brings once more what the center keeps in its hold box, and
// notes the cases of which it does not have it there.
func (s *session) assureAside(ctx context.Context, raws [][]byte, kept map[uuid.UUID]bool) error {
	for len(raws) > 0 {
		part := eachOnce(fit(raws))
		refusals, err := s.send(ctx, part)
		if err != nil {
			return err
		}
		notTaken(refusals, kept)
		raws = raws[len(part):]
	}
	return nil
}

// notTaken notes the cases of what the center has neither in its log nor in
// its hold box.
func notTaken(refusals []ledger.Refusal, kept map[uuid.UUID]bool) {
	for _, r := range refusals {
		if wire.ErrorCode(r.Code) != wire.CodeHeld {
			kept[r.Case] = true
		}
	}
}

// assureBlobs asks about the attachments of cases that are to leave. Those that
// the center has lost are unsent again, and keep their cases here.
func (s *session) assureBlobs(ctx context.Context, heads []ledger.CaseHead) error {
	if len(heads) == 0 || s.Blobs == nil || s.blobsOff.Load() {
		return nil
	}
	leaving := map[uuid.UUID]bool{}
	for _, h := range heads {
		leaving[h.Case] = true
	}
	lost, err := s.findLost(ctx, func(kase uuid.UUID) bool { return leaving[kase] })
	if s.withoutBlobs(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.resend(ctx, lost)
}

// eachOnce returns as many changes from the beginning as have places of their
// own: what took the place of a change that was set aside comes in a push of
// its own.
func eachOnce(raws [][]byte) [][]byte {
	taken := map[place]bool{}
	for i, raw := range raws {
		var c ledger.Change
		at := place{}
		if trust.Decode(raw, &c) == nil {
			at = place{chainID{c.Case, c.Station}, c.N}
		}
		if taken[at] {
			return raws[:i]
		}
		taken[at] = true
	}
	return raws
}

// handOver gives the center what a station has that was removed: what is
// unsent, and once a start what was kept in the hold box or receipted, for the
// center may have been restored since. Nobody else can bring it.
func (s *session) handOver(ctx context.Context) error {
	s.checked.Store(true) // nothing is compared here
	if !s.handed.Load() {
		if err := s.probeAll(ctx); err != nil {
			return err
		}
		s.handed.Store(true)
	}
	if err := s.pushAll(ctx); err != nil || s.Blobs == nil {
		return err
	}
	return s.sendBlobsNow(ctx)
}

func (s *session) probeAll(ctx context.Context) error {
	if s.Retry != nil {
		if _, err := s.Retry.RetryRefusals(ctx, append([]uint64{uint64(wire.CodeHeld)}, mayPass...)...); err != nil {
			return storeError(ctx, "retry refused changes", err)
		}
	}
	for bucket := range ledger.Buckets {
		heads, err := s.Store.Heads(ctx, bucket)
		if err != nil {
			return storeError(ctx, "read heads", err)
		}
		if len(heads) == 0 {
			continue
		}
		if err := s.assureSome(ctx, heads, map[uuid.UUID]bool{}); err != nil {
			return err
		}
	}
	if s.Scoped != nil {
		if _, err := s.assure(ctx); err != nil {
			return err
		}
	}
	if s.Blobs == nil || s.blobsOff.Load() {
		return nil
	}
	lost, err := s.findLost(ctx, func(uuid.UUID) bool { return true })
	if s.withoutBlobs(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.resend(ctx, lost)
}

// assureSome notes the cases of which the center would not take something.
func (s *session) assureSome(ctx context.Context, heads []ledger.CaseHead, kept map[uuid.UUID]bool) error {
	lacking, err := s.probe(ctx, heads)
	if err != nil {
		return err
	}
	if len(lacking) > 0 {
		s.Log.Info("the center lacks what is about to leave", "chains", len(lacking))
		refusals, err := s.refillChains(ctx, lacking)
		if err != nil {
			return err
		}
		if notTaken(refusals, kept); len(refusals) == 0 {
			s.retryLater()
		}
	}
	if s.assured == nil {
		s.assured = map[chainID]uint64{}
	}
	for _, h := range heads {
		if !kept[h.Case] {
			s.assured[chainID{h.Case, h.Station}] = h.N
		}
	}
	return nil
}

// probe sends the last change of each chain once more. Where the center
// refuses it, all of the chain is to follow.
func (s *session) probe(ctx context.Context, heads []ledger.CaseHead) (lacking []ledger.CaseHead, err error) {
	var ends [][]byte
	for _, h := range heads {
		raws, err := s.Store.Raw(ctx, h.Case, h.Station, h.N-1, 1)
		if err != nil {
			return nil, storeError(ctx, "read the end of a chain", err)
		}
		ends = append(ends, raws...)
	}
	for len(ends) > 0 {
		part := fit(ends)
		refusals, err := s.send(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, r := range refusals {
			lacking = append(lacking, ledger.CaseHead{Case: r.Case, Station: r.Station})
		}
		ends = ends[len(part):]
	}
	return lacking, nil
}
