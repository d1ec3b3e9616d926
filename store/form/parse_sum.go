package form

import (
	"errors"
	"strconv"
	"strings"
)

// sum reads the one form of calculated expression in the subset: the sum of
// the scores, or of the numbers, of items that are listed by linkId.
func (r *reader) sum(ext *node, it *Item) {
	expr := r.member(ext, "valueExpression", object)
	if expr == nil {
		r.missing(ext, "valueExpression")
		return
	}
	if lang := r.need(expr, "language"); lang != "text/fhirpath" && lang != "" {
		r.fault(expr.members["language"], FaultValue, lang, "want text/fhirpath")
	}
	r.keep(expr, "description")
	m := expr.members["expression"]
	ids, weighted, err := parseSum(r.need(expr, "expression"))
	if err != nil {
		if m != nil {
			r.fault(m, FaultSubset, "expression", err.Error())
		}
		return
	}
	it.Sum, it.Weighted = ids, weighted
	if it.Type != Integer && it.Type != DecimalNumber || !it.ReadOnly {
		r.fault(ext, FaultSubset, it.LinkID, "a computed item is a read-only integer or decimal")
	}
	r.later = append(r.later, func() {
		for _, id := range ids {
			r.summand(m, it, id)
		}
	})
}

func (r *reader) summand(n *node, sum *Item, id string) {
	q := r.form.byID[id]
	switch {
	case q == nil:
		r.fault(n, FaultReference, id, "")
	case q.Sum != nil:
		r.fault(n, FaultLoop, id, "a sum of computed items")
	case sum.Weighted && !scored(q):
		r.fault(n, FaultSubset, id, "choices without scores")
	case !sum.Weighted && q.Type != Integer && (q.Type != DecimalNumber || sum.Type != DecimalNumber):
		r.fault(n, FaultSubset, id, "cannot be added up: "+strconv.Quote(string(q.Type)))
	}
}

// The two forms of a sum, around a list such as 'item1' | 'item2'.
const (
	sumStart   = "%resource.descendants().where(linkId in ("
	sumScores  = ")).answer.value.weight().sum()"
	sumNumbers = ")).answer.value.sum()"
)

var errNotASum = errors.New("not a sum in the form that SUBSET.md gives")

// parseSum takes an expression apart into the linkIds that it adds up.
func parseSum(expression string) (ids []string, weighted bool, err error) {
	list, ok := strings.CutPrefix(expression, sumStart)
	if !ok {
		return nil, false, errNotASum
	}
	inner, weighted := strings.CutSuffix(list, sumScores)
	if !weighted {
		if inner, ok = strings.CutSuffix(list, sumNumbers); !ok {
			return nil, false, errNotASum
		}
	}
	seen := map[string]bool{}
	for _, part := range strings.Split(inner, "|") {
		part = strings.TrimSpace(part)
		id := strings.TrimSuffix(strings.TrimPrefix(part, "'"), "'")
		if part != "'"+id+"'" || id == "" || strings.ContainsAny(id, `'\`) || seen[id] {
			return nil, false, errNotASum
		}
		seen[id] = true
		ids = append(ids, id)
	}
	return ids, weighted, nil
}
