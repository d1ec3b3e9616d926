package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Meetings is 会議: the meetings, coming and held.
type Meetings struct {
	base
	content *fyne.Container
}

var _ Page = (*Meetings)(nil)

// NewMeetings returns the page, still empty.
func NewMeetings(d Deps) *Meetings {
	return &Meetings{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Meetings) Title() string { return present.T("shell.meetings") }

// Content is drawn.
func (p *Meetings) Content() fyne.CanvasObject { return p.content }
