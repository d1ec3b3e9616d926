package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// searchBox is the frame of the search input: magnifier, input, key hint.
type searchBox struct {
	fynewidget.BaseWidget
	input *input
	hint  *Text
}

func newSearchBox(in *input, hint string) *searchBox {
	s := &searchBox{input: in, hint: NewText(hint, Small.Centred())}
	in.onFocus = func(bool) { s.Refresh() }
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is called by Fyne.
func (s *searchBox) CreateRenderer() fyne.WidgetRenderer {
	box, key := &canvas.Rectangle{}, &canvas.Rectangle{}
	glass := icon("search", theme.Muted)
	refresh := func() {
		l := look{fill: theme.Paper, edge: theme.LineStrong, radius: theme.Size(theme.SizeRadius)}
		if s.input.focused {
			l.fill, l.edge, l.width = theme.Surface, theme.Primary, 2
		}
		paint(box, l)
		paint(key, look{fill: theme.Surface, edge: theme.Line, radius: 4})
		setIcon(glass, "search", theme.Muted)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, glass, s.input, key, s.hint},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(54), theme.Space(4.75)) },
		layout: func(size fyne.Size) {
			box.Resize(size)
			d, gap := theme.Size(theme.SizeIcon), theme.Space(1.75)
			place(glass, gap, (size.Height-d)/2, d, d)
			w, h := s.hint.MinSize().Width+theme.Space(1.75), theme.Space(2.5)
			place(key, size.Width-w-theme.Space(1.5), (size.Height-h)/2, w, h)
			place(s.hint, size.Width-w-theme.Space(1.5), (size.Height-h)/2, w, h)
			x := gap + d + theme.Space(1)
			place(s.input, x, 2, size.Width-x-w-theme.Space(2.5), size.Height-4)
		},
		refresh: refresh,
	}
}

// syncState is a dot and words.
type syncState struct {
	press
	tone  theme.Tone
	words string
}

func newSyncState(tapped func()) *syncState {
	s := &syncState{}
	s.extend(s, tapped)
	return s
}

// CreateRenderer is called by Fyne.
func (s *syncState) CreateRenderer() fyne.WidgetRenderer {
	dot, over, ring := &canvas.Circle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	text := NewText(s.words, Body)
	refresh := func() {
		dot.FillColor = theme.Color(s.tone.Text())
		dot.Refresh()
		hover := look{radius: 6}
		if s.hovered {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(s.focused))
		text.SetText(s.words)
	}
	refresh()
	d := func() float32 { return theme.Space(1.25) }
	return &parts{
		objects: []fyne.CanvasObject{over, dot, text, ring},
		min: func() fyne.Size {
			return fyne.NewSize(text.MinSize().Width+d()+theme.Space(2.5), theme.Space(4))
		},
		layout: func(size fyne.Size) {
			over.Resize(size)
			ring.Resize(size)
			place(dot, theme.Space(0.75), (size.Height-d())/2, d(), d())
			x := theme.Space(1.5) + d()
			place(text, x, 0, size.Width-x, size.Height)
		},
		refresh: refresh,
	}
}

// iconButton is a small button with an icon and its word.
type iconButton struct {
	press
	name string
	word string
}

func newIconButton(name, word string, tapped func()) *iconButton {
	b := &iconButton{name: name, word: word}
	b.extend(b, tapped)
	return b
}

// CreateRenderer is called by Fyne.
func (b *iconButton) CreateRenderer() fyne.WidgetRenderer {
	over, ring := &canvas.Rectangle{}, &canvas.Rectangle{}
	img, text := icon(b.name, theme.Ink), NewText(b.word, Style{Size: theme.SizeSmall})
	refresh := func() {
		hover := look{radius: 6}
		if b.hovered {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(b.focused))
		setIcon(img, b.name, theme.Ink)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{over, img, text, ring},
		min: func() fyne.Size {
			return fyne.NewSize(theme.Size(theme.SizeIcon)+text.MinSize().Width+theme.Space(2), theme.Space(4))
		},
		layout: func(size fyne.Size) {
			over.Resize(size)
			ring.Resize(size)
			d := theme.Size(theme.SizeIcon)
			place(img, theme.Space(0.75), (size.Height-d)/2, d, d)
			x := d + theme.Space(1.25)
			place(text, x, 0, size.Width-x, size.Height)
		},
		refresh: refresh,
	}
}
