package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// PhotoRow is a photograph or a document in a list: small, with a title, a
// line of facts and how far it is, in words.
type PhotoRow struct {
	press
	OnTapped func()
	Icon     string // in the place of a picture
	title    *Text
	facts    *Text
	state    *Chip
	img      image.Image
	inner    *fyne.Container
}

var _ fyne.Widget = (*PhotoRow)(nil)

// NewPhotoRow returns a row that opens what it shows.
func NewPhotoRow(icon string, tapped func()) *PhotoRow {
	r := &PhotoRow{Icon: icon, OnTapped: tapped, state: NewChip("", theme.Grey)}
	r.title = NewText("", Style{Bold: true, Wrap: true, Rows: 1, LineHeight: 1.36})
	r.facts = NewText("", Style{Size: theme.SizeSmall, Color: theme.Muted, Wrap: true, Rows: 2, LineHeight: 1.36})
	r.inner = LineFill(1.5, 0, Rows(0.25, r.title, r.facts), r.state)
	r.extend(r, func() { run(r.OnTapped) })
	return r
}

// Set changes the words; a state of "" has no chip.
func (r *PhotoRow) Set(title, facts, state string, tone theme.Tone) {
	r.title.SetText(title)
	r.facts.SetText(facts)
	r.state.Set(state, tone)
	r.state.Hidden = state == ""
	r.inner.Refresh()
}

// SetImage shows the picture; nil shows the icon.
func (r *PhotoRow) SetImage(img image.Image) {
	r.img = img
	r.Refresh()
}

// HasImage tells whether there is one.
func (r *PhotoRow) HasImage() bool { return r.img != nil }

// Size of the small picture in units of space.
const (
	smallWide = 12
	smallHigh = 9
)

// CreateRenderer is called by Fyne.
func (r *PhotoRow) CreateRenderer() fyne.WidgetRenderer {
	box, over, ring, ground := &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{}
	pic := &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth}
	sign := icon(r.Icon, theme.Muted)
	refresh := func() {
		paint(box, look{fill: theme.Surface, edge: theme.Line, radius: theme.Size(theme.SizeRadius)})
		hover := look{radius: theme.Size(theme.SizeRadius)}
		if r.hovered {
			hover.fill = hoverColor
		}
		paint(over, hover)
		paint(ring, ringLook(r.focused))
		paint(ground, look{fill: theme.GreyTint, radius: 4})
		setIcon(sign, r.Icon, theme.Muted)
		sign.Hidden = r.img != nil
		showImage(pic, r.img)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, ground, sign, pic, r.inner, over, ring},
		min: func() fyne.Size {
			return fyne.NewSize(theme.Space(smallWide+4)+r.inner.MinSize().Width, theme.Space(smallHigh+1.5))
		},
		layout: func(size fyne.Size) {
			for _, o := range []fyne.CanvasObject{box, over, ring} {
				o.Resize(size)
			}
			w, h := theme.Space(smallWide), theme.Space(smallHigh)
			x, y := theme.Space(0.75), (size.Height-h)/2
			place(ground, x, y, w, h)
			place(pic, x, y, w, h)
			side := theme.Size(theme.SizeIcon) * 1.5
			place(sign, x+(w-side)/2, y+(h-side)/2, side, side)
			left := x + w + theme.Space(1.5)
			high := min(r.inner.MinSize().Height, size.Height)
			place(r.inner, left, (size.Height-high)/2, size.Width-left-theme.Space(1.5), high)
		},
		refresh: refresh,
	}
}
