package form

// shapeOfItem checks what an item of its type may have, once everything of
// it has been read.
func (r *reader) shapeOfItem(n *node, it *Item) {
	switch it.Type {
	case "":
		return // refused already
	case Group:
		r.noValue(n, it)
		if len(it.Items) == 0 && n.members["item"] == nil {
			r.missing(n, "item")
		}
	case Display:
		r.noValue(n, it)
		if n.members["item"] != nil {
			r.fault(n.members["item"], FaultSubset, "item", "a display has no items")
		}
	default:
		r.shapeOfQuestion(n, it)
	}
}

// noValue refuses on groups and displays what belongs to answers.
func (r *reader) noValue(n *node, it *Item) {
	for _, key := range []string{"answerOption", "answerValueSet", "initial", "readOnly", "answerConstraint"} {
		if m := n.members[key]; m != nil && m.scalar != "false" {
			r.fault(m, FaultSubset, key, "not for "+string(it.Type))
		}
	}
	if it.Required {
		r.fault(n.members["required"], FaultSubset, "required", "not for "+string(it.Type))
	}
	if it.Repeats {
		r.fault(n.members["repeats"], FaultSubset, "repeats",
			"not for "+string(it.Type)+": what repeats as a whole is a record of its own")
	}
}

func (r *reader) shapeOfQuestion(n *node, it *Item) {
	if it.Repeats && it.Type != Coding && it.Type != String {
		r.fault(n.members["repeats"], FaultSubset, "repeats", "not for "+string(it.Type))
	}
	if it.Repeats && len(it.Items) > 0 {
		r.fault(n.members["repeats"], FaultSubset, "repeats", "not for a question with items below it")
	}
	hasChoices := n.members["answerOption"] != nil || n.members["answerValueSet"] != nil
	if it.Type == Coding && !hasChoices {
		r.missing(n, "answerOption")
	}
	if n.members["answerOption"] != nil && n.members["answerValueSet"] != nil {
		r.fault(n, FaultSubset, "answerValueSet", "besides answerOption")
	}
	if n.members["answerConstraint"] != nil && !hasChoices {
		r.fault(n.members["answerConstraint"], FaultSubset, "answerConstraint", "without choices")
	}
	if it.Required && it.ReadOnly && it.Initial == nil && it.Sum == nil {
		r.fault(n, FaultRequiredHidden, it.LinkID, "read-only without a value")
	}
	r.limits(n, it)
}

// limits checks the limits against each other and the initial value against
// them.
func (r *reader) limits(n *node, it *Item) {
	if it.Min != nil && it.Max != nil && it.Min.Compare(*it.Max) > 0 {
		r.fault(n, FaultLimits, it.LinkID, "minimum above maximum")
	}
	if it.Earliest != "" && it.Latest != "" && it.Earliest > it.Latest {
		r.fault(n, FaultLimits, it.LinkID, "minimum after maximum")
	}
	if it.Initial == nil {
		return
	}
	if code, limit := it.checkLimits(it.Initial); code != "" {
		r.fault(n.members["initial"], FaultLimits, it.LinkID, "initial value passes the limit "+limit)
	}
}
