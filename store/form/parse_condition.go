package form

// enableWhen remembers the conditions of an item; they can only be read when
// all items are known.
func (r *reader) enableWhen(n *node, it *Item) {
	nodes := r.objects(n, "enableWhen")
	behavior := r.str(n, "enableBehavior")
	if !oneOf(behavior, "any", "all", "") {
		r.fault(n.members["enableBehavior"], FaultValue, behavior, "want any or all")
	}
	if len(nodes) > 1 && behavior == "" {
		r.missing(n, "enableBehavior")
	}
	if len(nodes) == 0 && behavior != "" {
		r.fault(n.members["enableBehavior"], FaultSubset, "enableBehavior", "without enableWhen")
	}
	it.EnableAny = behavior == "any"
	r.later = append(r.later, func() {
		for _, m := range nodes {
			r.keep(m, "id")
			if c, ok := r.condition(m); ok {
				it.EnableWhen = append(it.EnableWhen, c)
			}
		}
	})
}

func (r *reader) condition(n *node) (Condition, bool) {
	c := Condition{Question: r.need(n, "question"), Operator: Operator(r.need(n, "operator"))}
	q := r.form.byID[c.Question]
	if c.Question == "" || c.Operator == "" {
		n.readAll()
		return c, false
	}
	if q == nil {
		r.fault(n.members["question"], FaultReference, c.Question, "")
		n.readAll()
		return c, false
	}
	if q.Type == "" || !r.operator(n, "operator", c.Operator, q) {
		n.readAll()
		return c, false
	}
	if c.Operator == Exists {
		if n.members["answerBoolean"] == nil {
			r.missing(n, "answerBoolean")
		}
		c.Answer = r.boolean(n, "answerBoolean")
		return c, true
	}
	c.Answer = r.answer(n, q, "answer")
	return c, c.Answer != nil
}

// operator checks that the operator exists and suits the question.
func (r *reader) operator(n *node, key string, op Operator, q *Item) bool {
	m := n.members[key]
	if q.Type == Group || q.Type == Display {
		r.fault(n, FaultReference, q.LinkID, "a "+string(q.Type)+" has no answer")
		return false
	}
	switch op {
	case Exists, Equal, NotEqual:
		return true
	case Greater, Less, GreaterOrEqual, LessOrEqual:
		if ordered(q.Type) {
			return true
		}
		r.fault(m, FaultOperator, string(op), "not for "+string(q.Type))
		return false
	}
	r.fault(m, FaultOperator, string(op), "")
	return false
}

func ordered(t Type) bool {
	switch t {
	case Integer, DecimalNumber, Date, DateTime, Time:
		return true
	}
	return false
}
