package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// dropdown is a choice out of many: a box that opens a list.
type dropdown struct {
	press
	options  []Option
	chosen   int // -1 none
	none     string
	big      bool
	bad      bool
	onChosen func(i int)
	// marks and words are set where several can be chosen: which ones are, and
	// all of them in words.
	marks func(i int) bool
	words func() string
}

func newDropdown(options []Option, none string, chosen func(i int)) *dropdown {
	d := &dropdown{options: options, chosen: -1, none: none, onChosen: chosen}
	d.extend(d, d.open)
	return d
}

func (d *dropdown) set(i int) {
	if d.chosen != i {
		d.chosen = i
		d.Refresh()
	}
}

func (d *dropdown) choose(i int) {
	d.set(i)
	call(d.onChosen, i)
}

// TypedKey chooses the one before or after without opening.
func (d *dropdown) TypedKey(e *fyne.KeyEvent) {
	switch {
	case d.disabled:
		passKey(d, e)
	case d.marks != nil:
		d.press.TypedKey(e)
	case e.Name == fyne.KeyDown && d.chosen < len(d.options)-1:
		d.choose(d.chosen + 1)
	case e.Name == fyne.KeyUp && d.chosen > 0:
		d.choose(d.chosen - 1)
	default:
		d.press.TypedKey(e)
	}
}

func (d *dropdown) open() {
	c := canvasOf(d)
	if c == nil {
		return
	}
	items := make([]*fyne.MenuItem, 0, len(d.options)+1)
	if d.none != "" {
		items = append(items, fyne.NewMenuItem(d.none, func() { d.choose(-1) }))
	}
	for i, o := range d.options {
		item := fyne.NewMenuItem(o.Word, func() { d.choose(i) })
		item.Checked = i == d.chosen || d.marks != nil && d.marks(i)
		items = append(items, item)
	}
	menu := fynewidget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(d)
	menu.ShowAtPosition(at.AddXY(0, d.Size().Height))
	menu.Resize(fyne.NewSize(max(d.Size().Width, menu.MinSize().Width), menu.Size().Height))
}

func (d *dropdown) look() look {
	l := look{fill: theme.Surface, edge: theme.LineStrong, radius: theme.Size(theme.SizeRadius)}
	switch {
	case d.disabled:
		l.fill, l.edge = theme.GreyTint, theme.Line
	case d.bad:
		l.edge, l.width = theme.Red, 2
	case d.focused:
		l.edge, l.width = theme.Primary, 2
	case d.hovered:
		l.fill = theme.TealTint
	}
	return l
}

func (d *dropdown) shown() (string, Style) {
	if d.words != nil {
		if words := d.words(); words != "" {
			return words, Body
		}
	}
	if d.chosen < 0 || d.chosen >= len(d.options) {
		return d.none, Quiet
	}
	return d.options[d.chosen].Word, Body
}

// CreateRenderer is called by Fyne.
func (d *dropdown) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	text, arrow := NewText("", Body), icon("expand", theme.Muted)
	refresh := func() {
		paint(box, d.look())
		words, style := d.shown()
		text.SetStyle(style)
		text.SetText(words)
		setIcon(arrow, "expand", theme.Muted)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, text, arrow},
		min: func() fyne.Size {
			h := theme.Size(theme.SizeControl) + 2
			if d.big {
				h = theme.Size(theme.SizeRowField)
			}
			return fyne.NewSize(theme.Space(18), h)
		},
		layout: func(size fyne.Size) {
			box.Resize(size)
			side, a := theme.Space(1.625), theme.Space(2)
			place(text, side, 0, size.Width-2*side-a-theme.Space(0.5), size.Height)
			place(arrow, size.Width-side-a, (size.Height-a)/2, a, a)
		},
		refresh: refresh,
	}
}
