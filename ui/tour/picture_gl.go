//go:build !windows && !darwin

package tour

import (
	"image"

	"fyne.io/fyne/v2"
	"github.com/go-gl/gl/v2.1/gl"
)

// backBuffer reads what was drawn last from the other side of the window.
// Software drivers keep it after showing it; nil where there is none.
func backBuffer(win fyne.Window) image.Image {
	context, ok := win.(interface{ RunWithContext(func()) })
	if !ok {
		return nil
	}
	size := win.Canvas().Size()
	w, h := win.Canvas().PixelCoordinateForPosition(fyne.NewPos(size.Width, size.Height))
	if w <= 0 || h <= 0 {
		return nil
	}
	pixels := make([]byte, w*h*4)
	context.RunWithContext(func() {
		gl.ReadBuffer(gl.BACK)
		gl.ReadPixels(0, 0, int32(w), int32(h), gl.RGBA, gl.UNSIGNED_BYTE, gl.Ptr(pixels))
	})
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h { // GL counts rows from below
		row := pixels[(h-1-y)*w*4 : (h-y)*w*4]
		copy(img.Pix[y*img.Stride:], row)
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 0xFF
	}
	return img
}
