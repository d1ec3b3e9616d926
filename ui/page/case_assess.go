package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/widget"
)

// assessment shows the safety checks, the urgency, the risks and the judgements.
func (c *Case) assessment() fyne.CanvasObject { return widget.Rows(0) }
