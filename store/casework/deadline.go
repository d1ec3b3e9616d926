package casework

import (
	"cmp"
	"slices"
	"time"
)

// Stage is how a deadline stands.
type Stage string

// How a deadline stands.
const (
	Ahead   Stage = "ahead"    // its time has not begun
	Running Stage = "running"  // open and in time
	Late    Stage = "late"     // open and over
	Met     Stage = "met"      // done in time
	MetLate Stage = "met_late" // done, but too late
	Void    Stage = "void"     // never done, and nothing is left to do
)

// Deadline is one thing that has to be done by a moment.
type Deadline struct {
	ID      DeadlineID
	Part    string    // which one of its rule, where a rule has several
	Entry   string    // the record it is of; for DL06–DL11 the person
	Subject string    // the person, "" for the family
	From    time.Time // when it began to run
	Due     time.Time // the last moment; of a day, its end
	DueDay  Date      // the last day; none where hours count (DL01)
	Warn    []time.Time
	Done    time.Time // when it was met, zero while it was not
	DoneBy  string    // the record that met it
	Ended   time.Time // when it lost its object without being met
	Staff   []string  // who is in charge, as far as the records say
	Role    string    // DL17: the role whose turn it is
	// Info marks an opportunity that is no duty, or one that no record can
	// meet: it belongs on a calendar, not on a list of work.
	Info bool
}

// Key tells a deadline from every other one of the file, today and tomorrow.
func (d Deadline) Key() string {
	return string(d.ID) + "/" + d.Entry + "/" + d.Subject + "/" + d.Part
}

// Hardness returns what stands behind it: of the check-ups only those at 1½ and
// 3 years are the law's (母子保健法12条).
func (d Deadline) Hardness() Hardness {
	if d.ID == DL11Checkup && d.Part != PartCheckup18Months && d.Part != PartCheckup3Years {
		return Programme
	}
	return RuleOf(d.ID).Hardness
}

// Open reports whether it is still to be met.
func (d Deadline) Open() bool { return d.Done.IsZero() && d.Ended.IsZero() }

// Over reports whether its moment has passed and it is still open. Exactly at
// the moment it is still in time.
func (d Deadline) Over(now time.Time) bool { return d.Open() && now.After(d.Due) }

// Left returns the time until it is due, negative when it is over.
func (d Deadline) Left(now time.Time) time.Duration { return d.Due.Sub(now) }

// Stage returns how it stands.
func (d Deadline) Stage(now time.Time) Stage {
	switch {
	case !d.Done.IsZero() && d.Done.After(d.Due):
		return MetLate
	case !d.Done.IsZero():
		return Met
	case !d.Ended.IsZero():
		return Void
	case now.Before(d.From):
		return Ahead
	case now.After(d.Due):
		return Late
	default:
		return Running
	}
}

// Warned returns how many of its warnings have passed.
func (d Deadline) Warned(now time.Time) int {
	n := 0
	for _, w := range d.Warn {
		if !now.Before(w) {
			n++
		}
	}
	return n
}

// Urgency returns how near it is, by the calendar of the place it was computed
// for. The first warning that passes makes it at least soon, the last one as
// urgent as what is due today. What is done, or has not begun, can wait.
func (d Deadline) Urgency(now time.Time, c Config) Urgency {
	if !d.Open() || now.Before(d.From) {
		return DueLater
	}
	if d.Over(now) {
		return Overdue
	}
	u := UrgencyOf(DateOf(d.Due), DateOf(now.In(d.Due.Location())), c.SoonDays)
	switch n := d.Warned(now); {
	case n > 0 && n == len(d.Warn):
		return sooner(u, DueToday)
	case n > 0:
		return sooner(u, DueSoon)
	}
	return u
}

// Deadlines returns every deadline of a file, open and met, the earliest first.
// Days are those of loc.
func (c Config) Deadlines(f File, now time.Time, loc *time.Location) []Deadline {
	s := newScan(f, c, now, loc)
	var out []Deadline
	for _, rule := range dueRules {
		out = append(out, rule(s)...)
	}
	slices.SortStableFunc(out, func(a, b Deadline) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Key(), b.Key()))
	})
	return out
}

// dueRules are the rules of the engine, each of one or two deadlines.
var dueRules = []func(scan) []Deadline{
	dueSafety, dueMeeting, dueReferral, dueRegistry, duePlan, dueInfant, dueEighthMonth, duePostnatal, dueCheckup,
	dueAbsence, dueMeasure, dueReport, dueTransfer, dueAdult, dueApproval,
}
