package page

import (
	"context"
	"errors"
	"maps"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// editor changes one record over the page it was opened from. What was typed
// is kept like a draft until it is saved or given up: Esc, the lock and the
// end of the program lose nothing.
type editor struct {
	base
	edit
	form    *form.Form
	record  uuid.UUID
	people  []*store.Record // of the case, whom fields refer to
	records []*store.Record // that fields refer to
	keep    *keeper         // what was set so far
	values  map[string]any  // what shows: the record with what was set
	again   bool            // something was typed before
	views   []*widget.FormView
	sheet   *sheet // nil: one column
	marked  map[string]bool
	reason  *widget.Entry
	leads   *widget.Text // what the answers lead to
	fault   *faultBox
	save    *widget.Button
	hide    func()
}

// Keep saves what is typed in the editor.
func (c *Case) Keep(ctx context.Context) error { return c.editing.keepNow(ctx) }

// Keep saves what is typed in the editor.
func (r *Record) Keep(ctx context.Context) error { return r.editing.keepNow(ctx) }

// keepNow saves what was typed and waits; there need be no editor.
func (e *editor) keepNow(ctx context.Context) error {
	if e == nil || e.keep == nil || !e.keep.dirty() {
		return nil
	}
	return e.keep.saveNow(ctx)
}

// open shows the record's fields, with what was typed before in their place.
func (e *editor) open(l opened) {
	e.form = e.Store.Library().Form(e.kind)
	e.people, e.records = l.persons, l.records
	e.keep = newKeeper(e.Store, e.owner, l.draft)
	e.keep.active = e.Active
	e.keep.onError = e.Nav.Fail
	e.again = len(l.draft.Fields) > 0
	e.values = map[string]any{}
	if e.old != nil {
		e.record = e.old.ID
		maps.Copy(e.values, e.old.Fields)
	} else if !e.again {
		maps.Copy(e.keep.draft.Fields, withoutNil(e.form.Initial()))
	}
	for name, v := range e.preset {
		if !e.again || e.skip[name] {
			e.starts(name)
			e.keep.draft.Fields[name] = v
		}
	}
	maps.Copy(e.values, e.keep.fields())
	e.values = withoutNil(e.values)
	if e.wide {
		e.sheet = newSheet(e)
		e.show(e.sheet.content, sheetWidth, sheetHeight)
	} else {
		view := e.newView("", nil)
		e.show(scrolled(widget.PadXY(0.5, 0.5, e.column(view))), editWidth, editHeight)
	}
	e.derived()
	e.markTaken()
	e.views[0].Focus("")
}

// newView draws a section of the form, or all of it for "".
func (e *editor) newView(section string, outer fyne.Scrollable) *widget.FormView {
	cfg := e.formConfig(e.form, section, e.people)
	cfg.Skip, cfg.Records, cfg.Outer, cfg.Whole = e.skip, e.recordOptions, outer, e.whole
	view := widget.NewFormView(cfg)
	view.SetValues(e.values)
	view.OnChanged = func(name string, value any) { e.answered(view, name, value) }
	e.views = append(e.views, view)
	return view
}

// answered takes what a person answered in one of the views.
func (e *editor) answered(from *widget.FormView, name string, value any) {
	e.set(name, value)
	for _, v := range e.views {
		if v != from {
			v.SetValue(name, value)
		}
	}
	if e.marked[name] {
		delete(e.marked, name)
		from.SetHint(name, "")
	}
	e.derived()
}

// starts keeps what a field of a saved record shows before it is first changed.
func (e *editor) starts(name string) {
	if e.old == nil {
		return
	}
	if _, changed := e.keep.fields()[name]; !changed {
		e.keep.began(name, e.old.Fields[name])
	}
}

// set keeps a value without showing it.
func (e *editor) set(name string, value any) {
	e.starts(name)
	e.keep.put(name, value)
	if value == nil {
		delete(e.values, name)
		return
	}
	e.values[name] = value
}

// tell keeps a value and shows it.
func (e *editor) tell(name string, value any) {
	e.set(name, value)
	for _, v := range e.views {
		v.SetValue(name, value)
	}
}

// derived sets the fields that follow from the others.
func (e *editor) derived() {
	if e.derive != nil {
		for name, value := range e.derive(e.values) {
			if e.values[name] != value {
				e.tell(name, value)
			}
		}
	}
	if e.result != nil {
		words, tone := e.result(e.values)
		e.leads.SetStyle(oneLine(widget.Strong).In(tone))
		e.leads.SetText(words)
	}
	if e.sheet != nil {
		e.sheet.update()
	}
}

// Sizes of an editor, in units of space.
const (
	editWidth   = 96
	editHeight  = 80
	sheetWidth  = 160
	sheetHeight = 90
)

// column is a form of one column with what stands above and below it.
func (e *editor) column(views ...fyne.CanvasObject) *fyne.Container {
	rows := widget.Rows(2)
	if e.again {
		rows.Add(widget.NewBanner(theme.Todo, present.T("record.typed_before"), present.T("record.typed_before_sub")))
	} else if e.offer != nil {
		rows.Add(e.offerBanner())
	}
	for _, v := range views {
		rows.Add(v)
	}
	if e.old != nil && store.NeedsReason(e.kind) {
		e.reason = widget.NewEntry(present.T("record.reason"))
		e.reason.SetPlaceholder(present.T("record.reason_hint"))
		rows.Add(e.reason)
	}
	return rows
}

func (e *editor) show(content fyne.CanvasObject, width, height float32) {
	title := e.title
	if title == "" {
		title = e.form.Label(lang())
	}
	e.save = widget.NewPrimary(present.T("button.save"), e.put)
	buttons := widget.Line(1.25, e.save, widget.NewButton(present.T("button.cancel"), e.giveUp))
	if e.old != nil && e.kind != store.KindFamily {
		buttons.Add(widget.NewLink(present.T("record.history"), func() {
			e.close()
			e.Nav.OpenRecord(e.record)
		}))
	}
	e.leads = widget.NewText("", oneLine(widget.Strong))
	foot := widget.LineFill(2, 1, buttons, e.leads)
	all := newRowsFill(1, 1.5, widget.NewText(title, widget.Heading), content, e.fault, foot)
	e.fault.within = all
	e.hide = showTall(e.Nav.Window(), width, container.New(&tall{height, e.Nav.Window()}, all))
}

// giveUp forgets what was typed.
func (e *editor) giveUp() {
	e.hide()
	e.keep.forget()
	async.Run(e.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, e.Store.DiscardDraft(ctx, e.keep.draft.Record)
	}, func(_ struct{}, err error) {
		if err != nil {
			e.Nav.Fail(err)
		}
		e.Close()
	})
}

