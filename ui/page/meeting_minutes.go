package page

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// minuted is a sheet of the minutes with the case it is of, nil when the case
// is not on this station.
type minuted struct {
	row  store.SheetRow
	file *store.Case
}

// showMinutes shows what was said and decided as one page to read.
func (m *Meeting) showMinutes() {
	m.Leave()
	async.Run(m.owner, func(ctx context.Context) ([]minuted, error) {
		data, err := m.Store.FindMeeting(ctx, m.id)
		if err != nil {
			return nil, err
		}
		var out []minuted
		for _, row := range data.Sheets {
			file, err := m.Store.OpenCase(ctx, row.Record.Case, "minutes")
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			out = append(out, minuted{row, file})
		}
		return out, nil
	}, func(sheets []minuted, err error) {
		if err != nil {
			m.Nav.Fail(err)
			return
		}
		m.openMinutes(sheets)
	})
}

func (m *Meeting) openMinutes(sheets []minuted) {
	rows := widget.Rows(1.5, m.minutesHead())
	for i, s := range sheets {
		rows.Add(widget.NewRule())
		rows.Add(widget.NewText(present.T("minutes.item", i+1, present.Family(s.row.Family)), widget.Title))
		for _, l := range m.minutesOf(s) {
			rows.Add(minutesLine(l))
		}
	}
	if len(sheets) == 0 {
		rows.Add(widget.NewText(present.T("meeting.no_cases"), widget.Paragraph))
	}
	var hide func()
	done := widget.NewButton(present.T("button.close"), func() { hide() })
	all := newRowsFill(1, 1.5, widget.NewText(present.T("minutes.title", m.Title()), widget.Heading),
		scrolled(widget.PadXY(1, 0.5, rows)), widget.Line(0, done))
	hide = showTall(m.Nav.Window(), 110, newTall(all))
	widget.Focus(done)
}

// minutesHead says when and where, who led, who wrote and who was there.
func (m *Meeting) minutesHead() fyne.CanvasObject {
	r := m.data.Record
	rows := widget.Rows(0.5, widget.NewText(m.facts(), widget.Paragraph))
	for _, field := range []string{"occasion", "recorder", "attendees", "guests", "note"} {
		if v := r.Fields[field]; v != nil {
			rows.Add(minutesLine(minute{m.fieldLabel(r.Kind, field), m.showValue(r.Kind, field, v, nil)}))
		}
	}
	return rows
}

// minute is one line of the minutes.
type minute struct{ name, text string }

func minutesLine(l minute) fyne.CanvasObject {
	return widget.NewSpans(widget.Style{Wrap: true},
		widget.Span{Text: l.name + "　", Bold: true, Color: theme.Muted}, widget.Span{Text: l.text})
}

// minuteFields are the fields of a sheet in the order of the minutes.
var minuteFields = []string{
	"mch_info", "welfare_info", "risk", "strengths", "missing", "policy", "lead_department", "lead_staff", "second_staff",
	"plan_need", "plan_author", "plan_due", "registration", "service_decision", "cgc", "safety_method", "safety_staff", "safety_due",
	"next_check", "summary",
}

// minutesOf are the lines of one family: the judgements of both sides, what
// was agreed, the policy and what was decided.
func (m *Meeting) minutesOf(s minuted) []minute {
	r := s.row.Record
	out := []minute{{m.fieldLabel(r.Kind, "reason"), joined(m.code("agenda_reason", r.Text("reason")), m.staffText(r.Text("proposer")))}}
	if s.file == nil {
		return append(out, minute{present.T("meeting.not_here"), present.T("meeting.not_here_sub")})
	}
	for _, side := range []string{sideHealth, sideWelfare, sideAgreed} {
		if j := judgedOn(s.file, r, side); j != nil {
			out = append(out, minute{present.T("meeting.side_" + side), m.judgementWords(j)})
		}
	}
	for _, field := range minuteFields {
		if v := r.Fields[field]; v != nil && v != "" {
			out = append(out, minute{m.fieldLabel(r.Kind, field), m.showValue(r.Kind, field, v, s.file.Persons)})
		}
	}
	for _, t := range s.row.Tasks {
		done := present.T("minutes.open")
		if t.Done != "" {
			done = present.T("task.done_on", m.shortDate(t.Done))
		}
		out = append(out, minute{present.T("meeting.what"), joined(t.What, m.who(t.Staff, t.Agency), present.T("task.until", m.shortDate(t.Due)), done)})
	}
	switch r.Text("stage") {
	case sheetDiscussed:
		out = append(out, minute{present.T("meeting.decided"), m.shortDate(r.Text("discussed_on"))})
	default:
		out = append(out, minute{m.fieldLabel(r.Kind, "stage"), m.code("sheet_stage", cmp.Or(r.Text("stage"), sheetProposed))})
	}
	return out
}

// judgementWords are a judgement with who gave it, when and why.
func (d Deps) judgementWords(j *store.Record) string {
	words := joined(d.code("judgement", j.Text("level")), d.classBeside(j), d.code("severity", j.Text("severity")))
	by := present.T("minutes.by", d.staff(j.Author), d.shortDate(j.Text("on")))
	return strings.TrimSpace(words + " " + by + "　" + j.Text("grounds"))
}

// classBeside is the class of a judgement, where it says more than the level.
func (d Deps) classBeside(j *store.Record) string {
	class := d.code("case_class", j.Text("class"))
	if class == d.code("judgement", j.Text("level")) {
		return ""
	}
	return class
}

// judgedOn is what a side judged for a sheet, nil before: on the sheet itself,
// or before the meeting, since the last time that both agreed. What a side has
// entered already is not asked for again.
func judgedOn(file *store.Case, sheet *store.Record, side string) *store.Record {
	id := sheet.ID.String()
	var before *store.Record
	var agreed time.Time
	for _, r := range file.Of(store.KindJudgement) {
		switch {
		case r.State != store.StateConfirmed:
		case r.Text("sheet") == id && r.Text("side") == side:
			return r
		case sheet.Text("discussed_on") != "" && r.Text("on") > sheet.Text("discussed_on"):
		case r.Text("side") == sideAgreed && r.Text("sheet") != id && r.Created.After(agreed):
			agreed = r.Created
		case before == nil && r.Text("side") == side && r.Text("sheet") == "" && aboutSame(r, sheet):
			before = r
		}
	}
	if before == nil || side == sideAgreed || before.Created.Before(agreed) {
		return nil
	}
	return before
}

// aboutSame reports whether a judgement speaks for whom a sheet is about.
func aboutSame(judgement, sheet *store.Record) bool {
	subject := judgement.Text("subject")
	return subject == "" || subject == sheet.Text("subject")
}
