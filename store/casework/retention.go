package casework

import (
	"slices"
	"time"
)

// Retention classes: how long a file is kept once it is closed. They are this
// program's proposal; a city decides (reference §11.1).
const (
	KeepRegistry = "registry" // 要対協ケース
	KeepAdvice   = "advice"   // 虐待非該当・助言終了
	KeepHealth   = "mch"      // 母子
	KeepAdoption = "adoption" // 養子縁組
)

// RetentionKinds are the kinds of records by which a file falls due. Any other
// record counts for the day on which it was last changed.
var RetentionKinds = []string{"registry", "intake", "plan", "person", "transfer", "retention", "merge"}

// Retention is how long the files of one class are kept.
type Retention struct {
	Class   string
	Years   int  // whole fiscal years after the one in which the file was closed
	Age     int  // until the youngest child has reached it; 0: no matter
	Forever bool // never destroyed
}

// DefaultRetentions are the proposal.
func DefaultRetentions() []Retention {
	return []Retention{
		{Class: KeepRegistry, Years: 10, Age: 25},
		{Class: KeepAdvice, Years: 5},
		{Class: KeepHealth, Years: 5},
		{Class: KeepAdoption, Forever: true},
	}
}

// Why a file is not due, or what its day hangs on.
const (
	KeptOpen    = "open"     // something in it is not closed, or it was opened again
	KeptForever = "forever"  // its class is kept for ever
	KeptNoBirth = "no_birth" // its class hangs on an age, and a child has no date of birth
	KeptNoClass = "no_class" // nobody has said how long its class is kept
	KeptEmpty   = "empty"    // nothing in it says when it was closed
)

// Due is when a file has been kept long enough.
type Due struct {
	Class  string
	Set    bool // a person chose the class
	Closed Date // the last day that counts: closed, and nothing written since
	On     Date // from this day on it can be destroyed; no date: never, see Kept
	ByAge  bool // the age of the youngest child is what it waited for longest
	Kept   string
}

// Reached reports whether a file can be destroyed on a day.
func (d Due) Reached(on Date) bool { return d.On.Valid() && !on.Before(d.On) }

// RetentionOf reckons when a file, with all that was merged into it, has been
// kept long enough. last is the day on which anything in it was last written.
func RetentionOf(f File, rules []Retention, last Date, loc *time.Location) Due {
	d := Due{}
	d.Class, d.Set = f.retentionClass()
	at := slices.IndexFunc(rules, func(r Retention) bool { return r.Class == d.Class })
	switch {
	case at < 0:
		d.Kept = KeptNoClass
		return d
	case rules[at].Forever:
		d.Kept = KeptForever
		return d
	case f.isOpen():
		d.Kept = KeptOpen
		return d
	}
	if d.Closed = f.closedOn(last, loc); !d.Closed.Valid() {
		d.Kept = KeptEmpty
		return d
	}
	// Of years that are counted from the fiscal year after the closing, the
	// last one ends on 31 March.
	d.On = Date{d.Closed.FiscalYear() + 1 + rules[at].Years, 4, 1}
	if rules[at].Age > 0 {
		youngest, known := f.youngest()
		if !known {
			return Due{Class: d.Class, Set: d.Set, Closed: d.Closed, Kept: KeptNoBirth}
		}
		if grown := youngest.AddMonths(12 * rules[at].Age); youngest.Valid() && d.On.Before(grown) {
			d.On, d.ByAge = grown, true
		}
	}
	return d
}

// retentionClass is the class that a person chose last, or the one that follows
// from how the case was registered and why that ended.
func (f File) retentionClass() (class string, chosen bool) {
	set := f.Of("retention")
	slices.SortFunc(set, byWritten)
	for _, e := range slices.Backward(set) {
		if class := e.Text("class"); class != "" {
			return class, true
		}
	}
	registered, abuse := f.Of("registry"), false
	for _, e := range registered {
		reason := e.Text("end_reason")
		abuse = abuse || Class(e.Text("class")) != MCH && reason != "not_abuse" && reason != "advised"
	}
	switch {
	case abuse:
		return KeepRegistry, false
	case len(registered) > 0 || len(f.Of("intake")) > 0:
		return KeepAdvice, false
	}
	return KeepHealth, false
}

// isOpen reports whether something in a file goes on: also where it was closed
// and has been taken up again.
func (f File) isOpen() bool {
	for _, kind := range []string{"registry", "plan"} {
		if slices.ContainsFunc(f.Of(kind), func(e *Entry) bool { return !e.Day("ended_on").Valid() }) {
			return true
		}
	}
	return slices.ContainsFunc(f.Of("intake"), func(e *Entry) bool { return e.Text("stage") != "closed" })
}

// closedOn is the day from which the years are counted: that of the last
// closing or, where somebody wrote something later, of that. A file of maternal
// and child health that nobody closed ends when the youngest child enters
// school, or when the family has moved away.
func (f File) closedOn(last Date, loc *time.Location) Date {
	closed := Date{}
	later := func(d Date) {
		if d.Valid() && (!closed.Valid() || d.After(closed)) {
			closed = d
		}
	}
	for _, kind := range []string{"registry", "plan"} {
		for _, e := range f.Of(kind) {
			later(e.Day("ended_on"))
		}
	}
	for _, e := range f.Of("intake") {
		if on := e.Day("outcome_on"); on.Valid() {
			later(on)
		} else {
			later(DateOf(e.Changed.In(loc)))
		}
	}
	if !closed.Valid() {
		later(f.leftHealth())
	}
	if closed.Valid() {
		later(last)
	}
	return closed
}

// leftHealth is when a family left maternal and child health.
func (f File) leftHealth() Date {
	for _, e := range f.Of("transfer") {
		if on := e.Day("moves_on"); e.Text("direction") == "out" && on.Valid() && e.Day("confirmed_on").Valid() {
			return on
		}
	}
	youngest, known := f.youngest()
	if !known || !youngest.Valid() {
		return Date{}
	}
	return Date{SchoolEntry(youngest), 4, 1}
}

// youngest is the last date of birth among the children of a file, no date
// where it has no child. known is false when one has none. An unborn child
// counts with the day on which it is expected.
func (f File) youngest() (birth Date, known bool) {
	persons := f.aliases()
	for _, e := range f.Of("person") {
		role := e.Text("role")
		if role != "child" && role != "sibling" && role != "fetus" || persons.of(e.ID) != e.ID {
			continue
		}
		on := e.Day("birth_date")
		if !on.Valid() {
			on = e.Day("due_date")
		}
		if !on.Valid() {
			return Date{}, false
		}
		if !birth.Valid() || on.After(birth) {
			birth = on
		}
	}
	return birth, true
}
