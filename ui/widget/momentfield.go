package widget

import "strings"

// NewMomentField returns an empty field for a date with its time. It is a
// DateField in all but what it understands: parse turns 1122 1740 into the
// moment as stored (2026-11-22T17:40:00+09:00), and write turns a stored one
// back into what a person would type.
func NewMomentField(label string, parse DateParser, wrong func(error) string, write func(stored string) string) *DateField {
	d := NewDateField(label, parse, wrong)
	d.write = write
	return d
}

// asTyped is a stored date the way a person would type it.
func (d *DateField) asTyped(iso string) string {
	if d.write != nil && iso != "" {
		return d.write(iso)
	}
	return strings.ReplaceAll(iso, "-", "/")
}
