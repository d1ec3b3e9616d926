package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// lookupsCard is where else the city was asked about the household, and what
// came back.
func (p *Report) lookupsCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, l := range p.loaded.lookups {
		rows = append(rows, p.lookupRow(l))
	}
	list := fyne.CanvasObject(ruled(rows))
	if len(rows) == 0 {
		list = widget.NewText(present.T("report.no_lookups"), widget.SmallPara)
	}
	add := widget.NewSmall(present.T("report.ask"), func() {
		p.edit(edit{kind: store.KindLookup, parent: p.id, preset: map[string]any{"asked_on": p.today().String()}})
	})
	return widget.NewCardWith(present.T("intake.lookups"), add, list)
}

func (p *Report) lookupRow(l *store.Record) fyne.CanvasObject {
	state, tone := present.T("report.asked", p.shortDate(l.Text("asked_on"))), theme.Soon
	if on := l.Text("answered_on"); on != "" || l.Text("answer") != "" {
		state, tone = present.T("report.answered", p.shortDate(on)), theme.Done
	}
	rows := widget.Rows(0.25, widget.LineFill(1, 0,
		widget.NewText(p.code("lookup_kind", l.Text("what")), oneLine(widget.Strong)), widget.NewChip(state, tone)))
	if answer := l.Text("answer"); answer != "" {
		rows.Add(widget.NewText(answer, widget.Style{Size: theme.SizeSmall, Wrap: true, Rows: 3}))
	}
	return widget.NewArea(widget.PadXY(0, 0.75, rows), func() {
		preset := map[string]any{}
		if l.Text("answered_on") == "" {
			preset["answered_on"] = p.today().String()
		}
		p.edit(edit{kind: store.KindLookup, old: l, preset: preset})
	})
}

// mayReadReporter reports whether the person signed in may know who called:
// who took the call, the coordinator and the director (reference §11.2, L4).
// intake may be nil where it is not known.
func (d Deps) mayReadReporter(intake *store.Record) bool {
	me := d.Store.Me()
	return intake != nil && intake.Text("receiver") == me.ID.String() || me.Has(casework.RoleCoordinator, casework.RoleDirector)
}

// secret is what stands in place of a reporter for those who may not know;
// nil for every other record.
func (r *Record) secret() fyne.CanvasObject {
	if r.record.Kind != store.KindReporter {
		return nil
	}
	if r.mayReadReporter(intakeOf(r.file, r.id)) {
		return nil
	}
	return r.reporterHidden(r.record.Case)
}

// intakeOf is the intake that a reporter belongs to, nil when it is not there.
func intakeOf(file *store.Case, reporter uuid.UUID) *store.Record {
	records := map[uuid.UUID]*store.Record{}
	for _, r := range file.Records {
		records[r.ID] = r
	}
	if r := records[reporter]; r != nil {
		return records[r.Parent]
	}
	return nil
}

func (d Deps) reporterHidden(kase uuid.UUID) fyne.CanvasObject {
	return widget.EmptyState("lock", present.T("intake.reporter"), present.T("report.reporter_hidden"),
		widget.NewButton(present.T("record.to_case"), func() { d.Nav.OpenCase(kase) }))
}

// reporterCard is who called, for those who may know.
func (p *Report) reporterCard() fyne.CanvasObject {
	title, r := present.T("intake.reporter"), p.loaded.reporter
	if !p.mayReadReporter(p.loaded.intake) {
		return widget.NewCard(title, widget.NewText(present.T("report.reporter_hidden"), widget.SmallPara))
	}
	if r == nil {
		add := widget.NewSmall(present.T("button.add"), func() { p.edit(edit{kind: store.KindReporter, parent: p.id}) })
		return widget.NewCardWith(title, add, widget.NewText(present.T("report.reporter_none"), widget.SmallPara))
	}
	change := widget.NewSmall(present.T("button.edit"), func() { p.edit(edit{kind: store.KindReporter, old: r}) })
	return widget.NewCardWith(title, change, widget.Rows(1, p.answers(r, nil), widget.NewText(present.T("intake.reporter_secret"), widget.SmallPara)))
}

// linksCard leads to what belongs together: the intake before, another family
// of the same call, and the way to take it up again.
func (p *Report) linksCard() fyne.CanvasObject {
	rows := widget.Rows(0.75)
	for _, link := range []struct{ field, key string }{{"previous", "report.previous"}, {"same_call", "report.same_call"}} {
		if r := p.loaded.related[p.loaded.intake.Text(link.field)]; r != nil {
			open := widget.NewLink(present.T(link.key, p.titleOf(r)), func() { p.Nav.OpenReport(r.ID) })
			open.Left = true
			rows.Add(widget.Line(0, open))
		}
	}
	rows.Add(widget.NewButton(present.T("report.again"), func() { p.again("previous") }))
	rows.Add(widget.NewButton(present.T("report.other_family"), func() { p.again("same_call") }))
	return widget.NewCard(present.T("report.links"), rows)
}

// again begins a new call that names this one: the same family again, or
// another family of the same call.
func (p *Report) again(field string) {
	draft := store.Draft{
		Record: store.NewRecordID(), Case: p.Store.Office(), Kind: store.KindIntake,
		Fields: map[string]any{field: p.id.String()},
	}
	in := p.loaded.intake
	if field == "same_call" {
		copyFields(draft.Fields, in, "received_at", "receiver", "route", "method", "consultation")
	} else {
		c := readCall(nil)
		c.Family, c.Children = p.loaded.file.ID, nil
		for _, r := range p.loaded.children {
			if person := personOf(p.loaded.file, parsedID(r.Text("child"))); person != nil {
				c.take(person)
			}
		}
		draft.Fields[fieldCall] = c.text()
		copyFields(draft.Fields, in, "consultation", "abuse_main")
	}
	p.Nav.OpenIntakeDraft(draft)
}
