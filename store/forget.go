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

// WaitingCase is a case that has left this station's scope and stays until
// what is only here has gone to the center, or a person has decided about it.
type WaitingCase struct {
	Case   uuid.UUID
	Family string // 家名
	Number string

	Unsent  int // changes that the center has not receipted
	Refused int // changes that it would not take, and those set aside
	Held    int // changes of others in quarantine
	Blobs   int // attachments that the center does not have
	Drafts  int // what somebody is still typing

	Other bool // the center has another history of it, and will not take this one
}

// none reports whether nothing keeps the case here.
func (w *WaitingCase) none() bool {
	return w.Unsent+w.Refused+w.Held+w.Blobs+w.Drafts == 0 && !w.Other
}

// metaKept is the row in meta with the cases that the last Trim was told to
// keep, sorted.
const metaKept = "kept"

// FindWaiting lists the cases that should leave this station and cannot yet.
func (s *Store) FindWaiting(ctx context.Context) ([]WaitingCase, error) {
	out, err := s.outOfScope(ctx)
	if err != nil {
		return nil, err
	}
	var waiting []WaitingCase
	for _, file := range out {
		w, err := s.waitingOf(ctx, s.db.Read(), file)
		if err != nil {
			return nil, err
		}
		if w.none() {
			continue
		}
		err = s.db.Read().QueryRowContext(ctx, `SELECT name, number FROM casefile WHERE file = ?`, file[:]).Scan(&w.Family, &w.Number)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("find waiting cases: %w", s.fault(err))
		}
		waiting = append(waiting, *w)
	}
	return waiting, nil
}

// heldLate chooses what the center sent of a case after its beginning had left
// this station: each reckons the scope by its own clock and directory. Nothing
// of the case is shown here, and the log has it whole.
const heldLate = `code = '` + heldGap + `' AND seq > 0 AND NOT EXISTS (SELECT 1 FROM casefile WHERE casefile.file = held.file)`

// outOfScope are the cases that are here and should not be, but for those that
// are to be destroyed: the center does not take anything of them.
func (s *Store) outOfScope(ctx context.Context) ([]uuid.UUID, error) {
	scope, err := s.Scope(ctx)
	if err != nil || scope.Whole() || scope.Waiting { // what is here stays: it may be approved yet
		return nil, err
	}
	files, err := fileIDs(ctx, s.db.Read(), `SELECT file FROM head UNION SELECT file FROM held WHERE `+heldLate+` ORDER BY file`)
	if err != nil {
		return nil, s.fault(err)
	}
	var out []uuid.UUID
	for _, file := range files {
		if !scope.Has(file) && !scope.Gone(file) {
			out = append(out, file)
		}
	}
	return out, nil
}

