package center

import (
	"net/http"

	"yorisoi/sync/wire"
)

// handler routes the protocol's paths, which are exact: whatever else is asked
// for, by a later version too, has an answer that every version reads.
func (s *server) handler() http.Handler {
	routes := map[string]http.HandlerFunc{
		"POST " + wire.PathEnrol:     s.answer(s.enrol),
		"GET " + wire.PathStatus:     s.answer(s.forStations(s.status)),
		"POST " + wire.PathPush:      s.answer(s.forAll(s.receive)),
		"POST " + wire.PathInvites:   s.answer(s.forStations(s.forApproved(s.inviteStation))),
		"GET " + wire.PathDigests:    s.answer(s.forStations(s.digests)),
		"GET " + wire.PathHeads:      s.answer(s.forStations(s.heads)),
		"GET " + wire.PathChanges:    s.stream(s.changes),
		"GET " + wire.PathNotices:    s.stream(s.notices),
		"POST " + wire.PathClosed:    s.answer(s.forStations(s.closed)),
		"GET " + wire.PathHeld:       s.stream(s.heldChanges),
		"GET " + wire.PathAudit:      s.stream(s.auditEntries),
		"GET " + wire.PathAuditHeads: s.answer(s.forStations(s.auditHeads)),
		"GET " + wire.PathRemoval:    s.answer(s.forAll(s.removal)),
		"POST " + wire.PathBlobs:     s.answer(s.forAll(s.forApproved(s.blobStates))),
		"POST " + wire.PathBlob:      s.answer(s.forAll(s.forApproved(s.announceBlob))),
		"PUT " + wire.PathBlob:       s.answer(s.forAll(s.forApproved(s.takeChunk))),
		"GET " + wire.PathBlob:       s.stream(s.sendBlob),

		"GET " + wire.PathDestroyed: s.answer(s.forStations(s.destroyed)),
	}
	nowhere := s.answer(func(http.ResponseWriter, *http.Request) (any, error) {
		return nil, errNoPath
	})
	return s.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := routes[r.Method+" "+r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		nowhere(w, r)
	}))
}
