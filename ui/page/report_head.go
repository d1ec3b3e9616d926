package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// headLine is what the report is called, how it came in and where it stands.
func (p *Report) headLine() fyne.CanvasObject {
	in := p.loaded.intake
	words := joined(p.moment(momentOf(in.Text("received_at"))),
		p.code("intake_route", in.Text("route")), p.code("intake_method", in.Text("method")))
	if name := p.staffText(in.Text("receiver")); name != "" {
		words = joined(words, present.T("intake.by", name))
	}
	chips := widget.Line(1, widget.NewChip(p.code("intake_stage", p.stage()), stageTone(p.stage())))
	if chip := p.unsentChip(in); chip != nil {
		chips.Add(chip)
	}
	title := present.T("report.title", in.Text("number"))
	return widget.LineFill(1.75, 1, widget.NewText(title, widget.Heading), widget.NewText(words, oneLine(widget.Quiet)), chips,
		widget.NewButton(present.T("report.open_case", present.Family(p.loaded.file.Family.Text("name"))),
			func() { p.Nav.OpenCase(p.loaded.file.ID) }))
}

// stage is where the intake stands.
func (p *Report) stage() string {
	if stage := p.loaded.intake.Text("stage"); stage != "" {
		return stage
	}
	return "received"
}

// stageTone is blue while there is something to do.
func stageTone(stage string) theme.Tone {
	switch stage {
	case "received", "meeting", "checking":
		return theme.Todo
	case "decided":
		return theme.Done
	}
	return theme.Grey
}

// unsentChip says that nobody else can know of a record yet.
func (d Deps) unsentChip(r *store.Record) fyne.CanvasObject {
	if r.Delivery.Stage == store.StageReceipted {
		return nil
	}
	word, tone := d.deliveryWord(r)
	return widget.NewChip(word, tone)
}

// heardCards are what was said in the call, and what of each child.
func (p *Report) heardCards() []fyne.CanvasObject {
	in := p.loaded.intake
	kinds := p.code("consultation_type", in.Text("consultation"))
	if main := in.Text("abuse_main"); main != "" {
		kinds = present.T("report.kind", kinds, p.code("abuse_type", main))
	}
	rows := widget.Rows(1.25, widget.NewText(joined(kinds, p.code("witness_kind", in.Text("witnessed"))), widget.Strong))
	if heard := in.Text("heard"); heard != "" {
		rows.Add(widget.NewNoteText(heard))
	}
	rows.Add(p.answers(p.loaded.intake, map[string]bool{
		"received_at": true, "receiver": true, "route": true, "method": true, "consultation": true, "number": true, "heard": true,
		"abuse_main": true, "witnessed": true, "previous": true, "same_call": true,
		"stage": true, "outcome": true, "outcome_on": true, "outcome_meeting": true, "outcome_reason": true,
	}))
	edit := widget.NewSmall(present.T("button.edit"), p.editIntake)
	out := []fyne.CanvasObject{widget.NewCardWith(p.fieldLabel(store.KindIntake, "heard"), edit, rows)}
	if each := p.eachChild(); each != nil {
		out = append(out, each)
	}
	return append(out, widget.NewSpacer(2))
}

// answers are the other answers of a record, label and value.
func (p *Report) answers(r *store.Record, skip map[string]bool) fyne.CanvasObject {
	rows := widget.Rows(1)
	f := p.Store.Library().Form(r.Kind)
	f.Walk(func(it *form.Item, _ int) bool {
		v, answered := r.Fields[it.LinkID]
		if !answered || v == nil || skip[it.LinkID] {
			return true
		}
		if text := p.showValue(r.Kind, it.LinkID, v, p.loaded.file.Persons); text != "" {
			rows.Add(widget.InfoRow(it.Label(lang()), text))
		}
		return true
	})
	return rows
}

// eachChild is what the caller knew of each child.
func (p *Report) eachChild() fyne.CanvasObject {
	rows := widget.Rows(1.5)
	for _, r := range p.loaded.children {
		answers := p.answers(r, map[string]bool{"child": true}).(*fyne.Container)
		if len(answers.Objects) > 0 {
			rows.Add(widget.Rows(0.75, widget.NewText(p.childName(r), widget.Strong), answers))
		}
	}
	if len(rows.Objects) == 0 {
		return nil
	}
	return widget.NewCard(present.T("intake.each_child"), rows)
}

// childName is a child of the report with its age.
func (p *Report) childName(r *store.Record) string {
	for _, person := range p.loaded.file.Persons {
		if person.ID.String() == r.Text("child") {
			return p.childLine(rowOfPerson(person))
		}
	}
	return present.T("case.child")
}

// editIntake corrects what was written down in the call. What comes after it,
// is changed where it stands.
func (p *Report) editIntake() {
	p.edit(edit{kind: store.KindIntake, old: p.loaded.intake, skip: map[string]bool{
		"number": true, "stage": true, "sec_outcome": true, "sec_links": true, "previous": true, "same_call": true,
	}})
}

// edit opens the editor of a record of the report's case.
func (p *Report) edit(e edit) {
	e.kase, e.persons, e.choices = p.loaded.file.ID, p.loaded.file.Persons, p.loaded.file.Records
	done := e.done
	e.done = func(r *store.Record) {
		p.load()
		if done != nil {
			done(r)
		}
	}
	p.editing = openEdit(p.Deps, e)
}
