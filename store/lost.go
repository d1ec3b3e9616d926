package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// LostReport is what can be known here of a machine that is gone: what was on
// it, who used it, and what was done. Times are zero where nothing is known.
type LostReport struct {
	Station ledger.Station
	// Everything is true when the station was allowed to hold every case; then
	// Cases counts and Held is empty.
	Everything bool
	Cases      int
	Persons    int
	Held       []LostCase

	Spoke    time.Time // when the center last took something from it
	Audited  bool      // the reader may read the audit, which says what follows
	Opened   time.Time // when somebody last signed in on it, as far as it was told
	OpenedBy uuid.UUID
	People   []uuid.UUID // who ever signed in on it
	Failed   int         // wrong passwords since then, as far as they were told

	Removed *ledger.Removal // nil while it is not removed
}

// LostCase is a family whose file was allowed to be on it.
type LostCase struct {
	Case    uuid.UUID
	Number  string
	Family  string
	Persons int
	Carried time.Time // when a carry ends, zero where the case is there for another reason
}

// FindLost gathers what a lost machine may have given away. It returns
// ErrNotAllowed unless the person signed in may remove stations, and
// ErrNotFound for a machine that the directory does not have.
func (s *Store) FindLost(ctx context.Context, station uuid.UUID) (*LostReport, error) {
	if !s.May(ledger.ActStations) {
		return nil, ErrNotAllowed
	}
	dir := s.Directory()
	at := dir.Stations[station]
	if at == nil {
		return nil, fmt.Errorf("find lost station %s: %w", station, ErrNotFound)
	}
	r := &LostReport{Station: *at, Audited: s.ReadsAudit()}
	for _, gather := range []func(context.Context, *LostReport) error{s.lostCases, s.lostTalk, s.lostUse, s.lostRemoval} {
		if err := gather(ctx, r); err != nil {
			return nil, fmt.Errorf("find lost station %s: %w", station, err)
		}
	}
	return r, nil
}

// lostCases finds what the machine was allowed to hold. That it was removed
// changes nothing of what is on it.
func (s *Store) lostCases(ctx context.Context, r *LostReport) error {
	walls, err := s.wallsNow(ctx)
	if err != nil {
		return err
	}
	var scope ledger.Scope
	ends := map[uuid.UUID]time.Time{}
	err = s.withBook(ctx, func(book *ledger.Carriage) {
		dir := s.Directory()
		scope = ledger.ScopeOf(dir, book, s.Center(), r.Station.ID, s.c.Now()).Within(walls, dir, r.Station.ID)
		for _, c := range book.Carries {
			if c.Station == r.Station.ID && !c.Back {
				ends[c.Case] = c.Until
			}
		}
	})
	if err != nil {
		return err
	}
	r.Everything = scope.All
	if scope.All {
		err := s.db.Read().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM casefile), (SELECT count(*) FROM record WHERE kind = 'person')`).
			Scan(&r.Cases, &r.Persons)
		for kase := range walls {
			if scope.Shut(kase) {
				r.Cases--
			}
		}
		return s.fault(err)
	}
	files := scope.List()
	for kase := range ends { // past its time, but nobody has brought it back
		if !slices.Contains(files, kase) {
			files = append(files, kase)
		}
	}
	for _, kase := range files {
		if scope.House(kase) {
			continue
		}
		c := LostCase{Case: kase, Carried: ends[kase]}
		err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(name), ''), coalesce(max(number), ''),
			(SELECT count(*) FROM record WHERE file = ?1 AND kind = 'person') FROM casefile WHERE file = ?1`, kase[:]).
			Scan(&c.Family, &c.Number, &c.Persons)
		if err != nil {
			return s.fault(err)
		}
		r.Held, r.Persons = append(r.Held, c), r.Persons+c.Persons
	}
	slices.SortFunc(r.Held, func(a, b LostCase) int { return cmp.Compare(a.Number+a.Case.String(), b.Number+b.Case.String()) })
	r.Cases = len(r.Held)
	return nil
}

func (s *Store) lostTalk(ctx context.Context, r *LostReport) error {
	var taken int64
	id := r.Station.ID
	err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(taken), 0) FROM heard WHERE station = ?`, id[:]).Scan(&taken)
	if taken > 0 {
		r.Spoke = time.UnixMilli(taken)
	}
	return s.fault(err)
}

// lostUse reads the audit of the machine.
func (s *Store) lostUse(ctx context.Context, r *LostReport) error {
	if !r.Audited {
		return nil
	}
	id := r.Station.ID
	rows, err := s.db.Read().QueryContext(ctx, `SELECT who, max(at) FROM audit WHERE station = ? AND act = ? GROUP BY who ORDER BY max(at) DESC`,
		id[:], string(AuditSignedIn))
	if err != nil {
		return s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		var who uuid.UUID
		var at int64
		if err := rows.Scan(&who, &at); err != nil {
			return s.fault(err)
		}
		if len(r.People) == 0 {
			r.Opened, r.OpenedBy = time.UnixMilli(at), who
		}
		r.People = append(r.People, who)
	}
	if err := rows.Err(); err != nil {
		return s.fault(err)
	}
	err = s.db.Read().QueryRowContext(ctx, `SELECT coalesce(sum(guesses), 0) FROM audit WHERE station = ? AND act = ?`,
		id[:], string(AuditFailed)).Scan(&r.Failed)
	return s.fault(err)
}

func (s *Store) lostRemoval(ctx context.Context, r *LostReport) error {
	if !r.Station.Removed {
		return nil
	}
	written, err := s.directoryChanges(ctx, s.db.Read())
	if err != nil {
		return err
	}
	for _, w := range slices.Backward(written) {
		if w.Edit.Record != r.Station.ID || w.Edit.Set[ledger.FieldRemoved] != true || slices.Contains(s.Directory().Refused, w.Dot) {
			continue
		}
		r.Removed = &ledger.Removal{By: w.Author, At: w.At.Wall()}
		if by := s.Staff(w.Author); by != nil {
			r.Removed.Name = by.Name
		}
		return nil
	}
	return nil
}

// RenewGroups opens a new epoch of every group that the person signed in can:
// after a machine was lost on which its keys lay. What was written before
// stays under the keys of before; each case gets a new one when somebody next
// writes in it.
func (s *Store) RenewGroups(ctx context.Context) error {
	if !s.May(ledger.ActRoles) {
		return ErrNotAllowed
	}
	dir := s.Directory()
	var edits []*ledger.Edit
	for _, name := range ledger.AllGroups {
		current, epoch := dir.CurrentKey(dir.Groups[name])
		if _, held := s.anyKey(current); !held {
			continue
		}
		more, err := s.openEpoch(dir, name, epoch+1)
		if err != nil {
			return fmt.Errorf("renew group %s: %w", name, err)
		}
		edits = append(edits, more...)
	}
	if err := s.writeDirectory(ctx, edits...); err != nil {
		return fmt.Errorf("renew groups: %w", err)
	}
	return nil
}
