package page

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Note is a contact note (経過記録) while it is written.
type Note struct {
	base
	draft   store.Draft
	keep    *keeper
	file    *store.Case
	form    *form.Form
	view    *widget.FormView
	content *fyne.Container
	column  *fyne.Container
	scroll  *widget.Scroll
	head    *fyne.Container
	title   *widget.Text
	saved   *widget.Notice
	fault   *faultBox
	confirm *widget.Button
}

var _ Page = (*Note)(nil)

// NewNote returns the page of a draft.
func NewNote(d Deps, draft store.Draft) *Note {
	n := &Note{base: newBase(d), draft: draft, form: d.Store.Library().Form(store.KindNote), fault: newFaultBox()}
	n.keep = newKeeper(d.Store, n.owner, draft)
	n.keep.active = n.Active
	n.keep.onSaved, n.keep.onError = n.draftSaved, n.draftFailed
	n.title, n.saved = widget.NewText(present.T("kind.note"), widget.Heading), widget.NewNotice()
	n.head = widget.LineFill(1.75, 0, n.title, n.saved)
	n.column = widget.Rows(1.5, widget.NewText(present.T("shell.loading"), widget.Small))
	n.scroll = widget.NewScroll(n.column)
	n.confirm = widget.NewPrimary(present.T("button.confirm"), n.confirmNote)
	n.confirm.Big = true
	n.confirm.Disable() // until the case has been read
	right := widget.Rows(1.5,
		widget.NewCard("", widget.Rows(1, n.fault, n.confirm,
			widget.NewText(present.T("visit.confirm_hint"), widget.SmallPara),
			widget.Line(0, widget.NewLink(present.T("visit.discard"), n.askDiscard)))),
		widget.NewCard(present.T("note.how"), widget.NewText(present.T("note.how_text"), widget.SmallPara)),
	)
	n.fault.within = right
	left := widget.RowsFill(1.5, n.head, n.scroll)
	n.content = widget.PadXY(3, 2.25, widget.Columns(2.5, []float32{82, 39}, left, right))
	return n
}

// Title is what it is and the family.
func (n *Note) Title() string {
	if n.file == nil {
		return present.T("kind.note")
	}
	return present.T("kind.note") + " " + present.Family(n.file.Family.Text("name"))
}

// Content is drawn.
func (n *Note) Content() fyne.CanvasObject { return n.content }

// Show reads the case once.
func (n *Note) Show() {
	if n.file != nil {
		return
	}
	async.Run(n.owner, func(ctx context.Context) (*store.Case, error) {
		return n.Store.OpenCase(ctx, n.draft.Case, "note")
	}, func(file *store.Case, err error) {
		if err != nil {
			n.Nav.Fail(err)
			return
		}
		if n.file == nil {
			n.file = file
			n.fill()
			n.Nav.Retitle()
		}
	})
}

func (n *Note) fill() {
	cfg := n.formConfig(n.form, "", n.file.Persons)
	cfg.Outer = n.scroll
	n.view = widget.NewFormView(cfg)
	n.view.SetValues(n.keep.fields())
	n.view.OnChanged = n.keep.set
	for _, id := range []string{"facts", "heard", "opinion", "response", "next"} {
		if note, ok := n.view.Field(id).(*widget.NoteEditor); ok {
			offerPhrases(n.Deps, n.owner, note)
		}
	}
	n.title.SetText(n.Title())
	n.column.Objects = []fyne.CanvasObject{widget.NewCard("", n.view), widget.NewSpacer(4)}
	n.column.Refresh()
	n.confirm.Enable()
	n.view.Focus("method")
}

// Leave saves what the last pause has not.
func (n *Note) Leave() { n.keep.leave() }

// Keep saves and waits for it.
func (n *Note) Keep(ctx context.Context) error { return n.keep.saveNow(ctx) }

func (n *Note) draftSaved(at time.Time) {
	n.saved.Say(theme.Done, present.T("visit.saved", present.ClockSeconds(at.Local())), "")
	n.head.Refresh()
}

func (n *Note) draftFailed(err error) {
	n.saved.Say(theme.Late, Explain(err).What, "")
	n.Nav.Fail(err)
}

func (n *Note) confirmNote() {
	n.confirm.Disable()
	// Keys typed from here on would become a draft of a record that is
	// confirmed already: nothing has the focus until the answer is in.
	n.Nav.Window().Canvas().Focus(nil)
	n.fault.set(nil)
	n.keep.turn++
	save := n.keep.saver()
	async.Run(n.owner, func(ctx context.Context) (*store.Record, error) {
		if err := save(ctx); err != nil {
			return nil, err
		}
		return n.Store.Confirm(ctx, n.draft.Record)
	}, func(_ *store.Record, err error) {
		n.confirm.Enable()
		if err != nil {
			var invalid *store.InvalidError
			if errors.As(err, &invalid) {
				n.view.Focus(n.view.ShowProblems(invalid.Problems))
			}
			n.fault.set(err)
			return
		}
		n.Nav.Say(present.T("visit.confirmed"))
		n.Nav.Done(n)
		n.Nav.OpenCasePart(n.draft.Case, PartCourse)
	})
}

func (n *Note) askDiscard() {
	discardDraft(n.Deps, n.owner, n.draft.Record, func() {
		n.keep.forget()
		n.Nav.Done(n)
	})
}
