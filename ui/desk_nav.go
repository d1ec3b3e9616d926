package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/widget"
)

// OpenToday shows 今日.
func (d *desk) OpenToday() { d.open(idToday) }

// OpenCases shows the list of cases.
func (d *desk) OpenCases() { d.open(idCases) }

// OpenVisits shows the visits.
func (d *desk) OpenVisits() { d.open(idVisits) }

// OpenSettings shows the settings.
func (d *desk) OpenSettings() { d.open(idSettings) }

// OpenCase shows a case.
func (d *desk) OpenCase(id uuid.UUID) { d.open("case:" + id.String()) }

// OpenCasePart shows a case at one of its parts.
func (d *desk) OpenCasePart(id uuid.UUID, part string) {
	d.OpenCase(id)
	if c, ok := d.pages["case:"+id.String()].(*page.Case); ok {
		c.ShowPart(part)
	}
}

// OpenNewCase shows the page for a new family.
func (d *desk) OpenNewCase() {
	d.keepPage("newcase:", func() page.Page { return page.NewNewFamily(d.deps) })
}

// OpenVisit shows the visit that a draft is of.
func (d *desk) OpenVisit(draft store.Draft) {
	d.keepPage("visit:"+draft.Record.String(), func() page.Page { return page.NewVisit(d.deps, draft) })
}

// OpenNote shows the note that a draft is of.
func (d *desk) OpenNote(draft store.Draft) {
	d.keepPage("note:"+draft.Record.String(), func() page.Page { return page.NewNote(d.deps, draft) })
}

// OpenRecord shows a record for reading.
func (d *desk) OpenRecord(record uuid.UUID) { d.open("record:" + record.String()) }

// OpenConflict shows a record's conflict.
func (d *desk) OpenConflict(record uuid.UUID) { d.open("conflict:" + record.String()) }

// OpenIntakes shows 受付.
func (d *desk) OpenIntakes() { d.open(idIntakes) }

// OpenNewIntake begins a new call.
func (d *desk) OpenNewIntake() {
	d.OpenIntakeDraft(store.Draft{Record: store.NewRecordID(), Case: d.deps.Store.Office(), Kind: store.KindIntake, Fields: map[string]any{}})
}

// OpenIntakeDraft shows the call that a draft is of.
func (d *desk) OpenIntakeDraft(draft store.Draft) {
	d.keepPage("intake:"+draft.Record.String(), func() page.Page { return page.NewIntake(d.deps, draft) })
}

// OpenReport shows an intake that was accepted.
func (d *desk) OpenReport(intake uuid.UUID) { d.open("report:" + intake.String()) }

// OpenMeetings shows 会議.
func (d *desk) OpenMeetings() { d.open(idMeetings) }

// OpenMeeting shows one meeting.
func (d *desk) OpenMeeting(id uuid.UUID) { d.open("meeting:" + id.String()) }

// OpenRegistry shows 台帳.
func (d *desk) OpenRegistry() { d.open(idRegistry) }

// OpenProgress shows what the coordinator runs the center by.
func (d *desk) OpenProgress() { d.open(idProgress) }

// OpenResources shows 資源.
func (d *desk) OpenResources() { d.open(idResources) }

// OpenApprovals shows 決裁.
func (d *desk) OpenApprovals() { d.open(idApprovals) }

// OpenApproval shows one submitted document.
func (d *desk) OpenApproval(id uuid.UUID) { d.open("approval:" + id.String()) }

// OpenCarry shows 持ち出し.
func (d *desk) OpenCarry() {
	d.keepPage("carry:", func() page.Page { return page.NewCarry(d.deps) })
}

// OpenHoldBox shows 預かり箱.
func (d *desk) OpenHoldBox() {
	d.keepPage("holdbox:", func() page.Page { return page.NewHoldBox(d.deps) })
}

// OpenGlass shows 緊急時の封筒.
func (d *desk) OpenGlass() {
	d.keepPage("glass:", func() page.Page { return page.NewGlass(d.deps) })
}

// keepPage opens a page that is made only if it is not open.
func (d *desk) keepPage(id string, make func() page.Page) {
	if d.left {
		return
	}
	if d.pages[id] == nil && !d.shut(id) {
		d.pages[id] = make()
	}
	d.open(id)
}

// Done closes a page that has done its work.
func (d *desk) Done(pg page.Page) {
	for id, p := range d.pages {
		if p == pg {
			d.closeTab(id)
			return
		}
	}
}

// Fail tells what went wrong.
func (d *desk) Fail(err error) {
	d.program.c.Log.Error("page failed", "code", page.Explain(err).Code, "error", err)
	if d.left {
		return // what failed was kept before the pages were taken away
	}
	page.ShowFault(d.program.win, err)
}

// sayFor is how long a short message stands.
const sayFor = 3 * time.Second

// Say tells shortly that something was done.
func (d *desk) Say(text string) {
	if !d.left {
		d.float.say(d.owner, text)
	}
}

// Badge sets the number beside 今日.
func (d *desk) Badge(n int) { d.rail.SetBadge(idToday, n) }

// Window is the window, for overlays.
func (d *desk) Window() fyne.Window { return d.program.win }

// Focus puts the keyboard somewhere.
func (d *desk) Focus(o fyne.Focusable) { widget.Focus(o) }
