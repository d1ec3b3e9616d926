package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// none draws nothing.
var none = color.Transparent

// look is how a box is painted; empty names paint nothing.
type look struct {
	fill, edge fyne.ThemeColorName
	width      float32 // of the edge
	radius     float32
}

func paint(r *canvas.Rectangle, l look) {
	r.FillColor, r.StrokeColor, r.StrokeWidth = none, none, 0
	if l.fill != "" {
		r.FillColor = theme.Color(l.fill)
	}
	if l.edge != "" {
		r.StrokeColor = theme.Color(l.edge)
		r.StrokeWidth = max(l.width, 1)
	}
	r.CornerRadius = l.radius
	r.Refresh()
}

// icon returns an icon as an object of the theme's icon size.
func icon(name string, c fyne.ThemeColorName) *canvas.Image {
	img := canvas.NewImageFromResource(theme.NewIcon(name, c))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeIcon)))
	return img
}

// setIcon gives an image another icon or colour.
func setIcon(img *canvas.Image, name string, c fyne.ThemeColorName) {
	img.Resource = theme.NewIcon(name, c)
	img.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeIcon)))
	img.Refresh()
}
