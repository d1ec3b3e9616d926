package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Cursor returns how far this station has pulled.
func (s *Store) Cursor(context.Context) (ledger.Cursor, error) {
	s.shared.RLock()
	defer s.shared.RUnlock()
	return s.about.cursor, nil
}

// Receive takes changes from the center's log in their order and moves the
// cursor, in one transaction. Known changes are passed over; what breaks a
// chain, a signature or the encoding is put in quarantine with its reason,
// and the rest goes on. It is idempotent.
func (s *Store) Receive(ctx context.Context, next ledger.Cursor, logged []ledger.Logged) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	if err := s.prepareFor(ctx, len(logged)); err != nil {
		return fmt.Errorf("receive changes: %w", err)
	}
	directory, others := s.parse(logged)
	others = slices.DeleteFunc(others, s.ofOthersAudit)
	for i, part := range [][]*arrival{directory, others} {
		if len(part) == 0 {
			continue
		}
		var upTo ledger.Cursor // nowhere, while a part is missing
		if i == 1 || len(others) == 0 {
			upTo = next
		}
		if err := s.receive(ctx, part, upTo, false); err != nil {
			return fmt.Errorf("receive changes: %w", err)
		}
	}
	if err := s.moveCursor(ctx, next); err != nil {
		return err
	}
	if len(directory) > 0 {
		if err := s.retryRefusals(ctx, codeGap, codeUnknownAuthor); err != nil {
			return err
		}
	}
	if err := s.mend(ctx); err != nil {
		return err
	}
	if err := s.noteWaiting(ctx); err != nil {
		return err
	}
	if len(directory) > 0 {
		if err := s.tendGroups(ctx); err != nil {
			return err
		}
	}
	return s.regrant(ctx)
}

// moveCursor moves the cursor where nothing was taken that moved it.
func (s *Store) moveCursor(ctx context.Context, next ledger.Cursor) error {
	if next == s.about.cursor || next == (ledger.Cursor{}) {
		return nil
	}
	if err := s.tx(ctx, func(tx *sql.Tx) error { return saveMeta(ctx, tx, metaCursor, next) }); err != nil {
		return fmt.Errorf("move cursor: %w", err)
	}
	s.setCursor(next)
	return nil
}

func (s *Store) setCursor(at ledger.Cursor) {
	s.shared.Lock()
	defer s.shared.Unlock()
	s.about.cursor = at
}

// parse decodes in parallel. What does not decode becomes an arrival without
// a change, to be held.
func (s *Store) parse(logged []ledger.Logged) (directory, others []*arrival) {
	all := make([]*arrival, len(logged))
	parallel(len(logged), func(i int) {
		a := &arrival{raw: logged[i].Raw, seq: logged[i].Seq, taken: logged[i].At}
		if c, err := ledger.Decode(a.raw); err == nil {
			a.change = c
		}
		all[i] = a
	})
	for _, a := range all {
		if a.change != nil && a.change.Case == s.Center() {
			directory = append(directory, a)
		} else {
			others = append(others, a)
		}
	}
	return directory, others
}

// parallel runs do for 0 … n-1 on as many goroutines as there are processors
// and waits for them.
func parallel(n int, do func(int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+63)/64)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}

// receive takes one batch: chains first, then signatures, then bodies. Held
// arrivals leave the quarantine in the same transaction, and the cursor moves
// in it, unless upTo is zero.
func (s *Store) receive(ctx context.Context, all []*arrival, upTo ledger.Cursor, held bool) error {
	gone, err := s.gone(ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, s.ofGone(gone))
	var b *batch
	var refused []refusal
	err = s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		if held {
			if err := b.release(all); err != nil {
				return err
			}
		}
		var fresh []*arrival
		var err error
		if fresh, refused, err = b.extend(all, nil); err != nil {
			return err
		}
		if bad := s.forged(fresh); len(bad) > 0 {
			// A signature failed: take the batch again, one by one, so that
			// no change rides on a neighbour's signature.
			b = s.newBatch(ctx, tx)
			if fresh, refused, err = b.extendVerified(all); err != nil {
				return err
			}
		}
		if err := b.takeKeys(fresh); err != nil {
			return err
		}
		b.openBodies(fresh)
		merging := b.mergeAhead(fresh)
		defer merging.Wait()
		for _, a := range fresh {
			s.clock, _ = ledger.Follow(s.clock, a.change.At, s.c.Now())
			if err := b.add(a); err != nil {
				return err
			}
		}
		for _, r := range refused {
			if err := b.hold(r); err != nil {
				return err
			}
		}
		if err := errors.Join(b.takeHeldKeys(), b.reopen()); err != nil {
			return err
		}
		merging.Wait()
		if err := b.flush(); err != nil || upTo == (ledger.Cursor{}) {
			return err
		}
		return saveMeta(b.ctx, tx, metaCursor, upTo)
	})
	if err != nil {
		return err
	}
	if upTo != (ledger.Cursor{}) {
		s.setCursor(upTo)
	}
	if err := b.settled(ctx); err != nil {
		return err
	}
	// Where the beginning of a case is not here, it may have been kept from this
	// station until now.
	if slices.ContainsFunc(refused, func(r refusal) bool { return r.code == heldGap && r.seq > 0 }) {
		s.tellRescoped()
	}
	return s.retryHeld(ctx, b)
}

// refusal is an arrival that goes into quarantine.
type refusal struct {
	*arrival
	code string
	err  error
}

// Codes of changes in quarantine.
const (
	heldMalformed = "malformed"
	heldGap       = "gap"
	heldBroken    = "broken_chain"
	heldForked    = "forked"
	heldUnknown   = "unknown_author"
	heldSignature = "bad_signature"
	heldAtCenter  = "refused_by_center"
)

