package widget

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// parts is a renderer made of functions, so that a widget's drawing can stand
// in its own file beside its state.
type parts struct {
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	refresh func()
	destroy func()
}

var _ fyne.WidgetRenderer = (*parts)(nil)

func (p *parts) Objects() []fyne.CanvasObject { return p.objects }
func (p *parts) MinSize() fyne.Size           { return p.min() }

func (p *parts) Layout(size fyne.Size) { p.layout(size) }

func (p *parts) Refresh() {
	if p.refresh != nil {
		p.refresh()
	}
}

func (p *parts) Destroy() {
	if p.destroy != nil {
		p.destroy()
	}
}

// around renders a widget that is nothing but content, rebuilt by refresh.
func around(content *fyne.Container, refresh func()) *parts {
	return &parts{
		objects: []fyne.CanvasObject{content},
		min:     content.MinSize,
		layout:  content.Resize,
		refresh: func() {
			if refresh != nil {
				refresh()
			}
			content.Refresh()
		},
	}
}

// place puts an object somewhere, on whole units: text between two pixels is
// blurred.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(whole(x), whole(y)))
	o.Resize(fyne.NewSize(w, h))
}

func whole(v float32) float32 { return float32(math.Round(float64(v))) }

// drawnFor is what a drawing depends on beside its data. A page that is not in
// front hears nothing of another theme; it is laid out anew when it comes back.
type drawnFor struct {
	size fyne.Size
	ink  color.Color
	text float32
}

func drawnNow(size fyne.Size) drawnFor {
	return drawnFor{size: size, ink: theme.Color(theme.Ink), text: theme.Size(theme.SizeText)}
}

// onceASize is a layout that draws only when the size or the look is another.
// A layout that makes new objects every time asks for the next one by it, for
// ever, and an idle window then keeps a processor busy.
func onceASize(draw func()) func(fyne.Size) {
	var drawn drawnFor
	return func(size fyne.Size) {
		if now := drawnNow(size); now != drawn {
			drawn = now
			draw()
		}
	}
}
