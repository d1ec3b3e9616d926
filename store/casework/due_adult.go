package casework

// AdultOn returns the 18th birthday.
func AdultOn(birth Date) Date { return birth.AddMonths(12 * adultYears) }

// dueAdult is DL16: six months and one month before somebody whom the registry or
// a plan holds turns 18, a meeting decides about ending or handing over. It is
// met by a sheet that was discussed for that reason, from a month before the mark
// on, or by the end of what held the person.
func dueAdult(s scan) []Deadline {
	var out []Deadline
	for _, p := range s.Of("person") {
		birth := p.Day("birth_date")
		if !birth.Valid() || p.Bool("deceased") || s.persons.of(p.ID) != p.ID {
			continue
		}
		hold, ended := s.holder(p.ID)
		if hold == nil || !hold.began.Before(AdultOn(birth)) {
			continue
		}
		for _, mark := range []struct {
			part   string
			months int
		}{{PartFirst, s.c.AdultMonthsFirst}, {PartSecond, s.c.AdultMonthsSecond}} {
			on := AdultOn(birth).AddMonths(-mark.months)
			d := s.by(on, Deadline{
				ID: DL16Adult, Part: mark.part, Entry: hold.entry.ID, Subject: p.ID, From: s.startOf(on.AddMonths(-1)),
				Staff: staff([]string{hold.entry.Text("lead_staff")}, hold.entry.Texts("authors"), s.welfare()),
			})
			if d, ok := s.adult(d, ended); ok {
				out = append(out, d)
			}
		}
	}
	return out
}

// adult settles one mark; ok is false when the person was let go before it asked.
func (s scan) adult(d Deadline, ended Date) (_ Deadline, ok bool) {
	from := s.dayOf(d.From)
	for _, sheet := range s.Of("sheet") {
		if on := s.discussedOn(sheet); on.Valid() && !on.Before(from) && sheet.Text("reason") == "adult" && s.about(sheet.Text("subject"), d.Subject) {
			if at := s.within(on, d.From); d.Done.IsZero() || at.Before(d.Done) {
				d.Done, d.DoneBy = at, sheet.ID
			}
		}
	}
	if ended.Valid() && d.Open() {
		if ended.Before(from) {
			return d, false
		}
		d = s.done(d, ended, d.Entry)
	}
	return d, true
}

// held is a record that holds a person: an entry in the registry, or a plan.
type held struct {
	entry        *Entry
	began, ended Date
}

// holder returns what holds a person, the registry before a plan; when all of it
// has ended, what ended last and on which day. nil when nothing ever did.
func (s scan) holder(person string) (*held, Date) {
	var last *held
	for _, h := range s.holders(person) {
		if !h.ended.Valid() {
			return &h, Date{}
		}
		if last == nil || h.ended.After(last.ended) {
			last = &h
		}
	}
	if last == nil {
		return nil, Date{}
	}
	return last, last.ended
}

// holders returns everything that holds, or held, a person.
func (s scan) holders(person string) []held {
	var out []held
	for _, r := range s.Of("registry") {
		if s.is(r.Text("person"), person) {
			out = append(out, held{r, r.Day("registered_on"), r.Day("ended_on")})
		}
	}
	for _, p := range s.Of("plan") {
		if !s.planFor(p, person) {
			continue
		}
		h := held{p, p.Day("made_on"), p.Day("ended_on")}
		if next := s.successor(p); next != nil && !h.ended.Valid() {
			h.ended = next.Day("made_on")
		}
		out = append(out, h)
	}
	return out
}

// planFor reports whether a plan is for a person. One without subjects is for
// the children of the family.
func (s scan) planFor(plan *Entry, person string) bool {
	if subjects := plan.Texts("subjects"); len(subjects) > 0 {
		return s.aboutAny(subjects, person)
	}
	p := s.Entry(person)
	return p != nil && p.Text("role") == "child"
}
