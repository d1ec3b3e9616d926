package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store/casework"
	"yorisoi/sync/client"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

var toneOf = map[present.Tone]theme.Tone{
	present.ToneGrey: theme.Grey, present.ToneLate: theme.Late, present.ToneSoon: theme.Soon,
	present.ToneTodo: theme.Todo, present.ToneDone: theme.Done,
}

func (d *desk) today() casework.Date { return casework.DateOf(d.program.c.Now().Local()) }

func (d *desk) syncLine() present.SyncLine {
	status := d.session.engine.Status()
	line := present.Sync(page.SyncState(status, d.session.store.SyncedAt()), d.today())
	if lease := d.session.store.Lease(); !status.Online() && !lease.Until.IsZero() {
		if left := lease.Until.Sub(d.program.c.Now()); left < leaseWarning {
			line.Detail = present.T("door.soon", present.Duration(max(left, 0))) + line.Detail
		}
	}
	return line
}

// leaseWarning is how long before its end people hear of the lease.
const leaseWarning = 24 * time.Hour

// showSync writes the state of the sync into the top bar.
func (d *desk) showSync() {
	line := d.syncLine()
	d.top.SetSync(toneOf[line.Tone], line.Text)
	for _, pg := range d.pages {
		if listener, ok := pg.(interface{ SyncChanged() }); ok {
			listener.SyncChanged()
		}
	}
}

// showSyncPanel says where things stand.
func (d *desk) showSyncPanel() {
	status, line := d.session.engine.Status(), d.syncLine()
	rows := widget.Rows(1,
		widget.NewText(line.Text, widget.Style{Size: theme.SizeTitle, Bold: true, Color: toneOf[line.Tone].Text()}),
		widget.NewText(line.Detail, widget.Paragraph),
		widget.NewRule(),
	)
	add := func(key, value string) {
		rows.Add(widget.LineFill(1, 0, widget.NewText(present.T(key), widget.Quiet), widget.NewText(value, widget.Strong)))
	}
	add("shell.sync_last", d.moment(status))
	add("shell.sync_unsent", present.Count("item", status.Unsent))
	add("shell.sync_held", present.Count("item", status.HeldBack))
	if status.Left > 0 {
		add("shell.sync_left", present.Duration(status.Left))
	}
	if b := status.Sending; b.Total > 0 {
		add("shell.sync_sending", present.Size(b.Done, b.Total))
	}
	if b := status.Fetching; b.Total > 0 {
		add("shell.sync_fetching", present.Size(b.Done, b.Total))
	}
	if status.Leaving > 0 {
		add("shell.sync_leaving", present.Count("item", status.Leaving))
	}
	if status.BlobsOff && status.UnsentBlobs > 0 {
		rows.Add(widget.NewText(present.T("shell.sync_blobs_off"), widget.SmallPara))
	}
	if status.BlobsFull && status.UnsentBlobs > 0 {
		rows.Add(widget.NewText(present.T("shell.sync_blobs_full"), widget.SmallPara))
	}
	if !status.NextTry.IsZero() {
		add("shell.sync_next", present.ClockSeconds(status.NextTry.Local()))
	}
	if status.Err != nil {
		f := page.Explain(status.Err)
		rows.Add(widget.NewRule())
		rows.Add(widget.NewText(f.What, widget.Style{Wrap: true, Bold: true}))
		rows.Add(widget.NewText(f.Next, widget.SmallPara))
	}
	var hide func()
	try := widget.NewPrimary(present.T("shell.sync_try"), func() {
		d.session.engine.Wake()
		hide()
	})
	rows.Add(widget.Line(1, try, widget.NewButton(present.T("button.close"), func() { hide() })))
	hide = d.Overlay(rows)
	d.program.win.Canvas().Focus(try)
}

func (d *desk) moment(s client.Status) string {
	at := page.SyncState(s, d.session.store.SyncedAt()).SyncedAt
	if at.IsZero() {
		return present.T("shell.sync_not_yet")
	}
	return present.Moment(at, d.today())
}

// Overlay shows something over the page.
func (d *desk) Overlay(content fyne.CanvasObject) (hide func()) {
	return page.ShowOverlay(d.program.win, 60, content)
}
