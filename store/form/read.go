package form

import (
	"strconv"
)

// reader walks the nodes of one form, marks what it has understood and
// collects what it must refuse.
type reader struct {
	file   string
	form   *Form
	lists  Lists
	faults []Fault
	// places remembers where each item stands, for faults that show
	// only when the whole form is known.
	places map[*Item]*node
	// later are checks that need all items to be known.
	later []func()
}

func (r *reader) fault(n *node, code FaultCode, name, detail string) {
	r.faults = append(r.faults, Fault{File: r.file, Path: n.path, Code: code, Name: name, Detail: detail})
}

// refuse faults the node and counts it as read, so that it is named once.
func (r *reader) refuse(n *node, code FaultCode, name, detail string) {
	r.fault(n, code, name, detail)
	n.readAll()
}

// missing faults an element that has to be in n.
func (r *reader) missing(n *node, key string) {
	r.fault(n, FaultMissing, key, "")
}

// member gives an element of n in the wanted shape, or nil.
func (r *reader) member(n *node, key string, want shape) *node {
	m := n.members[key]
	if m == nil {
		return nil
	}
	if m.shape != want {
		r.refuse(m, FaultShape, key, "want "+string(want)+", got "+string(m.shape))
		return nil
	}
	m.read = true
	if len(m.keys) == 0 && want == object || len(m.items) == 0 && want == array {
		r.fault(m, FaultShape, key, "empty")
		return nil
	}
	return m
}

// objects gives the elements of an array of objects.
func (r *reader) objects(n *node, key string) []*node {
	list := r.member(n, key, array)
	if list == nil {
		return nil
	}
	var found []*node
	for _, m := range list.items {
		if m.shape != object {
			r.refuse(m, FaultShape, key, "want object, got "+string(m.shape))
			continue
		}
		m.read = true
		found = append(found, m)
	}
	return found
}

// str gives a string that is not empty, or "".
func (r *reader) str(n *node, key string) string {
	m := r.member(n, key, text)
	if m == nil {
		return ""
	}
	if blank(m.scalar) {
		r.fault(m, FaultValue, key, "empty string")
		return ""
	}
	return m.scalar
}

// need is str for an element that has to be there.
func (r *reader) need(n *node, key string) string {
	if n.members[key] == nil {
		r.missing(n, key)
	}
	return r.str(n, key)
}

func blank(s string) bool {
	for _, c := range s {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '　' {
			return false
		}
	}
	return true
}

func (r *reader) boolean(n *node, key string) bool {
	m := r.member(n, key, boolean)
	return m != nil && m.scalar == "true"
}

// integer gives a whole number without point or exponent.
func (r *reader) integer(n *node, key string) (int64, bool) {
	m := r.member(n, key, number)
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseInt(m.scalar, 10, 32)
	if err != nil {
		r.fault(m, FaultValue, m.scalar, "want a whole number of 32 bits")
		return 0, false
	}
	return v, true
}

func (r *reader) decimal(n *node, key string) (Decimal, bool) {
	m := r.member(n, key, number)
	if m == nil {
		return Decimal{}, false
	}
	d, err := ParseDecimal(m.scalar)
	if err != nil {
		r.fault(m, FaultValue, m.scalar, "want a decimal number of at most 18 digits, without exponent")
		return Decimal{}, false
	}
	return d, true
}

// keep stores elements that have no effect here as JSON, by their path.
func (r *reader) keep(n *node, keys ...string) {
	for _, key := range keys {
		m := n.members[key]
		if m == nil {
			continue
		}
		if m.shape == null {
			r.refuse(m, FaultShape, key, "null")
			continue
		}
		m.readAll()
		r.form.Kept[m.path] = m.json()
	}
}

// rest refuses every element of the form that nobody has read.
func (r *reader) rest(root *node) {
	for _, n := range root.unread() {
		r.fault(n, FaultElement, lastElement(n.path), "")
	}
}

// lastElement gives the name of the element that a path ends in.
func lastElement(path string) string {
	end := len(path)
	for end > 0 && path[end-1] == ']' {
		for end > 0 && path[end-1] != '[' {
			end--
		}
		end = max(end-1, 0)
	}
	start := end
	for start > 0 && path[start-1] != '.' {
		start--
	}
	return path[start:end]
}
