package casework

import (
	"cmp"
	"slices"
)

// turn is one time that something recurring was done.
type turn struct {
	on   Date
	by   string
	next Date // the day agreed for the next one, if any
}

// turns reads the records of a kind below one, up to today, the earliest first.
func (s scan) turns(parent, kind, next string) []turn {
	var out []turn
	for _, e := range s.Below(parent, kind) {
		if on := e.Day("on"); on.Valid() && !on.After(s.today) {
			out = append(out, turn{on, e.ID, e.Day(next)})
		}
	}
	slices.SortFunc(out, func(a, b turn) int { return cmp.Or(a.on.Compare(b.on), cmp.Compare(a.by, b.by)) })
	return out
}

// series returns the deadline of every turn so far and, while open, of the next.
// Each runs from the turn before it for so many months, or to the day that was
// agreed then; next may set another day for the one still to come.
func (s scan) series(d Deadline, start Date, turns []turn, months int, open bool, next func(due Date, first bool) Date) []Deadline {
	var out []Deadline
	since, due := start, start.AddMonths(months)
	for _, t := range turns {
		if t.on.Before(start) {
			continue
		}
		if len(out) == 0 || t.on.After(since) {
			out = append(out, s.done(s.period(d, since, due), t.on, t.by))
		}
		since, due = t.on, t.on.AddMonths(months)
		if t.next.After(t.on) {
			due = t.next
		}
	}
	if open {
		out = append(out, s.period(d, since, next(due, len(out) == 0)))
	}
	return out
}

// period returns the deadline that runs from one turn to the next; its part is
// the day it began.
func (s scan) period(d Deadline, since, due Date) Deadline {
	d.Part, d.From = since.String(), s.startOf(since)
	return s.by(due, d)
}

// dueRegistry is DL04: every registered child or woman is reviewed at least
// every three months. A day set on the registry itself holds for the first
// review, and later when it puts the next one further off.
func dueRegistry(s scan) []Deadline {
	var out []Deadline
	for _, r := range s.Of("registry") {
		registered, set := r.Day("registered_on"), r.Day("review_on")
		if !registered.Valid() {
			continue
		}
		d := Deadline{
			ID: DL04RegistryReview, Entry: r.ID, Subject: s.persons.of(r.Text("person")),
			Staff: staff([]string{r.Text("lead_staff")}, s.welfare()),
		}
		turns := s.turns(r.ID, "registry_review", "next_on")
		out = append(out, s.series(d, registered, turns, s.c.ReviewMonthsRegistry, !r.Day("ended_on").Valid(), func(due Date, first bool) Date {
			if set.Valid() && (first && !set.Before(registered) || set.After(due)) {
				return set
			}
			return due
		})...)
	}
	return out
}

// duePlan is DL05: a plan is reviewed on its day, or after the months that the
// center set. A later version, or its end, is the review.
func duePlan(s scan) []Deadline {
	var out []Deadline
	for _, p := range s.Of("plan") {
		made, review := p.Day("made_on"), p.Day("review_on")
		if !made.Valid() {
			continue
		}
		if !review.Valid() {
			review = made.AddMonths(s.planMonths())
		}
		d := s.by(review, Deadline{ID: DL05PlanReview, Entry: p.ID, From: s.startOf(made), Staff: staff(p.Texts("authors"), s.welfare(), s.health())})
		if subjects := p.Texts("subjects"); len(subjects) == 1 {
			d.Subject = s.persons.of(subjects[0])
		}
		if next := s.successor(p); next != nil && next.Day("made_on").Valid() {
			d = s.done(d, next.Day("made_on"), next.ID)
		} else if ended := p.Day("ended_on"); ended.Valid() {
			d = s.done(d, ended, p.ID)
		}
		out = append(out, d)
	}
	return out
}

// planMonths returns how long a plan runs that names no day of review.
func (s scan) planMonths() int {
	if s.openRegistry("", s.today) != nil {
		return s.c.PlanMonthsRegistered
	}
	return s.c.PlanMonthsOther
}

// dueReport is DL14: the 児童相談所 gets its report as often as the commission
// says. It runs while the commission does.
func dueReport(s scan) []Deadline {
	var out []Deadline
	for _, c := range s.Of("commission") {
		start := firstDay(c, "from", "decided_on", "asked_on")
		switch c.Text("stage") {
		case "running", "released", "closed":
		default:
			continue
		}
		if !start.Valid() {
			continue
		}
		months := s.c.CommissionReportMonths
		if n, ok := c.Int("report_months"); ok && n > 0 {
			months = int(n)
		}
		d := Deadline{
			ID: DL14CommissionReport, Entry: c.ID, Subject: s.persons.of(c.Text("subject")),
			Staff: staff([]string{c.Text("staff")}, s.welfare()),
		}
		running := c.Text("stage") == "running" && !c.Day("released_on").Valid()
		out = append(out, s.series(d, start, s.turns(c.ID, "commission_report", ""), months, running, func(due Date, _ bool) Date { return due })...)
	}
	return out
}

// firstDay returns the first of the fields that is a date.
func firstDay(e *Entry, fields ...string) Date {
	for _, field := range fields {
		if d := e.Day(field); d.Valid() {
			return d
		}
	}
	return Date{}
}
