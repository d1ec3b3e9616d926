package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// Photo shows a picture as large as there is room, and takes the keys that
// leaf and turn.
type Photo struct {
	press
	OnKey func(fyne.KeyName) bool // reports whether the key had a meaning
	OnTyp func(rune) bool         // the same for a letter
	img   image.Image
	word  string
}

var _ fyne.Focusable = (*Photo)(nil)

// NewPhoto returns an empty one.
func NewPhoto() *Photo {
	p := &Photo{}
	p.extend(p, nil)
	return p
}

// SetImage shows a picture, or with nil a word in its place.
func (p *Photo) SetImage(img image.Image, word string) {
	p.img, p.word = img, word
	p.Refresh()
}

// Shown is the picture, nil while a word stands there.
func (p *Photo) Shown() image.Image { return p.img }

// TypedKey leafs and turns; other keys go to the page.
func (p *Photo) TypedKey(e *fyne.KeyEvent) {
	if p.OnKey == nil || !p.OnKey(e.Name) {
		passKey(p.self, e)
	}
}

// TypedRune leafs and turns by letters.
func (p *Photo) TypedRune(r rune) {
	if p.OnTyp != nil {
		p.OnTyp(r)
	}
}

// TypedShortcut goes to the page.
func (p *Photo) TypedShortcut(s fyne.Shortcut) { passShortcut(p.self, s) }

// CreateRenderer is called by Fyne.
func (p *Photo) CreateRenderer() fyne.WidgetRenderer {
	box, ring := &canvas.Rectangle{}, &canvas.Rectangle{}
	pic := &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth}
	text := NewText("", Quiet)
	refresh := func() {
		paint(box, look{fill: theme.GreyTint, radius: theme.Size(theme.SizeRadius)})
		paint(ring, ringLook(p.focused))
		showImage(pic, p.img)
		text.SetText(p.word)
		text.Hidden = p.img != nil
	}
	refresh()
	layout := func(size fyne.Size) {
		box.Resize(size)
		ring.Resize(size)
		place(pic, 2, 2, size.Width-4, size.Height-4)
		min := text.MinSize()
		place(text, max((size.Width-min.Width)/2, 0), (size.Height-min.Height)/2, min.Width, min.Height)
	}
	return &parts{
		objects: []fyne.CanvasObject{box, pic, text, ring},
		min:     func() fyne.Size { return fyne.NewSize(theme.Space(20), theme.Space(15)) },
		layout:  layout,
		refresh: func() {
			refresh()
			layout(p.Size())
		},
	}
}

// showImage gives a picture to the canvas only when it is another one: each
// time costs a texture.
func showImage(pic *canvas.Image, img image.Image) {
	pic.Hidden = img == nil
	if pic.Image != img {
		pic.Image = img
		pic.Refresh()
	}
}
