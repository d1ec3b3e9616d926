package ledger

import (
	"bytes"
	"slices"

	"github.com/google/uuid"
)

// KindRestrict is the readable record in a case's own ledger that keeps the
// case to named people: the center reads it, because it must not hand the case
// to any other station. It says ids and nothing else; why, until when and from
// whom is in the sealed record of kind restriction.
const KindRestrict = "restrict"

// Fields of a restrict record. Every edit of it sets all three, so that of two
// that did not know of each other neither is half of the other.
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
// and the glass can be broken only where all allow it. Where those that want
// it have no reader in common the latest of them names the readers, for what
// nobody may read nobody could mend.
func WallOf(written []Written) Wall {
	var w Wall
	latest := []uuid.UUID(nil)
	for _, e := range unseen(written) {
		if e.Edit.Set[FieldLifted] == true {
			continue
		}
		readers := idsOf(e.Edit.Set[FieldReaders])
		slices.SortFunc(readers, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		readers, glass := slices.Compact(readers), e.Edit.Set[FieldGlass] == true
		if !w.Up {
			w = Wall{Readers: slices.Clone(readers), Glass: glass, Up: true}
		} else {
			w.Glass = w.Glass && glass
			w.Readers = slices.DeleteFunc(w.Readers, func(id uuid.UUID) bool { return !slices.Contains(readers, id) })
		}
		latest = readers
	}
	if w.Up && len(w.Readers) == 0 {
		w.Readers = latest
	}
	return w
}

// unseen are the edits that no other one had seen, in the order of their
// clocks.
func unseen(written []Written) []Written {
	all := sortedOnce(written)
	context := Vector{}
	for _, w := range all {
		context.Merge(w.Seen)
	}
	return slices.DeleteFunc(all, func(w Written) bool { return context.Covers(w.Dot) })
}

// IsRestriction reports whether an edit is one of the restrict record of a
// case, and says nothing but who may read it.
func IsRestriction(kase uuid.UUID, e *Edit) bool {
	if e.Kind != KindRestrict || e.Record != RestrictOf(kase) || e.Reason != "" || e.Form != "" || len(e.Set) != 3 {
		return false
	}
	readers, list := e.Set[FieldReaders].([]string)
	lifted, says := e.Set[FieldLifted].(bool)
	_, glass := e.Set[FieldGlass].(bool)
	if !list || !says || !glass || !lifted && len(readers) == 0 {
		return false
	}
	return !slices.ContainsFunc(readers, func(text string) bool {
		id, err := uuid.Parse(text)
		return err != nil || id.String() != text
	})
}

// Restrictions are those of a case's restrict edits that were rightly made: by
// somebody who ever carried a role that allows it, for what was decided stays
// decided when they move on, or by a reader of the wall as they had seen it.
func Restrictions(d *Directory, kase uuid.UUID, written []Written) []Written {
	var right []Written
	for _, w := range causally(written) {
		if IsRestriction(kase, w.Edit) && mayRestrict(d, right, w) {
			right = append(right, w)
		}
	}
	return right
}

func mayRestrict(d *Directory, before []Written, w Written) bool {
	author := d.Staff[w.Author]
	if author == nil {
		return false
	}
	if slices.ContainsFunc(author.Held, func(role string) bool { return slices.Contains(allowed[ActRestrict], role) }) {
		return true
	}
	var known []Written
	for _, b := range before {
		if w.Seen.Covers(b.Dot) {
			known = append(known, b)
		}
	}
	was := WallOf(known)
	return was.Up && was.Allows(w.Author)
}

// Walls are the restricted cases that somebody knows of.
type Walls map[uuid.UUID]Wall

// Within is what the walls leave of a scope to a station: a restricted case is
// only where one of its readers signs in and nobody else does. There it is in
// scope also where the station holds what its users are in charge of, for a
// reader need not be in charge.
func (s Scope) Within(walls Walls, d *Directory, station uuid.UUID) Scope {
	if s.Waiting {
		return s
	}
	only := uuid.Nil
	at := d.Stations[station]
	if at != nil && !at.Removed {
		if person := d.Staff[at.Only]; person != nil && !person.Removed {
			only = at.Only
		}
	}
	s.shut, s.Only = nil, only
	for kase, wall := range walls {
		switch {
		case !wall.Up || s.House(kase):
		case only == uuid.Nil || !wall.Allows(only):
			if s.shut == nil {
				s.shut = map[uuid.UUID]bool{}
			}
			s.shut[kase] = true
		case !s.All && at.Scope == ScopeOwn:
			s.Cases[kase] = true
		}
	}
	return s
}
