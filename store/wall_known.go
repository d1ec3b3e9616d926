package store

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// wallsKnown is who may read which case, as this station has it: reckoned when
// it is first asked for, and again when something of it has come, or when the
// directory says something else of those who wrote it.
type wallsKnown struct {
	mu  sync.Mutex
	dir *ledger.Directory // by which up was reckoned; nil: not yet
	up  ledger.Walls
}

// forget makes the next one who asks reckon anew.
func (w *wallsKnown) forget() {
	w.mu.Lock()
	w.dir = nil
	w.mu.Unlock()
}

// wallsNow are the walls that stand; nobody changes them.
func (s *Store) wallsNow(ctx context.Context) (ledger.Walls, error) {
	w := &s.walls
	w.mu.Lock()
	defer w.mu.Unlock()
	if dir := s.Directory(); w.dir == nil || w.dir != dir {
		up, err := s.readWalls(ctx)
		if err != nil {
			return nil, err
		}
		w.dir, w.up = dir, up
	}
	return w.up, nil
}

// WallOf is who may read a case, as far as that is known here.
func (s *Store) WallOf(ctx context.Context, kase uuid.UUID) (ledger.Wall, error) {
	walls, err := s.wallsNow(ctx)
	return walls[kase], err
}

// scopeWithin is the scope of this station as some walls leave it.
func (s *Store) scopeWithin(ctx context.Context, walls ledger.Walls) (scope ledger.Scope, err error) {
	if s.AwaitsApproval() {
		return ledger.WaitingScope(s.Center()), nil
	}
	gone, err := s.gone(ctx)
	if err != nil {
		return scope, err
	}
	err = s.withBook(ctx, func(book *ledger.Carriage) {
		dir := s.Directory()
		scope = ledger.ScopeOf(dir, book, s.Center(), s.Station(), s.c.Now()).Within(walls, dir, s.Station()).Without(gone)
	})
	return scope, err
}

// trimmedName is what stands for a case that was removed from here where its
// own chain's end is kept: whoever does not know the case's id does not learn
// it from there.
func trimmedName(file uuid.UUID) uuid.UUID { return uuid.NewSHA1(file, []byte("removed")) }
