package widget

import (
	"fyne.io/fyne/v2"
)

// maxSegments is up to how many options stand side by side; more become a
// list that opens.
const maxSegments = 6

// ChoiceField is a field for one of several options.
type ChoiceField struct {
	field
	OnChanged func(code string) // "" when the choice was taken back
	options   []Option
	row       *segments
	list      *dropdown
}

var _ fyne.Widget = (*ChoiceField)(nil)

// NewChoiceField returns a field with nothing chosen. none is the word for
// that in the list; options up to six stand as buttons.
func NewChoiceField(label, none string, options []Option) *ChoiceField {
	c := &ChoiceField{options: options}
	chosen := func(i int) {
		c.SetError("")
		call(c.OnChanged, c.codeOf(i))
	}
	if len(options) <= maxSegments {
		c.row = newSegments(options, chosen)
		c.build(c, label, c.row)
		return c
	}
	c.list = newDropdown(options, none, chosen)
	c.onBad = func(bad bool) {
		c.list.bad = bad
		c.list.Refresh()
	}
	c.build(c, label, c.list)
	return c
}

// NewYesNo returns a field for a bool: yes, no, or not answered.
func NewYesNo(label, yes, no string) *YesNo {
	y := &YesNo{ChoiceField: NewChoiceField(label, "", []Option{{"true", yes}, {"false", no}})}
	y.ChoiceField.OnChanged = func(code string) { call(y.OnChanged, answer(code)) }
	return y
}

// YesNo is a field for yes or no.
type YesNo struct {
	*ChoiceField
	OnChanged func(v *bool) // nil: not answered
}

// Value returns the answer, nil if there is none.
func (y *YesNo) Value() *bool { return answer(y.Code()) }

// SetValue shows an answer without calling back.
func (y *YesNo) SetValue(v *bool) {
	switch {
	case v == nil:
		y.SetCode("")
	case *v:
		y.SetCode("true")
	default:
		y.SetCode("false")
	}
}

func answer(code string) *bool {
	if code == "" {
		return nil
	}
	v := code == "true"
	return &v
}

func (c *ChoiceField) codeOf(i int) string {
	if i < 0 || i >= len(c.options) {
		return ""
	}
	return c.options[i].Code
}

// Code returns the chosen code, "" if there is none.
func (c *ChoiceField) Code() string {
	if c.row != nil {
		return c.codeOf(c.row.chosen)
	}
	return c.codeOf(c.list.chosen)
}

// SetCode shows a choice without calling back.
func (c *ChoiceField) SetCode(code string) {
	at := -1
	for i, o := range c.options {
		if o.Code == code && code != "" {
			at = i
		}
	}
	if c.row != nil {
		c.row.set(at)
		return
	}
	c.list.set(at)
}

// SetMandatory keeps a choice from being taken back by pressing it again.
func (c *ChoiceField) SetMandatory(on bool) {
	if c.row != nil {
		c.row.mandatory = on
	}
}

// SetReadOnly shows the choice without letting it be changed.
func (c *ChoiceField) SetReadOnly(on bool) {
	if c.row != nil {
		c.row.disabled = on
		c.row.Refresh()
		return
	}
	c.list.setDisabled(on)
}

// SetBig switches to the large form of field mode.
func (c *ChoiceField) SetBig(on bool) {
	if c.row != nil {
		c.row.big = on
	} else {
		c.list.big = on
	}
	c.Refresh()
}

// Focus puts the keyboard here.
func (c *ChoiceField) Focus() {
	if c.row != nil {
		Focus(c.row)
		return
	}
	Focus(c.list)
}
