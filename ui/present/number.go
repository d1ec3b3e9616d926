package present

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"yorisoi/store/casework"
)

// Number returns a whole number in groups of three, 30,000.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

// Count returns a number of things with their counter, 3件, 2人. The unit is one
// of item, person, family, place, character, question, day, visit, time.
func Count(unit string, n int) string {
	m := T("count."+unit, n)
	if n > 999 || n < 0 {
		return strings.Replace(m, fmt.Sprint(n), Number(int64(n)), 1)
	}
	return m
}

// Grams returns a weight, 3,410 g.
func Grams(g int64) string { return T("unit.grams", Number(g)) }

// Centimetres returns a length from its canonical decimal, 51.2 cm.
func Centimetres(decimal string) string { return T("unit.centimetres", decimal) }

// GainPerDay returns a gain of weight with its sign, +32.5 g/日.
func GainPerDay(g casework.Gain) string {
	tenths, sign := g.PerDayTenths(), "+"
	switch {
	case tenths < 0:
		tenths, sign = -tenths, "−"
	case tenths == 0:
		sign = "±"
	}
	return T("unit.gain", fmt.Sprintf("%s%d.%d", sign, tenths/10, tenths%10))
}

// Percentile returns the place on the curves, 25–50 パーセンタイル.
func Percentile(p casework.Place) string {
	switch {
	case p.Low == 0:
		return T("growth.below")
	case p.High == 100:
		return T("growth.above")
	default:
		return T("growth.band", p.Band)
	}
}

// PercentileAdvice returns what to do about a place outside the outer lines,
// and "" for any other.
func PercentileAdvice(p casework.Place) string {
	if !p.Consult {
		return ""
	}
	return T("growth.consult")
}

// GrowthSurvey returns the survey's name and the sex of the curve, 令和5年
// 乳幼児身体発育調査(女).
func GrowthSurvey(survey string, sex casework.Sex) string {
	return T("growth.survey."+survey, Sex(string(sex)))
}

// Sex returns 男, 女 or the words for neither being known.
func Sex(code string) string {
	if code != "M" && code != "F" {
		code = "U"
	}
	return T("sex." + code)
}

// NumberError is returned for typed text that is no number.
type NumberError struct{ Code string } // number_empty or number_shape

func (e *NumberError) Error() string { return "parse typed number: " + e.Code }

var numberForm = regexp.MustCompile(`^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$`)

// numberUnits are the units that people type behind a number.
var numberUnits = []string{"kg", "cm", "g", "mm", "℃", "°C", "回", "週", "日", "時間", "分", "人", "本", "ml", "mL"}

// ParseDecimal reads a number as people type it, 3,410 or ５１．２ or 51.2cm,
// and returns its canonical form: no grouping, no needless zeros. The error is
// a *NumberError.
func ParseDecimal(text string) (string, error) {
	whole, fraction, _, err := parseNumber(text)
	if err != nil {
		return "", err
	}
	if fraction == "" {
		return whole, nil
	}
	return whole + "." + fraction, nil
}

// ParseWhole reads a whole number as people type it. The error is a
// *NumberError.
func ParseWhole(text string) (int64, error) {
	whole, fraction, _, err := parseNumber(text)
	if err == nil && fraction == "" {
		if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, numberError(err)
}

// ParseGrams reads a weight in grams; one typed in kg is converted, one with a
// fraction of a gram is refused. The error is a *NumberError.
func ParseGrams(text string) (int64, error) {
	whole, fraction, unit, err := parseNumber(text)
	if err != nil || unit != "kg" {
		return ParseWhole(text)
	}
	if len(fraction) > 3 {
		return 0, &NumberError{"number_shape"}
	}
	return ParseWhole(whole + fraction + strings.Repeat("0", 3-len(fraction)))
}

func numberError(err error) error {
	if err != nil {
		return err
	}
	return &NumberError{"number_shape"}
}

// parseNumber splits a typed number into canonical digits and unit.
func parseNumber(text string) (whole, fraction, unit string, err error) {
	s := strings.TrimSpace(strings.ReplaceAll(norm.NFKC.String(text), "。", "."))
	if s == "" {
		return "", "", "", &NumberError{"number_empty"}
	}
	for _, u := range numberUnits {
		if rest, ok := strings.CutSuffix(s, u); ok {
			s, unit = strings.TrimSpace(rest), u
			break
		}
	}
	m := numberForm.FindStringSubmatch(s)
	if m == nil {
		return "", "", "", &NumberError{"number_shape"}
	}
	whole = strings.TrimLeft(strings.ReplaceAll(m[1], ",", ""), "0")
	if whole == "" {
		whole = "0"
	}
	return whole, strings.TrimRight(m[2], "0"), unit, nil
}
