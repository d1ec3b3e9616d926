package widget

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/theme"
)

// KeyValue is a line with a name at the left and a value at the right.
func KeyValue(name, value string, tone theme.Tone) *fyne.Container {
	style := Style{Bold: true, Align: fyne.TextAlignTrailing}
	if tone != theme.Grey {
		style = style.In(tone)
	}
	return LineFill(1, 0, NewText(name, Body), NewText(value, style))
}

// InfoRow is a label above and a text below it.
func InfoRow(label, text string) *fyne.Container {
	return Rows(0.5, NewText(label, Label), NewText(text, Paragraph))
}

// Ruled puts objects below each other with a line between them.
func Ruled(objects ...fyne.CanvasObject) *fyne.Container {
	out := Rows(0)
	for i, o := range objects {
		if i > 0 {
			out.Add(NewRule())
		}
		out.Add(PadXY(0, 1.25, o))
	}
	return out
}

// PageHead is the title of a page with a muted line beside it and buttons at
// the right.
func PageHead(title, beside string, buttons ...fyne.CanvasObject) *fyne.Container {
	right := Line(1.25, buttons...)
	return LineFill(1.75, 1, NewText(title, Heading), NewText(beside, Quiet), right)
}
