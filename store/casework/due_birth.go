package casework

// NewbornVisitDue returns the last day for the newborn visit: day 28.
func NewbornVisitDue(birth Date) Date { return birth.AddDays(newbornDays) }

// InfantVisitDue returns the last day for the visit to every infant's home: the
// day before the 4-month day.
func InfantVisitDue(birth Date) Date { return birth.AddMonths(4).AddDays(-1) }

// dueInfant is DL06 and DL07: a newborn is visited by day 28, every infant
// before four months. One visit in the first 28 days is both, so the second
// begins to ask only when the first was missed. Both end without having been met
// when there is no newborn, or no infant, to visit any more.
func dueInfant(s scan) []Deadline {
	var out []Deadline
	for _, child := range s.inRole("child") {
		birth := child.Day("birth_date")
		if !birth.Valid() || birth.After(s.today) {
			continue
		}
		visit, visited := s.firstSeen(child.ID, birth, "visit")
		d := Deadline{Entry: child.ID, Subject: child.ID, From: s.startOf(birth), Staff: staff(s.health(), s.welfare())}

		newborn, infant := d, d
		newborn.ID, infant.ID = DL06NewbornVisit, DL07InfantVisit
		newborn, infant = s.by(NewbornVisitDue(birth), newborn), s.by(InfantVisitDue(birth), infant)
		switch {
		case visited && !visit.on.After(newborn.DueDay):
			out = append(out, s.done(newborn, visit.on, visit.entry.ID), s.done(infant, visit.on, visit.entry.ID))
		case !s.today.After(newborn.DueDay):
			out = append(out, newborn)
		default:
			newborn.Ended = newborn.Due
			out = append(out, newborn, s.infantVisit(infant, birth, visit))
		}
	}
	return out
}

// infantVisit settles DL07 of a child that nobody visited as a newborn.
func (s scan) infantVisit(d Deadline, birth Date, visit sighting) Deadline {
	birthday := birth.AddMonths(12)
	switch {
	case visit.entry != nil && visit.on.Before(birthday):
		return s.done(d, visit.on, visit.entry.ID)
	case !s.today.Before(birthday):
		d.Ended = s.startOf(birthday)
	}
	return d
}

// dueEighthMonth is DL08: somebody talks with every pregnant woman in the eighth
// month, 28w0d to 31w6d. It is met by a visit to her or by a record of a talk or
// an answered form from then on, and ends with the pregnancy.
func dueEighthMonth(s scan) []Deadline {
	var out []Deadline
	for _, p := range s.inRole("fetus", "child") {
		due, birth := p.Day("due_date"), p.Day("birth_date")
		if !due.Valid() {
			continue
		}
		begins := due.AddDays(NewGestation(28, 0).TotalDays - termDays)
		d := s.by(begins.AddDays(27), Deadline{
			ID: DL08EighthMonth, Entry: p.ID, Subject: p.ID, From: s.startOf(begins), Staff: staff(s.health(), s.welfare()),
		})
		end := due.AddDays(1)
		if birth.Valid() {
			end = birth
		}
		if e, on := s.talk(begins, end); e != nil {
			d = s.done(d, on, e.ID)
		} else if !s.today.Before(end) {
			d.Ended = s.startOf(end)
		}
		out = append(out, d)
	}
	return out
}

// talk returns the first talk with the pregnant woman from a day until before another.
func (s scan) talk(from, until Date) (first *Entry, on Date) {
	for _, e := range append(s.Of("visit"), s.Of("note")...) {
		at := firstDay(e, "visited_on", "on")
		if !talks(e) || !at.Valid() || at.Before(from) || !at.Before(until) || at.After(s.today) || first != nil && !at.Before(on) {
			continue
		}
		first, on = e, at
	}
	return first, on
}

// talks reports whether a record is one of having met, or heard from, the woman.
func talks(e *Entry) bool {
	if e.Kind == "visit" {
		return e.Text("visit_type") == "pregnant" && e.Text("result") == "met"
	}
	switch e.Text("method") {
	case "office", "visit", "letter": // the form comes back by post
		return e.Text("department") != "welfare"
	}
	return false
}
