package ledger

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// FollowOf is the id of the carry by which a case travels with another one, of
// which the carry is given: they are shown as one. It is the same on every
// station, so that several that mend the book write one record.
func FollowOf(carry, kase uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(carry, append([]byte("follow"), kase[:]...))
}

// follows reports whether an id may be one that FollowOf made: the ids of
// carries that a person began are of another version.
func follows(id uuid.UUID) bool { return id.Version() == 5 }

// origin is the carry that another one follows, nil for one that a person
// began.
func (c *Carriage) origin(f *Carry) *Carry {
	if !follows(f.ID) {
		return nil
	}
	for _, o := range c.Carries {
		if o.Station == f.Station && o.Case != f.Case && FollowOf(o.ID, f.Case) == f.ID {
			return o
		}
	}
	return nil
}

// Lagging returns what the book lacks so that cases that are shown as one
// travel together. groupOf are the cases that are shown as one with a case,
// itself among them; apart reports whether two cases are known not to be one.
// begin are carries as they should stand, end those that should be signed in:
// what they follow was, or they are two cases again. Both are sorted by id.
func (c *Carriage) Lagging(groupOf func(uuid.UUID) []uuid.UUID, apart func(a, b uuid.UUID) bool, now time.Time) (begin []Carry, end []uuid.UUID) {
	var kept []*Carry // what counts for their stations
	for _, carry := range c.Carries {
		if !carry.Out(now) {
			continue
		}
		if o := c.origin(carry); o != nil && (o.Back || apart(o.Case, carry.Case)) {
			end = append(end, carry.ID)
			continue
		}
		kept = append(kept, carry)
	}
	covered := func(o *Carry, kase uuid.UUID) bool {
		return slices.ContainsFunc(kept, func(k *Carry) bool {
			return k.Case == kase && k.Station == o.Station && !k.Until.Before(o.Until)
		})
	}
	for _, o := range kept {
		if c.origin(o) != nil {
			continue
		}
		for _, kase := range groupOf(o.Case) {
			if kase != o.Case && !covered(o, kase) {
				begin = append(begin, Carry{ID: FollowOf(o.ID, kase), Case: kase, Station: o.Station, Staff: o.Staff, Until: o.Until})
			}
		}
	}
	slices.SortFunc(begin, func(a, b Carry) int { return slices.Compare(a.ID[:], b.ID[:]) })
	slices.SortFunc(end, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return begin, end
}
