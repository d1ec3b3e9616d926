package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// field is what all fields share: the label above, the body, and below it a
// hint or, in its place, what is wrong.
type field struct {
	fynewidget.BaseWidget
	label   *Text
	below   *Text
	body    fyne.CanvasObject
	hint    string
	problem string
	onBad   func(bool) // paints the body's frame
}

func (f *field) build(self fyne.Widget, label string, body fyne.CanvasObject) {
	f.label, f.body = NewText(label, Label), body
	f.below = NewText("", SmallPara)
	f.ExtendBaseWidget(self)
}

// SetLabel changes the words above; without any there is no line for them.
func (f *field) SetLabel(s string) {
	f.label.SetText(s)
	f.Refresh()
}

// SetHint changes the words below.
func (f *field) SetHint(s string) {
	f.hint = s
	f.Refresh()
}

// SetError says what is wrong; "" takes it back.
func (f *field) SetError(s string) {
	if f.problem == s {
		return
	}
	f.problem = s
	if f.onBad != nil {
		f.onBad(s != "")
	}
	f.Refresh()
}

// Error returns what SetError said.
func (f *field) Error() string { return f.problem }

// CreateRenderer is called by Fyne.
func (f *field) CreateRenderer() fyne.WidgetRenderer {
	column := Rows(0.75, f.label, f.body, f.below)
	refresh := func() {
		f.label.Hidden = f.label.String() == ""
		words, style := f.hint, SmallPara
		if f.problem != "" {
			words = f.problem
			style.Color, style.Bold = theme.Red, true
		}
		f.below.SetStyle(style)
		f.below.SetText(words)
		f.below.Hidden = words == ""
	}
	refresh()
	return around(column, refresh)
}

// frame is the rounded box around an input, with something before or after
// the text inside it: a unit, an icon.
type frame struct {
	fynewidget.BaseWidget
	in     *input
	inside fyne.CanvasObject // holds in
	after  fyne.CanvasObject
	bad    bool
	big    bool
	plain  bool           // without an edge while it has not the keyboard
	height func() float32 // of the inside; nil for one line
}

func newFrame(in *input, after fyne.CanvasObject) *frame {
	f := &frame{in: in, inside: in, after: after}
	in.onFocus = func(bool) { f.Refresh() }
	f.ExtendBaseWidget(f)
	return f
}

func (f *frame) setBad(bad bool) {
	f.bad = bad
	f.Refresh()
}

func (f *frame) look() look {
	l := look{fill: theme.Surface, edge: theme.LineStrong, radius: theme.Size(theme.SizeRadius)}
	if f.in.readOnly {
		l.fill, l.edge = theme.GreyTint, theme.Line
	}
	if f.plain && !f.in.readOnly {
		l.edge = ""
	}
	if f.bad {
		l.edge, l.width = theme.Red, 2
	}
	if f.in.focused {
		l.width = 2
		if !f.bad {
			l.edge = theme.Primary
		}
	}
	return l
}

func (f *frame) sides() float32 { return theme.Space(1.625) }

func (f *frame) minHeight() float32 {
	switch {
	case f.height != nil:
		return f.height() + theme.Space(2)
	case f.big:
		return theme.Size(theme.SizeRowField)
	}
	return theme.Size(theme.SizeControl) + 2
}

// afterMax leaves room for what is typed: 2026/11/22.
func (f *frame) afterMax(width float32) float32 {
	return max(width-2*f.sides()-8*f.in.style.size(), theme.Space(4))
}

// Tapped anywhere in the frame goes to the text.
func (f *frame) Tapped(*fyne.PointEvent) { Focus(f.in) }

// CreateRenderer is called by Fyne.
func (f *frame) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	objects := []fyne.CanvasObject{box, f.inside}
	if f.after != nil {
		objects = append(objects, f.after)
	}
	tail := func() float32 {
		if f.after == nil || !f.after.Visible() {
			return 0
		}
		return min(f.after.MinSize().Width+theme.Space(1), f.afterMax(f.Size().Width))
	}
	refresh := func() { paint(box, f.look()) }
	refresh()
	layout := func(size fyne.Size) {
		box.Resize(size)
		side, over := f.sides(), float32(2)
		if f.height != nil {
			over = theme.Space(1)
		}
		place(f.inside, side, over, size.Width-2*side-tail(), size.Height-2*over)
		if f.after != nil {
			w := max(tail()-theme.Space(1), 0)
			place(f.after, size.Width-side-w, 0, w, size.Height)
		}
	}
	return &parts{
		objects: objects,
		min: func() fyne.Size {
			return fyne.NewSize(f.inside.MinSize().Width+2*f.sides(), f.minHeight())
		},
		layout: layout,
		refresh: func() {
			refresh()
			layout(f.Size())
		},
	}
}
