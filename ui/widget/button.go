package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// ButtonKind says how much a button asks for.
type ButtonKind int

// The kinds. One Primary a page.
const (
	Secondary ButtonKind = iota
	Primary
	Link
	Danger
)

// Button does something when pressed with the pointer, Enter or Space.
type Button struct {
	press
	Text     string
	Icon     string // name of an icon, or ""
	Kind     ButtonKind
	Small    bool // 32 high: in rows and notices
	Big      bool // 56 high: field mode
	Left     bool // text at the left instead of the middle
	OnTapped func()
}

var _ fyne.Widget = (*Button)(nil)

// NewButton returns a secondary button.
func NewButton(text string, tapped func()) *Button { return newButton(text, Secondary, tapped) }

// NewPrimary returns the button that the page is for.
func NewPrimary(text string, tapped func()) *Button { return newButton(text, Primary, tapped) }

// NewLink returns a button that looks like a word.
func NewLink(text string, tapped func()) *Button { return newButton(text, Link, tapped) }

// NewDanger returns a button for what cannot be undone.
func NewDanger(text string, tapped func()) *Button { return newButton(text, Danger, tapped) }

// NewSmall returns a secondary button for rows and notices.
func NewSmall(text string, tapped func()) *Button {
	b := newButton(text, Secondary, tapped)
	b.Small = true
	return b
}

func newButton(text string, kind ButtonKind, tapped func()) *Button {
	b := &Button{Text: text, Kind: kind, OnTapped: tapped}
	b.extend(b, func() {
		if b.OnTapped != nil {
			b.OnTapped()
		}
	})
	return b
}

// SetText changes the word.
func (b *Button) SetText(s string) {
	b.Text = s
	b.Refresh()
}

func (b *Button) height() float32 {
	switch {
	case b.Big:
		return theme.Size(theme.SizeRowField)
	case b.Small:
		return theme.Space(4)
	}
	return theme.Size(theme.SizeControl)
}

func (b *Button) textStyle() Style {
	s := Style{Bold: true, Color: theme.Ink}
	if b.Small {
		s.Size = theme.SizeSmall
	}
	switch {
	case b.disabled:
		s.Color = theme.Muted
	case b.Kind == Primary, b.Kind == Danger:
		s.Color = theme.OnSolid
	case b.Kind == Link:
		s.Color = theme.Primary
	}
	return s
}

func (b *Button) look() look {
	l := look{fill: theme.Surface, edge: theme.LineStrong, radius: theme.Size(theme.SizeRadius)}
	switch {
	case b.Kind == Link:
		l = look{radius: l.radius}
	case b.disabled:
		l.fill, l.edge = theme.GreyTint, theme.Line
	case b.Kind == Primary:
		l.fill, l.edge = theme.Primary, ""
	case b.Kind == Danger:
		l.fill, l.edge = theme.Red, ""
	}
	return l
}

// CreateRenderer is called by Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	box, over, ring := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	text := NewText(b.Text, b.textStyle())
	var img *canvas.Image
	objects := []fyne.CanvasObject{box, over, text, ring}
	if b.Icon != "" {
		img = icon(b.Icon, b.textStyle().Color)
		objects = append(objects, img)
	}
	refresh := func() {
		paint(box, b.look())
		hover := look{radius: theme.Size(theme.SizeRadius)}
		if b.hovered && !b.disabled {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(b.focused))
		text.SetStyle(b.textStyle())
		text.SetText(b.Text)
		if img != nil {
			setIcon(img, b.Icon, b.textStyle().Color)
		}
	}
	refresh()
	return &parts{
		objects: objects,
		min:     func() fyne.Size { return b.minSize(text) },
		layout:  func(size fyne.Size) { b.layout(size, text, img, box, over, ring) },
		refresh: func() {
			refresh()
			b.layout(b.Size(), text, img, box, over, ring)
		},
	}
}

func (b *Button) side() float32 {
	switch {
	case b.Kind == Link:
		return theme.Space(0.5)
	case b.Small:
		return theme.Space(1.5)
	}
	return theme.Space(2.25)
}

func (b *Button) minSize(text *Text) fyne.Size {
	w := text.MinSize().Width + 2*b.side()
	if b.Icon != "" {
		w += theme.Size(theme.SizeIcon) + theme.Space(0.75)
	}
	return fyne.NewSize(w, b.height())
}

func (b *Button) layout(size fyne.Size, text *Text, img *canvas.Image, box, over, ring fyne.CanvasObject) {
	box.Resize(size)
	over.Resize(size)
	place(ring, -3, -3, size.Width+6, size.Height+6)
	side := b.side()
	room := size.Width - 2*side
	w := min(text.MinSize().Width, room)
	lead := float32(0)
	if img != nil {
		lead = theme.Size(theme.SizeIcon) + theme.Space(0.75)
		w = min(w, room-lead)
	}
	x := side
	if !b.Left {
		x = (size.Width - w - lead) / 2
	}
	if img != nil {
		d := theme.Size(theme.SizeIcon)
		place(img, x, (size.Height-d)/2, d, d)
	}
	place(text, x+lead, 0, w, size.Height)
}

// hoverColor lies over what can be pressed while the pointer is on it.
const hoverColor = fyne.ThemeColorName("hover")

// ringLook is the frame that shows where the keyboard is.
func ringLook(focused bool) look {
	l := look{radius: theme.Size(theme.SizeRadius) + 3}
	if focused {
		l.edge, l.width = theme.Primary, 2
	}
	return l
}
