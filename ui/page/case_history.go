package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// history shows who changed what.
func (c *Case) history() fyne.CanvasObject { return widget.Rows(0) }
