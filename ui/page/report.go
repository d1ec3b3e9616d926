package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Report is an intake that was accepted: its clocks, its checks, what was decided.
type Report struct {
	base
	content *fyne.Container
}

var _ Page = (*Report)(nil)

// NewReport returns the page, still empty.
func NewReport(d Deps, id uuid.UUID) *Report {
	return &Report{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Report) Title() string { return present.T("shell.intakes") }

// Content is drawn.
func (p *Report) Content() fyne.CanvasObject { return p.content }
