package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// meetings shows the meetings that talked of the family.
func (c *Case) meetings() fyne.CanvasObject { return widget.Rows(0) }