func heldCode(err error) string {
	switch {
	case errors.Is(err, ledger.ErrGap):
		return heldGap
	case errors.Is(err, ledger.ErrForked):
		return heldForked
	case errors.Is(err, ledger.ErrBrokenChain):
		return heldBroken
	case errors.Is(err, trust.ErrBadSignature):
		return heldSignature
	}
	return heldMalformed
}

// extend checks that arrivals follow their chains and, unless it is nil, by
// check. Known ones are dropped, those written here are marked as receipted.
func (b *batch) extend(all []*arrival, check func(*arrival) error) (fresh []*arrival, refused []refusal, err error) {
	for _, a := range all {
		id := a.chain()
		before, err := b.head(id)
		if err != nil {
			return nil, nil, err
		}
		moved := b.dirty[id]
		ok, err := b.extendOne(a)
		if ok && check != nil {
			if bad := check(a); bad != nil {
				b.heads[id] = before
				if !moved {
					delete(b.dirty, id)
				}
				err = &refusedError{heldSignature, bad}
			}
		}
		var no *refusedError
		switch {
		case errors.As(err, &no):
			refused = append(refused, refusal{a, no.code, no.err})
		case err != nil:
			return nil, nil, err
		case ok:
			fresh = append(fresh, a)
		}
	}
	return fresh, refused, nil
}

// refusedError is a reason to hold a change, as against a failure to look.
type refusedError struct {
	code string
	err  error
}

func (e *refusedError) Error() string { return e.code + ": " + e.err.Error() }

func (b *batch) extendOne(a *arrival) (bool, error) {
	if a.change == nil {
		return false, &refusedError{heldMalformed, ledger.ErrMalformed}
	}
	c := a.change
	if _, ok := b.s.Directory().Public(c.Author); !ok && c.Case != b.s.Center() {
		return false, &refusedError{heldUnknown, fmt.Errorf("author %s: %w", c.Author, trust.ErrBadSignature)}
	}
	id := chainID{c.Case, c.Station}
	head, err := b.head(id)
	if err != nil {
		return false, err
	}
	if c.N <= head.N {
		return false, b.known(a)
	}
	next, err := head.Extend(c, a.raw)
	if err != nil {
		return false, &refusedError{heldCode(err), err}
	}
	a.seen = next.Seen
	b.setHead(id, next)
	return true, nil
}

// known passes over a change that is here already and learns from the log
// that the center has it. Another change of the same number is refused.
func (b *batch) known(a *arrival) error {
	c := a.change
	var raw []byte
	err := b.scan(`SELECT raw FROM change WHERE file = ? AND station = ? AND n = ?`,
		[]any{c.Case[:], c.Station[:], int64(c.N)}, &raw)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("find change %s: %w", c.Dot(), err)
	}
	if err == nil && !slices.Equal(raw, a.raw) {
		return &refusedError{heldForked, fmt.Errorf("change %s: %w", c.Dot(), ledger.ErrForked)}
	}
	if a.seq == 0 || err != nil {
		return nil
	}
	_, err = b.exec(`UPDATE change SET seq = ?, taken = ?, refused = '' WHERE file = ? AND station = ? AND n = ? AND seq = 0`,
		int64(a.seq), a.taken, c.Case[:], c.Station[:], int64(c.N))
	return err
}

// forged verifies, for every chain and author, the last of the arrivals: its
// signature vouches for those before it. It returns those that fail.
func (s *Store) forged(fresh []*arrival) []*arrival {
	type vouch struct {
		chainID
		author uuid.UUID
	}
	last := map[vouch]*arrival{}
	for _, a := range fresh {
		if a.change.Case == s.Center() {
			return fresh // the directory is taken one by one
		}
		last[vouch{chainID{a.change.Case, a.change.Station}, a.change.Author}] = a
	}
	heads := make([]*arrival, 0, len(last))
	for _, a := range last {
		heads = append(heads, a)
	}
	failed := make([]bool, len(heads))
	dir := s.Directory()
	parallel(len(heads), func(i int) { failed[i] = verify(dir, heads[i].change) != nil })
	var bad []*arrival
	for i, a := range heads {
		if failed[i] {
			bad = append(bad, a)
		}
	}
	return bad
}

func verify(dir *ledger.Directory, c *ledger.Change) error {
	public, ok := dir.Public(c.Author)
	if !ok {
		return fmt.Errorf("author %s is unknown: %w", c.Author, trust.ErrBadSignature)
	}
	return c.Verify(public)
}

// extendVerified is extend with every signature checked on its own.
func (b *batch) extendVerified(all []*arrival) (fresh []*arrival, refused []refusal, err error) {
	check := func(a *arrival) error { return verify(b.s.Directory(), a.change) }
	if len(all) > 0 && all[0].change != nil && all[0].change.Case == b.s.Center() {
		written, err := b.s.directoryChanges(b.ctx, b.tx)
		if err != nil {
			return nil, nil, err
		}
		keys := newDirectoryKeys(b.s.about.enrolment.Founder, written)
		check = func(a *arrival) error { return keys.accept(a.change, writtenOf(a)) }
	}
	return b.extend(all, check)
}

func (a *arrival) chain() chainID {
	if a.change == nil {
		return chainID{}
	}
	return chainID{a.change.Case, a.change.Station}
}

// writtenOf reads a directory change; an unreadable one says nothing.
func writtenOf(a *arrival) ledger.Written {
	edit, err := a.change.OpenBody(trust.Key{})
	if err != nil {
		edit = &ledger.Edit{Record: a.change.Station, Kind: "unreadable"}
	}
	return ledger.Written{Dot: a.change.Dot(), Seen: a.seen, At: a.change.At, Author: a.change.Author, Edit: edit}
}
