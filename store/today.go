package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// recentLimit is how many changes of others the first page lists.
const recentLimit = 30

// Today gathers what the first page shows, for the person signed in alone or
// for everyone.
func (s *Store) Today(ctx context.Context, onlyMine bool) (*Today, error) {
	t := &Today{}
	staff := uuid.Nil
	if onlyMine {
		staff = s.who
	}
	counts, err := s.Counts(ctx)
	if err != nil {
		return nil, err
	}
	t.Cases, t.Unsent, t.HeldBack = counts.Cases, counts.Unsent, counts.Held
	box, err := s.FindHoldBox(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range box {
		if h.May {
			t.HoldBox++
		}
	}
	if err := s.todayWork(ctx, t, staff); err != nil {
		return nil, err
	}
	opened, err := s.FindOpenings(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range opened {
		if s.Waits(o) {
			t.Opened = append(t.Opened, o)
		}
	}
	if t.Conflicts, err = s.FindConflicts(ctx); err != nil {
		return nil, err
	}
	if t.Drafts, err = s.FindDrafts(ctx); err != nil {
		return nil, err
	}
	today := s.today()
	if t.Unseen, err = s.unseen(ctx, today, staff); err != nil {
		return nil, err
	}
	if t.VisitsDue, err = s.visitsDue(ctx, today, staff); err != nil {
		return nil, err
	}
	if t.Appointments, err = s.appointments(ctx, today, t.Drafts); err != nil {
		return nil, err
	}
	t.Recent, err = s.recent(ctx)
	return t, err
}

// mine is the condition that a case is in charge of somebody, or of anybody
// for the zero id.
const mine = ` (?1 = '' OR k.health = ?1 OR k.welfare = ?1) `

func staffText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// unseen lists children of watched classes whom nobody has seen for longer
// than their class allows, the longest first.
func (s *Store) unseen(ctx context.Context, today casework.Date, staff uuid.UUID) ([]UnseenRow, error) {
	config := s.Rules()
	rows, err := s.db.Read().QueryContext(ctx, `SELECT k.file, k.name, k.class, k.health, k.welfare, `+childColumns+`
		FROM child h JOIN casefile k ON k.file = h.file
		WHERE k.class IN ('protection', 'support') AND h.role = 'child' AND h.birth != '' AND`+mine, staffText(staff))
	if err != nil {
		return nil, fmt.Errorf("find unseen children: %w", s.fault(err))
	}
	defer rows.Close()
	var out []UnseenRow
	for rows.Next() {
		var r UnseenRow
		var health, welfare string
		if err := rows.Scan(append([]any{&r.Case, &r.Family, &r.Class, &health, &welfare}, r.Child.into()...)...); err != nil {
			return nil, fmt.Errorf("find unseen children: %w", err)
		}
		r.Staff = firstID(welfare, health)
		last, _ := casework.ParseISO(r.Child.LastSeen)
		born, err := casework.ParseISO(r.Child.Birth)
		if err != nil {
			continue
		}
		u, ok := config.UnseenOn(casework.Class(r.Class), last, born, today)
		if !ok || !u.Over {
			continue
		}
		r.Days, r.Never = u.Days, last.IsZero()
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b UnseenRow) int { return b.Days - a.Days })
	return out, s.fault(rows.Err())
}

func firstID(texts ...string) uuid.UUID {
	for _, t := range texts {
		if id := parseID(t); id != uuid.Nil {
			return id
		}
	}
	return uuid.Nil
}

// lookBack is how long a visit that passed its day stays on the first page.
const lookBack = 60

// visitsDue lists newborns and infants without a visit whose legal day is
// near or has passed (DL06: day 28, DL07: the day before four months).
func (s *Store) visitsDue(ctx context.Context, today casework.Date, staff uuid.UUID) ([]VisitDue, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT k.file, k.name, k.health, `+childColumns+`
		FROM child h JOIN casefile k ON k.file = h.file
		WHERE h.role = 'child' AND h.birth >= ?2 AND h.birth <= ?3 AND`+mine+`
		AND NOT EXISTS (SELECT 1 FROM sight t JOIN record r ON r.record = t.record WHERE r.kind = 'visit'
			AND (t.child = h.record OR t.child IN (SELECT person FROM same WHERE shown = h.record)))
		ORDER BY h.birth`, staffText(staff), today.AddMonths(-4).AddDays(-lookBack).String(), today.String())
	if err != nil {
		return nil, fmt.Errorf("find visits due: %w", s.fault(err))
	}
	defer rows.Close()
	var out []VisitDue
	for rows.Next() {
		var v VisitDue
		var health string
		if err := rows.Scan(append([]any{&v.Case, &v.Family, &health}, v.Child.into()...)...); err != nil {
			return nil, fmt.Errorf("find visits due: %w", err)
		}
		born, err := casework.ParseISO(v.Child.Birth)
		if err != nil {
			continue
		}
		due := casework.NewbornVisitDue(born)
		v.Deadline = "DL06"
		if today.After(due) {
			due, v.Deadline = casework.InfantVisitDue(born), "DL07"
		}
		v.Due, v.DaysLeft, v.Staff = due.String(), due.DaysSince(today), parseID(health)
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b VisitDue) int { return a.DaysLeft - b.DaysLeft })
	return out, s.fault(rows.Err())
}

// appointments lists the visits planned today for the person signed in.
func (s *Store) appointments(ctx context.Context, today casework.Date, drafts []DraftRow) ([]AppointmentRow, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT `+recordColumns+`, coalesce(k.name, ''), coalesce(k.address, '')`+recordFrom+
		`LEFT JOIN casefile k ON k.file = r.file WHERE r.kind = 'appointment' AND r.day = ? AND r.state = 'confirmed'`, today.String())
	if err != nil {
		return nil, fmt.Errorf("find appointments: %w", s.fault(err))
	}
	defer rows.Close()
	var out []AppointmentRow
	me := s.who.String()
	for rows.Next() {
		var a AppointmentRow
		r, err := scanRecord(withMore{rows, []any{&a.Family, &a.Address}})
		if err != nil {
			return nil, fmt.Errorf("find appointments: %w", err)
		}
		if r.Text("staff") != me {
			continue
		}
		a.Record, a.Case, a.On, a.Time, a.Type, a.Place = r.ID, r.Case, r.Text("on"), r.Text("time"), r.Text("visit_type"), r.Text("place")
		a.Done = r.Text("done_by") != ""
		if child := parseID(r.Text("child")); child != uuid.Nil {
			a.Child = s.child(ctx, child)
		}
		for _, d := range drafts {
			if d.Draft.Kind == KindVisit && d.Draft.Case == a.Case {
				a.Draft = d.Draft.Record
			}
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b AppointmentRow) int {
		if a.Time < b.Time {
			return -1
		}
		return 1
	})
	return out, s.fault(rows.Err())
}

