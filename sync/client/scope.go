package client

import (
	"context"
	"time"

	"yorisoi/store/ledger"
)

// rescopeEvery is how often the scope is looked at without anybody asking: a
// case that was checked out until five goes at five.
const rescopeEvery = time.Minute

// scope is what this station is to hold, by its own reckoning.
func (s *session) scope(ctx context.Context) (ledger.Scope, error) {
	if s.Scoped == nil {
		return ledger.Scope{All: true}, nil
	}
	scope, err := s.Scoped.Scope(ctx)
	if err != nil {
		return scope, storeError(ctx, "read scope", err)
	}
	return scope, nil
}

// keepScope brings what has come into the scope and lets go of what left it:
// whenever the scope has changed, whenever something was receipted, and
// regularly.
func (s *session) keepScope(ctx context.Context) error {
	if s.Scoped == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-s.pulled:
	}
	regular := time.NewTicker(rescopeEvery)
	defer regular.Stop()
	before, err := s.scope(ctx)
	if err != nil {
		return err
	}
	for {
		if err := s.scopeNow(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.rescoped:
			now, err := s.scope(ctx)
			if err != nil {
				return err
			}
			if now.Waiting {
				return errStanding
			}
			if !now.Whole() || !before.Whole() || now.Only != before.Only {
				// What is partly here is not lacking, but may have moved on.
				s.heldAll.Store(true)
				poke(s.aside)
				poke(s.recheck)
			}
			before = now
		case <-s.receipted:
		case <-regular.C:
			s.lookUnseen()
		}
	}
}

// scopeNow destroys what was kept long enough, fetches what is lacking and
// removes what is no longer to be here.
// The center may not have heard yet that a case was checked out to this
// station; then it is asked again when something was pushed.
func (s *session) scopeNow(ctx context.Context) error {
	if err := s.disposeNow(ctx); err != nil || s.Scoped == nil {
		return err
	}
	lacking, err := s.Scoped.Lacking(ctx)
	if err != nil {
		return storeError(ctx, "find lacking cases", err)
	}
	if err := s.fetchCases(ctx, lacking); err != nil {
		return err
	}
	kept, err := s.assure(ctx)
	if err != nil {
		return err
	}
	waiting, err := s.Scoped.Trim(ctx, kept...)
	if err != nil {
		return storeError(ctx, "remove what left the scope", err)
	}
	s.update(func(st *Status, _ *activity) { st.Leaving = waiting })
	return nil
}

// digests are those of the store, and of a limited scope those of the cases
// in it: what waits to leave is not compared.
func (s *session) digests(ctx context.Context, scope ledger.Scope) ([ledger.Buckets]ledger.Hash, error) {
	out, err := s.Store.Digests(ctx)
	if err != nil {
		return out, storeError(ctx, "read digests", err)
	}
	if scope.Whole() {
		return out, nil
	}
	var less [ledger.Buckets]bool // buckets of cases that are restricted to others
	for _, kase := range scope.Except() {
		less[ledger.BucketOf(kase)] = true
	}
	for k := range out {
		if out[k] == (ledger.Hash{}) || scope.All && !less[k] {
			continue
		}
		heads, err := s.heads(ctx, scope, k)
		if err != nil {
			return out, err
		}
		out[k] = ledger.DigestHeads(heads)
	}
	return out, nil
}

// heads are those of the store that are in scope.
func (s *session) heads(ctx context.Context, scope ledger.Scope, bucket int) ([]ledger.CaseHead, error) {
	all, err := s.Store.Heads(ctx, bucket)
	if err != nil {
		return nil, storeError(ctx, "read heads", err)
	}
	if scope.Whole() {
		return all, nil
	}
	in := all[:0:0]
	for _, h := range all {
		if scope.Has(h.Case) {
			in = append(in, h)
		}
	}
	return in, nil
}
