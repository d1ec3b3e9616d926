package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// row is what a line of the list shows.
func (p *Intakes) row(i int) widget.Row {
	if i >= len(p.rows) {
		return widget.Row{Cells: make([]widget.Cell, 7)}
	}
	r := p.rows[i]
	clock := p.clockCell(r)
	out := widget.Row{Cells: []widget.Cell{
		clock,
		{Text: r.Number, Sub: p.unsentWord(r)},
		{Text: p.moment(r.Received)},
		{Text: p.code("intake_route", r.Route)},
		{Text: present.Family(r.Family), Sub: p.childrenLine(r.Children), Bold: true},
		p.stageCell(r),
		{Text: p.staff(r.Receiver)},
	}}
	if clock.Tone == theme.Late {
		out.Tint = theme.Late
	}
	return out
}

// unsentWord says that nobody else can know of it yet.
func (p *Intakes) unsentWord(r store.IntakeRow) string {
	if r.Unsent {
		return present.T("record.here")
	}
	return ""
}

// clockCell is the clock that ends first, and how many others run.
func (p *Intakes) clockCell(r store.IntakeRow) widget.Cell {
	if len(r.Clocks) == 0 {
		if r.Consultation == consultationAbuse {
			return widget.Cell{Text: present.T("intakes.all_seen"), Tone: theme.Done}
		}
		return widget.Cell{Text: p.code("consultation_type", r.Consultation)}
	}
	words, tone := p.clockWords(r.Clocks[0].Deadline)
	cell := widget.Cell{Text: words, Tone: tone, Bold: true}
	if n := len(r.Clocks) - 1; n > 0 {
		cell.Sub = present.T("intakes.more_clocks", n)
	}
	return cell
}

// stageCell is where it stands: once decided, what was decided.
func (p *Intakes) stageCell(r store.IntakeRow) widget.Cell {
	if word := p.code("intake_outcome", r.Outcome); word != "" && r.Stage == "closed" {
		return widget.Cell{Text: word}
	}
	return widget.Cell{Text: p.code("intake_stage", r.Stage), Tone: stageTone(r.Stage), Chip: true}
}

// showDrafts are the calls that were begun and not accepted.
func (p *Intakes) showDrafts(drafts []store.Draft) {
	p.drafts.Objects = nil
	p.drafts.Hidden = len(drafts) == 0
	if len(drafts) > 0 {
		var rows []fyne.CanvasObject
		for _, d := range drafts {
			rows = append(rows, p.draftRow(d))
		}
		p.drafts.Add(widget.NewCard(present.T("intakes.drafts"), ruled(rows)))
	}
	p.drafts.Refresh()
}

func (p *Intakes) draftRow(d store.Draft) fyne.CanvasObject {
	text := func(name string) string {
		s, _ := d.Fields[name].(string)
		return s
	}
	c := readCall(d.Fields)
	who := present.T("intakes.nobody_yet")
	for _, child := range c.Children {
		if name := joined(child.Family, child.Given); name != "" {
			who = name
			break
		}
	}
	title := joined(who, p.code("intake_route", text("route")), shortened(text("heard"), 30))
	sub := joined(present.T("intakes.began", p.moment(momentOf(text("received_at")))), present.T("today.draft_saved", p.moment(d.Saved)))
	open := func() { p.Nav.OpenIntakeDraft(d) }
	row := widget.LineFill(1.5, 0,
		widget.Rows(0, widget.NewText(title, oneLine(widget.Strong)), widget.NewText(sub, oneLine(widget.Small))),
		widget.NewSmall(present.T("button.continue"), open))
	return widget.NewArea(widget.PadXY(0, 0.75, row), open)
}
