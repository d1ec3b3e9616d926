package page

import (
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// deadlineWord is what a deadline asks for, in a few words.
func deadlineWord(d casework.Deadline) string {
	key := "deadline." + string(d.ID)
	if d.Part != "" && present.Has(key+"."+d.Part) {
		key += "." + d.Part
	}
	if !present.Has(key) {
		return string(d.ID)
	}
	return present.T(key)
}

// deadlineOf is deadlineWord with the person it is about, where it is one of
// the family.
func (d Deps) deadlineOf(due casework.Deadline, persons []*store.Record) string {
	for _, p := range persons {
		if p.ID.String() != due.Subject {
			continue
		}
		name := p.Text("given_name")
		if isChild(p) {
			name = childWord(rowOfPerson(p))
		}
		if name != "" {
			return present.T("deadline.of", name, deadlineWord(due))
		}
	}
	return deadlineWord(due)
}

// deadlineWhen is until when: the hour where hours count, else the day.
func (d Deps) deadlineWhen(due casework.Deadline) string {
	if due.DueDay.IsZero() {
		at := due.Due.Local()
		day := present.ShortDate(casework.DateOf(at), d.today())
		if casework.DateOf(at) == d.today() {
			day = present.T("day.today")
		}
		return present.T("case.until", day+" "+present.Clock(at))
	}
	return present.T("case.until", present.ShortDate(due.DueDay, d.today()))
}

// deadlineTone is the colour of a deadline.
func (d Deps) deadlineTone(due casework.Deadline) theme.Tone {
	return urgencyTone(due.Urgency(d.Now(), d.Store.Rules()))
}

// urgencyTone is the colour of an urgency.
func urgencyTone(u casework.Urgency) theme.Tone {
	switch u {
	case casework.Overdue:
		return theme.Late
	case casework.DueToday, casework.DueSoon:
		return theme.Soon
	}
	return theme.Grey
}
