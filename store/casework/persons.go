package casework

import (
	"slices"
	"strings"
)

// alias maps persons of a merged file to the persons they are here.
type alias map[string]string

// aliases reads the pairs of the file's merges. A merge that was withdrawn,
// which is how it is undone, says nothing.
func (f File) aliases() alias {
	var a alias
	merges := f.Of("merge")
	slices.SortFunc(merges, byWritten) // of two that disagree, the later one counts
	for _, m := range merges {
		for _, pair := range m.Texts("pairs") {
			theirs, ours, ok := strings.Cut(pair, "=")
			if !ok || theirs == "" || ours == "" || theirs == ours {
				continue
			}
			if a == nil {
				a = alias{}
			}
			a[theirs] = ours
		}
	}
	return a
}

// of follows a person to who it is here. Merges that two machines made without
// knowing of each other can point at each other: then the smallest id of the
// ring stands for all of it.
func (a alias) of(person string) string {
	seen := map[string]bool{}
	at := person
	for {
		next, ok := a[at]
		if !ok {
			return at
		}
		if seen[at] {
			return a.smallest(at)
		}
		seen[at] = true
		at = next
	}
}

// smallest returns the smallest id of the ring that at lies on.
func (a alias) smallest(at string) string {
	least := at
	for next := a[at]; next != at; next = a[next] {
		least = min(least, next)
	}
	return least
}

// Person returns who a person id stands for, after the file's merges.
func (f File) Person(id string) string { return f.aliases().of(id) }
