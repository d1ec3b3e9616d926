package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// The tables round, planned and registered hold what lists over all cases show
// of submissions, plans and the registry. They follow from the records: a
// case's rows are made anew when one of its records changes.

// manyLines is from how many touched cases on the rows are left until somebody
// reads them: a first sync touches each case again and again.
const manyLines = 16

// saveLines makes the rows of touched cases anew, or notes that they are stale.
func (b *batch) saveLines() error {
	touched, asked := map[uuid.UUID]bool{}, map[listedIn]bool{}
	for _, t := range b.records {
		if t.made == nil || touched[t.file] || t.file == b.s.Office() {
			continue
		}
		listed, err := b.isListed(t.made, asked)
		if err != nil {
			return err
		}
		if listed {
			touched[t.file] = true
		}
	}
	for file := range b.parted {
		touched[file] = true
	}
	if len(touched) <= manyLines {
		return b.newLines().refreshAll(slices.Collect(maps.Keys(touched)))
	}
	for file := range touched {
		if _, err := b.exec(`INSERT INTO stale (file) VALUES (?) ON CONFLICT DO NOTHING`, file[:]); err != nil {
			return fmt.Errorf("note stale lines: %w", err)
		}
	}
	return nil
}

// listedIn is a question that a batch asks once of each case: whether lists
// show it, and for which records.
type listedIn struct {
	file  uuid.UUID
	grown int
}

// isListed reports whether lists show something that a record says: all of the
// work, and in a case of the registry its household and agencies. Of the record
// book that is only where an expectant mother may have been seen.
func (b *batch) isListed(r *row, asked map[listedIn]bool) (listed bool, err error) {
	grown := 0
	switch r.Kind {
	case KindVisit, KindNote:
		grown = 1
	case KindFamily, KindPerson, KindAgency:
	default:
		return isWork(r.Kind), nil
	}
	in := listedIn{r.file, grown}
	if listed, ok := asked[in]; ok {
		return listed, nil
	}
	err = b.scan(`SELECT EXISTS (SELECT 1 FROM registered WHERE file IN (?1, (SELECT target FROM shown WHERE file = ?1)) AND grown >= ?2)`,
		[]any{r.file[:], grown}, &listed)
	if err != nil {
		return false, fmt.Errorf("look for lines of case %s: %w", r.file, err)
	}
	asked[in] = listed
	return listed, nil
}

// lines makes rows of cases, with what is the same for all of them.
type lines struct {
	*batch
	plans plans
}

func (b *batch) newLines() lines {
	return lines{batch: b, plans: plans{roles: b.s.rolesHeld()}}
}

func (l lines) refreshAll(files []uuid.UUID) error {
	for _, file := range files {
		if err := l.refresh(file); err != nil {
			return fmt.Errorf("list case %s: %w", file, err)
		}
	}
	return nil
}

// refresh makes the rows of one case anew, under the case in which it is shown.
// A row may still lie under the case in which it was shown before.
func (l lines) refresh(file uuid.UUID) error {
	root, err := shownIn(l.ctx, l.tx, file)
	if err != nil {
		return err
	}
	files, err := filesOf(l.ctx, l.tx, root)
	if err != nil {
		return err
	}
	for _, id := range append(files, file) {
		for _, table := range []string{`round`, `planned`, `registered`, `stale`} {
			if _, err := l.exec(`DELETE FROM `+table+` WHERE file = ?`, id[:]); err != nil {
				return err
			}
		}
	}
	var listed bool
	err = l.scan(`SELECT EXISTS (SELECT 1 FROM record WHERE (file = ?1 OR file IN (SELECT file FROM shown WHERE target = ?1))
		AND kind IN ('approval', 'plan', 'registry'))`, []any{root[:]}, &listed)
	if err != nil || !listed {
		return err
	}
	all, err := l.s.workOf(l.ctx, l.tx, files)
	if err != nil {
		return err
	}
	whole := lotOf(all)
	f := whole.file(root)
	return errors.Join(l.saveRounds(root, all), l.savePlanned(root, f), l.saveRegistered(root, f))
}

