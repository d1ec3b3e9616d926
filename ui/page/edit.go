package page

import (
	"context"
	"errors"
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
// stays until it is saved or given up.
type editor struct {
	base
	kase    uuid.UUID
	kind    string
	old     *store.Record // nil: a new record
	record  uuid.UUID
	set     map[string]any
	view    *widget.FormView
	reason  *widget.Entry
	fault   *faultBox
	save    *widget.Button
	hide    func()
	done    func(*store.Record)
	persons []*store.Record
}

// editRecord opens the editor of a record of the case. Shown are the fields of
// from; old is the saved record that is changed, nil for a new one.
func (c *Case) editRecord(from *store.Record, kind string, old *store.Record) {
	openEditor(c.Deps, c.file, kind, from, old, func(*store.Record) { c.load() })
}

func openEditor(d Deps, file *store.Case, kind string, from, old *store.Record, done func(*store.Record)) {
	e := &editor{
		base: newBase(d), kase: file.ID, kind: kind, old: old, persons: file.Persons,
		record: store.NewRecordID(), set: map[string]any{}, fault: newFaultBox(), done: done,
	}
	f := d.Store.Library().Form(kind)
	e.view = widget.NewFormView(d.formConfig(f, "", file.Persons))
	e.view.OnChanged = func(id string, v any) { e.set[id] = v }
	switch {
	case old != nil:
		e.record = old.ID
		e.view.SetValues(old.Fields)
	case from != nil:
		for id, v := range from.Fields {
			e.set[id] = v
		}
		e.view.SetValues(from.Fields)
	}
	e.show(f.Label(lang()))
}

func (e *editor) show(title string) {
	e.save = widget.NewPrimary(present.T("button.save"), e.put)
	cancel := widget.NewButton(present.T("button.cancel"), func() { e.close() })
	rows := widget.Rows(2, e.view)
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
	w := store.Write{Case: e.kase, Record: e.record, Kind: e.kind, Set: e.set, Reason: reason}
	async.Run(e.owner, func(ctx context.Context) (*store.Record, error) {
		return e.Store.Put(ctx, w)
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
