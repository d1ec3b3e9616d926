package form

import (
	"maps"
	"slices"
)

// With gives a library in which one form is the given one, read as a file of
// the library itself would be: it may name the library's code lists and kinds.
// The library itself stays as it is. The error is a *Refused; it also refuses
// a kind that the library has no form of, and a form that lacks one of the
// items in keep, or has it with another type.
func (l *Library) With(kind, file string, data []byte, keep ...string) (*Library, error) {
	old := l.forms[kind]
	if old == nil {
		return nil, &Refused{Faults: []Fault{{File: file, Code: FaultReference, Name: kind, Detail: "no such kind of record"}}}
	}
	f, err := Parse(kind+".json", data, l.lists)
	if err == nil {
		err = f.checkNames(kind + ".json")
	}
	if err == nil {
		err = f.checkKept(old, keep)
	}
	if err != nil {
		return nil, named(err, file)
	}
	next := &Library{forms: maps.Clone(l.forms), kinds: l.kinds, lists: l.lists}
	next.forms[kind] = f
	if faults := next.checkKinds(); len(faults) > 0 {
		return nil, named(&Refused{Faults: faults}, file)
	}
	return next, nil
}

// checkKept holds a form to the items that the program itself fills in.
func (f *Form) checkKept(old *Form, keep []string) error {
	var faults []Fault
	for _, name := range keep {
		was, is := old.Item(name), f.Item(name)
		switch {
		case is == nil:
			faults = append(faults, Fault{Path: "item", Code: FaultMissing, Name: name, Detail: "the program fills it in"})
		case was != nil && (is.Type != was.Type || is.Repeats != was.Repeats || is.Refers != was.Refers):
			faults = append(faults, Fault{Path: "item", Code: FaultType, Name: name, Detail: "want " + string(was.Type) + ", as in the built-in form"})
		}
	}
	if f.DateField != old.DateField && slices.Contains(keep, old.DateField) {
		faults = append(faults, Fault{Path: "item", Code: FaultMissing, Name: old.DateField, Detail: "must date the record"})
	}
	if len(faults) > 0 {
		return &Refused{Faults: faults}
	}
	return nil
}

// named puts the name of the file that was handed in into faults.
func named(err error, file string) error {
	refused, ok := err.(*Refused)
	if !ok {
		return err
	}
	for i := range refused.Faults {
		refused.Faults[i].File = file
	}
	return refused
}
