package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// handedTask is what was handed to the person signed in, until they have read
// it.
func (t *Today) handedTask(h store.HandedOver) fyne.CanvasObject {
	notes := 0
	for _, f := range h.Families {
		if f.Note != "" {
			notes++
		}
	}
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Todo, When: t.shortDate(h.On),
		Title:  present.T("rotation.handed_to_you", t.staff(h.From), len(h.Families)),
		Detail: present.T("rotation.handed_detail", t.code("handover_side", h.Side), notes), Action: present.T("today.read"),
	}, func() { t.showHanded(h) })
}

// showHanded lists the families with what their last person in charge says.
func (t *Today) showHanded(h store.HandedOver) {
	var hide func()
	var rows []fyne.CanvasObject
	for _, f := range h.Families {
		open := widget.NewLink(present.Family(f.Family), func() {
			hide()
			t.Nav.OpenCase(f.Case)
		})
		note := widget.NewText(present.T("rotation.no_note"), widget.Small)
		if f.Note != "" {
			note = widget.NewText(f.Note, widget.Paragraph)
		}
		rows = append(rows, widget.PadXY(0, 1, widget.Rows(0.5, widget.Line(0, open), note)))
	}
	read := widget.NewPrimary(present.T("rotation.read"), func() {
		hide()
		t.markHanded(h)
	})
	title := widget.NewText(present.T("rotation.handed_to_you", t.staff(h.From), len(h.Families)), widget.Title)
	hide = ShowOverlay(t.Nav.Window(), 90, widget.Rows(2, title, ruled(rows),
		widget.Line(1.25, read, widget.NewButton(present.T("rotation.read_later"), func() { hide() }))))
}

func (t *Today) markHanded(h store.HandedOver) {
	async.Run(t.owner, func(ctx context.Context) (time.Time, error) {
		return t.Now(), t.Store.MarkHandoverRead(ctx, h.Record)
	}, func(_ time.Time, err error) {
		if err != nil {
			t.Nav.Fail(err)
			return
		}
		t.load()
	})
}
