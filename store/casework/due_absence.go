package casework

// dueAbsence is DL12: when a registered child stays away from school or nursery
// for seven days and nobody knows why, somebody looks at once: on the day the
// city is told, at the earliest when the days are full. Explaining it, or seeing
// the child from then on, meets it.
func dueAbsence(s scan) []Deadline {
	var out []Deadline
	for _, a := range s.Of("absence") {
		from := a.Day("from")
		days, _ := a.Int("days")
		if !from.Valid() || int(days) < s.c.AbsenceDays || a.Bool("explained") {
			continue
		}
		asks := from.AddDays(int(days))
		if told := a.Day("told_on"); told.After(asks) {
			asks = told
		}
		registry := s.openRegistry(a.Text("child"), asks)
		if registry == nil {
			continue
		}
		d := s.by(asks, Deadline{
			ID: DL12Absence, Entry: a.ID, Subject: s.persons.of(a.Text("child")), From: s.startOf(asks),
			Staff: staff([]string{registry.Text("lead_staff")}, s.welfare()),
		})
		if seen, ok := s.firstSeen(a.Text("child"), asks); ok {
			d = s.done(d, seen.on, seen.entry.ID)
		}
		out = append(out, d)
	}
	return out
}
