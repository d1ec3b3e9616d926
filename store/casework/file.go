package casework

import (
	"cmp"
	"slices"
	"time"
)

// Entry is one record of a file as the rules see it: its fields by the names
// of its form. A file of rules reads nothing else.
type Entry struct {
	ID        string
	Parent    string // the record whose list this one belongs to, or ""
	Kind      string
	Fields    map[string]any // nil, bool, int64, string or []string
	Withdrawn bool
	Author    string    // who wrote it first
	Written   time.Time // when it was written first
	Changed   time.Time // when it was last changed
	// AsWritten is the fields as they were written, where a merge of two files
	// makes Fields name a person otherwise; nil everywhere else.
	AsWritten map[string]any
}

// Text returns a field that is a string, "" when it is not there.
func (e *Entry) Text(name string) string {
	s, _ := e.Fields[name].(string)
	return s
}

// Texts returns a field that is a list.
func (e *Entry) Texts(name string) []string {
	s, _ := e.Fields[name].([]string)
	return s
}

// Bool returns a field that is yes or no.
func (e *Entry) Bool(name string) bool {
	b, _ := e.Fields[name].(bool)
	return b
}

// Int returns a field that is a whole number.
func (e *Entry) Int(name string) (int64, bool) {
	n, ok := e.Fields[name].(int64)
	return n, ok
}

// Day returns a field that is a date, or the day of a moment in loc of the
// moment itself; no date when it is neither.
func (e *Entry) Day(name string) Date {
	text := e.Text(name)
	if len(text) < len("2026-11-22") {
		return Date{}
	}
	d, err := ParseISO(text[:len("2026-11-22")])
	if err != nil {
		return Date{}
	}
	return d
}

// Moment returns a field that is a moment (RFC 3339), zero when it is not.
func (e *Entry) Moment(name string) time.Time {
	t, err := time.Parse(time.RFC3339, e.Text(name))
	if err != nil {
		return time.Time{}
	}
	return t
}

// File is the entries of one family's file, withdrawn ones included.
type File struct {
	ID      string
	Entries []*Entry
}

// inOrder returns the file with its entries in the order in which they were
// written, so that what a rule finds first is the same on every machine.
func (f File) inOrder() File {
	f.Entries = slices.SortedFunc(slices.Values(f.Entries), byWritten)
	return f
}

// byWritten orders entries by when they were written, then by id.
func byWritten(a, b *Entry) int {
	return cmp.Or(a.Written.Compare(b.Written), cmp.Compare(a.ID, b.ID))
}

// Entry finds an entry by its id, withdrawn or not; nil when it is not there.
func (f File) Entry(id string) *Entry {
	for _, e := range f.Entries {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Of returns the entries of a kind that stand, in the file's order.
func (f File) Of(kind string) []*Entry {
	var out []*Entry
	for _, e := range f.Entries {
		if e.Kind == kind && !e.Withdrawn {
			out = append(out, e)
		}
	}
	return out
}

// Below returns the entries of a kind that stand in the list of a parent.
func (f File) Below(parent, kind string) []*Entry {
	var out []*Entry
	for _, e := range f.Entries {
		if e.Kind == kind && e.Parent == parent && !e.Withdrawn {
			out = append(out, e)
		}
	}
	return out
}
