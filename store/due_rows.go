package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// The table of deadlines follows the records of the cases of casework. What
// only a birth date brings (DL06–DL11) is left out: every family with a small
// child has those, and other lists have them.

// ofBirth are the deadlines that the table leaves out.
var ofBirth = []casework.DeadlineID{
	casework.DL06NewbornVisit, casework.DL07InfantVisit, casework.DL08EighthMonth,
	casework.DL09PostnatalCheckup, casework.DL10PostnatalCare, casework.DL11Checkup,
}

// keepMet is how long a deadline that was met stays in the table.
const keepMet = 90 * 24 * time.Hour

// owes notes that the deadlines of a case may have changed with a record.
func (b *batch) owes(r *row) {
	switch {
	case r.file == b.s.Office():
		b.settings = b.settings || r.Kind == KindSettings
		b.templates = b.templates || r.Kind == KindTemplate
	case isWork(r.Kind), r.Kind == KindFamily, r.Kind == KindPerson, r.Kind == KindRelation, r.Kind == KindVisit:
		b.owing[r.file] = b.owing[r.file] || isWork(r.Kind)
	}
	if r.Kind == KindFamily || r.Kind == KindJudgement {
		b.judged[r.file] = b.judged[r.file] || r.Kind == KindJudgement
	}
}

// plainCase reports whether a case is neither of casework nor merged with
// another: most of a city is so, and costs a first sync no more than this.
func (b *batch) plainCase(file uuid.UUID) (bool, error) {
	var more bool
	err := b.scan(`SELECT EXISTS (SELECT 1 FROM worked WHERE file = ?1) OR EXISTS (SELECT 1 FROM shown WHERE file = ?1)
		OR EXISTS (SELECT 1 FROM shown WHERE target = ?1)`, []any{file[:]}, &more)
	if err != nil {
		return false, fmt.Errorf("look at case %s: %w", file, err)
	}
	return !more, nil
}

// saveDues computes the deadlines of the cases anew that the batch touched; of
// all, when the center's settings are among it.
func (b *batch) saveDues() error {
	if b.directory {
		// Who may approve may be others now: looked at when it is next asked.
		if _, err := b.exec(`UPDATE worked SET next = 0 WHERE file IN (SELECT file FROM due WHERE rule = ?)`, string(casework.DL17Approval)); err != nil {
			return fmt.Errorf("look at approvals again: %w", err)
		}
	}
	rules := b.s.Rules()
	if b.settings {
		var err error
		if rules, err = b.s.readRules(b.ctx, b.tx); err != nil {
			return err
		}
		rules.RolesOf = b.s.rolesHeld()
	}
	owing, err := b.owingCases()
	if err != nil {
		return err
	}
	if len(owing) > manyOwing {
		for file := range owing {
			if err := b.putOff(file); err != nil {
				return fmt.Errorf("put off deadlines of case %s: %w", file, err)
			}
		}
		return nil
	}
	return b.computeDues(slices.Collect(maps.Keys(owing)), rules)
}

// manyOwing is from how many cases on their deadlines are left until somebody
// asks for them: a first sync touches each case again and again.
const manyOwing = 64

// putOff leaves the deadlines of a case to whoever asks for them next.
func (b *batch) putOff(file uuid.UUID) error {
	_, err := b.exec(`INSERT INTO worked (file, next) VALUES (?, 0) ON CONFLICT (file) DO UPDATE SET next = 0`, file[:])
	return err
}

// owingCases are the cases whose deadlines have to be computed anew, those
// included in which others of them are shown.
func (b *batch) owingCases() (map[uuid.UUID]bool, error) {
	var touched []uuid.UUID
	for file, work := range b.owing {
		if work {
			if _, err := b.exec(`INSERT INTO worked (file, next) VALUES (?, 0) ON CONFLICT DO NOTHING`, file[:]); err != nil {
				return nil, fmt.Errorf("note case of casework: %w", err)
			}
		} else if plain, err := b.plainCase(file); err != nil {
			return nil, err
		} else if plain {
			continue
		}
		touched = append(touched, file)
	}
	for file := range b.parted {
		touched = append(touched, file)
	}
	if b.settings {
		all, err := fileIDs(b.ctx, b.tx, `SELECT file FROM worked`)
		if err != nil {
			return nil, err
		}
		touched = append(touched, all...)
	}
	owing := map[uuid.UUID]bool{}
	for _, file := range touched {
		root, err := shownIn(b.ctx, b.tx, file)
		if err != nil {
			return nil, err
		}
		owing[file], owing[root] = true, true
	}
	return owing, nil
}

