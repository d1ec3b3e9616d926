package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Registry is 台帳: the registry of the regional council as a table.
type Registry struct {
	base
	content *fyne.Container
}

var _ Page = (*Registry)(nil)

// NewRegistry returns the page, still empty.
func NewRegistry(d Deps) *Registry {
	return &Registry{base: newBase(d), content: widget.Rows(0)}
}

// Title is the word on the tab.
func (p *Registry) Title() string { return present.T("shell.registry") }

// Content is drawn.
func (p *Registry) Content() fyne.CanvasObject { return p.content }
