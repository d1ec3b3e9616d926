package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Meeting is one meeting: its agenda, a sheet for each case.
type Meeting struct {
	base
	content *fyne.Container
}

var _ Page = (*Meeting)(nil)

// NewMeeting returns the page, still empty.
func NewMeeting(d Deps, id uuid.UUID) *Meeting {
	return &Meeting{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Meeting) Title() string { return present.T("shell.meetings") }

// Content is drawn.
func (p *Meeting) Content() fyne.CanvasObject { return p.content }
