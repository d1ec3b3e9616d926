package casework

import (
	"cmp"
	"slices"
	"time"
)

// scan is a file with what its deadlines depend on beside it.
type scan struct {
	File
	c       Config
	now     time.Time
	loc     *time.Location
	today   Date
	persons alias
	sights  []sighting
	family  *Entry // empty when the file has none
}

// newScan reads once what many rules ask for.
func newScan(f File, c Config, now time.Time, loc *time.Location) scan {
	f = f.inOrder()
	s := scan{File: f, c: c, now: now, loc: loc, today: DateOf(now.In(loc)), persons: f.aliases(), sights: f.sightings(), family: &Entry{}}
	if families := f.Of("family"); len(families) > 0 {
		s.family = families[0]
	}
	return s
}

// dayOf returns the day of a moment where the center is.
func (s scan) dayOf(t time.Time) Date { return DateOf(t.In(s.loc)) }

// startOf returns the first moment of a day.
func (s scan) startOf(d Date) time.Time { return d.Time(s.loc) }

// endOf returns the last moment of a day.
func (s scan) endOf(d Date) time.Time { return d.AddDays(1).Time(s.loc).Add(-1) }

// within returns a moment of a day that a record only dates by its day: not
// before what it followed when that was on the same day.
func (s scan) within(d Date, from time.Time) time.Time {
	if start := s.startOf(d); start.After(from) {
		return start
	}
	return from
}

// by returns a deadline of a day, and fills in its moments.
func (s scan) by(due Date, d Deadline) Deadline {
	d.DueDay, d.Due = due, s.endOf(due)
	return d
}

// done marks a deadline as met on a day by a record.
func (s scan) done(d Deadline, on Date, by string) Deadline {
	d.Done, d.DoneBy = s.within(on, d.From), by
	return d
}

// staff returns who is in charge: the first group that names anybody.
func staff(groups ...[]string) []string {
	for _, group := range groups {
		var out []string
		for _, id := range group {
			if id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// welfare and health return who is in charge of the family on either side.
func (s scan) welfare() []string { return []string{s.family.Text("welfare_staff")} }
func (s scan) health() []string  { return []string{s.family.Text("mch_staff")} }

// is reports whether two ids stand for the same person after merging.
func (s scan) is(a, b string) bool { return a != "" && s.persons.of(a) == s.persons.of(b) }

// about reports whether a record about a subject is about a person: also when it
// names none and is about the whole family.
func (s scan) about(subject, person string) bool { return subject == "" || s.is(subject, person) }

// aboutAny is about for a record with a list of subjects.
func (s scan) aboutAny(subjects []string, person string) bool {
	return len(subjects) == 0 || slices.ContainsFunc(subjects, func(id string) bool { return s.is(id, person) })
}

// inRole returns the persons of the file in one of the roles, once each.
func (s scan) inRole(roles ...string) []*Entry {
	var out []*Entry
	for _, p := range s.Of("person") {
		if slices.Contains(roles, p.Text("role")) && !p.Bool("deceased") && s.persons.of(p.ID) == p.ID {
			out = append(out, p)
		}
	}
	return out
}

// firstSeen returns the first sighting of a child in a record of one of the
// kinds (none: of any) on a day or after, up to today.
func (s scan) firstSeen(child string, from Date, kinds ...string) (sighting, bool) {
	var first sighting
	for _, t := range s.sights {
		if t.child != s.persons.of(child) || t.on.Before(from) || t.on.After(s.today) ||
			len(kinds) > 0 && !slices.Contains(kinds, t.entry.Kind) {
			continue
		}
		if first.entry == nil || cmp.Or(t.on.Compare(first.on), cmp.Compare(t.entry.ID, first.entry.ID)) < 0 {
			first = t
		}
	}
	return first, first.entry != nil
}

// discussedOn returns the day on which a meeting discussed a sheet; no date
// while it did not. A sheet that names no day counts from when it was written so.
func (s scan) discussedOn(sheet *Entry) Date {
	if sheet.Text("stage") != "discussed" {
		return Date{}
	}
	if on := sheet.Day("discussed_on"); on.Valid() {
		return on
	}
	return s.dayOf(sheet.Changed)
}

// openRegistry returns the entry by which a person is in the registry on a day,
// nil when it is not. person "" asks for anybody.
func (s scan) openRegistry(person string, on Date) *Entry {
	for _, r := range s.Of("registry") {
		ended := r.Day("ended_on")
		if (person == "" || s.is(r.Text("person"), person)) && !r.Day("registered_on").After(on) && (!ended.Valid() || ended.After(on)) {
			return r
		}
	}
	return nil
}
