package center

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// maxForm is the longest version of a form that a readable body may name.
const maxForm = 32

// ofCarriage reports whether an edit is one of the carriage book: ids, a time
// and nothing in which somebody's words could stand.
func ofCarriage(e *ledger.Edit) bool {
	if e.Reason != "" || len(e.Form) > maxForm {
		return false
	}
	switch e.Kind {
	case ledger.KindCarry:
		return fieldsAre(e.Set, map[string]func(any) bool{
			ledger.FieldCase: isID, ledger.FieldStation: isID, ledger.FieldStaff: isID,
			ledger.FieldUntil: isTime, ledger.FieldBack: isBool, ledger.FieldState: isState,
		})
	case ledger.KindCharge:
		if kase, ok := e.Set[ledger.FieldCase].(string); ok {
			if id, err := uuid.Parse(kase); err != nil || e.Record != ledger.ChargeOf(id) {
				return false
			}
		}
		return fieldsAre(e.Set, map[string]func(any) bool{
			ledger.FieldCase: isID, ledger.FieldStaff: areIDs, ledger.FieldState: isState,
		})
	}
	return false
}

// fieldsAre reports whether every field is known and its value, unless it was
// cleared, is of its shape.
func fieldsAre(set map[string]any, shapes map[string]func(any) bool) bool {
	for name, v := range set {
		if shape := shapes[name]; shape == nil || v != nil && !shape(v) {
			return false
		}
	}
	return true
}

func isID(v any) bool {
	text, ok := v.(string)
	id, err := uuid.Parse(text)
	return ok && err == nil && id.String() == text
}

func areIDs(v any) bool {
	list, ok := v.([]string)
	return ok && !slices.ContainsFunc(list, func(text string) bool { return !isID(text) })
}

func isTime(v any) bool {
	text, ok := v.(string)
	_, err := time.Parse(time.RFC3339, text)
	return ok && err == nil
}

func isBool(v any) bool { _, ok := v.(bool); return ok }

func isState(v any) bool { return v == ledger.StateConfirmed || v == ledger.StateWithdrawn }

// narrow limits a query to what its station may hold; audit is the ledger that
// nobody is sent who does not ask for it.
func narrow(q *logbook.Query, scope ledger.Scope, audit uuid.UUID) error {
	if q.Case == uuid.Nil {
		q.Cases = scope.List()
		if scope.All {
			q.Except = append(scope.Except(), audit)
		}
		return nil
	}
	if hidden(scope, q.Case) {
		q.Case = uuid.New() // one that nobody has written in, which takes as long
		return nil
	}
	if !scope.Has(q.Case) {
		return outOfScope(q.Case)
	}
	return nil
}

// hidden reports whether a case would be in scope but for a wall, or because
// it is destroyed, or because the station waits for approval: the center answers
// as if there were no such case.
func hidden(scope ledger.Scope, kase uuid.UUID) bool {
	return (scope.Shut(kase) || scope.Gone(kase)) && (scope.All || scope.Cases[kase]) || scope.Waiting && !scope.Has(kase)
}

func outOfScope(kase uuid.UUID) error {
	return &wire.Error{Code: wire.CodeOutOfScope, Text: fmt.Sprintf("case %s is not in the station's scope", kase)}
}

func (s *server) digests(_ http.ResponseWriter, r *http.Request) (any, error) {
	ctx, station := r.Context(), callerOf(r)
	// The digests first: what is restricted after them is not in them, and
	// what was before them the scope knows.
	all, err := s.log.Digests(ctx)
	if err != nil {
		return nil, err
	}
	scope, err := s.scopeOf(ctx, station)
	if err != nil {
		return nil, err
	}
	if scope.All {
		return s.digestsBut(ctx, station, scope.Except(), all)
	}
	var digests [ledger.Buckets]ledger.Hash
	for _, k := range bucketsOf(append(scope.List(), s.auditID())) {
		heads, err := s.headsIn(ctx, station, k)
		if err != nil {
			return nil, err
		}
		digests[k] = ledger.DigestHeads(heads)
	}
	return digests[:], nil
}

// digestsBut are the digests without some cases. Those of a bucket with such a
// case are remembered, for most stations are kept from the same ones.
func (s *server) digestsBut(ctx context.Context, station uuid.UUID, except []uuid.UUID, all [ledger.Buckets]ledger.Hash) (any, error) {
	for _, k := range bucketsOf(except) {
		without := ledger.Hash{}
		for _, kase := range except {
			if ledger.BucketOf(kase) == k {
				without = ledger.HashOf(append(without[:], kase[:]...))
			}
		}
		key := partKey{bucket: k, whole: all[k], without: without}
		digest, known := s.parts.find(key)
		if !known {
			heads, err := s.headsIn(ctx, station, k)
			if err != nil {
				return nil, err
			}
			digest = ledger.DigestHeads(heads)
			s.parts.keep(key, digest)
		}
		all[k] = digest
	}
	// Of the audit everybody has another part: their own.
	k := ledger.BucketOf(s.auditID())
	heads, err := s.headsIn(ctx, station, k)
	if err != nil {
		return nil, err
	}
	all[k] = ledger.DigestHeads(heads)
	return all[:], nil
}

// bucketsOf are the buckets of cases, each once.
func bucketsOf(cases []uuid.UUID) (out []int) {
	var done [ledger.Buckets]bool
	for _, kase := range cases {
		if k := ledger.BucketOf(kase); !done[k] {
			done[k], out = true, append(out, k)
		}
	}
	return out
}

func (s *server) heads(_ http.ResponseWriter, r *http.Request) (any, error) {
	bucket, err := strconv.Atoi(r.URL.Query().Get("bucket"))
	if err != nil || bucket < 0 || bucket >= ledger.Buckets {
		return nil, malformed(errors.New("bucket is not 0 to 255"))
	}
	return s.headsIn(r.Context(), callerOf(r), bucket)
}

// headsIn returns the heads of a bucket's cases that are in a station's scope,
// as it is after they were read.
func (s *server) headsIn(ctx context.Context, station uuid.UUID, bucket int) ([]ledger.CaseHead, error) {
	heads, err := s.log.CaseHeads(ctx, bucket)
	if err != nil {
		return nil, err
	}
	if bucket == ledger.BucketOf(s.auditID()) {
		heads = s.ownAudit(heads, station)
	}
	scope, err := s.scopeOf(ctx, station)
	if err != nil || scope.Whole() {
		return heads, err
	}
	return slices.DeleteFunc(heads, func(h ledger.CaseHead) bool { return !scope.Has(h.Case) }), nil
}
