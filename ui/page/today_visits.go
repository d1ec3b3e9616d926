package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func (t *Today) showVisits(today *store.Today) {
	t.visits.Objects = nil
	list := widget.Rows(1.5)
	var next *store.AppointmentRow
	for i := range today.Appointments {
		a := &today.Appointments[i]
		if next == nil && !a.Done {
			next = a
		}
		list.Add(t.appointment(*a))
	}
	if len(today.Appointments) == 0 {
		list.Add(widget.NewText(present.T("today.no_visits"), widget.SmallPara))
		t.visits.Add(list)
	} else {
		t.visits.Add(newBarred(list))
	}
	start := widget.NewPrimary(present.T("visit.start"), func() {
		if next == nil {
			t.Nav.OpenVisits()
			return
		}
		t.startFrom(*next)
	})
	t.visits.Add(widget.Line(1.25, start, widget.NewButton(present.T("today.all_visits"), t.Nav.OpenVisits)))
	t.visits.Refresh()
}

// appointment is a planned visit: time, what, whom, and how far it is.
func (t *Today) appointment(a store.AppointmentRow) fyne.CanvasObject {
	return widget.NewArea(t.appointmentRow(a), func() { t.startFrom(a) })
}

func (d Deps) appointmentRow(a store.AppointmentRow) fyne.CanvasObject {
	title := a.Time
	if title == "" {
		title = present.T("visit.no_time")
	}
	title += "  " + d.code("visit_type", a.Type) + "  " + present.Family(a.Family)
	detail := a.Place
	if detail == "" {
		detail = a.Address
	}
	if a.Child != nil {
		detail = d.childLine(*a.Child) + "  " + detail
	}
	chips := widget.Line(1)
	switch {
	case a.Done:
		chips.Add(widget.NewChip(present.T("visit.done"), theme.Done))
	case a.Draft != uuid.Nil:
		chips.Add(widget.NewChip(present.T("visit.begun"), theme.Soon))
	default:
		chips.Add(widget.NewChip(present.T("visit.planned"), theme.Grey))
	}
	return widget.Rows(0.5, widget.NewText(title, oneLine(widget.Strong)), widget.NewText(detail, oneLine(widget.Small)), chips)
}

// startFrom opens the visit of an appointment: the one that was made, the
// draft that was begun, or a new one.
func (t *Today) startFrom(a store.AppointmentRow) { t.startAppointment(t.owner, a) }

func (t *Today) showStation(today *store.Today) {
	name, kind := t.Store.StationName(t.Store.Station()), present.T("guide.office")
	if s := t.Store.Directory().Stations[t.Store.Station()]; s != nil && s.Type == ledger.StationLaptop {
		kind = present.T("guide.laptop")
	}
	line := present.Sync(SyncState(t.Sync.Status(), t.Store.SyncedAt()), t.today())
	t.station.Objects = []fyne.CanvasObject{
		widget.NewText(present.T("today.station"), widget.Title),
		widget.NewText(present.T("today.station_line", present.Named{
			"kind": kind, "name": name, "families": present.Number(int64(today.Cases)), "unsent": today.Unsent,
		}), widget.Style{Size: theme.SizeSmall, Wrap: true}),
		widget.NewText(line.Text, widget.Small),
	}
	t.station.Refresh()
}

// barred has a line along its left edge.
type barred struct {
	bar     *canvas.Rectangle
	content fyne.CanvasObject
}

func newBarred(content fyne.CanvasObject) *fyne.Container {
	b := &barred{bar: canvas.NewRectangle(theme.Color(theme.Line)), content: content}
	return container.New(b, b.bar, content)
}

// MinSize leaves room for the line.
func (b *barred) MinSize([]fyne.CanvasObject) fyne.Size {
	return b.content.MinSize().AddWidthHeight(theme.Space(2.25), 0)
}

// Layout draws the line anew, so that it follows the theme.
func (b *barred) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	b.bar.FillColor = theme.Color(theme.Line)
	put(b.bar, theme.Space(0.75), 0, 3, size.Height)
	put(b.content, theme.Space(2.25), 0, size.Width-theme.Space(2.25), size.Height)
}
