package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// split is the window before anybody has signed in: the program's name and
// what may be known of the machine on the left, what to do on the right.
type split struct {
	fynewidget.BaseWidget
	facts *fyne.Container
	right *fyne.Container
}

// splitWidth is the widest that the right side's content gets, in units.
const splitWidth = 70

func newSplit(right fyne.CanvasObject) *split {
	s := &split{facts: widget.Rows(1), right: container.New(&side{}, widget.NewScroll(right))}
	s.ExtendBaseWidget(s)
	return s
}

// setRight replaces what to do.
func (s *split) setRight(o fyne.CanvasObject) {
	s.right.Objects = []fyne.CanvasObject{widget.NewScroll(o)}
	s.right.Refresh()
}

// setFacts writes lines at the bottom of the left side.
func (s *split) setFacts(lines ...string) {
	s.facts.Objects = nil
	for _, line := range lines {
		_, ink := splitColors()
		s.facts.Add(widget.NewText(line, widget.Style{Color: ink, Wrap: true}))
	}
	s.facts.Refresh()
}

// CreateRenderer is called by Fyne.
func (s *split) CreateRenderer() fyne.WidgetRenderer {
	ground, ink := splitColors()
	return &splitRenderer{
		split:  s,
		ground: canvas.NewRectangle(theme.Color(ground)),
		name:   logo(ink),
		sub:    widget.NewText(present.T("shell.center"), widget.Style{Size: theme.SizeTitle, Color: ink}),
	}
}

// splitColors are the ground of the left side and what is written on it: the
// program's colour, or in the dark its shade, which does not glare.
func splitColors() (ground, ink fyne.ThemeColorName) {
	if r, _, _, _ := theme.Color(theme.Paper).RGBA(); r < 0x8000 {
		return theme.TealTint, theme.Ink
	}
	return theme.Primary, theme.OnSolid
}

func logo(ink fyne.ThemeColorName) *canvas.Text {
	t := canvas.NewText(present.T("shell.window"), theme.Color(ink))
	t.TextSize = theme.Size(theme.SizeHeading) * 1.75
	t.TextStyle.Bold = true
	return t
}

type splitRenderer struct {
	split  *split
	ground *canvas.Rectangle
	name   *canvas.Text
	sub    *widget.Text
}

func (r *splitRenderer) Destroy() {}

func (r *splitRenderer) MinSize() fyne.Size { return fyne.NewSize(800, 500) }

func (r *splitRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.name, r.sub, r.split.facts, r.split.right}
}

func (r *splitRenderer) Refresh() {
	ground, ink := splitColors()
	r.ground.FillColor, r.name.Color = theme.Color(ground), theme.Color(ink)
	r.ground.Refresh()
	r.name.Refresh()
	r.Layout(r.split.Size())
}

func (r *splitRenderer) Layout(size fyne.Size) {
	left := size.Width * 0.38
	pad := theme.Space(8)
	r.ground.Resize(fyne.NewSize(left, size.Height))
	put(r.name, pad, size.Height*0.13, left-2*pad, r.name.MinSize().Height)
	put(r.sub, pad, size.Height*0.13+r.name.MinSize().Height+theme.Space(1), left-2*pad, r.sub.MinSize().Height)
	r.split.facts.Resize(fyne.NewSize(left-2*pad, r.split.facts.MinSize().Height))
	h := r.split.facts.MinSize().Height
	put(r.split.facts, pad, size.Height*0.68-h, left-2*pad, h)
	put(r.split.right, left, 0, size.Width-left, size.Height)
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// side keeps a scroll's content at a readable width.
type side struct{}

func (side) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 400) }

func (side) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	pad := max(theme.Space(4), (size.Width-theme.Space(splitWidth))/2)
	for _, o := range objects {
		put(o, pad, 0, size.Width-2*pad+theme.Space(2), size.Height)
	}
}