func fileIDs(ctx context.Context, q querier, query string, args ...any) ([]uuid.UUID, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	defer rows.Close()
	var out []uuid.UUID
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list cases: %w", err)
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// dues computes the deadlines of cases, with what is the same for all of them.
type dues struct {
	*batch
	rules casework.Config
	shown map[uuid.UUID]uuid.UUID // merged cases, by where they are shown
	now   time.Time
	loc   *time.Location
}

// computeDues computes the deadlines of some cases anew.
func (b *batch) computeDues(files []uuid.UUID, rules casework.Config) error {
	if len(files) == 0 {
		return nil
	}
	shown, err := shownFiles(b.ctx, b.tx)
	if err != nil {
		return err
	}
	d := dues{batch: b, rules: rules, shown: shown, now: b.s.c.Now(), loc: b.s.place()}
	for _, file := range files {
		if err := d.compute(file); err != nil {
			return fmt.Errorf("compute deadlines of case %s: %w", file, err)
		}
	}
	return nil
}

// compute makes the rows of one case anew. A case that is shown in another has
// none of its own: they are the other's.
func (d dues) compute(file uuid.UUID) error {
	if _, err := d.exec(`DELETE FROM due WHERE file = ?`, file[:]); err != nil {
		return err
	}
	if _, merged := d.shown[file]; merged {
		return d.turnsAt(file, d.now.AddDate(1, 0, 0))
	}
	f, err := d.file(file)
	if err != nil {
		return err
	}
	deadlines := d.rules.Deadlines(f, d.now, d.loc)
	for _, one := range deadlines {
		if err := d.save(file, f, one); err != nil {
			return err
		}
	}
	return d.turnsAt(file, nextTurn(f, deadlines, d.now, d.loc))
}

// file gathers a case with those that are shown in it.
func (d dues) file(file uuid.UUID) (casework.File, error) {
	files := []uuid.UUID{file}
	for other, root := range d.shown {
		if root == file {
			files = append(files, other)
		}
	}
	if len(files) > 1 {
		slices.SortFunc(files[1:], compareID)
		return d.s.shownFile(d.ctx, d.tx, file, files)
	}
	st, err := d.stmt.get(`SELECT ` + entryColumns + ` FROM record r WHERE r.file = ? ORDER BY r.created, r.record`)
	if err != nil {
		return casework.File{}, err
	}
	rows, err := st.QueryContext(d.ctx, file[:])
	if err != nil {
		return casework.File{}, err
	}
	entries, err := scanEntries(rows)
	return casework.File{ID: file.String(), Entries: entries}, err
}

// turnsAt notes when the deadlines of a case may change though nobody writes.
func (d dues) turnsAt(file uuid.UUID, next time.Time) error {
	_, err := d.exec(`INSERT INTO worked (file, next) VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET next = excluded.next`, file[:], next.UnixMilli())
	return err
}

func (d dues) save(file uuid.UUID, f casework.File, one casework.Deadline) error {
	if one.Info || !one.Ended.IsZero() || slices.Contains(ofBirth, one.ID) {
		return nil
	}
	done := int64(0)
	if !one.Done.IsZero() {
		if one.Done.Before(d.now.Add(-keepMet)) {
			return nil
		}
		done = one.Done.UnixMilli()
	}
	record, subject, intake := parseID(one.Entry), parseID(one.Subject), intakeOf(f, one)
	_, err := d.exec(`INSERT INTO due (file, key, rule, at, done, record, subject, intake, staff, title, partial, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		file[:], one.Key(), string(one.ID), one.Due.UnixMilli(), done, record[:], subject[:], intake[:],
		strings.Join(one.Staff, " "), listedTitle(f, f.Entry(one.Entry)), partly(f, one, intake), packDeadline(one))
	return err
}

// intakeOf is the report that a deadline comes from, of those that come from
// one.
func intakeOf(f casework.File, d casework.Deadline) uuid.UUID {
	switch d.ID {
	case casework.DL01SafetyCheck, casework.DL02UrgentMeeting, casework.DL03RefusedSighting:
	default:
		return uuid.Nil
	}
	e := f.Entry(d.Entry)
	if e != nil && e.Kind != KindIntake {
		e = f.Entry(e.Parent)
	}
	if e == nil || e.Kind != KindIntake {
		return uuid.Nil
	}
	return parseID(e.ID)
}

// partly reports whether somebody checked on the child without stopping its
// clock: by telephone, or in vain.
func partly(f casework.File, d casework.Deadline, intake uuid.UUID) bool {
	if d.ID != casework.DL01SafetyCheck || !d.Open() {
		return false
	}
	return slices.ContainsFunc(f.Below(intake.String(), KindSafetyCheck), func(check *casework.Entry) bool {
		return f.Person(check.Text("child")) == f.Person(d.Subject)
	})
}

// titleFields are what records of a kind are called by.
var titleFields = map[string]string{
	KindTask: "what", KindPlanIssue: "what", KindPlanGoal: "goal", KindPlanMeasure: "what", KindApproval: "title",
	KindReferral: "office", KindCommission: "office", KindTransfer: "city", KindAbsence: "school", KindProtectionMeasure: "city",
	KindResource: "name", KindMeeting: "place", KindTemplate: "title",
}

// listedTitle is what lists call a record: where a family is protected, none
// says to which city it moved, or which school a child goes to.
func listedTitle(f casework.File, e *casework.Entry) string {
	if e != nil && (e.Kind == KindTransfer || e.Kind == KindAbsence) && guardsFile(f) {
		return ""
	}
	return titleOf(e)
}

func titleOf(e *casework.Entry) string {
	if e == nil {
		return ""
	}
	return e.Text(titleFields[e.Kind])
}
