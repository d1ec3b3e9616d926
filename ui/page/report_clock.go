package page

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// clockCards are the children of the report, each with its clock and with
// every attempt to see it.
func (p *Report) clockCards() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	next := p.nextStep()
	first := next != nil && next.id == stepSafety
	for _, r := range p.loaded.children {
		row, runs := p.loaded.clocks[r.ID.String()]
		out = append(out, p.clockCard(r, row, runs, first && runs && row.Open()))
		first = first && !(runs && row.Open())
	}
	if len(out) == 0 {
		out = append(out, widget.NewCard("", widget.EmptyState("child", present.T("report.no_child"), present.T("report.no_child_sub"),
			widget.NewButton(present.T("report.add_child"), p.addChild))))
	}
	return out
}

// clockCard is one child. next says that its check is what the page is for.
func (p *Report) clockCard(child *store.Record, row store.DueRow, runs, next bool) fyne.CanvasObject {
	rows := widget.Rows(1)
	check := widget.NewButton(present.T("report.check"), func() { p.recordCheck(child) })
	if next {
		check.Kind = widget.Primary
	}
	left := widget.Rows(0.25, widget.NewText(p.childName(child), widget.Title))
	tone := theme.Grey
	if runs {
		tone = p.addClock(left, row)
	}
	rows.Add(widget.LineFill(2, 0, left, check))
	if runs && row.Open() {
		p.addSilence(rows, row)
	}
	if runs && row.Stage(p.Now()) == casework.MetLate {
		p.addLateReason(rows, row)
	}
	var checks []fyne.CanvasObject
	for _, c := range p.loaded.checks {
		if c.Text("child") == child.Text("child") {
			checks = append(checks, p.checkRow(c, row))
		}
	}
	if len(checks) > 0 {
		rows.Add(widget.NewRule())
		rows.Add(ruled(checks))
	} else {
		rows.Add(widget.NewText(present.T("report.no_checks"), widget.Small))
	}
	card := widget.NewCard("", rows)
	if tone == theme.Late || tone == theme.Soon {
		card.SetTone(tone)
	}
	return card
}

// addClock writes the clock of a child and keeps it going.
func (p *Report) addClock(into *fyne.Container, row store.DueRow) theme.Tone {
	big := widget.NewText("", widget.Heading)
	write := func() {
		words, tone := p.clockWords(row.Deadline)
		style := widget.Heading.In(tone)
		if big.String() != words {
			big.SetStyle(style)
			big.SetText(words)
		}
	}
	write()
	into.Add(big)
	if row.Open() {
		p.ticks = append(p.ticks, write)
		into.Add(widget.NewText(present.T("report.due", p.dueMoment(row.Due)), widget.Small))
	}
	_, tone := p.clockWords(row.Deadline)
	return tone
}

// clockWords is the time that is left, or how the clock was stopped.
func (d Deps) clockWords(due casework.Deadline) (string, theme.Tone) {
	now := d.Now()
	switch due.Stage(now) {
	case casework.Met:
		return present.T("report.seen", d.dueMoment(due.Done)), theme.Done
	case casework.MetLate:
		return present.T("report.seen_late", d.dueMoment(due.Done), present.Duration(due.Done.Sub(due.Due))), theme.Soon
	case casework.Void:
		return present.T("report.void"), theme.Grey
	}
	words := present.TimeLeft(due.Left(now))
	if due.Over(now) {
		return present.T("report.over", words), theme.Late
	}
	if due.Urgency(now, d.Store.Rules()) == casework.DueLater {
		return words, theme.Todo
	}
	return words, theme.Soon
}

// addSilence says what nobody here can know: whether those in charge have seen
// the child and could not send it yet.
func (p *Report) addSilence(rows *fyne.Container, row store.DueRow) {
	received := momentOf(p.loaded.intake.Text("received_at"))
	if row.Partial {
		rows.Add(widget.NewText(present.T("report.partial"), widget.Style{Size: theme.SizeSmall, Wrap: true, Color: theme.Amber}))
	}
	me := p.Store.Me().ID
	others := slices.ContainsFunc(row.People, func(id uuid.UUID) bool { return id != me })
	if !others || !row.Heard.Before(received) {
		return
	}
	heard := present.T("report.never_heard")
	if !row.Heard.IsZero() {
		heard = present.T("report.heard", p.moment(row.Heard))
	}
	rows.Add(widget.NewBanner(theme.Soon, heard, present.T("report.heard_sub")))
}

