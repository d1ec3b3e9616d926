package page

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Sections of the form visit that are drawn in a way of their own.
const (
	secVisit          = "sec_visit"
	secMeasure        = "sec_measure"
	secQuestionnaires = "sec_questionnaires"
	secNarrative      = "sec_narrative"
)

// Visit is a home visit while it is made: one column, large, kept at every
// pause of typing.
type Visit struct {
	base
	draft store.Draft
	keep  *keeper
	file  *store.Case
	form  *form.Form
	asks  map[string]bool // items that others depend on

	sections []*visitSection
	measure  *measure
	parts    []*questionnaire
	here     string // the section being worked on
	photos   *attachments
	album    *widget.FoldSection // with the photographs

	content  *fyne.Container
	column   *fyne.Container
	scroll   *widget.Scroll
	head     *fyne.Container
	title    *widget.Text
	beside   *widget.Text
	saved    *widget.Notice
	steps    *widget.StepList
	findings *fyne.Container
	fault    *faultBox
	confirm  *widget.Button
	tick     *async.Debouncer
}

var _ Page = (*Visit)(nil)

// NewVisit returns the page of a draft.
func NewVisit(d Deps, draft store.Draft) *Visit {
	v := &Visit{base: newBase(d), draft: draft, form: d.Store.Library().Form(store.KindVisit), here: secVisit}
	v.keep = newKeeper(d.Store, v.owner, draft)
	v.keep.active = v.Active
	v.keep.onSaved, v.keep.onError = v.draftSaved, v.draftFailed
	v.asks = questionsAsked(v.form)
	v.tick = async.NewDebouncer(v.owner, 250*time.Millisecond)
	v.build()
	return v
}

// questionsAsked are the items on whose answers others depend.
func questionsAsked(f *form.Form) map[string]bool {
	out := map[string]bool{}
	f.Walk(func(it *form.Item, _ int) bool {
		for _, c := range it.EnableWhen {
			out[c.Question] = true
		}
		return true
	})
	return out
}

func (v *Visit) build() {
	v.title, v.beside = widget.NewText("", widget.Heading), widget.NewText("", widget.Quiet)
	v.saved = widget.NewNotice()
	v.head = widget.LineFill(1.75, 1, v.title, v.beside, v.saved)
	v.column = widget.Rows(1.5, widget.NewText(present.T("shell.loading"), widget.Small))
	v.scroll = widget.NewScroll(v.column)
	v.steps = widget.NewStepList(nil, v.goTo)
	v.findings, v.fault = widget.Rows(1), newFaultBox()
	v.findings.Hide()
	v.confirm = widget.NewPrimary(present.T("button.confirm"), v.confirmVisit)
	v.confirm.Big = true
	v.confirm.Disable() // until the case has been read
	right := newRowsFill(0, 1.5,
		widget.NewScroll(widget.Rows(1.5, v.findings, widget.NewCard(present.T("visit.this"), v.steps))),
		widget.NewCard("", widget.Rows(1, v.fault, v.confirm,
			widget.NewText(present.T("visit.confirm_hint"), widget.SmallPara),
			widget.Line(0, widget.NewLink(present.T("visit.discard"), v.askDiscard)))),
	)
	v.fault.within = right
	left := widget.RowsFill(1.5, v.head, v.scroll)
	v.content = widget.PadXY(3, 2.25, widget.Columns(2.5, []float32{82, 39}, left, right))
}

// Title is the kind of visit and the family.
func (v *Visit) Title() string {
	kind := v.code("visit_type", v.text("visit_type"))
	if kind == "" {
		kind = present.T("kind.visit")
	}
	if v.file == nil {
		return kind
	}
	return kind + " " + present.Family(v.file.Family.Text("name"))
}

func (v *Visit) text(name string) string {
	s, _ := v.keep.fields()[name].(string)
	return s
}

// Content is drawn.
func (v *Visit) Content() fyne.CanvasObject { return v.content }

// Show reads the case once; what is typed is never read over.
func (v *Visit) Show() {
	v.Nav.Window().SetOnDropped(func(_ fyne.Position, files []fyne.URI) { v.Dropped(files) })
	if v.file == nil {
		v.load()
	}
}

// Leave saves what the last pause has not.
func (v *Visit) Leave() {
	v.Nav.Window().SetOnDropped(nil)
	for _, k := range v.keepers() {
		k.leave()
	}
}

// Keep saves and waits for it.
func (v *Visit) Keep(ctx context.Context) error {
	var errs []error
	for _, k := range v.keepers() {
		errs = append(errs, k.saveNow(ctx))
	}
	return errors.Join(errs...)
}

func (v *Visit) keepers() []*keeper {
	out := []*keeper{v.keep}
	for _, p := range v.parts {
		out = append(out, p.keep)
	}
	return out
}

type visitLoad struct {
	file  *store.Case
	parts []store.Draft
}

func (v *Visit) load() {
	async.Run(v.owner, func(ctx context.Context) (visitLoad, error) {
		file, err := v.Store.OpenCase(ctx, v.draft.Case, "visit")
		if err != nil {
			return visitLoad{}, err
		}
		parts, err := v.Store.FindDraftsOf(ctx, v.draft.Record)
		return visitLoad{file, parts}, err
	}, func(l visitLoad, err error) {
		if err != nil {
			v.Nav.Fail(err)
			return
		}
		if v.file == nil {
			v.file = l.file
			v.fill(l.parts)
			v.Nav.Retitle()
		}
	})
}

// fill builds the sections once the case is known.
func (v *Visit) fill(parts []store.Draft) {
	v.column.Objects = nil
	for _, it := range v.form.Sections() {
		s := v.newSection(it, parts)
		v.sections = append(v.sections, s)
		v.column.Add(s.fold)
	}
	v.column.Add(v.newAlbum())
	v.column.Add(widget.NewSpacer(4))
	v.confirm.Enable()
	v.showHead()
	v.update()
	v.column.Refresh()
}

func (v *Visit) showHead() {
	v.title.SetText(v.Title())
	beside := ""
	if child := v.person("child"); child != nil {
		row := rowOfPerson(child)
		beside = childWord(row) + "  " + v.childAge(row)
	}
	if start := v.text("start_time"); start != "" {
		beside += "  " + present.T("visit.started", start)
	}
	v.beside.SetText(beside)
	v.head.Refresh()
}

// person is whom a field of the visit refers to.
func (v *Visit) person(field string) *store.Record {
	id, err := uuid.Parse(v.text(field))
	if err != nil || v.file == nil {
		return nil
	}
	for _, p := range v.file.Persons {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// set takes an answer from a section.
func (v *Visit) set(from *visitSection, name string, value any) {
	v.here = from.id
	v.keep.set(name, value)
	for _, s := range v.sections {
		if s != from && s.view != nil && (v.asks[name] || s.view.Has(name)) {
			s.view.SetValue(name, value)
		}
	}
	switch name {
	case "visit_type":
		v.showHead()
		v.Nav.Retitle()
	case "child", "start_time":
		v.showHead()
	}
	v.tick.Call(v.update)
}

func (v *Visit) draftSaved(at time.Time) {
	v.saved.Say(theme.Done, present.T("visit.saved", present.ClockSeconds(at.Local())), "")
	v.head.Refresh()
}

func (v *Visit) draftFailed(err error) {
	v.saved.Say(theme.Late, Explain(err).What, "")
	v.head.Refresh()
	v.Nav.Fail(err)
}
