package form

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ErrInput is returned for typed text that is not a value of the item's type.
var ErrInput = errors.New("not a value of this type")

// ParseInput turns what a person typed into the field value of the item; text
// that is empty or blank clears the field (nil). Limits are not looked at:
// Check does that. Dates must be 2026-11-22 here; ui/present reads the other
// ways to write one.
func (it *Item) ParseInput(typed string) (any, error) {
	if blank(typed) && it.Type != Text {
		return nil, nil
	}
	switch it.Type {
	case Integer:
		return orNil(ParseIntegerInput(trimUnit(typed, it.Unit, it.UnitText, it.UnitTextEn)))
	case DecimalNumber:
		return orNil(ParseDecimalInput(trimUnit(typed, it.Unit, it.UnitText, it.UnitTextEn)))
	case Time:
		return orNil(ParseTimeInput(typed))
	case Text:
		if typed == "" {
			return nil, nil
		}
		return typed, nil
	case String:
		return strings.Trim(typed, " \t　"), nil
	}
	s := strings.TrimSpace(norm.NFKC.String(typed))
	if !wellFormed(it.Type, s) {
		return nil, fmt.Errorf("parse %s: %w", it.Type, ErrInput)
	}
	return s, nil
}

// orNil keeps a zero value from passing for an answer.
func orNil[T any](v T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// ParseIntegerInput reads a whole number as people type it: "3,410", "３４１０".
func ParseIntegerInput(typed string) (int64, error) {
	s, err := plainNumber(typed)
	if err != nil {
		return 0, err
	}
	d, err := ParseDecimal(s)
	if err != nil || d.Places() > 0 {
		return 0, fmt.Errorf("parse whole number: %w", ErrInput)
	}
	return d.units, nil
}

// ParseDecimalInput reads a number as people type it and gives its canonical
// form: "３．４１０" is "3.41".
func ParseDecimalInput(typed string) (string, error) {
	s, err := plainNumber(typed)
	if err != nil {
		return "", err
	}
	d, err := ParseDecimal(s)
	if err != nil {
		return "", fmt.Errorf("parse number: %w", ErrInput)
	}
	return d.String(), nil
}

// numberSigns are what an input method leaves behind where a digit, point or
// minus was meant.
var numberSigns = strings.NewReplacer("。", ".", "、", ",", "−", "-", "‐", "-", "–", "-", "ー", "-")

// plainNumber removes what is only for the eye. A comma must stand before
// three digits, lest "3,4" becomes 34.
func plainNumber(typed string) (string, error) {
	s := numberSigns.Replace(strings.TrimSpace(norm.NFKC.String(typed)))
	s = strings.TrimPrefix(s, "+")
	whole, fraction, point := strings.Cut(s, ".")
	groups := strings.Split(strings.TrimPrefix(whole, "-"), ",")
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3)) {
			return "", fmt.Errorf("parse number: %w", ErrInput)
		}
	}
	whole = strings.ReplaceAll(whole, ",", "")
	if !point {
		return whole, nil
	}
	if whole == "" || whole == "-" {
		whole += "0"
	}
	return whole + "." + fraction, nil
}

// trimUnit takes away a unit that was typed behind the number.
func trimUnit(typed string, units ...string) string {
	s := strings.TrimSpace(norm.NFKC.String(typed))
	for _, unit := range units {
		if unit = norm.NFKC.String(unit); unit != "" && strings.HasSuffix(s, unit) {
			return strings.TrimSpace(strings.TrimSuffix(s, unit))
		}
	}
	return s
}

// ParseTimeInput reads a time of day as people type it: "10:34", "1034",
// "934", "１０時３４分", "10時".
func ParseTimeInput(typed string) (string, error) {
	s := strings.TrimSpace(norm.NFKC.String(typed))
	hour, minute, ok := cutTime(s)
	h, errH := strconv.ParseUint(hour, 10, 8)
	m, errM := strconv.ParseUint(minute, 10, 8)
	if !ok || errH != nil || errM != nil || h > 23 || m > 59 {
		return "", fmt.Errorf("parse time: %w", ErrInput)
	}
	return fmt.Sprintf("%02d:%02d", h, m), nil
}

func cutTime(s string) (hour, minute string, ok bool) {
	if hour, minute, ok = strings.Cut(s, ":"); ok {
		return hour, minute, len(minute) == 2 && len(hour) > 0 && len(hour) <= 2
	}
	if hour, minute, ok = strings.Cut(s, "時"); ok {
		minute = strings.TrimSuffix(minute, "分")
		if minute == "" {
			minute = "0"
		}
		return hour, minute, len(hour) <= 2 && len(minute) <= 2
	}
	if len(s) == 3 || len(s) == 4 {
		return s[:len(s)-2], s[len(s)-2:], allDigits(s)
	}
	return "", "", false
}
