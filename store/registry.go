package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/trust"
)

// FindRegistry returns all lines of the registry, by kana and birth. What
// depends on the day is worked out here; the rest lies in a table.
func (s *Store) FindRegistry(ctx context.Context, f RegistryFilter) ([]RegistryRow, error) {
	s.freshen(ctx)
	s.refreshDues(ctx)
	where, args := ` WHERE g.ended = ?`, []any{f.Ended}
	if f.Case != nil {
		where, args = where+` AND g.file = ?`, append(args, f.Case[:])
	}
	rows, err := s.db.Read().QueryContext(ctx, `SELECT g.record, g.file, g.person, g.body, k.name, k.kana, k.address, k.health, k.welfare,
		coalesce(h.rank, 0), coalesce(h.seen, '')
		FROM registered g JOIN casefile k ON k.file = g.file LEFT JOIN child h ON h.record = g.person`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find registry: %w", s.fault(err))
	}
	defer rows.Close()
	var out []RegistryRow
	day := registryDay{today: s.today(), rules: s.Rules()}
	for rows.Next() {
		r, err := day.scan(rows)
		if err != nil {
			return nil, fmt.Errorf("find registry: %w", err)
		}
		out = append(out, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find registry: %w", s.fault(err))
	}
	if err := s.addDues(ctx, out); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b RegistryRow) int {
		return cmp.Or(strings.Compare(a.Kana, b.Kana), strings.Compare(a.Child.Birth, b.Child.Birth), strings.Compare(a.Number, b.Number))
	})
	return out, nil
}

// registryDay is the day on which the registry is read.
type registryDay struct {
	today casework.Date
	rules casework.Config
}

func (d registryDay) scan(row scanner) (RegistryRow, error) {
	var r RegistryRow
	var body []byte
	var familyKana, address, health, welfare, seen string
	var order int64
	err := row.Scan(&r.Record, &r.Case, &r.Person, &body, &r.Family, &familyKana, &address, &health, &welfare, &order, &seen)
	if err != nil {
		return r, err
	}
	var l registryLine
	if err := trust.Decode(body, &l); err != nil {
		return r, err
	}
	l.fill(&r)
	r.Kana, r.Address = cmp.Or(l.Kana, familyKana), cmp.Or(l.Address, address)
	if r.LeadStaff == uuid.Nil {
		r.LeadStaff = firstID(welfare, health)
	}
	r.LastSeen = max(seen, l.Seen)
	r.Child.Order, r.Child.LastSeen = order, r.LastSeen
	r.Plan = stageOn(r.Plan, r.PlanReview, d.today)
	d.count(&r)
	return r, nil
}

// fill copies what a line holds whatever the day.
func (l *registryLine) fill(r *RegistryRow) {
	r.Number, r.Name = l.Number, l.Name
	r.Child = ChildRow{ID: r.Person, Name: l.Given, Role: l.Role, Sex: l.Sex, Birth: l.Birth, Due: l.Due}
	r.Class, r.Before, r.Severity = l.Class, l.Before, l.Severity
	r.AbuseMain, r.Abuser, r.Route, r.School = l.AbuseMain, l.Abuser, l.Route, l.School
	r.LeadAgency, r.LeadStaff, r.Agencies = l.LeadAgency, parseID(l.LeadStaff), l.Agencies
	r.State, r.Policy, r.Share = l.State, l.Policy, l.Share
	r.Commission, r.Custody, r.InCare = l.Commission, l.Custody, l.InCare
	r.Registered, r.Reviewed, r.ReviewOn = l.Registered, l.Reviewed, l.ReviewOn
	r.Plan, r.PlanReview, r.Meeting = l.Plan, l.PlanReview, l.Meeting
	r.Ended, r.EndReason = l.Ended, l.EndReason
}

// count says for how long nobody has seen the person: from birth where nobody
// ever has, of an expectant mother from the day she was registered. Of the
// unborn nothing is counted.
func (d registryDay) count(r *RegistryRow) {
	r.Unseen = -1
	last, _ := casework.ParseISO(r.LastSeen)
	start, _ := casework.ParseISO(r.Child.Birth)
	switch r.Child.Role {
	case "child":
	case "fetus":
		return
	default:
		start, _ = casework.ParseISO(r.Registered)
	}
	if u, ok := d.rules.UnseenOn(casework.Class(r.Class), last, start, d.today); ok {
		r.Unseen, r.UnseenOver = u.Days, u.Over && r.Ended == ""
	}
}

// addDues adds to each line the clock that runs for the person, and which
// deadlines of the person or the family have passed or are near.
func (s *Store) addDues(ctx context.Context, lines []RegistryRow) error {
	type of struct{ file, person uuid.UUID }
	dues := map[of][]dueNote{}
	until := s.c.Now().AddDate(0, 0, s.Rules().SoonDays)
	rows, err := s.db.Read().QueryContext(ctx, `SELECT file, subject, rule, at FROM due WHERE done = 0 AND at < ?`, until.UnixMilli())
	if err != nil {
		return fmt.Errorf("find deadlines of the registry: %w", s.fault(err))
	}
	defer rows.Close()
	for rows.Next() {
		var at of
		var n dueNote
		var millis int64
		if err := rows.Scan(&at.file, &at.person, &n.id, &millis); err != nil {
			return fmt.Errorf("find deadlines of the registry: %w", err)
		}
		n.at = time.UnixMilli(millis).In(until.Location())
		dues[at] = append(dues[at], n)
	}
	for i := range lines {
		for _, about := range []uuid.UUID{lines[i].Person, uuid.Nil} {
			for _, n := range dues[of{lines[i].Case, about}] {
				n.add(&lines[i])
			}
		}
		slices.Sort(lines[i].Notes)
	}
	return s.fault(rows.Err())
}

// dueNote is a deadline as a line of the registry shows it.
type dueNote struct {
	id casework.DeadlineID
	at time.Time
}

func (n dueNote) add(r *RegistryRow) {
	if n.id == casework.DL01SafetyCheck && (r.Clock.IsZero() || n.at.Before(r.Clock)) {
		r.Clock = n.at
	}
	if !slices.Contains(r.Notes, n.id) {
		r.Notes = append(r.Notes, n.id)
	}
}
