package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// story is what the center decided about one family, and when.
type story struct {
	kind     origin
	reported time.Time // when the report came that it began with; zero for none
	intake   uuid.UUID
	decided  meeting // that agreed on the class
	sheet    uuid.UUID
	first    casework.Class // what it agreed on
	changed  meeting        // that agreed on another class later; none for most
	ended    bool           // that meeting ended the work of child welfare
	severity string
	enrolled map[*person]uuid.UUID // entries in the registry
	numbers  map[string]int        // given so far, by series
}

// yearBack is how many months ago the work with a family began at most.
const yearBack = 13

// decide draws the meeting that agreed on the family's class, and the report
// that led to it.
func (h *house) decide() {
	h.story.enrolled, h.story.numbers = map[*person]uuid.UUID{}, map[string]int{}
	day := h.today.AddDays(-30*h.between(2, yearBack) - 4)
	if r := h.plan.cast; r != nil {
		day = h.today.AddDays(-r.agreed)
	}
	if h.plan.class == casework.Expectant && h.plan.cast == nil {
		day = h.opens.AddDays(1 + h.between(0, max(0, h.today.DaysSince(h.opens)-1))/3)
	}
	m := meetingUntil(h.joint, day)
	if m.none() || !h.opens.Before(m.on) {
		m = meetingFrom(h.joint, h.opens.AddDays(1))
	}
	if !m.on.Before(h.today) {
		on := h.workday(h.opens.AddDays(1 + h.IntN(max(1, h.today.DaysSince(h.opens)-1))))
		if on.Before(h.opens) || !on.Before(h.today) {
			on = h.opens
		}
		m = h.ownMeeting(individualMeeting, h.at(on, 14, 0))
	}
	h.story.decided, h.agreed = m, m.on
	h.story.first = h.plan.class
	h.drawChange()
	h.drawReport()
}

// drawChange lets some families have been of another class first.
func (h *house) drawChange() {
	if h.plan.class == casework.Expectant || h.plan.cast != nil || !h.chance(0.5) {
		return
	}
	m := meetingFrom(h.joint, h.agreed.AddDays(h.between(50, 150)))
	if m.none() || !m.on.Before(h.today) {
		return
	}
	h.story.changed, h.story.first = m, casework.Support
	if h.plan.class == casework.Support {
		h.story.first = casework.Protection
	}
	if h.chance(0.3) {
		h.story.first, h.story.ended = h.plan.class, true
	}
}

// ownMeeting holds a meeting about this family alone.
func (h *house) ownMeeting(kind string, start time.Time) meeting {
	m := meeting{id: h.id(start), kind: kind, occasion: "extra", on: casework.DateOf(start), start: start, end: start.Add(90 * time.Minute)}
	if kind == intakeMeeting {
		m.end = start.Add(25 * time.Minute)
	}
	h.office = append(h.office, h.meetingWrites(m, h.dice)...)
	return m
}

// owner is who carries the plan: child welfare where the family is known to
// it, else the nurse.
func (h *house) owner() *Staff {
	if h.social != nil {
		return h.social
	}
	return h.nursing
}

// abuse reports whether the family's story began with a report of abuse.
func (h *house) abuse() bool { return h.story.kind.consultation == "abuse" }

// casework writes the work of the center with the family.
func (h *house) casework() {
	switch {
	case h.plan.registered():
		h.report()
		h.firstSheet()
		h.judge()
		h.assess()
		h.enrolAll()
		h.support()
		h.assist()
		h.confer()
		h.again()
		h.propose()
	case h.plan.cast == nil:
		h.watch()
		h.brief()
		h.healthPlan()
	default:
		h.watch()
	}
	h.perform()
	slices.SortStableFunc(h.office, func(a, b store.Write) int { return a.At.Compare(b.At) })
}

// number gives the next number of a series. The mark is no station's: it has a
// sign that theirs leave out.
func (h *house) number(series string, on casework.Date) string {
	if h.story.numbers == nil {
		h.story.numbers = map[string]int{}
	}
	h.story.numbers[series]++
	return casework.FormatNumber(series, on.FiscalYear(), "H0", h.index*10+h.story.numbers[series])
}

// later adds a write if its moment has come, and reports whether it has.
func (h *house) later(at time.Time, kind string, id uuid.UUID, set map[string]any, by *Staff) bool {
	if !at.Before(h.Today) {
		return false
	}
	h.put(at, kind, id, set, by)
	return true
}

// below adds a new record in the list of another.
func (h *house) below(parent uuid.UUID, at time.Time, kind string, set map[string]any, by *Staff) uuid.UUID {
	id := h.id(at)
	if at.Before(h.Today) {
		h.put(at, kind, id, set, by).Parent = parent
	}
	return id
}

// moment writes a moment as fields hold it.
func moment(at time.Time) string { return at.Format(time.RFC3339) }

// here are the children who were written down by a moment, eldest first.
func (h *house) here(at time.Time) []*person {
	var out []*person
	for _, c := range h.children {
		if !c.unborn() && c.role == "child" && c.known.Before(at) {
			out = append(out, c)
		}
	}
	return out
}

// workdayAt is a time of the nth working day after a day.
func (h *house) workdayAt(day casework.Date, n, hour int) time.Time {
	return h.at(casework.AddWorkdays(day, n), hour, h.IntN(60))
}

// written are the writes up to a moment, in order of time.
func (h *house) written(until time.Time) []store.Write {
	var out []entry
	for _, e := range h.entries {
		if !e.at.After(until) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b entry) int { return a.at.Compare(b.at) })
	writes := make([]store.Write, len(out))
	for i, e := range out {
		writes[i] = e.write
	}
	return writes
}

// file is the family's file of some kinds as it was at a moment.
func (h *house) file(until time.Time, kinds ...string) casework.File {
	f := casework.File{ID: h.kase.String()}
	at := map[uuid.UUID]int{}
	for _, w := range h.written(until) {
		if !slices.Contains(kinds, w.Kind) {
			continue
		}
		if i, known := at[w.Record]; known {
			merged(f.Entries[i], w)
			continue
		}
		at[w.Record] = len(f.Entries)
		f.Entries = append(f.Entries, merged(nil, w))
	}
	return f
}

// merged adds a write to a record as the rules of the work see it.
func merged(e *casework.Entry, w store.Write) *casework.Entry {
	if e == nil {
		e = &casework.Entry{ID: w.Record.String(), Kind: w.Kind, Fields: map[string]any{}, Written: w.At}
		if w.Parent != uuid.Nil {
			e.Parent = w.Parent.String()
			e.Fields["parent"] = e.Parent
		}
	}
	for name, v := range w.Set {
		e.Fields[name] = v
	}
	return e
}

// must stops at what cannot go wrong with the built-in tables and forms.
func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("make up a family: %v", err))
	}
	return v
}
