package casework

import "time"

// CheckContext is what a check needs beyond the file.
type CheckContext struct {
	Now   time.Time
	Loc   *time.Location
	Staff string   // who saves; "" takes the record's author
	Roles []string // of who saves
	// Old is the record as it stands, nil for a new one.
	Old *Entry
	// Meeting is the record of the office file that the record names, nil when
	// it names none.
	Meeting *Entry
	// RolesOf says which roles anybody holds; nil trusts the role that a step of
	// an approval names.
	RolesOf func(staff string) []string
	// CodeActive says whether the value of a field may still be chosen on a day;
	// true for every field that is no code. nil checks none.
	CodeActive func(kind, field, code string, on Date) bool
}

// Check returns what is wrong with a record that is about to be saved in its
// file, in the order of its fields as the rules look at them. Nothing is ever
// changed: what is wrong is refused or marked, and a person decides.
func Check(f File, e *Entry, c CheckContext) []Fault {
	k := checking{File: f, e: e, CheckContext: c}
	for _, rule := range []func(*checking){} {
		rule(&k)
	}
	return k.faults
}

// checking is one record under check.
type checking struct {
	File
	CheckContext
	e      *Entry
	faults []Fault
}
