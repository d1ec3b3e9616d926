package center

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// The audit is the ledger of who looked at what. Stations write it like any
// other, and it is numbered and receipted like any other; but nobody is sent
// it who does not ask for it, a station compares its own chain of it alone, and
// what somebody did before they or their machine were removed is taken however
// late it comes, for it is no work that anybody would have to decide about.

func (c *Center) auditID() uuid.UUID { return ledger.AuditOf(c.ID()) }

// auditEntries streams the audit of all stations after a number of the log. Its
// bodies are sealed to those who may read them, so every active station may
// ask.
func (s *server) auditEntries(out *sender, r *http.Request) error {
	q, limit, err := parseQuery(r)
	if err != nil {
		return err
	}
	if waits, err := s.waits(r.Context(), callerOf(r)); err != nil {
		return err
	} else if waits {
		return s.nothing(out)
	}
	q.Case = s.auditID()
	if q.UpTo, err = s.log.Head(r.Context()); err != nil {
		return err
	}
	q.After = min(q.After, math.MaxInt64)
	total, err := s.log.Count(r.Context(), q)
	if err != nil {
		return err
	}
	p := &pages{server: s, request: r, query: q, read: s.log.Changes}
	p.head = wire.ChangesHead{LogID: s.log.ID(), Head: q.UpTo, Total: min(total, limit)}
	if p.head.Total > pageChanges && strings.Contains(r.Header.Get("Accept-Encoding"), "zstd") {
		return s.packed(out, func() error { return p.send(out) })
	}
	return p.buffered(out)
}

// auditHeads returns the ends of the audit's chains of all stations.
func (s *server) auditHeads(_ http.ResponseWriter, r *http.Request) (any, error) {
	waits, err := s.waits(r.Context(), callerOf(r))
	if err != nil || waits {
		return []ledger.CaseHead{}, err
	}
	audit := s.auditID()
	heads, err := s.log.CaseHeads(r.Context(), ledger.BucketOf(audit))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(heads, func(h ledger.CaseHead) bool { return h.Case != audit }), nil
}

// ownAudit leaves out the ends of the audit's chains that are not a station's
// own.
func (c *Center) ownAudit(heads []ledger.CaseHead, station uuid.UUID) []ledger.CaseHead {
	audit := c.auditID()
	return slices.DeleteFunc(heads, func(h ledger.CaseHead) bool { return h.Case == audit && h.Station != station })
}

// setRemovedAside puts aside what a removed station brings, and returns what is
// taken all the same.
func (c *Center) setRemovedAside(runs []*run) (taken []*run) {
	audit := c.auditID()
	for _, r := range runs {
		if r.Case == audit {
			taken = append(taken, r)
			continue
		}
		r.putAside(0)
	}
	return taken
}

// onlyAudit reports whether a batch is of the audit alone. Nobody is told of
// it: a hundred stations would ask for nothing each time that one of them
// opens a case. They hear of the log's end with the next heartbeat.
func (c *Center) onlyAudit(batch logbook.Batch) bool {
	audit := c.auditID()
	return !slices.ContainsFunc(batch.Extensions, func(x logbook.Extension) bool { return x.Case != audit })
}
