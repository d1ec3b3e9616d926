package ledger

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// Written is an edit together with its place in causality: what a merge
// needs of a change.
type Written struct {
	Dot    Dot
	Seen   Vector // everything of the case that the writer had
	At     Time
	Author uuid.UUID
	Edit   *Edit
}

// Setter is one value of a field and where it came from.
type Setter struct {
	Value  any
	Dot    Dot
	At     Time
	Author uuid.UUID
	Reason string
	Seen   Vector
}

// Register is a field's visible values, the one to show first: more than one
// is a conflict.
type Register []Setter

// Conflict reports whether setters that did not know of each other left
// different values. Equal values agree and are no conflict.
func (r Register) Conflict() bool {
	for _, s := range r[min(1, len(r)):] {
		if !SameValue(s.Value, r[0].Value) {
			return true
		}
	}
	return false
}

// Record is what the changes of one record merge to.
type Record struct {
	ID     uuid.UUID
	Kind   string
	Form   string // version of the form of its latest edit
	Fields map[string]Register
	First  Time // when the record was first written
	Last   Time // when it was last written
	Author uuid.UUID
	Dots   int // how many changes it has
}

// Value returns the value of a field to show, nil when unset.
func (r *Record) Value(name string) any {
	if reg := r.Fields[name]; len(reg) > 0 {
		return reg[0].Value
	}
	return nil
}

// Values returns every field's value to show, without cleared ones.
func (r *Record) Values() map[string]any {
	out := make(map[string]any, len(r.Fields))
	for name, reg := range r.Fields {
		if len(reg) > 0 && reg[0].Value != nil {
			out[name] = reg[0].Value
		}
	}
	return out
}

// Conflicts returns the names of fields in conflict, sorted. A record that
// was withdrawn by someone who had not seen a later edit conflicts in
// FieldState.
func (r *Record) Conflicts() []string {
	var names []string
	for name, reg := range r.Fields {
		if reg.Conflict() || name == FieldState && r.withdrawnUnseen(reg) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (r *Record) withdrawnUnseen(state Register) bool {
	for _, s := range state {
		if s.Value != StateWithdrawn {
			continue
		}
		for _, reg := range r.Fields {
			for _, other := range reg {
				if other.Dot != s.Dot && !s.Seen.Covers(other.Dot) && !other.Seen.Covers(s.Dot) {
					return true
				}
			}
		}
	}
	return false
}

// Fold merges the changes of one record, in any order and with repetitions.
// It is commutative, associative and idempotent: a field shows the values
// whose setters no other setter of the field had seen.
func Fold(changes []Written) *Record {
	changes = sortedOnce(changes)
	if len(changes) == 0 {
		return nil
	}
	first, last := changes[0], changes[len(changes)-1]
	rec := &Record{
		ID: first.Edit.Record, Kind: first.Edit.Kind, Form: last.Edit.Form,
		Fields: map[string]Register{}, First: first.At, Last: last.At, Author: first.Author, Dots: len(changes),
	}
	setters := map[string]Register{}
	for _, w := range changes {
		for name, v := range w.Edit.Set {
			setters[name] = append(setters[name], Setter{
				Value: v, Dot: w.Dot, At: w.At, Author: w.Author, Reason: w.Edit.Reason, Seen: w.Seen,
			})
		}
	}
	for name, all := range setters {
		rec.Fields[name] = visible(all)
	}
	return rec
}

// visible keeps the setters that no other one had seen, latest first.
func visible(all Register) Register {
	if len(all) == 1 {
		return all
	}
	context := Vector{}
	for _, s := range all {
		context.Merge(s.Seen)
	}
	var kept Register
	for _, s := range all {
		if !context.Covers(s.Dot) {
			kept = append(kept, s)
		}
	}
	slices.SortFunc(kept, func(a, b Setter) int { return -compare(a.At, a.Dot, b.At, b.Dot) })
	return kept
}

func sortedOnce(changes []Written) []Written {
	out := slices.Clone(changes)
	slices.SortFunc(out, func(a, b Written) int { return compare(a.At, a.Dot, b.At, b.Dot) })
	return slices.CompactFunc(out, func(a, b Written) bool { return a.Dot == b.Dot })
}

// compare orders by clock and, where clocks agree, by dot, so that every
// machine shows the same value first.
func compare(at Time, a Dot, bt Time, b Dot) int {
	return cmp.Or(cmp.Compare(at, bt), bytes.Compare(a.Station[:], b.Station[:]), cmp.Compare(a.N, b.N))
}
