package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// documents shows the papers that went out and came in.
func (c *Case) documents() fyne.CanvasObject { return widget.Rows(0) }
