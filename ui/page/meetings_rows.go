package page

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// meetingRows are the coming meetings and below them those that were held.
func (p *Meetings) meetingRows() []fyne.CanvasObject {
	coming, held := p.coming(), p.held()
	if len(coming)+len(held) == 0 {
		return []fyne.CanvasObject{widget.EmptyState("meeting", present.T("meetings.none"), present.T("meetings.none_sub"),
			widget.NewButton(present.T("meetings.new"), func() { p.openNew(p.kindOrJoint(), nil) }))}
	}
	var out []fyne.CanvasObject
	for _, part := range []struct {
		key  string
		rows []store.MeetingRow
	}{{"meetings.coming", coming}, {"meetings.held", held}} {
		if len(part.rows) == 0 {
			continue
		}
		out = append(out, widget.PadXY(0, 1, widget.NewText(present.T(part.key), widget.Label)))
		for _, row := range part.rows {
			out = append(out, widget.NewRule(), p.meetingRow(row))
		}
	}
	return out
}

// meetingRow is a meeting: when, which, where, and what is open of it.
func (p *Meetings) meetingRow(row store.MeetingRow) fyne.CanvasObject {
	r := row.Record
	clock := r.Text("start_time")
	facts := joined(r.Text("place"), present.T("meetings.cases", row.Sheets))
	spans := []widget.Span{{Text: facts, Color: theme.Muted}}
	switch {
	case row.Overdue > 0:
		spans = append(spans, widget.Span{Text: "  " + present.T("meetings.overdue", row.Open, row.Overdue), Bold: true, Color: theme.Red})
	case row.Open > 0:
		spans = append(spans, widget.Span{Text: "  " + present.T("meetings.open", row.Open), Color: theme.Muted})
	}
	line := widget.LineFill(1.5, 1,
		newFixed(11, widget.Rows(0, widget.NewText(p.dayWord(r.Text("on")), widget.Strong), widget.NewText(clock, widget.Small))),
		widget.Rows(0, widget.NewText(p.meetingTitle(r), oneLine(widget.Strong)),
			widget.NewSpans(oneLine(widget.Style{Size: theme.SizeSmall}), spans...)),
		stageChip(p.Deps, r),
	)
	return widget.NewArea(widget.PadXY(0.5, 1, line), func() { p.Nav.OpenMeeting(r.ID) })
}

// stageChip says how far a meeting is.
func stageChip(d Deps, meeting *store.Record) *widget.Chip {
	stage := stageOf(meeting)
	word, tone := d.code("meeting_stage", stage), theme.Grey
	switch stage {
	case meetingPlanned:
		switch day := dateOf(meeting.Text("on")); {
		case day == d.today():
			word, tone = present.T("day.today"), theme.Soon
		case day.Before(d.today()):
			word, tone = present.T("meetings.not_held"), theme.Late
		default:
			tone = theme.Todo
		}
	case meetingHeld:
		word, tone = present.T("meetings.under_way"), theme.Soon
	}
	return widget.NewChip(word, tone)
}

// meetingTitle is a meeting's kind and number.
func (d Deps) meetingTitle(r *store.Record) string {
	kind := d.code("meeting_kind", r.Text("kind"))
	if n, ok := r.Int("number"); ok {
		return present.T("meeting.title", kind, n)
	}
	return kind
}

// dayWord is a day with its day of the week, 11/26(木).
func (d Deps) dayWord(iso string) string {
	date := dateOf(iso)
	if date.IsZero() {
		return present.T("case.none")
	}
	return present.T("meeting.day", present.ShortDate(date, d.today()), present.Weekday(date))
}

// waitingRows are what waits of the chosen kind, or of all.
func (p *Meetings) waitingRows() []waitingFamily {
	var out []waitingFamily
	for _, kind := range meetingKinds {
		if p.kind == "" || p.kind == kind {
			out = append(out, p.shown.agenda[kind]...)
		}
	}
	return out
}

// waitingLimit is how many families of one kind stand on the page; the rest
// is offered on the meeting itself.
const waitingLimit = 40

// waitingGroups are the families that wait, below the meeting they wait for.
func (p *Meetings) waitingGroups() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, kind := range meetingKinds {
		rows := p.shown.agenda[kind]
		if p.kind != "" && p.kind != kind || len(rows) == 0 {
			continue
		}
		next := nextMeeting(p.shown.rows, kind, p.today().String())
		out = append(out, p.waitingHead(kind, len(rows), next))
		for i, row := range rows {
			if i < waitingLimit {
				out = append(out, widget.NewRule(), p.waitingRow(kind, row, next))
			}
		}
		if n := len(rows) - waitingLimit; n > 0 {
			out = append(out, widget.NewText(present.T("meetings.more", n), widget.SmallPara))
		}
		out = append(out, widget.NewSpacer(1))
	}
	if len(out) == 0 {
		return []fyne.CanvasObject{widget.EmptyState("check", present.T("meetings.nothing_waits"), present.T("meetings.nothing_waits_sub"))}
	}
	return out
}

