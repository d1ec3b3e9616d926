package widget

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// DateParser turns what was typed (r8.11.22, 1122) into a date as stored
// (2026-11-22) and as people read it (令和8年11月22日(日)).
type DateParser func(typed string) (iso, display string, err error)

// DateField is a field for a date, typed in any of the usual ways. While it
// has the keyboard it shows what is typed and, behind it, what is understood;
// else the date as people read it.
type DateField struct {
	field
	OnChanged func(iso string) // "" while empty or not understood
	Wrong     func(error) string
	parse     DateParser
	write     func(iso string) string // nil: 2026/11/22
	iso       string
	in        *input
	frame     *frame
	onEnter   func()
	typed     *Text // what was understood, while typing
}

var _ fyne.Widget = (*DateField)(nil)

// NewDateField returns an empty field. wrong says an error of parse in words.
func NewDateField(label string, parse DateParser, wrong func(error) string) *DateField {
	d := &DateField{in: newInput(Style{}), parse: parse, Wrong: wrong}
	d.typed = NewText("", Quiet)
	d.typed.Hide()
	d.frame = newFrame(d.in, d.typed)
	d.onBad = d.frame.setBad
	d.in.onChanged = func(s string) {
		d.take(s)
		call(d.OnChanged, d.iso)
	}
	d.in.onFocus = func(on bool) {
		d.face(on)
		if !on {
			d.judge()
		}
	}
	d.in.onSubmitted = func(string) {
		d.judge()
		run(d.onEnter)
	}
	d.build(d, label, d.frame)
	return d
}

// take reads the text and shows what it means.
func (d *DateField) take(s string) {
	iso, display, err := "", "", error(nil)
	if strings.TrimSpace(s) != "" {
		iso, display, err = d.parse(s)
	}
	if err != nil {
		iso, display = "", ""
	}
	d.iso = iso
	d.typed.SetText(display)
	if err == nil {
		d.SetError("")
	}
	d.face(d.in.focused)
}

// face shows what is typed or what it means.
func (d *DateField) face(typing bool) {
	display := d.typed.String()
	d.in.facade = ""
	if !typing {
		d.in.facade = display
	}
	d.typed.Hidden = !typing || display == ""
	d.in.stale = true
	d.in.Refresh()
	d.frame.Refresh()
}

// judge says what is wrong, once the person has finished typing.
func (d *DateField) judge() {
	s := d.in.text()
	if strings.TrimSpace(s) == "" || d.Wrong == nil {
		return
	}
	if _, _, err := d.parse(s); err != nil {
		d.SetError(d.Wrong(err))
	}
}

// ISO returns the date as stored, "" if there is none.
func (d *DateField) ISO() string { return d.iso }

// SetISO shows a stored date without calling back.
func (d *DateField) SetISO(iso string) {
	if iso == d.iso && (iso != "" || d.in.text() == "") {
		return
	}
	d.in.setText(d.asTyped(iso))
	d.take(d.in.text())
}

// SetPlaceholder shows how a date can be typed.
func (d *DateField) SetPlaceholder(s string) {
	d.in.placeholder = s
	d.in.Refresh()
}

// SetReadOnly shows the date without letting it be changed.
func (d *DateField) SetReadOnly(on bool) {
	d.in.readOnly = on
	d.frame.Refresh()
}

// SetBig switches to the large form of field mode.
func (d *DateField) SetBig(on bool) {
	d.frame.big = on
	d.in.style.Size = ""
	if on {
		d.in.style.Size = theme.SizeTitle
	}
	d.in.stale = true
	d.Refresh()
}

// Focus puts the keyboard here.
func (d *DateField) Focus() { Focus(d.in) }
