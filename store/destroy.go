package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

const (
	metaDestructions = "destructions" // ledger.Destructions, the center's word
	metaDestroying   = "destroying"   // what this station has destroyed of lists, until it says so
)

// spokenFor is how long after the last talk the machine's own clock is believed
// about the center's time.
const spokenFor = 24 * time.Hour

// centerTime is what the center's clock says by now, as far as this station
// can tell. A clock that runs ahead must not destroy anything too soon.
func (s *Store) centerTime() time.Time {
	s.shared.RLock()
	spoke := s.about.spoke
	s.shared.RUnlock()
	now := s.c.Now()
	if !spoke.IsZero() && now.After(spoke.Add(spokenFor)) {
		return spoke.Add(spokenFor)
	}
	return now
}

// takenApprovals says when the center took the approvals of lists.
func (s *Store) takenApprovals(ctx context.Context, dir *ledger.Directory) (func(ledger.Dot) int64, error) {
	center, at := s.Center(), map[ledger.Dot]int64{}
	for _, l := range dir.Disposals {
		for _, a := range l.Approvals {
			var taken int64
			err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(taken), 0) FROM change WHERE file = ? AND station = ? AND n = ?`,
				center[:], a.Dot.Station[:], int64(a.Dot.N)).Scan(&taken)
			if err != nil {
				return nil, fmt.Errorf("find when an approval was taken: %w", s.fault(err))
			}
			at[a.Dot] = taken
		}
	}
	return func(dot ledger.Dot) int64 { return at[dot] }, nil
}

// gone are the cases that are to be destroyed, by what is known here.
func (s *Store) gone(ctx context.Context) (map[uuid.UUID]uuid.UUID, error) {
	dir := s.Directory()
	if len(dir.Disposals) == 0 {
		return nil, nil
	}
	taken, err := s.takenApprovals(ctx, dir)
	if err != nil {
		return nil, err
	}
	return dir.Gone(s.Center(), taken, s.centerTime()), nil
}

// destroyed is what this station has destroyed of one list.
type destroyed struct {
	_     struct{} `cbor:",toarray"`
	List  uuid.UUID
	Cases int64
	Late  int64
}

// Destroy destroys what lists order to be destroyed by now, each case in a
// transaction of its own: rows, indexes, keys, attachments, drafts, conflicts
// and the free room of the file. Work that nobody has was put aside for the
// leaders before. A case stays while it holds something that cannot be put
// aside: it returns how many. When nothing of a list is left here, the station
// says so, signed by whoever is signed in. It is called after the center was
// asked for what it knows, for somebody may have stopped it.
func (s *Store) Destroy(ctx context.Context) (waiting int, err error) {
	gone, err := s.gone(ctx)
	if err == nil {
		err = s.sendKept(ctx, gone)
	}
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	removed := 0
	lists := map[uuid.UUID]bool{}
	for kase, list := range gone {
		here, err := s.hasTraces(ctx, kase)
		if err != nil {
			return waiting, err
		}
		lists[list] = lists[list] || here
		if !here {
			continue
		}
		done, err := s.destroyOne(ctx, kase, list)
		if err != nil {
			return waiting, err
		}
		if done {
			removed++
		} else {
			waiting++
		}
	}
	if err := s.cleanUp(ctx, removed); err != nil || waiting > 0 {
		return waiting, err
	}
	for list := range lists {
		if err := s.sayDestroyed(ctx, list); err != nil {
			return waiting, err
		}
	}
	return waiting, nil
}

// traces are the tables in which something of a case can stand by its id.
var traces = []string{"head", "change", "casefile", "held", "holdbox", "aside", "closed", "draft", "blob", "record"}

func (s *Store) hasTraces(ctx context.Context, kase uuid.UUID) (bool, error) {
	query := `SELECT EXISTS (SELECT 1 FROM keyring WHERE of = ?1)`
	for _, table := range traces {
		query += ` OR EXISTS (SELECT 1 FROM ` + table + ` WHERE file = ?1)`
	}
	var here bool
	if err := s.db.Read().QueryRowContext(ctx, query, kase[:]).Scan(&here); err != nil {
		return false, fmt.Errorf("look for what is to be destroyed: %w", s.fault(err))
	}
	return here, nil
}

// destroyOne destroys one case, unless it has to stay.
func (s *Store) destroyOne(ctx context.Context, kase, list uuid.UUID) (done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return false, ErrClosed
	}
	if gone, err := s.gone(ctx); err != nil || gone[kase] != list {
		return false, err // somebody has stopped it meanwhile
	}
	late, can, err := s.lateOf(ctx, kase)
	if err != nil || !can {
		return false, err
	}
	if _, err := s.db.SQL().ExecContext(ctx, `PRAGMA secure_delete = ON`); err != nil {
		return false, s.fault(err)
	}
	err = s.commit(ctx, func(b *batch) error {
		var number string
		if err := b.scan(`SELECT coalesce(max(number), '') FROM casefile WHERE file = ?`, []any{kase[:]}, &number); err != nil {
			return fmt.Errorf("find case: %w", err)
		}
		// First the case: what forgets it begins the batch anew.
		if err := b.destroy(kase); err != nil {
			return err
		}
		return errors.Join(b.putLate(list, number, late), b.noteDestroyed(list, int64(len(late))))
	})
	if err != nil {
		return false, fmt.Errorf("destroy case %s: %w", kase, err)
	}
	s.dropKeys(kase)
	s.narrow.forget()
	s.walls.forget()
	return true, nil
}

// destroy removes every trace of a case: also what keeps a case that only
// leaves this station.
func (b *batch) destroy(kase uuid.UUID) error {
	if err := b.forget(kase); err != nil {
		return err
	}
	if _, err := b.exec(`DELETE FROM draft WHERE file = ?`, kase[:]); err != nil {
		return fmt.Errorf("remove drafts: %w", err)
	}
	for _, group := range []string{ledger.GroupLeaders, ledger.GroupHealth} {
		of := ledger.NarrowOf(kase, group)
		if _, err := b.exec(`DELETE FROM keyring WHERE of = ?`, of[:]); err != nil {
			return fmt.Errorf("remove keys: %w", err)
		}
	}
	return nil
}

// noteDestroyed counts what this station has destroyed of a list.
func (b *batch) noteDestroyed(list uuid.UUID, late int64) error {
	var all []destroyed
	if err := loadMeta(b.ctx, b.tx, metaDestroying, &all); err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d destroyed) bool { return d.List == list })
	if i < 0 {
		all, i = append(all, destroyed{List: list}), len(all)
	}
	all[i].Cases++
	all[i].Late += late
	return saveMeta(b.ctx, b.tx, metaDestroying, all)
}

// sayDestroyed writes this station's word that it has destroyed what is on a
// list, again when more of it has come since.
func (s *Store) sayDestroyed(ctx context.Context, list uuid.UUID) error {
	var all []destroyed
	if err := loadMeta(ctx, s.db.Read(), metaDestroying, &all); err != nil {
		return s.fault(err)
	}
	mine := destroyed{List: list}
	if i := slices.IndexFunc(all, func(d destroyed) bool { return d.List == list }); i >= 0 {
		mine = all[i]
	}
	l := s.Directory().Disposals[list]
	if l == nil || s.Me().Removed {
		return nil
	}
	for _, said := range l.Done {
		if said.Station == s.Station() && said.Cases == mine.Cases && said.Late == mine.Late {
			return nil
		}
	}
	edit := &ledger.Edit{Record: ledger.DestroyedOf(list, s.Station()), Kind: ledger.KindDestroyed, Set: map[string]any{
		ledger.FieldOf: list.String(), ledger.FieldCount: mine.Cases, ledger.FieldLate: mine.Late,
	}}
	return s.write(ctx, func(b *batch) error { return b.append(planned{file: s.Center(), edit: edit}) })
}

// AwaitsDestruction reports whether the center's word of a list is missing that
// it must have carried out by now.
func (s *Store) AwaitsDestruction(ctx context.Context) (bool, error) {
	gone, err := s.gone(ctx)
	if err != nil || len(gone) == 0 {
		return false, err
	}
	var said ledger.Destructions
	if err := loadMeta(ctx, s.db.Read(), metaDestructions, &said); err != nil {
		return false, s.fault(err)
	}
	for _, list := range gone {
		if !slices.ContainsFunc(said.Items, func(d ledger.Destruction) bool { return d.List == list }) {
			return true, nil
		}
	}
	return false, nil
}

// TakeDestructions keeps the center's word of what it has destroyed. It is
// checked by the center's key.
func (s *Store) TakeDestructions(ctx context.Context, said ledger.Destructions) error {
	if err := said.Verify(s.CenterPublic()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	if err := s.tx(ctx, func(tx *sql.Tx) error { return saveMeta(ctx, tx, metaDestructions, said) }); err != nil {
		return fmt.Errorf("keep what the center destroyed: %w", err)
	}
	return nil
}

// ofGone chooses arrivals of cases that are destroyed: a center that was
// restored shows them again.
func (s *Store) ofGone(gone map[uuid.UUID]uuid.UUID) func(*arrival) bool {
	return func(a *arrival) bool {
		if a.change == nil {
			return false
		}
		_, is := gone[a.change.Case]
		return is
	}
}

// lateKinds are no work of anybody's.
var lateKinds = []string{ledger.KindGrant, ledger.KindRestrict}

// decodeLate opens a change that nobody else has; ok is false when no key at
// hand does.
func (s *Store) decodeLate(raw []byte, narrow map[uuid.UUID]heldKey) (c *ledger.Change, e *ledger.Edit, ok bool) {
	c = new(ledger.Change)
	if trust.Decode(raw, c) != nil {
		return nil, nil, false
	}
	key, has := s.key(c.Key)
	if k, is := narrow[c.Key]; !has && is {
		key, has = k.key, true
	}
	if !has && c.Sealed() {
		return nil, nil, false
	}
	e, err := c.OpenBody(key)
	return c, e, err == nil
}

// codeDisposed is the center's refusal of what it has destroyed; see sync/wire.
const codeDisposed = 32

// sendKept lets changes be sent again that the center refused because their
// case was gone, where it is so no more: somebody kept it, and the center has
// heard of that since.
func (s *Store) sendKept(ctx context.Context, gone map[uuid.UUID]uuid.UUID) error {
	files, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM change INDEXED BY change_refused WHERE `+refusedBy(codeDisposed))
	if err != nil {
		return s.fault(err)
	}
	files = slices.DeleteFunc(files, func(kase uuid.UUID) bool { _, is := gone[kase]; return is })
	if len(files) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	marks, args := inList(files)
	err = s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE change SET refused = '' WHERE `+refusedBy(codeDisposed)+` AND file IN (`+marks+`)`, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("send what was kept: %w", err)
	}
	s.rouse()
	return nil
}
