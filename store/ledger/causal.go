package ledger

import (
	"slices"

	"github.com/google/uuid"
)

// causally orders changes so that each comes after those that its writer had
// seen, and otherwise by clock and dot.
func causally(changes []Written) []Written {
	o := newOrdering(sortedOnce(changes))
	out := make([]Written, 0, len(o.all))
	for len(out) < len(o.all) {
		next := o.first()
		out = append(out, o.all[next])
		o.take(next)
	}
	return out
}

// ordering is changes in the order of their clocks, of which some were taken.
// The lowest count that is left of every chain tells at once what must wait:
// to compare each change with every other takes seconds at some thousands.
type ordering struct {
	all    []Written
	taken  []bool
	from   int                    // everything before it was taken
	chains map[uuid.UUID][]uint64 // counts that are left, by station, rising
}

func newOrdering(all []Written) *ordering {
	o := &ordering{all: all, taken: make([]bool, len(all)), chains: map[uuid.UUID][]uint64{}}
	for _, w := range all {
		o.chains[w.Dot.Station] = append(o.chains[w.Dot.Station], w.Dot.N)
	}
	for _, counts := range o.chains {
		slices.Sort(counts)
	}
	return o
}

// first is the first change that waits for none that is left. Where vectors
// claim to have seen each other, which are lies, it is the first by its clock.
func (o *ordering) first() int {
	for i := o.from; i < len(o.all); i++ {
		if !o.taken[i] && !o.waits(o.all[i]) {
			return i
		}
	}
	return o.from
}

// waits reports whether the writer of a change had seen one that is left.
func (o *ordering) waits(w Written) bool {
	for station, n := range w.Seen {
		left := o.chains[station]
		if len(left) > 0 && station == w.Dot.Station && left[0] == w.Dot.N {
			left = left[1:] // nobody waits for themselves
		}
		if len(left) > 0 && left[0] <= n {
			return true
		}
	}
	return false
}

func (o *ordering) take(i int) {
	dot := o.all[i].Dot
	o.taken[i] = true
	left := o.chains[dot.Station]
	if at, ok := slices.BinarySearch(left, dot.N); ok {
		o.chains[dot.Station] = slices.Delete(left, at, at+1)
	}
	for o.from < len(o.all) && o.taken[o.from] {
		o.from++
	}
}
