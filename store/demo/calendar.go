package demo

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// meeting is one conference of the center. The regular ones are the same for
// every family; those about one family alone belong to it.
type meeting struct {
	id         uuid.UUID
	kind       string
	occasion   string
	number     int // in the fiscal year
	on         casework.Date
	start, end time.Time
}

// The kinds of meetings, of the list meeting_kind.
const (
	jointMeeting      = casework.MeetingJoint
	intakeMeeting     = casework.MeetingIntake
	individualMeeting = casework.MeetingIndividual
	workingMeeting    = casework.MeetingWorking
)

// How far the regular meetings reach from today, in months.
const (
	meetingsBack  = 16
	meetingsAhead = 4
)

// nearMeeting is how many days ahead the next joint meeting is at most: where
// the regular one is further off, there is an extra one before it.
const nearMeeting = 7

// arrangeMeetings lays down the regular meetings: the joint one on the second
// and fourth Thursday, the working one on the second Tuesday of every third
// month, so that each family finds the same ones.
func (w *world) arrangeMeetings() {
	d := newDice(w.Seed, ^uint64(0)-2)
	first := w.today.AddMonths(-meetingsBack)
	first.Day = 1
	next := false // the first one from today on is there
	for m := range meetingsBack + meetingsAhead {
		month := first.AddMonths(m)
		for _, nth := range []int{2, 4} {
			if month.Month == 8 && nth == 2 {
				continue // the week of the summer rest
			}
			on := weekdayOf(month, time.Thursday, nth)
			if !next && !on.Before(w.today) {
				next = true
				w.extraMeeting(d, on)
			}
			w.joint = append(w.joint, w.newMeeting(d, jointMeeting, on, 14, w.joint))
		}
		if month.Month%3 == 0 {
			w.working = append(w.working, w.newMeeting(d, workingMeeting, weekdayOf(month, time.Tuesday, 2), 10, w.working))
		}
	}
}

// extraMeeting adds a joint meeting before the regular one when that is far off.
func (w *world) extraMeeting(d dice, regular casework.Date) {
	if regular.DaysSince(w.today) <= nearMeeting {
		return
	}
	m := w.newMeeting(d, jointMeeting, casework.AddWorkdays(w.today, 3), 14, w.joint)
	m.occasion = "extra"
	w.joint = append(w.joint, m)
}

// weekdayOf is the nth such day of a month, or the last working day before it.
func weekdayOf(month casework.Date, day time.Weekday, nth int) casework.Date {
	on := month
	for on.Weekday() != day {
		on = on.AddDays(1)
	}
	if on = on.AddDays(7 * (nth - 1)); !casework.IsWorkday(on) {
		return casework.AddWorkdays(on, -1)
	}
	return on
}

func (w *world) newMeeting(d dice, kind string, on casework.Date, hour int, before []meeting) meeting {
	start := w.at(on, hour, 0)
	m := meeting{id: d.id(start.AddDate(0, 0, -20)), kind: kind, occasion: "regular", number: 1, on: on, start: start, end: start.Add(2 * time.Hour)}
	if n := len(before); n > 0 && before[n-1].on.FiscalYear() == on.FiscalYear() {
		m.number = before[n-1].number + 1
	}
	return m
}

// meetingFrom returns the first meeting on a day or after.
func meetingFrom(list []meeting, day casework.Date) meeting {
	for _, m := range list {
		if !m.on.Before(day) {
			return m
		}
	}
	return meeting{}
}

// meetingUntil returns the last meeting on a day or before; none when there is
// none that early.
func meetingUntil(list []meeting, day casework.Date) meeting {
	var last meeting
	for _, m := range list {
		if m.on.After(day) {
			break
		}
		last = m
	}
	return last
}

func (m meeting) none() bool { return m.id == uuid.Nil }

// nextJoint is the joint meeting that is prepared today.
func (w *world) nextJoint() meeting { return meetingFrom(w.joint, w.today) }
