package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// services shows the services.
func (c *Case) services() fyne.CanvasObject { return widget.Rows(0) }
