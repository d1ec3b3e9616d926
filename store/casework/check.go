package casework

import (
	"slices"
	"time"
)

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
// file, each fault once. Nothing is ever changed: what is wrong is refused or
// marked, and a person decides. f may hold the record as it was, or as it will be.
//
// What was wrong at a field before, and is left as it is, does not keep anybody
// from correcting the rest: with the Old record given it is not told again. To
// mark what is wrong with a record as it stands, give none.
func Check(f File, e *Entry, c CheckContext) []Fault {
	if c.Loc == nil {
		c.Loc = c.Now.Location()
	}
	if c.Staff == "" {
		c.Staff = e.Author
	}
	k := &checking{scan: newScan(f, DefaultConfig(), c.Now, c.Loc), CheckContext: c, e: e}
	faults := k.run()
	if c.Old == nil || len(faults) == 0 {
		return faults
	}
	was := &checking{scan: k.scan, CheckContext: c, e: c.Old}
	before := was.run()
	return slices.DeleteFunc(faults, func(fault Fault) bool {
		return fault.Field != "" && !k.changed(fault.Field) && slices.Contains(before, fault)
	})
}

// run applies the rules of every kind, then those of the record's own.
func (k *checking) run() []Fault {
	for _, rule := range []func(*checking){
		checkPlace, checkMeeting, checkPast, checkBirth, checkOrder, checkEnd, checkStage, checkCodes,
	} {
		rule(k)
	}
	if rule := kindRules[k.e.Kind]; rule != nil {
		rule(k)
	}
	return k.faults
}

// kindRules are the rules of single kinds.
var kindRules = map[string]func(*checking){
	"safety_check":  checkSafety,
	"urgency":       checkUrgency,
	"judgement":     checkJudgement,
	"plan_handover": checkHandover,
	"approval":      checkApproval,
	"approval_step": checkStep,
}

// checking is one record under check.
type checking struct {
	scan
	CheckContext
	e      *Entry
	faults []Fault
}

// fault notes that something is wrong with a field, once.
func (k *checking) fault(field, code string) {
	if f := (Fault{field, code}); !slices.Contains(k.faults, f) {
		k.faults = append(k.faults, f)
	}
}

// set reports whether a field has a value.
func (k *checking) set(field string) bool { return isSet(k.e, field) }

// isSet reports whether a field of a record has a value.
func isSet(e *Entry, field string) bool {
	switch v := e.Fields[field].(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []string:
		return len(v) > 0
	}
	return true
}

// changed reports whether a field is new or not what it was.
func (k *checking) changed(field string) bool {
	return k.Old == nil || canonicalValue(k.Old.Fields[field]) != canonicalValue(k.e.Fields[field])
}
