package casework

// What this file computes are opportunities: a family may take them up, and they
// are shown on a calendar. None of them is a duty of the center (Info).

// duePostnatal is DL09 and DL10: the mother's check-ups about two weeks and one
// month after birth, and care until a year after it. Of the check-ups a visit
// may say that they took place, though not on which day.
func duePostnatal(s scan) []Deadline {
	var out []Deadline
	for _, child := range s.inRole("child") {
		birth := child.Day("birth_date")
		if !birth.Valid() || birth.After(s.today) {
			continue
		}
		d := Deadline{ID: DL09PostnatalCheckup, Entry: child.ID, Subject: child.ID, From: s.startOf(birth), Staff: staff(s.health()), Info: true}
		two, one, care := d, d, d
		two.Part, one.Part, care.ID = PartTwoWeeks, PartOneMonth, DL10PostnatalCare
		out = append(out,
			s.offer(s.checkedUp(s.by(birth.AddDays(14), two), birth, PartTwoWeeks, PartOneMonth)),
			s.offer(s.checkedUp(s.by(birth.AddMonths(1), one), birth, PartOneMonth)),
			s.offer(s.by(birth.AddMonths(12).AddDays(-1), care)))
	}
	return out
}

// checkedUp marks a check-up as done when a visit in the first year says so.
func (s scan) checkedUp(d Deadline, birth Date, answers ...string) Deadline {
	for _, v := range s.Of("visit") {
		on := v.Day("visited_on")
		if !on.Valid() || on.Before(birth) || !IsPostpartum(birth, on) {
			continue
		}
		for _, answer := range answers {
			if v.Text("postnatal_checkup") == answer {
				d = s.done(d, on, v.ID)
				if d.Done.After(d.Due) {
					d.Done = d.Due
				}
				return d
			}
		}
	}
	return d
}

// offer ends an opportunity that has passed.
func (s scan) offer(d Deadline) Deadline {
	if d.Open() && s.now.After(d.Due) {
		d.Ended = d.Due
	}
	return d
}

// CheckupWindow is the time in which a child is called to a check-up.
type CheckupWindow struct {
	Part        string
	First, Last Date
}

// CheckupsOf returns the check-ups of reference §6.1 for a child.
func CheckupsOf(birth Date) []CheckupWindow {
	until := func(months int) Date { return birth.AddMonths(months).AddDays(-1) }
	fifth := SchoolEntry(birth) - 2 // the fiscal year in which the child turns 5
	return []CheckupWindow{
		{PartCheckup1Month, birth.AddDays(28), birth.AddDays(41)}, // beyond day 27, before 6 weeks
		{PartCheckup3Months, birth.AddMonths(3), until(5)},
		{PartCheckup9Months, birth.AddMonths(9), until(11)},
		{PartCheckup18Months, birth.AddMonths(18), until(24)},
		{PartCheckup3Years, birth.AddMonths(36), until(48)},
		{PartCheckup5Years, Date{fifth, 4, 1}, Date{fifth + 1, 3, 31}},
	}
}

// dueCheckup is DL11: the check-ups of a child as days on a calendar, as no kind
// of record tells yet that one took place.
func dueCheckup(s scan) []Deadline {
	var out []Deadline
	for _, child := range s.inRole("child") {
		birth := child.Day("birth_date")
		if !birth.Valid() || birth.After(s.today) {
			continue
		}
		for _, w := range CheckupsOf(birth) {
			out = append(out, s.offer(s.by(w.Last, Deadline{
				ID: DL11Checkup, Part: w.Part, Entry: child.ID, Subject: child.ID, From: s.startOf(w.First), Staff: staff(s.health()), Info: true,
			})))
		}
	}
	return out
}
