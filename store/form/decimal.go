package form

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number of at most 18 digits. Its zero value is
// the number 0.
type Decimal struct {
	units int64
	scale int // units × 10^-scale; no trailing zeros
}

// maxDigits keeps every number, and every comparison of two, within an int64.
const maxDigits = 18

// ParseDecimal reads a decimal number without exponent: "-3.41". Leading and
// trailing zeros are allowed.
func ParseDecimal(s string) (Decimal, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return Decimal{}, fmt.Errorf("parse decimal: %w", strconv.ErrSyntax)
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if len(whole)+len(fraction) > maxDigits {
		return Decimal{}, fmt.Errorf("parse decimal: %w", strconv.ErrRange)
	}
	units, err := strconv.ParseInt("0"+whole+fraction, 10, 64)
	if err != nil {
		return Decimal{}, fmt.Errorf("parse decimal: %w", err)
	}
	if negative {
		units = -units
	}
	return Decimal{units: units, scale: len(fraction)}, nil
}

// DecimalOf is the decimal number n.
func DecimalOf(n int64) Decimal { return Decimal{units: n} }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String is the canonical form: no zeros that could be left out, no "-0".
func (d Decimal) String() string {
	negative := d.units < 0
	digits := strings.TrimPrefix(strconv.FormatInt(d.units, 10), "-")
	if d.scale > 0 {
		for len(digits) <= d.scale {
			digits = "0" + digits
		}
		digits = digits[:len(digits)-d.scale] + "." + digits[len(digits)-d.scale:]
	}
	if negative {
		return "-" + digits
	}
	return digits
}

// Places is the number of digits after the point.
func (d Decimal) Places() int { return d.scale }

// Compare gives -1, 0 or 1.
func (d Decimal) Compare(e Decimal) int {
	dw, df := d.split()
	ew, ef := e.split()
	return cmp.Or(cmp.Compare(dw, ew), cmp.Compare(df, ef))
}

// split gives the whole part and the rest in units of 10^-18, both with the
// sign of the number.
func (d Decimal) split() (whole, rest int64) {
	p := power10(d.scale)
	return d.units / p, d.units % p * power10(maxDigits-d.scale)
}

func power10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// Add sums two numbers; it reports false when the sum has too many digits.
func (d Decimal) Add(e Decimal) (Decimal, bool) {
	scale := max(d.scale, e.scale)
	a, okA := scaled(d, scale)
	b, okB := scaled(e, scale)
	if !okA || !okB {
		return Decimal{}, false
	}
	sum, err := ParseDecimal(Decimal{units: a + b, scale: scale}.String())
	return sum, err == nil
}

func scaled(d Decimal, scale int) (int64, bool) {
	p := power10(scale - d.scale)
	n := d.units * p
	return n, n/p == d.units && n < power10(maxDigits) && n > -power10(maxDigits)
}
