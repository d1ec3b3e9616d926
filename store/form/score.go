package form

import (
	"slices"
	"strconv"
)

// Score gives the score of an answer, false when it has none.
func (it *Item) Score(v any) (int, bool) {
	code, ok := v.(string)
	if n, whole := v.(int64); whole {
		code, ok = strconv.FormatInt(n, 10), true
	}
	if !ok {
		return 0, false
	}
	for _, o := range it.Options {
		if o.Code == code && o.Score != nil {
			return *o.Score, true
		}
	}
	return 0, false
}

// Compute gives the values of all computed items: nil as long as one of the
// enabled items that they add up is not answered.
func (f *Form) Compute(fields map[string]any) map[string]any {
	enabled := f.Enabled(fields)
	computed := map[string]any{}
	for _, it := range f.order {
		if it.Sum == nil {
			continue
		}
		computed[it.LinkID] = nil
		if t := f.total(it, fields, enabled); t.complete {
			computed[it.LinkID] = t.value(it.Type)
		}
	}
	return computed
}

// total is the sum of what is answered so far.
type total struct {
	sum      Decimal
	complete bool
}

func (t total) value(as Type) any {
	if as == Integer {
		if t.sum.Places() > 0 {
			return nil
		}
		return t.sum.units
	}
	return t.sum.String()
}

func (f *Form) total(it *Item, fields map[string]any, enabled map[string]bool) total {
	t := total{complete: true}
	any := false
	for _, id := range it.Sum {
		if !enabled[id] {
			continue
		}
		n, ok := f.byID[id].number(fields[id], it.Weighted)
		if !ok {
			t.complete = false
			continue
		}
		any = true
		if t.sum, ok = t.sum.Add(n); !ok {
			return total{}
		}
	}
	t.complete = t.complete && any
	return t
}

// number gives what an answer adds to a sum.
func (it *Item) number(v any, weighted bool) (Decimal, bool) {
	if weighted {
		n, ok := it.Score(v)
		return DecimalOf(int64(n)), ok
	}
	switch v := v.(type) {
	case int64:
		return DecimalOf(v), v < 1e15 && v > -1e15
	case string:
		d, err := ParseDecimal(v)
		return d, err == nil
	}
	return Decimal{}, false
}

// Findings lists what the answers ask for, in the order of the rules. A sum
// of scores that has reached a threshold counts before all its items are
// answered, since it can only grow; that a sum is small counts only when it
// is complete.
func (f *Form) Findings(fields map[string]any) []Finding {
	enabled := f.Enabled(fields)
	var findings []Finding
	for _, rule := range f.Rules {
		if items := f.met(rule, fields, enabled); len(items) > 0 {
			findings = append(findings, Finding{
				Rule: rule.ID, Severity: rule.Severity, Action: rule.Action, Key: f.Kind + "." + rule.ID,
				Items: items, TextJa: rule.TextJa, TextEn: rule.TextEn,
			})
		}
	}
	return findings
}

// met gives the items whose answers meet the rule, none when it is not met.
func (f *Form) met(rule Rule, fields map[string]any, enabled map[string]bool) []string {
	var items []string
	for _, c := range rule.When {
		switch {
		case enabled[c.Question] && f.ruleHolds(c, fields, enabled):
			if !slices.Contains(items, c.Question) {
				items = append(items, c.Question)
			}
		case !rule.Any:
			return nil
		}
	}
	return items
}

func (f *Form) ruleHolds(c Condition, fields map[string]any, enabled map[string]bool) bool {
	q := f.byID[c.Question]
	v := fields[c.Question]
	if q.Sum != nil {
		t := f.total(q, fields, enabled)
		grows := q.Weighted && (c.Operator == Greater || c.Operator == GreaterOrEqual)
		if !t.complete && !grows {
			return false
		}
		v = t.value(q.Type)
		return answered(v) && c.compare(q, v)
	}
	if _, byScore := c.Answer.(int64); byScore && q.Type == Coding {
		n, ok := q.Score(v)
		return ok && c.compare(&Item{Type: Integer}, int64(n))
	}
	return c.holds(q, v)
}
