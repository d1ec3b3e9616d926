package client_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
)

// limited is a memory that holds what the directory and the carriage book say,
// and lets go of the rest once it was receipted.
type limited struct {
	*memory
	shelf    *shelf // nil: no attachments
	rescoped chan struct{}

	clock sync.Mutex
	now   time.Time
}

var _ client.Scoped = (*limited)(nil)

func newLimited(m *memory) *limited {
	return &limited{memory: m, rescoped: make(chan struct{}, 1), now: time.Now()}
}

func (l *limited) time() time.Time {
	l.clock.Lock()
	defer l.clock.Unlock()
	return l.now
}

// pass lets time go by.
func (l *limited) pass(d time.Duration) {
	l.clock.Lock()
	l.now = l.now.Add(d)
	l.clock.Unlock()
	l.rouse()
}

func (l *limited) rouse() {
	select {
	case l.rescoped <- struct{}{}:
	default:
	}
}

func (l *limited) Rescoped() <-chan struct{} { return l.rescoped }

// Receive wakes whoever waits when one of the two ledgers has grown.
func (l *limited) Receive(ctx context.Context, cursor ledger.Cursor, changes []ledger.Logged) error {
	if err := l.memory.Receive(ctx, cursor, changes); err != nil {
		return err
	}
	for _, c := range changes {
		if change, err := ledger.Decode(c.Raw); err == nil && (change.Case == l.desk.Center || change.Case == ledger.CarriageOf(l.desk.Center)) {
			l.rouse()
		}
	}
	return nil
}

func (l *limited) Scope(context.Context) (ledger.Scope, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.scope(), nil
}

func (l *limited) scope() ledger.Scope {
	var book ledger.Carriage
	for _, w := range l.written(ledger.CarriageOf(l.desk.Center)) {
		book.Take(w)
	}
	directory := ledger.FoldDirectory(l.desk.Founder.ID(), l.written(l.desk.Center))
	return ledger.ScopeOf(directory, &book, l.desk.Center, l.desk.ID, l.time())
}

// written are the readable edits of a case.
func (l *limited) written(kase uuid.UUID) (out []ledger.Written) {
	for c, raws := range l.raws {
		if c.kase != kase {
			continue
		}
		var head ledger.Head
		for _, raw := range raws {
			change, err := ledger.Decode(raw)
			if err != nil {
				l.tb.Fatal(err)
			}
			if head, err = head.Extend(change, raw); err != nil {
				l.tb.Fatal(err)
			}
			edit, err := change.OpenBody(trust.Key{})
			if err != nil {
				l.tb.Fatal(err)
			}
			out = append(out, ledger.Written{Dot: change.Dot(), Seen: head.Seen, At: change.At, Author: change.Author, Edit: edit})
		}
	}
	return out
}

// Leaving are the ends of what was receipted and is out of scope.
func (l *limited) Leaving(context.Context) (out []ledger.CaseHead, aside [][]byte, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	scope := l.scope()
	for _, heads := range l.buckets() {
		for _, h := range heads {
			if !scope.Has(h.Case) {
				out = append(out, h)
			}
		}
	}
	return out, nil, nil
}

func (l *limited) Lacking(context.Context) ([]uuid.UUID, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []uuid.UUID
	for _, kase := range l.scope().List() {
		if !l.holds(kase) {
			out = append(out, kase)
		}
	}
	return out, nil
}

func (l *limited) holds(kase uuid.UUID) bool {
	for c := range l.raws {
		if c.kase == kase {
			return true
		}
	}
	return false
}

func (l *limited) Trim(_ context.Context, stay ...uuid.UUID) (waiting int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	scope := l.scope()
	leaving := map[uuid.UUID]bool{}
	for c, raws := range l.raws {
		if !scope.Has(c.kase) {
			kept := c.station == l.desk.ID && l.memory.receipted[c] < uint64(len(raws)) || l.unsentBlobs(c.kase)
			leaving[c.kase] = leaving[c.kase] || kept
		}
	}
	for kase, kept := range leaving {
		if kept || slices.Contains(stay, kase) {
			waiting++
			continue
		}
		for c := range l.raws {
			if c.kase == kase {
				delete(l.raws, c)
				delete(l.heads, c)
			}
		}
	}
	return waiting, nil
}

func (l *limited) unsentBlobs(kase uuid.UUID) bool {
	if l.shelf == nil {
		return false
	}
	l.shelf.mu.Lock()
	defer l.shelf.mu.Unlock()
	for _, b := range l.shelf.blobs {
		if b.kase == kase && b.receipt == nil {
			return true
		}
	}
	return false
}

// has reports whether anything of a case is here.
func (l *limited) has(kase uuid.UUID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.holds(kase)
}

// box keeps what came from the center's hold box.
type box struct {
	mu     sync.Mutex
	cursor ledger.Cursor
	held   map[ledger.Hash][]byte
	came   int
}

var _ client.HoldBox = (*box)(nil)

func (b *box) HeldCursor(context.Context) (ledger.Cursor, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cursor, nil
}

func (b *box) ReceiveHeld(_ context.Context, cursor ledger.Cursor, held []ledger.Logged) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held == nil {
		b.held = map[ledger.Hash][]byte{}
	}
	for _, h := range held {
		b.held[ledger.HashOf(h.Raw)] = h.Raw
		b.came++
	}
	b.cursor = cursor
	return nil
}

func (b *box) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.held)
}

// carry writes that a case is on a station until some time.
func carry(tb testing.TB, m *memory, record, kase, station uuid.UUID, until time.Time, back bool) {
	tb.Helper()
	edit := &ledger.Edit{Record: record, Kind: ledger.KindCarry, Set: map[string]any{
		ledger.FieldCase: kase.String(), ledger.FieldStation: station.String(), ledger.FieldStaff: m.desk.Founder.ID().String(),
		ledger.FieldUntil: until.Format(time.RFC3339), ledger.FieldBack: back,
	}}
	book := ledger.CarriageOf(m.desk.Center)
	m.mu.Lock()
	raw := m.desk.Sign(book, m.desk.Founder, func(c *ledger.Change) error { return c.ShowBody(edit) })
	m.mu.Unlock()
	m.save(book, raw)
}
