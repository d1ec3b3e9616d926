package form

import "slices"

// ProblemCode says for a program what is wrong with a field.
type ProblemCode string

// The problems that a field can have.
const (
	ProblemRequired    ProblemCode = "required"
	ProblemType        ProblemCode = "type"         // a Go type that the item does not take
	ProblemFormat      ProblemCode = "format"       // a malformed date, time, number or id
	ProblemMin         ProblemCode = "min"          // Limit is the smallest value
	ProblemMax         ProblemCode = "max"          // Limit is the largest value
	ProblemDecimals    ProblemCode = "decimals"     // Limit is the number of digits after the point
	ProblemMaxLength   ProblemCode = "max_length"   // Limit is the number of characters
	ProblemUnknownCode ProblemCode = "unknown_code" // Limit is the code
)

// Key is the translation key of the problem; its text may use {limit}.
func (p Problem) Key() string { return "form.problem." + string(p.Code) }

// Validate lists what keeps a record from being confirmed, in the order of
// the form. Items that are not enabled are not looked at; neither are fields
// that the form does not know.
func (f *Form) Validate(fields map[string]any) []Problem {
	enabled := f.Enabled(fields)
	var problems []Problem
	for _, it := range f.order {
		if !it.hasValue() || !enabled[it.LinkID] {
			continue
		}
		v := fields[it.LinkID]
		if !answered(v) {
			if it.Required {
				problems = append(problems, Problem{LinkID: it.LinkID, Code: ProblemRequired})
			}
			continue
		}
		if code, limit := it.Check(v); code != "" {
			problems = append(problems, Problem{LinkID: it.LinkID, Code: code, Limit: limit})
		}
	}
	return problems
}

func (it *Item) hasValue() bool { return it.Type != Group && it.Type != Display }

// Check says what is wrong with a value of this item, "" when nothing is. A
// cleared field (nil) is never wrong here.
func (it *Item) Check(v any) (ProblemCode, string) {
	if v == nil {
		return "", ""
	}
	var values []string
	switch v := v.(type) {
	case bool:
		if it.Type != Boolean {
			return ProblemType, ""
		}
		return "", ""
	case int64:
		if it.Type != Integer {
			return ProblemType, ""
		}
		if len(it.Options) > 0 && !it.knows(DecimalOf(v).String()) {
			return ProblemUnknownCode, DecimalOf(v).String()
		}
		return it.checkLimits(v)
	case string:
		if it.Type == Boolean || it.Type == Integer || it.Repeats || !it.hasValue() {
			return ProblemType, ""
		}
		values = []string{v}
	case []string:
		if !it.Repeats {
			return ProblemType, ""
		}
		values = v
	default:
		return ProblemType, ""
	}
	return it.checkStrings(values)
}

func (it *Item) checkStrings(values []string) (ProblemCode, string) {
	for i, s := range values {
		if !wellFormed(it.Type, s) || it.Refers != "" && !isID(s) {
			return ProblemFormat, ""
		}
		if (it.Type == Coding || len(it.Options) > 0) && !it.knows(s) {
			return ProblemUnknownCode, s
		}
		if slices.Contains(values[:i], s) && it.Type == Coding {
			return ProblemFormat, ""
		}
		if code, limit := it.checkString(s); code != "" {
			return code, limit
		}
	}
	return "", ""
}

// Unknown lists the fields that the form has no item for, sorted: a record
// made with a newer form has them, and they are kept.
func (f *Form) Unknown(fields map[string]any) []string {
	var unknown []string
	for name := range fields {
		if it := f.byID[name]; it == nil || !it.hasValue() {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}
