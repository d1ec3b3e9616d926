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
	kase   uuid.UUID
	kind   string
	old    *store.Record // nil: a new record
	record uuid.UUID
	keep   *keeper // what was set so far
	again  bool    // something was typed before
	view   *widget.FormView
	reason *widget.Entry
	fault  *faultBox
	save   *widget.Button
	hide   func()
	done   func(*store.Record)
}

// kindEdit is the kind of the draft that holds an edit. Like the phrases it is
// its own parent, so that it does not stand among the drafts to finish.
const kindEdit = "edit"

// editID is the draft of the edit of a record, or of a new one of a kind.
func editID(file *store.Case, kind string, old *store.Record) uuid.UUID {
	if old != nil {
		return uuid.NewSHA1(old.ID, []byte(kindEdit))
	}
	return uuid.NewSHA1(file.ID, []byte(kindEdit+" "+kind))
}

// editRecord opens the editor of a record of the case. Shown are the fields of
// from; old is the saved record that is changed, nil for a new one.
func (c *Case) editRecord(from *store.Record, kind string, old *store.Record) {
	c.editing = openEditor(c.Deps, c.file, kind, from, old, func(*store.Record) { c.load() })
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

func openEditor(d Deps, file *store.Case, kind string, from, old *store.Record, done func(*store.Record)) *editor {
	e := &editor{
		base: newBase(d), kase: file.ID, kind: kind, old: old,
		record: store.NewRecordID(), fault: newFaultBox(), done: done,
	}
	id := editID(file, kind, old)
	async.Run(e.owner, func(ctx context.Context) (store.Draft, error) {
		draft, err := d.Store.FindDraft(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return store.Draft{Record: id, Kind: kindEdit, Parent: id, Fields: map[string]any{}}, nil
		}
		return *orZero(draft), err
	}, func(draft store.Draft, err error) {
		if err != nil {
			d.Nav.Fail(err)
			return
		}
		e.open(file, draft, from)
	})
	return e
}

// open shows the record's fields, with what was typed before in their place.
func (e *editor) open(file *store.Case, draft store.Draft, from *store.Record) {
	f := e.Store.Library().Form(e.kind)
	e.keep = newKeeper(e.Store, e.owner, draft)
	e.keep.active = e.Active
	e.keep.onError = e.Nav.Fail
	e.again = len(draft.Fields) > 0
	shown := map[string]any{}
	switch {
	case e.old != nil:
		e.record = e.old.ID
		maps.Copy(shown, e.old.Fields)
	case from != nil && !e.again:
		for name, v := range from.Fields {
			e.keep.draft.Fields[name] = v
		}
	}
	maps.Copy(shown, e.keep.fields())
	e.view = widget.NewFormView(e.formConfig(f, "", file.Persons))
	e.view.SetValues(withoutNil(shown))
	e.view.OnChanged = e.keep.put
	e.show(f.Label(lang()))
}

func (e *editor) show(title string) {
	e.save = widget.NewPrimary(present.T("button.save"), e.put)
	cancel := widget.NewButton(present.T("button.cancel"), e.giveUp)
	rows := widget.Rows(2)
	if e.again {
		rows.Add(widget.NewBanner(theme.Todo, present.T("record.typed_before"), present.T("record.typed_before_sub")))
	}
	rows.Add(e.view)
	if e.old != nil && store.NeedsReason(e.kind) {
		e.reason = widget.NewEntry(present.T("record.reason"))
		e.reason.SetPlaceholder(present.T("record.reason_hint"))
		rows.Add(e.reason)
	}
	buttons := widget.Line(1.25, e.save, cancel)
	if e.old != nil && e.kind != store.KindFamily {
		buttons.Add(widget.NewLink(present.T("record.history"), func() {
			e.close()
			e.Nav.OpenRecord(e.record)
		}))
	}
	all := newRowsFill(1, 1.5, widget.NewText(title, widget.Heading), scrolled(widget.PadXY(0.5, 0.5, rows)), e.fault, buttons)
	e.fault.within = all
	e.hide = showTall(e.Nav.Window(), 96, newTall(all))
	e.view.Focus("")
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
	w := store.Write{Case: e.kase, Record: e.record, Kind: e.kind, Set: maps.Clone(e.keep.fields()), Reason: reason}
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
		e.done(r)
		e.Nav.Say(present.T("record.saved"))
	})
}

func (e *editor) failed(err error) {
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		e.view.Focus(e.view.ShowProblems(invalid.Problems))
	}
	e.fault.set(err)
}

// tall is as high as the window allows.
type tall struct{}

func newTall(o fyne.CanvasObject) *fyne.Container {
	return container.New(&tall{}, o)
}

// MinSize asks for more height than there is: the overlay limits it.
func (*tall) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, theme.Space(80))
}

// Layout fills.
func (*tall) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}