// addLateReason shows why a check came too late, or asks for it.
func (p *Report) addLateReason(rows *fyne.Container, row store.DueRow) {
	check := p.checkOf(row.DoneBy)
	if check == nil {
		return
	}
	if why := check.Text("late_reason"); why != "" {
		rows.Add(widget.InfoRow(p.fieldLabel(store.KindSafetyCheck, "late_reason"), why))
		return
	}
	rows.Add(widget.NewBanner(theme.Soon, present.T("report.late"), present.T("report.late_sub"),
		widget.NewSmall(present.T("report.late_write"), func() { p.askLate(check) })))
}

func (p *Report) checkOf(id string) *store.Record {
	for _, c := range p.loaded.checks {
		if c.ID.String() == id {
			return c
		}
	}
	return nil
}

// checkRow is one attempt to see a child.
func (p *Report) checkRow(c *store.Record, row store.DueRow) fyne.CanvasObject {
	at := momentOf(c.Text("at"))
	var who []uuid.UUID
	for _, id := range c.Texts("checkers") {
		if parsed, err := uuid.Parse(id); err == nil {
			who = append(who, parsed)
		}
	}
	chips := widget.Line(0.75, widget.NewChip(p.code("safety_result", c.Text("result")), resultTone(c.Text("result"))))
	if row.DoneBy == c.ID.String() {
		chips.Add(widget.NewChip(present.T("report.stopped"), theme.Done))
	}
	if chip := p.unsentChip(c); chip != nil {
		chips.Add(chip)
	}
	what := joined(p.dueMoment(at), p.code("sighting_method", c.Text("method")), p.who(who, c.Text("checker_other")))
	text := widget.Rows(0, widget.NewText(what, oneLine(widget.Strong)))
	if condition := joined(c.Text("condition"), c.Text("next_step")); condition != "" {
		text.Add(widget.NewText(condition, widget.Style{Size: theme.SizeSmall, Wrap: true, Rows: 2, Color: theme.Muted}))
	}
	return widget.NewArea(widget.PadXY(0, 0.75, widget.LineFill(1.5, 0, text, chips)), func() { p.Nav.OpenRecord(c.ID) })
}

// resultTone is the colour of what a check came to.
func resultTone(result string) theme.Tone {
	switch result {
	case "danger":
		return theme.Late
	case "watch", "unconfirmed":
		return theme.Soon
	case "safe":
		return theme.Done
	}
	return theme.Grey
}

// recordCheck opens the record of an attempt to see a child. It needs no
// network; a sighting stops the clock when it is saved.
func (p *Report) recordCheck(child *store.Record) {
	row, runs := p.loaded.clocks[child.ID.String()]
	skip := map[string]bool{"child": true}
	if !runs || !p.Now().After(row.Due) {
		skip["late_reason"] = true
	}
	p.edit(edit{
		kind: store.KindSafetyCheck, parent: p.id, slot: child.ID.String(), skip: skip,
		title: present.T("report.check_of", p.childName(child)),
		preset: map[string]any{
			"child": child.Text("child"), "at": p.Now().Local().Truncate(time.Minute).Format(time.RFC3339),
			"checkers": []string{p.Store.Me().ID.String()},
		},
		done: func(r *store.Record) {
			if runs && p.lateWithoutReason(r, row) {
				p.askLate(r)
			}
		},
	})
}

// lateWithoutReason reports whether a check is the first sighting of a child,
// came too late and does not say why.
func (p *Report) lateWithoutReason(r *store.Record, row store.DueRow) bool {
	sighting := r.Text("result") != "unconfirmed" && r.Text("method") != "phone" && r.Text("method") != "absent"
	return sighting && row.Open() && momentOf(r.Text("at")).After(row.Due) && r.Text("late_reason") == ""
}

// addChild puts a child of the family under the report.
func (p *Report) addChild() {
	p.edit(edit{kind: store.KindIntakeChild, parent: p.id})
}