// saveRounds keeps whose turn the submissions of a case are.
func (l lines) saveRounds(root uuid.UUID, all []entry) error {
	for _, r := range rounds(all, l.plans.roles) {
		author, waits := parseID(r.approval.Author), ""
		if r.open() {
			waits = r.state.WaitsFor
		}
		if _, err := l.exec(`INSERT OR REPLACE INTO round (record, file, author, waits) VALUES (?, ?, ?, ?)`, r.id[:], root[:], author[:], waits); err != nil {
			return fmt.Errorf("list approval: %w", err)
		}
	}
	return nil
}

// deriveLines leaves the rows of all cases of casework to be made when they are
// read.
func (b *batch) deriveLines() error {
	if _, err := b.exec(`INSERT INTO stale (file) SELECT file FROM worked WHERE true ON CONFLICT DO NOTHING`); err != nil {
		return fmt.Errorf("note stale lines: %w", err)
	}
	return nil
}

// freshen makes the rows of stale cases anew before they are read. A station
// that cannot write shows them as they were.
func (s *Store) freshen(ctx context.Context) {
	var stale bool
	err := s.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM stale)`).Scan(&stale)
	if err == nil && stale {
		err = s.freshenAll(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.c.Log.Warn("freshen lists", "err", err)
	}
}

func (s *Store) freshenAll(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		files, err := fileIDs(ctx, tx, `SELECT file FROM stale`)
		if err != nil {
			return err
		}
		return s.newBatch(ctx, tx).newLines().refreshAll(files)
	})
}

// planLine is what lists show of a plan beside its stage and day of review.
type planLine struct {
	_        struct{} `cbor:",toarray"`
	Version  int64
	Ended    string
	Handed   string
	Goals    int64
	Achieved int64
	Authors  []string
	Sheet    string
}

func (l lines) savePlanned(root uuid.UUID, f casework.File) error {
	for _, plan := range f.Of(KindPlan) {
		p := planLine{
			Version: version(plan), Ended: plan.Text("ended_on"), Handed: handedOn(f, plan),
			Authors: plan.Texts("authors"), Sheet: plan.Text("sheet"),
		}
		for _, goal := range f.Below(plan.ID, KindPlanGoal) {
			p.Goals++
			if achieved(f, goal) {
				p.Achieved++
			}
		}
		id := parseID(plan.ID)
		_, err := l.exec(`INSERT OR REPLACE INTO planned (record, file, stage, review, body) VALUES (?, ?, ?, ?, ?)`,
			id[:], root[:], l.plans.stage(f, plan), plan.Text("review_on"), encodeLine(p))
		if err != nil {
			return fmt.Errorf("list plan: %w", err)
		}
	}
	return nil
}

// handedOn is the day on which the family got a plan, "" while it has not.
func handedOn(f casework.File, plan *casework.Entry) string {
	day := ""
	for _, h := range f.Below(plan.ID, KindPlanHandover) {
		if on := h.Text("on"); on != "" && h.Text("not_handed_reason") == "" && (day == "" || on < day) {
			day = on
		}
	}
	return day
}

// achieved reports whether the last look at a goal found it reached.
func achieved(f casework.File, goal *casework.Entry) bool {
	last := latest(f.Below(goal.ID, KindPlanEvaluation), "on")
	return last != nil && last.Text("achieved") == "achieved"
}

// latest is the entry with the latest day in a field, of one day the one
// written last; nil when there is none.
func latest(entries []*casework.Entry, field string) *casework.Entry {
	if len(entries) == 0 {
		return nil
	}
	return slices.MaxFunc(entries, func(a, b *casework.Entry) int {
		if c := a.Day(field).Compare(b.Day(field)); c != 0 {
			return c
		}
		return a.Written.Compare(b.Written)
	})
}
