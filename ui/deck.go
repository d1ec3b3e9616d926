package ui

import "slices"

// deck is the row of opened pages, by id, and the way back through them. The
// first page stays.
type deck struct {
	open    []string
	current string
	past    []string // pages left, the last one last
}

func newDeck(first string) *deck { return &deck{open: []string{first}, current: first} }

// show brings a page to the front and opens it if it is not.
func (d *deck) show(id string) {
	if id == d.current {
		return
	}
	d.past = append(without(d.past, id), d.current)
	if !slices.Contains(d.open, id) {
		d.open = append(d.open, id)
	}
	d.current = id
}

// back goes to the page that was in front before, and reports whether there
// was one.
func (d *deck) back() bool {
	if len(d.past) == 0 {
		if d.current == d.open[0] {
			return false
		}
		d.current = d.open[0]
		return true
	}
	d.current = d.past[len(d.past)-1]
	d.past = d.past[:len(d.past)-1]
	return true
}

// close takes a page away; the one before it comes to the front.
func (d *deck) close(id string) {
	if id == d.open[0] || !slices.Contains(d.open, id) {
		return
	}
	d.past = without(d.past, id)
	if d.current == id {
		d.back()
	}
	d.open = without(d.open, id)
}

// step brings the neighbour to the front: +1 the next, -1 the one before.
func (d *deck) step(by int) {
	n := len(d.open)
	i := slices.Index(d.open, d.current)
	d.show(d.open[(i+by+n)%n])
}

func without(list []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == id })
}
