package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrArriving is returned for a write into a case that was removed from this
// station and has not come back whole: it would take the place of a change
// that the center has.
var ErrArriving = errors.New("the case has not come back whole")

// Scope is what this station is to hold at this moment, by what the directory
// and the carriage book say here.
func (s *Store) Scope(ctx context.Context) (ledger.Scope, error) {
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return ledger.Scope{}, err
	}
	return s.scopeWithin(ctx, walls)
}

// Lacking returns cases in a limited scope of which nothing is here, or of
// which less is here than this station itself once wrote; and cases of which
// only the end has come, for they were restricted to others until now.
func (s *Store) Lacking(ctx context.Context) ([]uuid.UUID, error) {
	scope, err := s.Scope(ctx)
	if err != nil {
		return nil, err
	}
	if scope.All {
		files, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM held WHERE code = '`+heldGap+`' AND seq > 0
			AND (file IN (SELECT file FROM closed) OR NOT EXISTS (SELECT 1 FROM casefile WHERE casefile.file = held.file))`)
		return slices.DeleteFunc(files, func(kase uuid.UUID) bool { return !scope.Has(kase) && !scope.Shut(kase) }), s.fault(err)
	}
	here, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM head`)
	if err != nil {
		return nil, s.fault(err)
	}
	removed, err := fileIDs(ctx, s.db.Read(), `SELECT file FROM trimmed`)
	if err != nil {
		return nil, s.fault(err)
	}
	gone := make(map[uuid.UUID]bool, len(removed))
	for _, name := range removed {
		gone[name] = true
	}
	have := make(map[uuid.UUID]bool, len(here))
	for _, file := range here {
		have[file] = !gone[file] && !gone[trimmedName(file)]
	}
	return slices.DeleteFunc(scope.List(), func(kase uuid.UUID) bool { return have[kase] || scope.House(kase) }), nil
}

// arriving reports whether this station's own chain in a case is still shorter
// than it was before the case was removed from here.
func (b *batch) arriving(file uuid.UUID) (bool, error) {
	was, err := b.trimmedAt(file)
	if was == 0 || err != nil {
		return false, err
	}
	head, err := b.head(chainID{file, b.s.Station()})
	return head.N < uint64(was), err
}

// trimmedAt is where this station's own chain in a case ended when the case was
// removed from here, 0 where it was not. An earlier program kept the case's id.
func (b *batch) trimmedAt(file uuid.UUID) (was int64, err error) {
	name := trimmedName(file)
	err = b.scan(`SELECT coalesce(max(n), 0) FROM trimmed WHERE file IN (?, ?)`, []any{file[:], name[:]}, &was)
	if err != nil {
		return 0, fmt.Errorf("find what was removed: %w", err)
	}
	return was, nil
}

// returned notes that own chains are as long again as they were when their
// cases were removed.
func (b *batch) returned() error {
	station := b.s.Station()
	for id := range b.dirty {
		if id.station != station {
			continue
		}
		name := trimmedName(id.file)
		if _, err := b.exec(`DELETE FROM trimmed WHERE file IN (?, ?) AND n <= ?`, id.file[:], name[:], int64(b.heads[id].N)); err != nil {
			return fmt.Errorf("note what came back: %w", err)
		}
	}
	return nil
}

// metaScope is the row in meta with the scope that Trim last went by.
const metaScope = "scope"

// scopeKept is that scope.
type scopeKept struct {
	_     struct{} `cbor:",toarray"`
	All   bool
	Cases []uuid.UUID
}

// widen notes the scope that holds from now on. Where it has gained something,
// what the log and the hold box had of it meanwhile was passed over: both are
// read from their beginning again, as far as the new scope goes. What is here
// already makes no difference when it comes again.
func (s *Store) widen(ctx context.Context, scope ledger.Scope) error {
	was, now := scopeKept{All: true}, scopeKept{All: scope.All, Cases: scope.List()}
	if err := loadMeta(ctx, s.db.SQL(), metaScope, &was); err != nil {
		return s.fault(err)
	}
	if was.All == now.All && slices.Equal(was.Cases, now.Cases) {
		return nil
	}
	gained, partly, err := s.gained(ctx, was, now)
	if err != nil {
		return err
	}
	log, box := s.about.cursor, ledger.Cursor{}
	if err := loadMeta(ctx, s.db.SQL(), metaHeldCursor, &box); err != nil {
		return s.fault(err)
	}
	if partly {
		log.Seq = 0
	}
	if gained {
		box.Seq = 0
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		return errors.Join(saveMeta(ctx, tx, metaScope, now), saveMeta(ctx, tx, metaCursor, log), saveMeta(ctx, tx, metaHeldCursor, box))
	})
	if err != nil {
		return fmt.Errorf("widen scope: %w", err)
	}
	s.shared.Lock()
	s.about.cursor = log
	s.shared.Unlock()
	return nil
}

// gained reports whether a scope has something that the one before had not,
// and whether the log must be read again for it: Lacking names cases of which
// nothing is here, and brings them one by one.
func (s *Store) gained(ctx context.Context, was, now scopeKept) (gained, partly bool, err error) {
	if was.All || now.All {
		return now.All, now.All, nil
	}
	for _, kase := range now.Cases {
		if _, had := slices.BinarySearchFunc(was.Cases, kase, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }); had {
			continue
		}
		gained = true
		var here bool
		err := s.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM head WHERE file = ?)`, kase[:]).Scan(&here)
		if err != nil {
			return false, false, s.fault(err)
		}
		partly = partly || here
	}
	return gained, partly, nil
}
