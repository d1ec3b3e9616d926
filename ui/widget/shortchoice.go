package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// ShortChoice is a field for one of many options of which a few are asked for
// again and again: those stand side by side, the last segment opens the list
// of all. What was chosen from the list stands on that segment.
type ShortChoice struct {
	field
	OnChanged func(code string) // "" when the choice was taken back
	few, all  []Option
	more      string
	none      string
	code      string
	row       *segments
}

var _ fyne.Widget = (*ShortChoice)(nil)

// NewShortChoice returns a field with nothing chosen. few are shown, all are
// in the list; more is the word of the segment that opens it, none the word
// for no choice. Where few are all there are, there is no list.
func NewShortChoice(label, more, none string, few, all []Option) *ShortChoice {
	c := &ShortChoice{few: few, all: all, more: more, none: none}
	c.row = newSegments(c.segments(), c.pressed)
	c.build(c, label, c.row)
	return c
}

// segments are the few, and the way to the others.
func (c *ShortChoice) segments() []Option {
	out := append([]Option{}, c.few...)
	if len(c.all) <= len(c.few) {
		return out
	}
	word := c.more
	if c.code != "" && c.at() < 0 {
		word = c.word()
	}
	return append(out, Option{Word: word})
}

// at is the place of the choice among the few, -1 if it is none of them.
func (c *ShortChoice) at() int {
	for i, o := range c.few {
		if o.Code == c.code && c.code != "" {
			return i
		}
	}
	return -1
}

func (c *ShortChoice) word() string {
	for _, o := range c.all {
		if o.Code == c.code {
			return o.Word
		}
	}
	return c.code
}

// pressed takes a segment. The last one opens the list, also when it is
// pressed again: the choice is taken back in the list.
func (c *ShortChoice) pressed(i int) {
	switch {
	case i >= 0 && i < len(c.few):
		c.choose(c.few[i].Code)
	case i < 0 && c.at() >= 0:
		c.choose("")
	default:
		c.show()
		c.open()
	}
}

func (c *ShortChoice) choose(code string) {
	c.SetError("")
	c.code = code
	c.show()
	call(c.OnChanged, code)
}

// show marks the segment of the choice.
func (c *ShortChoice) show() {
	c.row.options = c.segments()
	c.row.chosen = c.at()
	if c.code != "" && c.row.chosen < 0 && len(c.row.options) > len(c.few) {
		c.row.chosen = len(c.few)
	}
	c.row.Refresh()
	c.Refresh()
}

func (c *ShortChoice) open() {
	canvas := canvasOf(c.row)
	if canvas == nil {
		return
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem(c.none, func() { c.choose("") })}
	for _, o := range c.all {
		item := fyne.NewMenuItem(o.Word, func() { c.choose(o.Code) })
		item.Checked = o.Code == c.code
		items = append(items, item)
	}
	menu := fynewidget.NewPopUpMenu(fyne.NewMenu("", items...), canvas)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c.row)
	menu.ShowAtPosition(at.AddXY(0, c.row.Size().Height))
}

// Code returns the chosen code, "" if there is none.
func (c *ShortChoice) Code() string { return c.code }

// SetCode shows a choice without calling back. A code that is in neither list
// is shown as it is, so that it is seen and kept.
func (c *ShortChoice) SetCode(code string) {
	c.code = code
	c.show()
}

// Focus puts the keyboard here.
func (c *ShortChoice) Focus() { Focus(c.row) }
