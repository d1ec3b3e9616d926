package tour

import (
	_ "unsafe" // for go:linkname

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"yorisoi/ui/widget"
)

// rendererOf is the renderer that draws a widget.
//
//go:linkname rendererOf fyne.io/fyne/v2/internal/cache.Renderer
func rendererOf(fyne.Widget) fyne.WidgetRenderer

// node is an object on the screen with where it is and what it is in.
type node struct {
	object fyne.CanvasObject
	at     fyne.Position
	size   fyne.Size
	clip   area // what of the window its surroundings let be seen
	parent *node
}

// area is a rectangle of the window.
type area struct{ x0, y0, x1, y1 float32 }

func (a area) and(b area) area {
	return area{max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1)}
}

func (a area) has(p fyne.Position) bool {
	return p.X >= a.x0 && p.X < a.x1 && p.Y >= a.y0 && p.Y < a.y1
}

func (n *node) area() area {
	return area{n.at.X, n.at.Y, n.at.X + n.size.Width, n.at.Y + n.size.Height}
}

func (n *node) middle() fyne.Position {
	return fyne.NewPos(n.at.X+n.size.Width/2, n.at.Y+n.size.Height/2)
}

// inView reports whether the middle can be seen.
func (n *node) inView() bool { return n.clip.has(n.middle()) }

// text is what the object says.
func (n *node) text() (string, bool) {
	switch o := n.object.(type) {
	case *widget.Text:
		return o.String(), true
	case *canvas.Text:
		if n.parent != nil {
			if _, part := n.parent.object.(*widget.Text); part {
				return "", false
			}
		}
		return o.Text, true
	}
	return "", false
}

// tree is what a window shows, in the order in which it is drawn. Only the
// topmost overlay can be used while there is one.
func tree(c fyne.Canvas) []*node {
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	var out []*node
	size := c.Size()
	collect(root, nil, fyne.NewPos(0, 0), area{0, 0, size.Width, size.Height}, &out)
	return out
}

func collect(o fyne.CanvasObject, parent *node, origin fyne.Position, clip area, out *[]*node) {
	if o == nil || !o.Visible() {
		return
	}
	n := &node{object: o, at: origin.Add(o.Position()), size: o.Size(), clip: clip, parent: parent}
	*out = append(*out, n)
	inner := clip
	switch o.(type) {
	case *container.Scroll, *widget.Scroll, *container.Clip:
		inner = clip.and(n.area())
	}
	for _, child := range childrenOf(o) {
		collect(child, n, n.at, inner, out)
	}
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return rendererOf(o).Objects()
	}
	return nil
}

// underPointer is what a press at a place of the window goes to: the topmost
// object that takes presses, as the driver finds it.
func underPointer(nodes []*node, p fyne.Position) *node {
	var hit *node
	for _, n := range nodes {
		if takesPresses(n.object) && n.clip.has(p) && n.area().has(p) {
			hit = n
		}
	}
	return hit
}

func takesPresses(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.Focusable, desktop.Mouseable:
		return true
	}
	return false
}

// within reports whether n is inside of outer or is it.
func (n *node) within(outer *node) bool {
	for ; n != nil; n = n.parent {
		if n == outer {
			return true
		}
	}
	return false
}
