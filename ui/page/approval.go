package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Approval is one submitted document and the decision on it.
type Approval struct {
	base
	content *fyne.Container
}

var _ Page = (*Approval)(nil)

// NewApproval returns the page, still empty.
func NewApproval(d Deps, id uuid.UUID) *Approval {
	return &Approval{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Approval) Title() string { return present.T("shell.approvals") }

// Content is drawn.
func (p *Approval) Content() fyne.CanvasObject { return p.content }
