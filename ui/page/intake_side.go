package page

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// side is what the one who takes the call must not forget: until when the
// child has to be seen, what to ask before the telephone is put down, where
// else to ask, and how to go on.
func (p *Intake) side() *fyne.Container {
	p.clock = widget.Rows(0)
	p.urgent = widget.NewPrimary(present.T("intake.accept_and_meet"), func() { p.accept(true) })
	p.only = widget.NewButton(present.T("intake.accept"), func() { p.accept(false) })
	bottom := widget.NewCard("", widget.Rows(1, p.fault, p.urgent, p.only,
		widget.NewText(present.T("intake.reporter_secret"), widget.SmallPara)))
	middle := scrolled(widget.Rows(1.5, p.clock, p.nowCard(), p.lookupCard()))
	return newRowsFill(0, 1.5, middle, bottom)
}

// showClock says when the children have to be seen by, if the call is accepted
// as one about abuse.
func (p *Intake) showClock() {
	p.clock.Objects = nil
	if p.isAbuse() {
		p.clock.Add(p.clockCard())
	} else {
		p.clock.Add(widget.NewCard("", widget.NewText(present.T("intake.no_clock"), widget.SmallPara)))
	}
	p.clock.Refresh()
}

func (p *Intake) clockCard() fyne.CanvasObject {
	hours := p.Store.Rules().ClockHours
	due := present.T("date.none")
	if at := p.received(); !at.IsZero() {
		due = p.dueMoment(at.Add(time.Duration(hours) * time.Hour))
	}
	card := widget.NewCard(present.T("intake.clock", hours), widget.Rows(0.25,
		widget.NewText(present.T("intake.clock_lead"), widget.Body),
		widget.NewText(due, widget.Style{Size: theme.SizeHeading, Bold: true}),
		widget.NewText(present.T("intake.clock_note"), widget.SmallPara)))
	card.SetTone(theme.Late)
	return card
}

// clockEnd is the field value of the moment by which the child has to be seen.
func (d Deps) clockEnd(received time.Time) string {
	return received.Add(time.Duration(d.Store.Rules().ClockHours) * time.Hour).Format(time.RFC3339)
}

// dueMoment is a moment with its day of the week: nights and holidays count.
func (d Deps) dueMoment(at time.Time) string {
	at = at.Local()
	day := casework.DateOf(at)
	return present.T("intake.moment", present.ShortDate(day, d.today()), present.Weekday(day), present.Clock(at))
}

// nowCard asks what has to be known before the telephone is put down.
func (p *Intake) nowCard() fyne.CanvasObject {
	p.reply = widget.NewYesNo("", present.T("intake.reply_yes"), present.T("intake.reply_no"))
	if wanted, ok := p.call.Reporter["reply_wanted"].(bool); ok {
		p.reply.SetValue(&wanted)
	}
	p.reply.OnAnswered = func(v *bool) {
		if v == nil {
			delete(p.call.Reporter, "reply_wanted")
			p.reporter.SetValue("reply_wanted", nil)
		} else {
			p.call.Reporter["reply_wanted"] = *v
			p.reporter.SetValue("reply_wanted", *v)
		}
		p.keepCall()
	}
	safe := p.choice("safe_now", "safe_now", nil)
	safe.SetLabel("")
	where, siblings := p.line("whereabouts"), p.line("siblings")
	where.SetLabel("")
	siblings.SetLabel("")
	return widget.NewCard(present.T("intake.now"), widget.Rows(1,
		beside(present.T("intake.where"), where), beside(p.fieldLabel(p.form.Kind, "safe_now"), safe),
		beside(p.fieldLabel(p.form.Kind, "siblings"), siblings), beside(present.T("intake.reply"), p.reply)))
}

// beside puts a field at the right of its label: there is little height.
func beside(label string, field fyne.CanvasObject) fyne.CanvasObject {
	return widget.LineFill(1, 1, newFixed(10, widget.NewText(label, widget.Style{Size: theme.SizeSmall, Color: theme.Muted, Bold: true})), field)
}

// lookupCard is where else the city may know the household: what is marked is
// noted as asked today.
func (p *Intake) lookupCard() fyne.CanvasObject {
	flow := widget.Flow(0.75)
	for _, o := range codeOptions(p.Store.Library(), "lookup_kind", p.today().String()) {
		t := widget.NewToggle(o.Word, func(on bool) {
			p.call.Lookups = slices.DeleteFunc(p.call.Lookups, func(code string) bool { return code == o.Code })
			if on {
				p.call.Lookups = append(p.call.Lookups, o.Code)
			}
			p.keepCall()
		})
		t.SetOn(slices.Contains(p.call.Lookups, o.Code))
		flow.Add(t)
	}
	return widget.NewCard(present.T("intake.lookups"), widget.Rows(1, widget.NewText(present.T("intake.lookups_sub"), widget.SmallPara), flow))
}

// askDiscard asks once before what was written down is thrown away.
func (p *Intake) askDiscard() {
	discardDraft(p.Deps, p.owner, p.draft.Record, func() {
		p.keep.forget()
		p.Nav.Done(p)
	})
}

// setBusy switches the buttons off while the call is being accepted.
func (p *Intake) setBusy(on bool) {
	for _, b := range []*widget.Button{p.urgent, p.only} {
		if on {
			b.Disable()
		} else {
			b.Enable()
		}
	}
}

// showReporterProblems writes what is wrong at the reporter's fields.
func (p *Intake) showReporterProblems(invalid *store.InvalidError) {
	p.reporterFold.SetOpen(true)
	p.column.Refresh()
	p.reporter.Focus(p.reporter.ShowProblems(invalid.Problems))
}
