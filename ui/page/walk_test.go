package page_test

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetest "fyne.io/fyne/v2/test"

	"yorisoi/ui/widget"
)

// walk calls visit for everything below an object, in the order in which it is
// drawn; what is hidden comes too if asked for.
func walk(o fyne.CanvasObject, hidden bool, visit func(fyne.CanvasObject)) {
	if o == nil || !hidden && !o.Visible() {
		return
	}
	visit(o)
	var below []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		below = o.Objects
	case fyne.Widget:
		below = fynetest.WidgetRenderer(o).Objects()
	}
	for _, child := range slices.Clone(below) {
		walk(child, hidden, visit)
	}
}

// texts are the words of all that can be read below an object, folded parts
// included: whole texts, and what widgets draw themselves.
func texts(o fyne.CanvasObject) []string {
	var out []string
	walk(o, true, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Text:
			out = append(out, o.String())
		case *canvas.Text:
			out = append(out, o.Text)
		}
	})
	return out
}

// shows reports whether a text stands somewhere, as a whole.
func shows(o fyne.CanvasObject, text string) bool { return slices.Contains(texts(o), text) }

// painted is a text as it is drawn.
type painted struct {
	text  string
	color color.Color
}

// paintedTexts are the visible texts with their colours.
func paintedTexts(o fyne.CanvasObject) []painted {
	var out []painted
	walk(o, false, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok {
			out = append(out, painted{t.Text, t.Color})
		}
	})
	return out
}
