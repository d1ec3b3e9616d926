package form

import (
	"cmp"
	"slices"
	"time"
)

// Enabled says of every item whether its conditions, and those of all items
// above it, hold. The answer to a question that is itself not enabled counts
// as no answer.
func (f *Form) Enabled(fields map[string]any) map[string]bool {
	e := enabling{form: f, fields: fields, known: make(map[string]bool, len(f.order))}
	for _, it := range f.order {
		e.item(it)
	}
	return e.known
}

type enabling struct {
	form   *Form
	fields map[string]any
	known  map[string]bool
}

// item ends, because a form with a loop is refused at load.
func (e enabling) item(it *Item) bool {
	if on, ok := e.known[it.LinkID]; ok {
		return on
	}
	on := (it.parent == nil || e.item(it.parent)) && e.conditions(it)
	e.known[it.LinkID] = on
	return on
}

func (e enabling) conditions(it *Item) bool {
	if len(it.EnableWhen) == 0 {
		return true
	}
	holds := func(c Condition) bool {
		q := e.form.byID[c.Question]
		var v any
		if e.item(q) {
			v = e.fields[c.Question]
		}
		return c.holds(q, v)
	}
	if it.EnableAny {
		return slices.ContainsFunc(it.EnableWhen, holds)
	}
	return !slices.ContainsFunc(it.EnableWhen, func(c Condition) bool { return !holds(c) })
}

// holds compares the answer v to the question q. Of an item that repeats, one
// matching answer is enough. Nothing holds of a question without an answer,
// save that it does not exist and that it is not equal.
func (c Condition) holds(q *Item, v any) bool {
	if c.Operator == Exists {
		return answered(v) == c.Answer
	}
	if !answered(v) {
		return c.Operator == NotEqual
	}
	if many, ok := v.([]string); ok {
		if c.Operator == NotEqual {
			return !slices.ContainsFunc(many, func(s string) bool { return any(s) == c.Answer })
		}
		return slices.ContainsFunc(many, func(s string) bool { return c.compare(q, s) })
	}
	return c.compare(q, v)
}

func (c Condition) compare(q *Item, v any) bool {
	order, ok := compareValues(q.Type, v, c.Answer)
	if !ok {
		return c.Operator == NotEqual
	}
	switch c.Operator {
	case Equal:
		return order == 0
	case NotEqual:
		return order != 0
	case Greater:
		return order > 0
	case Less:
		return order < 0
	case GreaterOrEqual:
		return order >= 0
	case LessOrEqual:
		return order <= 0
	}
	return false
}

// compareValues reports false when the two are not values of the type.
func compareValues(t Type, a, b any) (int, bool) {
	switch a := a.(type) {
	case bool:
		b, ok := b.(bool)
		if a == b {
			return 0, ok
		}
		return 1, ok
	case int64:
		b, ok := b.(int64)
		return cmp.Compare(a, b), ok
	case string:
		b, ok := b.(string)
		if !ok || !wellFormed(t, a) || !wellFormed(t, b) {
			return 0, false
		}
		return compareStrings(t, a, b), true
	}
	return 0, false
}

func compareStrings(t Type, a, b string) int {
	switch t {
	case DecimalNumber:
		x, _ := ParseDecimal(a)
		y, _ := ParseDecimal(b)
		return x.Compare(y)
	case DateTime:
		x, _ := time.Parse(time.RFC3339, a)
		y, _ := time.Parse(time.RFC3339, b)
		return x.Compare(y)
	}
	return cmp.Compare(a, b)
}
