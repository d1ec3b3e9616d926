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
	other     func(code string) string // the word of a code that is no option
}

var _ fyne.Widget = (*ChoiceField)(nil)

// NewChoiceField returns a field with nothing chosen. none is the word for
// that in the list; options up to six stand as buttons.
func NewChoiceField(label, none string, options []Option) *ChoiceField {
	c := &ChoiceField{}
	c.fill(c, label, none, options)
	return c
}

// NewListField returns a choice whose options stand in a list that opens,
// however few there are: long words.
func NewListField(label, none string, options []Option) *ChoiceField {
	c := &ChoiceField{options: options}
	c.fillList(c, label, none, c.chosen)
	return c
}

func (c *ChoiceField) chosen(i int) {
	c.SetError("")
	call(c.OnChanged, c.codeOf(i))
}

func (c *ChoiceField) fill(self fyne.Widget, label, none string, options []Option) {
	c.options = options
	if len(options) <= maxSegments {
		c.row = newSegments(options, c.chosen)
		c.build(self, label, c.row)
		return
	}
	c.fillList(self, label, none, c.chosen)
}

func (c *ChoiceField) fillList(self fyne.Widget, label, none string, chosen func(int)) {
	c.list = newDropdown(c.options, none, chosen)
	c.onBad = func(bad bool) {
		c.list.bad = bad
		c.list.Refresh()
	}
	c.build(self, label, c.list)
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
	if at < 0 && code != "" && c.other != nil {
		at = len(c.options)
		c.options = append(c.options, Option{Code: code, Word: c.other(code)})
		c.offer()
	}
	if c.row != nil {
		c.row.set(at)
		return
	}
	c.list.set(at)
}

// offer hands the options on after they have changed.
func (c *ChoiceField) offer() {
	if c.row != nil {
		c.row.options = c.options
		c.row.Refresh()
		return
	}
	c.list.options = c.options
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
