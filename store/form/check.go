package form

import "strings"

// check looks at what shows only when the whole form is known.
func (r *reader) check() {
	r.checkNarrow()
	marks := map[*Item]mark{}
	for _, it := range r.form.order {
		if it.Required && it.neverShown() && it.Initial == nil && it.Sum == nil {
			r.fault(r.places[it], FaultRequiredHidden, it.LinkID, "")
		}
		if chain := r.loop(it, marks, nil); chain != nil {
			r.fault(r.places[it], FaultLoop, it.LinkID, strings.Join(chain, " → "))
		}
	}
}

func (it *Item) neverShown() bool {
	for ; it != nil; it = it.parent {
		if it.Hidden {
			return true
		}
	}
	return false
}

type mark int

const (
	unseen mark = iota
	open
	done
)

// loop finds a way from an item over what decides whether it is shown (its
// parent and the questions of its conditions) back to itself. Each loop is
// reported once.
func (r *reader) loop(it *Item, marks map[*Item]mark, chain []string) []string {
	chain = append(chain, it.LinkID)
	switch marks[it] {
	case done:
		return nil
	case open:
		return chain
	}
	marks[it] = open
	defer func() { marks[it] = done }()
	if it.parent != nil {
		if found := r.loop(it.parent, marks, chain); found != nil {
			return found
		}
	}
	for _, c := range it.EnableWhen {
		if found := r.loop(r.form.byID[c.Question], marks, chain); found != nil {
			return found
		}
	}
	return nil
}
