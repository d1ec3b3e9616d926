package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Progress is what the coordinator runs the center by.
type Progress struct {
	base
	content *fyne.Container
}

var _ Page = (*Progress)(nil)

// NewProgress returns the page, still empty.
func NewProgress(d Deps) *Progress {
	return &Progress{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Progress) Title() string { return present.T("shell.progress") }

// Content is drawn.
func (p *Progress) Content() fyne.CanvasObject { return p.content }
