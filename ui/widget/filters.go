package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Filters is a line of chips of which one is chosen: すべて 421 · 要保護 168.
type Filters struct {
	fynewidget.BaseWidget
	OnChosen func(i int)
	toggles  []*Toggle
	line     *fyne.Container
}

var _ fyne.Widget = (*Filters)(nil)

// NewFilters returns the chips with the first one chosen.
func NewFilters(words []string, chosen func(i int)) *Filters {
	f := &Filters{line: Flow(1), OnChosen: chosen}
	for i, w := range words {
		t := NewToggle(w, func(bool) {
			f.Choose(i)
			if f.OnChosen != nil {
				f.OnChosen(i)
			}
		})
		f.toggles = append(f.toggles, t)
		f.line.Add(t)
	}
	f.Choose(0)
	f.ExtendBaseWidget(f)
	return f
}

// Choose marks chip i without calling back.
func (f *Filters) Choose(i int) {
	for j, t := range f.toggles {
		t.SetOn(j == i)
	}
}

// SetWord changes the word of chip i, for its count.
func (f *Filters) SetWord(i int, word string) {
	f.toggles[i].Text = word
	f.toggles[i].Refresh()
}

// CreateRenderer is called by Fyne.
func (f *Filters) CreateRenderer() fyne.WidgetRenderer { return around(f.line, nil) }

// Toggle is a chip that is on or off.
type Toggle struct {
	press
	Text      string
	On        bool
	Big       bool // 56 high: field mode
	OnChanged func(on bool)
}

var _ fyne.Widget = (*Toggle)(nil)

// NewToggle returns a chip that is off.
func NewToggle(text string, changed func(on bool)) *Toggle {
	t := &Toggle{Text: text, OnChanged: changed}
	t.extend(t, func() {
		t.SetOn(!t.On)
		if t.OnChanged != nil {
			t.OnChanged(t.On)
		}
	})
	return t
}

// SetOn sets it without calling back.
func (t *Toggle) SetOn(on bool) {
	t.On = on
	t.Refresh()
}

func (t *Toggle) tone() theme.Tone {
	if t.On {
		return theme.Ours
	}
	return theme.Grey
}

// CreateRenderer is called by Fyne.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer {
	box, over, ring := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	text := NewText(t.Text, Style{})
	tick := icon("check", theme.Primary)
	d := func() float32 { return theme.Space(2) }
	lead := func() float32 {
		if t.On {
			return d() + theme.Space(0.5)
		}
		return 0
	}
	style := func() Style {
		if t.Big {
			return Style{Color: t.tone().Text(), Bold: true}
		}
		return Style{Size: theme.SizeSmall, Color: t.tone().Text(), Bold: true}
	}
	layout := func(size fyne.Size) {
		box.Resize(size)
		over.Resize(size)
		place(ring, -3, -3, size.Width+6, size.Height+6)
		w := min(text.MinSize().Width, size.Width-lead()-theme.Space(2))
		x := (size.Width - w - lead()) / 2
		place(tick, x, (size.Height-d())/2, d(), d())
		place(text, x+lead(), 0, w, size.Height)
	}
	refresh := func() {
		paint(box, look{fill: t.tone().Tint(), edge: t.tone().Edge(), radius: 6})
		hover := look{radius: 6}
		if t.hovered {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(t.focused))
		text.SetStyle(style())
		text.SetText(t.Text)
		tick.Hidden = !t.On
		setIcon(tick, "check", theme.Primary)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, over, text, tick, ring},
		// Room for the tick is kept while it is off, so that nothing jumps.
		min: func() fyne.Size {
			h := theme.Space(3.75)
			if t.Big {
				h = theme.Size(theme.SizeRowField)
			}
			return fyne.NewSize(text.MinSize().Width+theme.Space(2.5)+d(), h)
		},
		layout: layout,
		refresh: func() {
			refresh()
			layout(t.Size())
		},
	}
}
