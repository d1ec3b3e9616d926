package form

// rule reads one rule: what certain answers ask of people.
func (r *reader) rule(ext *node) {
	rule := Rule{}
	for _, part := range r.objects(ext, "extension") {
		switch name := r.need(part, "url"); name {
		case "id":
			rule.ID = r.need(part, "valueCode")
		case "severity":
			rule.Severity = Severity(r.need(part, "valueCode"))
			if !oneOf(string(rule.Severity), string(Red), string(Amber), string(Blue)) {
				r.fault(part, FaultValue, string(rule.Severity), "want red, amber or blue")
			}
		case "action":
			rule.Action = r.need(part, "valueCode")
		case "behavior":
			behavior := r.need(part, "valueCode")
			if !oneOf(behavior, "any", "all") {
				r.fault(part, FaultValue, behavior, "want any or all")
			}
			rule.Any = behavior == "any"
		case "text":
			rule.TextJa, rule.TextEn = r.translated(part, "valueString")
		case "when":
			if c, ok := r.ruleCondition(part); ok {
				rule.When = append(rule.When, c)
			}
		default:
			r.refuse(part, FaultExtension, name, "in a rule")
		}
	}
	if rule.ID == "" || rule.Severity == "" || rule.TextJa == "" || len(rule.When) == 0 {
		r.fault(ext, FaultMissing, "id, severity, text and when", "a rule has all of them")
		return
	}
	for _, other := range r.form.Rules {
		if other.ID == rule.ID {
			r.fault(ext, FaultDuplicateCode, rule.ID, "two rules")
		}
	}
	r.form.Rules = append(r.form.Rules, rule)
}

func (r *reader) ruleCondition(n *node) (Condition, bool) {
	parts := map[string]*node{}
	for _, part := range r.objects(n, "extension") {
		name := r.need(part, "url")
		if !oneOf(name, "question", "operator", "answer") || parts[name] != nil {
			r.refuse(part, FaultExtension, name, "in a condition")
			continue
		}
		parts[name] = part
	}
	if len(parts) != 3 {
		r.fault(n, FaultMissing, "question, operator and answer", "")
		n.readAll()
		return Condition{}, false
	}
	c := Condition{
		Question: r.need(parts["question"], "valueString"),
		Operator: Operator(r.need(parts["operator"], "valueCode")),
	}
	q := r.form.byID[c.Question]
	if q == nil {
		r.fault(parts["question"], FaultReference, c.Question, "")
		n.readAll()
		return c, false
	}
	c.Answer = r.ruleAnswer(parts["answer"], q)
	if c.Answer == nil {
		return c, false
	}
	if scored(q) {
		q = &Item{Type: Integer}
	}
	return c, r.operator(parts["operator"], "valueCode", c.Operator, q)
}

// ruleAnswer reads what a rule compares with: a score for an item whose
// choices have scores, else a value of the item's type.
func (r *reader) ruleAnswer(n *node, q *Item) any {
	if v, ok := r.integer(n, "valueInteger"); ok && (scored(q) || q.Type == Integer) {
		return v
	}
	if q.Type == Coding && n.members["valueCode"] != nil {
		code := r.str(n, "valueCode")
		if !q.knows(code) {
			r.fault(n, FaultValue, code, "not one of the choices")
			return nil
		}
		return code
	}
	if q.Type == Boolean && n.members["valueBoolean"] != nil {
		return r.boolean(n, "valueBoolean")
	}
	if q.Type == DecimalNumber && n.members["valueDecimal"] != nil {
		if d, ok := r.decimal(n, "valueDecimal"); ok {
			return d.String()
		}
	}
	r.refuse(n, FaultSubset, valueElement(n), "does not suit "+q.LinkID+" of type "+string(q.Type))
	return nil
}

// scored reports whether every choice of the item has a score.
func scored(it *Item) bool {
	if it.Type != Coding || len(it.Options) == 0 || it.Repeats {
		return false
	}
	for _, o := range it.Options {
		if o.Score == nil {
			return false
		}
	}
	return true
}
