package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// openedTask is that somebody opened an envelope for emergencies: it stands
// before all else until one who is told has said a word to it.
func (t *Today) openedTask(o store.Opening) fyne.CanvasObject {
	return widget.NewTaskRow(widget.Task{
		Tone: theme.Late, When: t.moment(o.At),
		Title: present.T("glass.today", t.openedFamily(o)), Detail: joined(t.auditWho(o.Who), o.Reason), Action: present.T("today.look"),
	}, func() { t.Deps.noteOpening(t.owner, o, t.load) })
}

// openedFamily is whose envelope was opened, as far as the reader may know.
func (d Deps) openedFamily(o store.Opening) string {
	if o.Family == "" {
		return present.T("glass.family_not_here")
	}
	return present.Family(o.Family)
}

// noteOpening shows who opened an envelope and why, and asks for a word.
func (d Deps) noteOpening(owner *async.Owner, o store.Opening, done func()) {
	word, fault := widget.NewEntry(present.T("glass.word")), newFaultBox()
	var hide func()
	var act *widget.Button
	act = widget.NewPrimary(present.T("glass.note"), func() {
		act.Disable()
		said := strings.TrimSpace(word.Text())
		async.Run(owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, d.Store.NoteOpening(ctx, o.Record, said)
		}, func(_ struct{}, err error) {
			act.Enable()
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			done()
		})
	})
	rows := widget.Rows(1.5, widget.NewText(present.T("glass.was_opened", d.auditWho(o.Who), d.openedFamily(o)), widget.Title),
		widget.NewText(d.moment(o.At), widget.Quiet), widget.NewText(present.T("glass.said", o.Reason), widget.Paragraph),
		widget.NewText(present.T("glass.note_sub"), widget.SmallPara))
	if o.Family != "" {
		rows.Add(widget.Line(0, widget.NewLink(present.T("glass.to_case"), func() {
			hide()
			d.Nav.OpenCase(o.Case)
		})))
	}
	rows.Add(word)
	rows.Add(fault)
	rows.Add(widget.Line(1.25, act, widget.NewButton(present.T("button.cancel"), func() { hide() })))
	fault.within = rows
	hide = ShowOverlay(d.Nav.Window(), 80, rows)
}

// glassPart leads to the envelopes, for those who may open them, and lists who
// opened one, for those who are told.
func (s *Settings) glassPart() fyne.CanvasObject {
	rows := widget.Rows(1)
	if s.Store.GlassRules().Member {
		rows.Add(widget.NewBanner(theme.Todo, present.T("glass.title"), present.T("glass.settings_text"),
			widget.NewSmall(present.T("glass.go"), s.Nav.OpenGlass)))
	}
	async.Run(s.owner, s.Store.FindOpenings, func(all []store.Opening, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		if len(all) > 0 {
			rows.Add(widget.NewText(present.T("glass.openings"), widget.Strong))
		}
		for _, o := range all {
			rows.Add(s.openingRow(o))
		}
		rows.Refresh()
		s.body.Refresh()
	})
	return rows
}

func (s *Settings) openingRow(o store.Opening) fyne.CanvasObject {
	noted := present.T("glass.not_noted")
	if o.Word != "" {
		noted = present.T("glass.noted", s.auditWho(o.NotedBy), o.Word)
	}
	title := widget.NewText(s.moment(o.At)+"　"+present.T("glass.was_opened", s.auditWho(o.Who), s.openedFamily(o)), widget.Body)
	below := []fyne.CanvasObject{title, widget.NewText(present.T("glass.said", o.Reason), widget.SmallPara), widget.NewText(noted, widget.Small)}
	if s.Store.Waits(o) {
		below = append(below, widget.Line(0, widget.NewLink(present.T("glass.note"), func() { s.Deps.noteOpening(s.owner, o, s.draw) })))
	}
	return widget.PadXY(0, 0.5, widget.Rows(0.25, below...))
}