func (e *editor) close() {
	e.hide()
	e.Close()
}

func (e *editor) put() {
	reason := ""
	if e.reason != nil {
		reason = strings.TrimSpace(e.reason.Text())
	}
	e.save.Disable()
	w := store.Write{
		Case: e.kase, Record: e.record, Kind: e.kind, Parent: e.parent,
		Set: maps.Clone(e.keep.fields()), Was: maps.Clone(e.keep.draft.Was), Reason: reason,
	}
	typed := e.keep.saver()
	async.Run(e.owner, func(ctx context.Context) (*store.Record, error) {
		if err := typed(ctx); err != nil {
			return nil, err
		}
		r, err := e.Store.Put(ctx, w)
		if err != nil {
			return nil, err
		}
		return r, e.Store.DiscardDraft(ctx, e.keep.draft.Record)
	}, func(r *store.Record, err error) {
		e.save.Enable()
		if err != nil {
			e.failed(err)
			return
		}
		e.close()
		if e.done != nil {
			e.done(r)
		}
		e.Nav.Say(present.T("record.saved"))
	})
}

func (e *editor) failed(err error) {
	var moved *store.MovedError
	if errors.As(err, &moved) {
		e.showMoved(moved)
		return
	}
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		e.showProblems(invalid.Problems)
	}
	e.fault.set(err)
}

// showProblems writes problems at their fields and goes to the first.
func (e *editor) showProblems(problems []form.Problem) {
	at, first := (*widget.FormView)(nil), ""
	for _, v := range e.views {
		if id := v.ShowProblems(problems); id != "" && at == nil {
			at, first = v, id
		}
	}
	if at == nil {
		return
	}
	if e.sheet != nil {
		e.sheet.reveal(at)
	}
	at.Focus(first)
}

// tall asks for a height in units of space, or for what the window has where
// that is less.
type tall struct {
	height float32
	win    fyne.Window // nil: the overlay limits it
}

func newTall(o fyne.CanvasObject) *fyne.Container { return container.New(&tall{height: editHeight}, o) }

// aroundTall is what the overlay's edges take of the window's height.
const aroundTall = 11

// MinSize asks for the height.
func (t *tall) MinSize(objects []fyne.CanvasObject) fyne.Size {
	h := theme.Space(t.height)
	if t.win != nil {
		h = min(h, t.win.Canvas().Size().Height-theme.Space(aroundTall))
	}
	return fyne.NewSize(objects[0].MinSize().Width, h)
}

// Layout fills.
func (*tall) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}
