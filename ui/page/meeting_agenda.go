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

// drawAgenda lists the families in their order. Where the keyboard was on a
// row it stays on it.
func (m *Meeting) drawAgenda() {
	focused := m.rowFocused()
	m.agenda.SetTitle(present.T("meeting.agenda_count", present.Count("item", len(m.data.Sheets))))
	m.rows.Objects, m.areas = nil, nil
	for i, row := range m.data.Sheets {
		if i > 0 {
			m.rows.Add(widget.NewRule())
		}
		m.rows.Add(m.agendaRow(i, row))
	}
	if len(m.data.Sheets) == 0 {
		m.rows.Add(widget.EmptyState("meeting", present.T("meeting.no_cases"), present.T("meeting.no_cases_sub")))
	}
	m.rows.Refresh()
	m.drawFoot()
	if focused {
		m.focusRow()
	}
}

// agendaRow is one family on the agenda: its number, why it is there, and
// whether it was talked about.
func (m *Meeting) agendaRow(i int, row store.SheetRow) fyne.CanvasObject {
	id := row.Record.ID
	word, tone := m.agendaMark(row.Record)
	area := widget.NewMoveArea(widget.PadXY(1, 0.75, widget.LineFill(1, 1,
		newFixed(3, widget.NewText(present.Number(int64(i+1)), widget.Strong)),
		widget.Rows(0, widget.NewText(present.Family(row.Family), oneLine(widget.Strong)),
			widget.NewText(m.agendaSub(row), oneLine(widget.Small))),
		widget.NewChip(word, tone),
	)), func() { m.choose(id) })
	area.Selected = id == m.chosen
	area.OnStep = func(by int) { m.step(by) }
	area.OnMove = func(by int) { m.moveSheet(by) }
	m.areas = append(m.areas, area)
	return area
}

// agendaMark is the chip of a row: what became of it, else why it is there.
func (m *Meeting) agendaMark(r *store.Record) (string, theme.Tone) {
	switch r.Text("stage") {
	case sheetDiscussed:
		return present.T("meeting.decided"), theme.Done
	case sheetPostponed:
		return m.code("sheet_stage", sheetPostponed), theme.Grey
	}
	reason := r.Text("reason")
	return m.code("agenda_reason", reason), reasonTone(reason)
}

// reasonTone is the tone of why a family is on an agenda.
func reasonTone(reason string) theme.Tone {
	switch reason {
	case "urgent":
		return theme.Late
	case "new", "relapse", "moved_in", "birth":
		return theme.Soon
	case "plan_review", "registry_review":
		return theme.Todo
	}
	return theme.Grey
}

// agendaSub is the small line of a row: the class and who proposed it.
func (m *Meeting) agendaSub(row store.SheetRow) string {
	proposed := ""
	if name := m.staffText(row.Record.Text("proposer")); name != "" {
		proposed = present.T("meeting.proposed_by", name)
	}
	open := ""
	for _, t := range row.Tasks {
		if t.Done == "" && t.Due < m.today().String() {
			open = present.T("meeting.task_over")
		}
	}
	return joined(m.code("case_class", row.Class), proposed, open)
}

// drawFoot is what can be done with the agenda.
func (m *Meeting) drawFoot() {
	if stageOf(m.data.Record) == meetingClosed {
		m.foot.Objects = nil
		m.foot.Refresh()
		return
	}
	add := widget.NewLink(present.T("meeting.add"), m.add)
	add.Icon, add.Small = "add", true
	line := widget.Flow(1, add)
	if len(m.data.Sheets) > 1 {
		up := widget.NewSmall(present.T("meeting.up"), func() { m.moveSheet(-1) })
		down := widget.NewSmall(present.T("meeting.down"), func() { m.moveSheet(1) })
		line.Add(widget.Line(1, up, down))
	}
	m.foot.Objects = []fyne.CanvasObject{line}
	m.foot.Refresh()
}

func (m *Meeting) index(id uuid.UUID) int {
	for i, s := range m.data.Sheets {
		if s.Record.ID == id {
			return i
		}
	}
	return -1
}

// choose shows a family's sheet. What was typed on the one before is saved
// into its record.
func (m *Meeting) choose(id uuid.UUID) {
	if id == m.chosen {
		return
	}
	m.Leave()
	m.chosen = id
	for i, a := range m.areas {
		a.SetSelected(m.data.Sheets[i].Record.ID == id)
	}
	m.drawSheet()
	m.content.Refresh()
}

// step goes to the family before or after with the keyboard.
func (m *Meeting) step(by int) {
	i := m.index(m.chosen) + by
	if i < 0 || i >= len(m.data.Sheets) {
		return
	}
	m.choose(m.data.Sheets[i].Record.ID)
	m.focusRow()
}

func (m *Meeting) focusRow() {
	if i := m.index(m.chosen); i >= 0 && i < len(m.areas) {
		widget.Focus(m.areas[i])
	}
}

// rowFocused reports whether the keyboard is on the agenda.
func (m *Meeting) rowFocused() bool {
	focused := m.Nav.Window().Canvas().Focused()
	for _, a := range m.areas {
		if focused == fyne.Focusable(a) {
			return true
		}
	}
	return false
}

// moveSheet changes places with the family before or after. The new order
// shows at once and is saved as a whole.
func (m *Meeting) moveSheet(by int) {
	i := m.index(m.chosen)
	j := i + by
	if i < 0 || j < 0 || j >= len(m.data.Sheets) || stageOf(m.data.Record) == meetingClosed {
		return
	}
	rows := m.data.Sheets
	rows[i], rows[j] = rows[j], rows[i]
	m.drawAgenda()
	m.focusRow()
	m.saveOrder()
}

// saveOrder writes the order that the page shows, one writing at a time, so
// that the last one typed is the one that stays.
func (m *Meeting) saveOrder() {
	if m.ordering {
		m.again = true
		return
	}
	var writes []store.Write
	for n, row := range m.data.Sheets {
		if have, _ := row.Record.Int("order"); have != int64(n+1) {
			r := row.Record
			writes = append(writes, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: map[string]any{"order": int64(n + 1)}})
			r.Fields["order"] = int64(n + 1)
		}
	}
	if len(writes) == 0 {
		return
	}
	m.ordering, m.again = true, false
	async.Run(m.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.Store.PutTogether(ctx, writes)
	}, func(_ struct{}, err error) {
		m.ordering = false
		switch {
		case err != nil:
			m.Nav.Fail(err)
			m.load()
		case m.again:
			m.saveOrder()
		}
	})
}