func (p *Meetings) waitingHead(kind string, n int, next *store.MeetingRow) fyne.CanvasObject {
	when := present.T("meetings.no_date")
	if next != nil {
		when = present.T("meetings.next", p.dayWord(next.Record.Text("on")))
	}
	return widget.PadXY(0, 1, widget.NewSpans(oneLine(widget.Style{Size: theme.SizeSmall}),
		widget.Span{Text: p.code("meeting_kind", kind) + "  " + present.Count("item", n), Bold: true, Color: theme.Muted},
		widget.Span{Text: "  " + when, Color: theme.Muted},
	))
}

// waitingRow is a family with why it waits, and the button that puts it on
// the agenda.
func (p *Meetings) waitingRow(kind string, row waitingFamily, next *store.MeetingRow) fyne.CanvasObject {
	var take *widget.Button
	take = widget.NewSmall(present.T("meetings.take"), func() {
		if next == nil {
			p.openNew(kind, func(r *store.Record) { p.take(row, r) })
			return
		}
		take.Disable()
		p.take(row, next.Record)
	})
	line := widget.LineFill(1, 0,
		widget.Rows(0, widget.NewText(present.Family(row.Family), oneLine(widget.Strong)),
			p.agendaLine(row)), take)
	return widget.NewArea(widget.PadXY(0, 1, line), func() { p.Nav.OpenCase(row.Case) })
}

// narrowTask is an open task where there is little width.
func (p *Meetings) narrowTask(row store.TaskRow) fyne.CanvasObject {
	when, tone := p.dueTone(row.Due)
	color := theme.Muted
	if tone != theme.Grey {
		color = tone.Text()
	}
	finish := func() { p.finishTask(row, p.load) }
	words := widget.Rows(0.25, widget.NewText(row.What, widget.Style{Bold: true, Wrap: true, Rows: 2, LineHeight: 1.36}),
		widget.NewSpans(widget.Style{Size: theme.SizeSmall, Wrap: true, Rows: 2, LineHeight: 1.36},
			widget.Span{Text: when, Bold: true, Color: color}, widget.Span{Text: "  " + p.taskFacts(row), Color: theme.Muted}))
	line := widget.LineFill(1, 0, words, widget.NewSmall(present.T("task.finish"), finish))
	return widget.NewArea(widget.PadXY(0, 1, line), finish)
}

// take puts a waiting family on a meeting's agenda.
func (p *Meetings) take(row waitingFamily, meeting *store.Record) {
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.putOnAgenda(ctx, meeting, row.AgendaRow)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Nav.Fail(err)
		} else {
			p.Nav.Say(present.T("meetings.taken", present.Family(row.Family), p.meetingTitle(meeting)))
		}
		p.load()
	})
}

// putOnAgenda makes a sheet for a family on a meeting's agenda, or puts the
// one that was proposed there, behind all others.
func (d Deps) putOnAgenda(ctx context.Context, meeting *store.Record, row store.AgendaRow) error {
	m, err := d.Store.FindMeeting(ctx, meeting.ID)
	if err != nil {
		return err
	}
	last := int64(len(m.Sheets))
	for _, s := range m.Sheets {
		n, _ := s.Record.Int("order")
		last = max(last, n)
	}
	set := map[string]any{
		"meeting": meeting.ID.String(), "meeting_kind": meeting.Text("kind"), "order": last + 1, "stage": sheetProposed,
	}
	id := row.Sheet
	if id == uuid.Nil {
		id = store.NewRecordID()
		set["proposed_on"], set["reason"] = d.today().String(), row.Reason
		set["proposer"], set["department"] = d.Store.Me().ID.String(), d.department()
		if row.Subject != "" {
			set["subject"] = row.Subject
		}
	}
	_, err = d.Store.Put(ctx, store.Write{Case: row.Case, Record: id, Kind: store.KindSheet, Set: set})
	return err
}

// The stages of a sheet, codes of the list sheet_stage.
const (
	sheetProposed  = "proposed"
	sheetDiscussed = "discussed"
	sheetPostponed = "postponed"
)
