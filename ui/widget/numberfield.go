package widget

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// NumberField is a field for a number with its unit. Full-width figures are
// taken as what they mean. The value is text in canonical form: 3410, 51.2.
type NumberField struct {
	field
	OnChanged func(value string) // "" while empty or unfinished
	decimals  int
	in        *input
	frame     *frame
	unit      *Text
	onEnter   func()
	onLeave   func()
}

var _ fyne.Widget = (*NumberField)(nil)

// NewNumberField returns an empty field for numbers with at most that many
// decimals; -1 is no limit.
func NewNumberField(label, unit string, decimals int) *NumberField {
	n := &NumberField{decimals: decimals, in: newInput(Style{Align: fyne.TextAlignTrailing})}
	n.unit = NewText(unit, Quiet)
	n.unit.Hidden = unit == ""
	n.frame = newFrame(n.in, n.unit)
	n.onBad = n.frame.setBad
	n.in.translate = figure
	n.in.onChanged = func(string) { call(n.OnChanged, n.Value()) }
	n.in.onSubmitted = func(string) { run(n.onEnter) }
	n.in.onFocus = func(on bool) {
		n.face()
		if !on {
			run(n.onLeave)
		}
	}
	n.build(n, label, n.frame)
	return n
}

// figure turns the characters that a number may be typed with into ASCII.
func figure(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r >= '0' && r <= '9', r == '.', r == '-':
		return r
	case r == '．' || r == '。':
		return '.'
	case r == '－' || r == 'ー' || r == '−':
		return '-'
	}
	return -1
}

// Value returns the number in canonical form, "" if there is none.
func (n *NumberField) Value() string { return canonical(n.in.text(), n.decimals) }

func canonical(s string, decimals int) string {
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "-", rest
	}
	whole, part, _ := strings.Cut(s, ".")
	if whole+part == "" || strings.ContainsAny(whole+part, "-.") {
		return ""
	}
	if decimals >= 0 && len(part) > decimals {
		return ""
	}
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		part = "." + part
	}
	if whole == "0" && part == "" {
		sign = ""
	}
	return sign + whole + part
}

// Typed returns the text as typed, to tell an empty field from a wrong one.
func (n *NumberField) Typed() string { return n.in.text() }

// SetValue shows a number without calling back. What the person is typing
// stays as it is while it means the same: 51. is not made 51.
func (n *NumberField) SetValue(s string) {
	if n.Value() == s && (s != "" || n.in.text() == "") {
		return
	}
	n.in.setText(s)
	n.face()
}

// face groups the figures by thousands while the keyboard is elsewhere.
func (n *NumberField) face() {
	n.in.facade = grouped(n.Value())
	n.in.stale = true
	n.in.Refresh()
	n.frame.Refresh()
}

func grouped(s string) string {
	whole, part, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		whole += "." + part
	}
	if strings.HasPrefix(s, "-") {
		whole = "-" + whole
	}
	return whole
}

// SetReadOnly shows the number without letting it be changed.
func (n *NumberField) SetReadOnly(on bool) {
	n.in.readOnly = on
	n.frame.Refresh()
}

// SetBig switches to the large form of field mode.
func (n *NumberField) SetBig(on bool) {
	n.frame.big = on
	n.in.style.Size = ""
	if on {
		n.in.style.Size = theme.SizeHeading
	}
	n.in.stale = true
	n.Refresh()
}

// Focus puts the keyboard here.
func (n *NumberField) Focus() { Focus(n.in) }
