package tour

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
)

// pictureOf is what the window shows.
func pictureOf(win fyne.Window) image.Image {
	img := win.Canvas().Capture()
	if !blank(img) {
		return img
	}
	if back := backBuffer(win); back != nil {
		return back
	}
	return img
}

// blank reports whether a picture is all of one colour, looked at in steps:
// what some drivers give for the front of a window that is drawn in software.
func blank(img image.Image) bool {
	b := img.Bounds()
	first := color.NRGBAModel.Convert(img.At(b.Min.X, b.Min.Y))
	for y := b.Min.Y; y < b.Max.Y; y += 7 {
		for x := b.Min.X; x < b.Max.X; x += 7 {
			if color.NRGBAModel.Convert(img.At(x, y)) != first {
				return false
			}
		}
	}
	return true
}
