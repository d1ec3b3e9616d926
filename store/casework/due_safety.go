package casework

import "time"

// dueSafety is DL01: each child of a report of abuse is seen within 48 real
// hours. Nights, weekends and the year's end do not stop the clock; only a
// sighting does (reference §0.3, §3.4).
func dueSafety(s scan) []Deadline {
	var out []Deadline
	for _, intake := range s.Of("intake") {
		received := intake.Moment("received_at")
		if intake.Text("consultation") != "abuse" || received.IsZero() {
			continue
		}
		for _, child := range s.Below(intake.ID, "intake_child") {
			out = append(out, s.clock(intake, child, received))
		}
	}
	return out
}

// clock returns the 48-hour clock of one child.
func (s scan) clock(intake, child *Entry, received time.Time) Deadline {
	from := received.In(s.loc)
	hours := func(n int) time.Time { return from.Add(time.Duration(n) * time.Hour) }
	d := Deadline{
		ID: DL01SafetyCheck, Entry: child.ID, Subject: s.persons.of(child.Text("child")),
		From: from, Due: hours(s.c.ClockHours), Warn: []time.Time{hours(s.c.WarnHoursFirst), hours(s.c.WarnHoursSecond)},
		Staff: staff(s.welfare(), []string{intake.Text("receiver")}),
	}
	if check := s.firstCheck(intake, child.Text("child"), received); check != nil {
		d.Done, d.DoneBy = check.Moment("at").In(s.loc), check.ID
	}
	return d
}

// firstCheck returns the earliest sighting of the child for this report: not
// before it, and not in a future that some clock is in already.
func (s scan) firstCheck(intake *Entry, child string, received time.Time) *Entry {
	var first *Entry
	for _, check := range s.Below(intake.ID, "safety_check") {
		at := check.Moment("at")
		if !isSighting(check) || !s.is(check.Text("child"), child) || at.Before(received) || at.After(s.now) {
			continue
		}
		if first == nil || at.Before(first.Moment("at")) || at.Equal(first.Moment("at")) && check.ID < first.ID {
			first = check
		}
	}
	return first
}
