package store

import (
	"bytes"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// link is one merge that stands: the case file is shown in the case target.
type link struct {
	record, file, target uuid.UUID
	pairs                []pair
}

// pair is two entries of one person.
type pair struct{ theirs, ours uuid.UUID }

// parsePairs reads "their=our"; what is no pair of ids is passed over.
func parsePairs(list []string) []pair {
	var out []pair
	for _, text := range list {
		left, right, _ := strings.Cut(text, "=")
		p := pair{parseID(left), parseID(right)}
		if p.theirs != uuid.Nil && p.ours != uuid.Nil && p.theirs != p.ours {
			out = append(out, p)
		}
	}
	return out
}

func compareID(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

// visible says in which case each linked case is shown, for those that are
// shown in another. A case that was merged into several goes into the one with
// the smallest id. Merges may run in a circle, made on stations that did not
// know of each other: of a circle the case with the smallest id is the visible
// one, so that none is ever hidden and every station shows the same.
func visible(links []link) map[uuid.UUID]uuid.UUID {
	next := map[uuid.UUID]uuid.UUID{}
	for _, l := range links {
		if was, ok := next[l.file]; !ok || compareID(l.target, was) < 0 {
			next[l.file] = l.target
		}
	}
	out := map[uuid.UUID]uuid.UUID{}
	for file := range next {
		if to := follow(next, file); to != file {
			out[file] = to
		}
	}
	return out
}

// follow goes from case to case to the end, or once around a circle.
func follow(next map[uuid.UUID]uuid.UUID, file uuid.UUID) uuid.UUID {
	var way []uuid.UUID
	for at, ok := file, true; ok; at, ok = next[at] {
		if i := slices.Index(way, at); i >= 0 {
			return slices.MinFunc(way[i:], compareID)
		}
		way = append(way, at)
	}
	return way[len(way)-1]
}

// linkedWith are the cases that links connect with any of some, themselves
// included.
func linkedWith(links []link, from map[uuid.UUID]bool) map[uuid.UUID]bool {
	all := map[uuid.UUID]bool{}
	for id := range from {
		all[id] = true
	}
	for grown := true; grown; {
		grown = false
		for _, l := range links {
			if all[l.file] != all[l.target] {
				all[l.file], all[l.target], grown = true, true, true
			}
		}
	}
	return all
}

// samePersons says which persons are shown as which other, by the pairs of the
// merges that are in force. stands says that a person's entry was not
// withdrawn: nobody is shown as one who was. As with cases, of a circle the
// smallest id is the one that is shown.
func samePersons(links []link, shown map[uuid.UUID]uuid.UUID, stands map[uuid.UUID]bool) map[uuid.UUID]uuid.UUID {
	next := map[uuid.UUID]uuid.UUID{}
	for _, l := range links {
		if rootOf(shown, l.file) != rootOf(shown, l.target) {
			continue
		}
		for _, p := range l.pairs {
			was, ok := next[p.theirs]
			if stands[p.theirs] && stands[p.ours] && (!ok || compareID(p.ours, was) < 0) {
				next[p.theirs] = p.ours
			}
		}
	}
	out := map[uuid.UUID]uuid.UUID{}
	for person := range next {
		if to := follow(next, person); to != person {
			out[person] = to
		}
	}
	return out
}

// rootOf is the case in which a case is shown.
func rootOf(shown map[uuid.UUID]uuid.UUID, file uuid.UUID) uuid.UUID {
	if to, ok := shown[file]; ok {
		return to
	}
	return file
}
