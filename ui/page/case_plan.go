package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// plans shows the support plans.
func (c *Case) plans() fyne.CanvasObject { return widget.Rows(0) }
