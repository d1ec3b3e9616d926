package form

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && s[0] != '-'
}

// isPartialDate allows a year or a month alone, as FHIR does.
func isPartialDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return isDate(s)
}

// isDateTime wants a time with an offset: without one, nobody knows when it
// was.
func isDateTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

func isTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}

func isCanonicalDecimal(s string) bool {
	d, err := ParseDecimal(s)
	return err == nil && d.String() == s
}

// wellFormed reports whether a string is a field value of a type.
func wellFormed(t Type, s string) bool {
	switch t {
	case Date:
		return isDate(s)
	case DateTime:
		return isDateTime(s)
	case Time:
		return isTime(s)
	case DecimalNumber:
		return isCanonicalDecimal(s)
	case String:
		return utf8.ValidString(s) && !strings.ContainsAny(s, "\r\n")
	}
	return utf8.ValidString(s)
}

// isID reports whether s is the id of a record or person.
func isID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && id.String() == s
}

// knows reports whether a code is one of the choices of the item.
func (it *Item) knows(code string) bool {
	if it.list != nil {
		_, ok := it.list.Code(code)
		return ok
	}
	return slices.ContainsFunc(it.Options, func(o Option) bool { return o.Code == code })
}

// answered reports whether v is an answer: not cleared, not blank.
func answered(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return !blank(v)
	case []string:
		return len(v) > 0
	}
	return true
}

// checkLimits gives the first limit that a value of the right type passes.
func (it *Item) checkLimits(v any) (ProblemCode, string) {
	switch v := v.(type) {
	case int64:
		return it.checkNumber(DecimalOf(v))
	case string:
		return it.checkString(v)
	case []string:
		for _, s := range v {
			if code, limit := it.checkString(s); code != "" {
				return code, limit
			}
		}
	}
	return "", ""
}

func (it *Item) checkString(s string) (ProblemCode, string) {
	if it.Type == DecimalNumber {
		d, err := ParseDecimal(s)
		if err != nil {
			return ProblemFormat, ""
		}
		return it.checkNumber(d)
	}
	if it.MaxLength > 0 && utf8.RuneCountInString(s) > it.MaxLength {
		return ProblemMaxLength, DecimalOf(int64(it.MaxLength)).String()
	}
	if it.Earliest != "" && s < it.Earliest {
		return ProblemMin, it.Earliest
	}
	if it.Latest != "" && s > it.Latest {
		return ProblemMax, it.Latest
	}
	return "", ""
}

func (it *Item) checkNumber(d Decimal) (ProblemCode, string) {
	if it.Min != nil && d.Compare(*it.Min) < 0 {
		return ProblemMin, it.Min.String()
	}
	if it.Max != nil && d.Compare(*it.Max) > 0 {
		return ProblemMax, it.Max.String()
	}
	if it.Decimals >= 0 && d.Places() > it.Decimals {
		return ProblemDecimals, DecimalOf(int64(it.Decimals)).String()
	}
	return "", ""
}
