package center

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// heldChanges streams the hold box after one of its numbers, as far as the
// station may hold the cases.
func (s *server) heldChanges(out *sender, r *http.Request) error {
	q, limit, err := parseQuery(r)
	if err != nil {
		return err
	}
	scope, err := s.scopeOf(r.Context(), callerOf(r))
	if err != nil {
		return err
	}
	if scope.Waiting {
		return s.nothing(out)
	}
	if err := narrow(&q, scope, s.auditID()); err != nil {
		return err
	}
	var total uint64
	if q.UpTo, total, err = s.held.count(r.Context(), s.log, q, scope); err != nil {
		return err
	}
	p := &pages{server: s, request: r, query: q, read: s.log.Held}
	p.head = wire.ChangesHead{LogID: s.log.ID(), Head: q.UpTo, Total: min(total, limit)}
	return p.buffered(out)
}

// count returns the last number of the hold box, and how many changes after
// that of a query it has in a scope.
func (x *holdIndex) count(ctx context.Context, log logbook.Log, q logbook.Query, scope ledger.Scope) (upTo, total uint64, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.update(ctx, log); err != nil {
		return 0, 0, err
	}
	for _, e := range x.entries {
		if e.seq > q.After && (q.Case == uuid.Nil || q.Case == e.kase) && scope.Has(e.kase) {
			total++
		}
	}
	return x.upTo, total, nil
}
