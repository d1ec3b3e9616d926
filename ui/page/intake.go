package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Intake is one call, written down in the order in which it goes.
type Intake struct {
	base
	content *fyne.Container
}

var _ Page = (*Intake)(nil)

// NewIntake returns the page, still empty.
func NewIntake(d Deps, draft store.Draft) *Intake {
	return &Intake{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Intake) Title() string { return present.T("shell.intakes") }

// Content is drawn.
func (p *Intake) Content() fyne.CanvasObject { return p.content }
