package page

import (
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// RemovedDeps is what the page of a removed station needs.
type RemovedDeps struct {
	Removal ledger.Removal
	Station string // what people called it
	Now     time.Time
	Fault   error // why not everything could be removed, nil when it was
	On      func()
}

// Removed says that staff removed this station, what became of the work on it
// and that nothing is left here.
type Removed struct{ view *split }

// NewRemoved shows it.
func NewRemoved(d RemovedDeps) *Removed {
	when := present.DateTime(d.Removal.At.Local(), casework.DateOf(d.Now.Local()))
	rows := widget.Rows(2,
		widget.NewSpacer(10),
		widget.NewText(present.T("removed.title"), widget.Heading),
		widget.NewText(present.T("removed.why", d.Removal.Name, when), widget.Paragraph),
		widget.NewBanner(theme.Todo, present.T("removed.safe"), present.T("removed.safe_text")),
	)
	if d.Fault == nil {
		rows.Add(widget.NewText(present.T("removed.gone"), widget.Paragraph))
	} else {
		rows.Add(widget.NewBanner(theme.Late, present.T("removed.not_gone"), present.T("removed.not_gone_text")))
	}
	rows.Add(widget.Line(2, widget.NewPrimary(present.T("removed.on"), d.On)))
	r := &Removed{view: newSplit(widget.PadXY(0.5, 0, rows))}
	r.view.setFacts(d.Station)
	return r
}

// Content is what the window shows.
func (r *Removed) Content() fyne.CanvasObject { return r.view }
