package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Intakes is 受付: the reports that are open, and the way to a new one.
type Intakes struct {
	base
	content *fyne.Container
}

var _ Page = (*Intakes)(nil)

// NewIntakes returns the page, still empty.
func NewIntakes(d Deps) *Intakes {
	return &Intakes{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Intakes) Title() string { return present.T("shell.intakes") }

// Content is drawn.
func (p *Intakes) Content() fyne.CanvasObject { return p.content }