// waitingOf says what of a case must not be lost.
func (s *Store) waitingOf(ctx context.Context, q querier, file uuid.UUID) (*WaitingCase, error) {
	w := &WaitingCase{Case: file}
	scope, err := s.Scope(ctx)
	if err != nil {
		return nil, err
	}
	// What goes before the rest of a restricted case does not come any more.
	shut := scope.Shut(file)
	err = q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM change WHERE file = ?1 AND seq = 0 AND refused = ''),
		(SELECT count(*) FROM change WHERE file = ?1 AND seq = 0 AND refused != '') + (SELECT count(*) FROM aside WHERE file = ?1 AND settled = ''),
		(SELECT count(*) FROM held WHERE file = ?1 AND NOT (`+heldLate+`) AND NOT (seq > 0 AND ?2)),
		(SELECT count(*) FROM draft WHERE file = ?1)`, file[:], shut).Scan(&w.Unsent, &w.Refused, &w.Held, &w.Drafts)
	if err != nil {
		return nil, fmt.Errorf("find what waits of %s: %w", file, s.fault(err))
	}
	if w.Blobs, err = blobsWaiting(ctx, q, file); err != nil {
		return nil, err
	}
	var kept []uuid.UUID
	if err := loadMeta(ctx, q, metaKept, &kept); err != nil {
		return nil, fmt.Errorf("find what waits of %s: %w", file, s.fault(err))
	}
	w.Other = slices.Contains(kept, file)
	return w, nil
}

// Trim removes the cases that left this station's scope, each in a transaction
// of its own, whole. A case stays while anything of it is only here: a change
// or an attachment that the center has not receipted, one that it refused,
// something in quarantine, a draft. So does one in kept, of which the center
// has another history than this station, and will not take the one that is
// here: after restores on both sides, this may be the last place of it. It
// returns how many have to wait.
func (s *Store) Trim(ctx context.Context, kept ...uuid.UUID) (waiting int, err error) {
	files, version, err := s.beginTrim(ctx, kept)
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, file := range files {
		gone, again, err := s.trimOne(ctx, file, version)
		switch {
		case err != nil:
			return 0, err
		case again: // the scope has changed meanwhile; the next call goes by it
			return waiting, s.cleanUp(ctx, removed)
		case gone:
			removed++
		default:
			waiting++
		}
	}
	return waiting, s.cleanUp(ctx, removed)
}

func (s *Store) beginTrim(ctx context.Context, kept []uuid.UUID) ([]uuid.UUID, int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return nil, 0, ErrClosed
	}
	scope, err := s.Scope(ctx)
	if err != nil {
		return nil, 0, err
	}
	if err := errors.Join(s.widen(ctx, scope), s.keepCases(ctx, kept)); err != nil {
		return nil, 0, err
	}
	files, err := s.outOfScope(ctx)
	return files, s.carriage.version, err
}

// keepCases notes which cases the center has otherwise: people see why they
// stay, without a network too.
func (s *Store) keepCases(ctx context.Context, kept []uuid.UUID) error {
	slices.SortFunc(kept, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	var was []uuid.UUID
	if err := loadMeta(ctx, s.db.SQL(), metaKept, &was); err != nil {
		return s.fault(err)
	}
	if slices.Equal(was, kept) {
		return nil
	}
	if err := s.tx(ctx, func(tx *sql.Tx) error { return saveMeta(ctx, tx, metaKept, kept) }); err != nil {
		return fmt.Errorf("note what stays: %w", err)
	}
	return nil
}

// trimOne removes one case unless it has to wait.
func (s *Store) trimOne(ctx context.Context, file uuid.UUID, version int) (gone, again bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return false, false, ErrClosed
	}
	if s.carriage.version != version {
		return false, true, nil
	}
	w, err := s.waitingOf(ctx, s.db.Read(), file)
	if err != nil || !w.none() {
		return false, false, err
	}
	// What was overwritten must not be found in the file's free room.
	if _, err := s.db.SQL().ExecContext(ctx, `PRAGMA secure_delete = ON`); err != nil {
		return false, false, s.fault(err)
	}
	var b *batch
	err = s.tx(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx)
		return b.forget(file)
	})
	if err != nil {
		return false, false, fmt.Errorf("remove case %s: %w", file, err)
	}
	s.dropKeys(file)
	s.narrow.forget()
	s.walls.forget()
	return true, false, b.settled(ctx)
}

// forget removes every trace of a case from the tables.
func (b *batch) forget(file uuid.UUID) error {
	own, err := b.head(chainID{file, b.s.Station()})
	if err != nil {
		return err
	}
	if err := b.noteTrimmed(file, int64(own.N)); err != nil {
		return err
	}
	links, err := b.s.links(b.ctx, b.tx)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.file == file || l.target == file {
			b.parted[l.file], b.parted[l.target] = true, true
		}
	}
	if err := forgetBlobs(b.ctx, b.tx, file); err != nil {
		return err
	}
	if err := b.forgetRecords(`SELECT record FROM record WHERE file = ?`, file[:]); err != nil {
		return err
	}
	for _, table := range []string{"change", "head", "casefile", "child", "worked", "due", "shown", "same", "stale", "holdbox", "aside", "held", "closed"} {
		if _, err := b.exec(`DELETE FROM `+table+` WHERE file = ?`, file[:]); err != nil {
			return fmt.Errorf("remove from %s: %w", table, err)
		}
	}
	if _, err := b.exec(`DELETE FROM keyring WHERE of = ?`, file[:]); err != nil {
		return fmt.Errorf("remove keys: %w", err)
	}
	// Who looked at it stays where the audit is read, and is sealed elsewhere.
	if _, err := b.exec(`DELETE FROM audit WHERE file = ? AND NOT EXISTS (SELECT 1 FROM audit_log)`, file[:]); err != nil {
		return fmt.Errorf("remove what was noted: %w", err)
	}
	b.cases[file], b.people = true, true
	b.heads = map[chainID]ledger.Head{}
	return b.follow()
}

// noteTrimmed remembers where this station's own chain in a case ends, by
// something that does not say which case it is.
func (b *batch) noteTrimmed(file uuid.UUID, n int64) error {
	was, err := b.trimmedAt(file)
	if n = max(n, was); n == 0 || err != nil {
		return err
	}
	if _, err := b.exec(`DELETE FROM trimmed WHERE file = ?`, file[:]); err != nil {
		return fmt.Errorf("note what was removed: %w", err)
	}
	name := trimmedName(file)
	_, err = b.exec(`INSERT INTO trimmed (file, n) VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET n = max(n, excluded.n)`, name[:], n)
	if err != nil {
		return fmt.Errorf("note what was removed: %w", err)
	}
	return nil
}

// forgetRecords removes the rows of records that a query chooses, and what
// lists and search took from them.
func (b *batch) forgetRecords(chosen string, args ...any) error {
	for _, query := range []string{
		`DELETE FROM seek_name WHERE rowid IN (SELECT id FROM record WHERE record IN (` + chosen + `))`,
		`DELETE FROM seek_text WHERE rowid IN (SELECT id FROM record WHERE record IN (` + chosen + `))`,
	} {
		if _, err := b.exec(query, args...); err != nil {
			return fmt.Errorf("remove from search: %w", err)
		}
	}
	for _, table := range []string{"child", "sight", "task", "joined", "apart", "round", "planned", "registered", "attached", "record"} {
		if _, err := b.exec(`DELETE FROM `+table+` WHERE record IN (`+chosen+`)`, args...); err != nil {
			return fmt.Errorf("remove from %s: %w", table, err)
		}
	}
	return nil
}

// dropKeys forgets the keys of a case.
func (s *Store) dropKeys(of uuid.UUID) {
	s.shared.Lock()
	defer s.shared.Unlock()
	delete(s.byCase, of)
	for id, k := range s.keys {
		if k.of == of {
			delete(s.keys, id)
		}
	}
}