// withMore scans a record and further columns behind it.
type withMore struct {
	row  scanner
	more []any
}

func (w withMore) Scan(into ...any) error { return w.row.Scan(append(into, w.more...)...) }

func (s *Store) child(ctx context.Context, id uuid.UUID) *ChildRow {
	var c ChildRow
	if err := s.db.Read().QueryRowContext(ctx, `SELECT `+childColumns+` FROM child h
		WHERE h.record = coalesce((SELECT shown FROM same WHERE person = ?1), ?1)`, id[:]).Scan(c.into()...); err != nil {
		return nil
	}
	return &c
}

// partKinds are the rows of lists in other records: those are told of, not
// these.
const partKinds = `'intake_child', 'plan_goal', 'plan_measure', 'plan_issue', 'approval_step', 'lookup', 'reporter'`

// recent lists what others wrote since the person signed in last looked.
func (s *Store) recent(ctx context.Context) ([]RecentRow, error) {
	me := s.who
	rows, err := s.db.Read().QueryContext(ctx, `SELECT coalesce(w.target, r.file), r.record, r.kind, coalesce(k.name, ''), r.changed, c.author, r.dots
		FROM record r JOIN change c ON c.id = r.latest
		LEFT JOIN shown w ON w.file = r.file LEFT JOIN casefile k ON k.file = coalesce(w.target, r.file)
		WHERE r.changed > (SELECT looked FROM signin WHERE staff = ?1) AND c.author != ?1 AND r.kind NOT IN (`+partKinds+`)
		ORDER BY r.changed DESC LIMIT ?2`, me[:], recentLimit)
	if err != nil {
		return nil, fmt.Errorf("find recent changes: %w", s.fault(err))
	}
	defer rows.Close()
	var out []RecentRow
	for rows.Next() {
		var r RecentRow
		var at int64
		var dots int
		if err := rows.Scan(&r.Case, &r.Record, &r.Kind, &r.Family, &at, &r.Author, &dots); err != nil {
			return nil, fmt.Errorf("find recent changes: %w", err)
		}
		r.At, r.First = ledger.Time(at).Wall(), dots == 1
		out = append(out, r)
	}
	return out, s.fault(rows.Err())
}

// MarkLooked notes that the person signed in has seen what is new, up to
// before: what came after is listed next time.
func (s *Store) MarkLooked(ctx context.Context, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return ErrClosed
	}
	me := s.who
	if _, err := s.db.SQL().ExecContext(ctx, `UPDATE signin SET looked = ? WHERE staff = ?`, int64(ledger.TimeOf(before)), me[:]); err != nil {
		return fmt.Errorf("mark looked: %w", s.fault(err))
	}
	return nil
}
