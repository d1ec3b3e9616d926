//go:build windows || darwin

package tour

import (
	"image"

	"fyne.io/fyne/v2"
)

// backBuffer is not needed where the front of a window can be read.
func backBuffer(fyne.Window) image.Image { return nil }
