package ledger

import (
	"slices"

	"github.com/google/uuid"
)

// KindRestrict is the readable record in a case's own ledger that keeps the
// case to named people: the center reads it, because it must not hand the case
// to any other station. It says ids and nothing else; why, until when and from
// whom is in the sealed record of kind restriction.
const KindRestrict = "restrict"

// Fields of a restrict record.
const (
	FieldReaders = "readers" // ids of the staff who may read, a list
	FieldGlass   = "glass"   // true: the case may be opened in an emergency, with a reason
	FieldLifted  = "lifted"  // true: the case is an ordinary one again
)

// RestrictOf is the id of the one restrict record of a case: the same on every
// station.
func RestrictOf(kase uuid.UUID) uuid.UUID { return uuid.NewSHA1(kase, []byte("restrict")) }

// Wall is who may read a restricted case. Its zero value stands around nothing.
type Wall struct {
	Readers []uuid.UUID // sorted
	Glass   bool
	Up      bool // false: never restricted, or lifted
}

// Allows reports whether a staff member is inside.
func (w Wall) Allows(staff uuid.UUID) bool { return !w.Up || slices.Contains(w.Readers, staff) }

// WallOf merges the restrict edits of one case that were rightly made. Of
// edits that did not know of each other the narrower holds: a wall stands as
// long as one of them wants it, its readers are those whom all of them name,
// and the glass can be broken only where all allow it.
func WallOf(written []Written) Wall {
	if len(written) == 0 {
		return Wall{}
	}
	r := Fold(written)
	up := false
	for _, s := range r.Fields[FieldLifted] {
		up = up || s.Value != true
	}
	if len(r.Fields[FieldLifted]) == 0 {
		up = true
	}
	glass := len(r.Fields[FieldGlass]) > 0
	for _, s := range r.Fields[FieldGlass] {
		glass = glass && s.Value == true
	}
	readers := commonIDs(r.Fields[FieldReaders])
	slices.SortFunc(readers, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return Wall{Readers: readers, Glass: glass && up, Up: up}
}
