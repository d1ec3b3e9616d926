package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Resources is 資源: agencies and resources with the load that each carries.
type Resources struct {
	base
	content *fyne.Container
}

var _ Page = (*Resources)(nil)

// NewResources returns the page, still empty.
func NewResources(d Deps) *Resources {
	return &Resources{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Resources) Title() string { return present.T("shell.resources") }

// Content is drawn.
func (p *Resources) Content() fyne.CanvasObject { return p.content }
