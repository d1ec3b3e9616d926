package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Approvals is 決裁: what waits for the person signed in.
type Approvals struct {
	base
	content *fyne.Container
}

var _ Page = (*Approvals)(nil)

// NewApprovals returns the page, still empty.
func NewApprovals(d Deps) *Approvals {
	return &Approvals{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Approvals) Title() string { return present.T("shell.approvals") }

// Content is drawn.
func (p *Approvals) Content() fyne.CanvasObject { return p.content }
