package page

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// ShowOverlay puts a card over the window, as wide as width units of space at
// most, and dims what is below. The returned function takes it away; so does
// CloseTop.
func ShowOverlay(win fyne.Window, width float32, content fyne.CanvasObject) (hide func()) {
	grows, grown := newGrowing(content)
	return showOver(win, grown, &middle{width: width, grows: grows})
}

// showTall is ShowOverlay for content that scrolls by itself.
func showTall(win fyne.Window, width float32, content fyne.CanvasObject) (hide func()) {
	return showOver(win, content, &middle{width: width})
}

func showOver(win fyne.Window, content fyne.CanvasObject, in *middle) (hide func()) {
	dim := canvas.NewRectangle(color.NRGBA{A: 0x66})
	card := widget.NewCard("", widget.Pad(1, content))
	over := container.NewStack(dim, container.New(in, card))
	win.Canvas().Overlays().Add(over)
	over.Resize(win.Canvas().Size())
	return func() { win.Canvas().Overlays().Remove(over) }
}

// CloseTop takes the topmost overlay away and reports whether there was one.
func CloseTop(win fyne.Window) bool {
	overlays := win.Canvas().Overlays()
	top := overlays.Top()
	if top == nil {
		return false
	}
	overlays.Remove(top)
	return true
}

// middle puts its one object into the middle, no wider than width units and
// as high as it wants to be.
type middle struct {
	width float32
	grows *growing // what scrolls where there is less room; nil: it knows by itself
}

func (m *middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(20), theme.Space(20))
}

func (m *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if m.grows != nil {
		m.grows.room = size.Height - theme.Space(4) - theme.Space(cardFrame)
	}
	for _, o := range objects {
		w := min(theme.Space(m.width), size.Width-theme.Space(4))
		// Twice, because wrapped text has its height only once it has its width.
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		h := min(o.MinSize().Height, size.Height-theme.Space(4))
		o.Resize(fyne.NewSize(w, h))
		h = min(o.MinSize().Height, size.Height-theme.Space(4))
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos((size.Width-w)/2, max((size.Height-h)/2, theme.Space(2))))
	}
}

// cardFrame is what a card over the window has around its content, above and
// below: its own edge and the frame inside it.
const cardFrame = 6

// growing is as high as its content, and scrolls where there is less room: a
// card gives its content the height that it asks for, however low the card is.
type growing struct {
	content fyne.CanvasObject
	room    float32 // zero: not known yet
}

func newGrowing(content fyne.CanvasObject) (*growing, *fyne.Container) {
	g := &growing{content: content}
	return g, container.New(g, widget.NewScroll(widget.Pad(0.5, content)))
}

// MinSize is the content's, as far as there is room.
func (g *growing) MinSize([]fyne.CanvasObject) fyne.Size {
	m := g.content.MinSize().AddWidthHeight(theme.Space(1), theme.Space(1))
	if g.room > 0 {
		m.Height = min(m.Height, g.room)
	}
	return m
}

// Layout fills.
func (g *growing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}
