package page

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// fieldLate is why a child was seen only after its time.
const fieldLate = "late_reason"

// lateness asks why a child was seen only after its time. What is typed is
// kept until it is saved.
type lateness struct {
	base
	check *store.Record
	keep  *keeper
	note  *widget.NoteEditor
	fault *faultBox
	save  *widget.Button
	hide  func()
	done  func()
}

// askLate asks for the reason of a check that came too late.
func (p *Report) askLate(check *store.Record) {
	l := &lateness{base: newBase(p.Deps), check: check, fault: newFaultBox(), done: p.load}
	id := uuid.NewSHA1(check.ID, []byte(fieldLate))
	async.Run(l.owner, func(ctx context.Context) (store.Draft, error) {
		d, err := l.Store.FindDraft(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return store.Draft{Record: id, Kind: kindEdit, Parent: id, Fields: map[string]any{}}, nil
		}
		return *orZero(d), err
	}, func(d store.Draft, err error) {
		if err != nil {
			p.Nav.Fail(err)
			l.Close()
			return
		}
		l.show(d)
	})
}

func (l *lateness) show(d store.Draft) {
	l.keep = newKeeper(l.Store, l.owner, d)
	l.keep.active, l.keep.onError = l.Active, l.Nav.Fail
	l.note = widget.NewNoteEditor(l.fieldLabel(store.KindSafetyCheck, fieldLate))
	l.note.MinRows = 3
	if text, ok := d.Fields[fieldLate].(string); ok {
		l.note.SetText(text)
	}
	// The overlay is no page that is asked to keep what is typed: each sign is
	// saved at once.
	l.note.OnChanged = func(s string) {
		l.keep.put(fieldLate, s)
		l.keep.leave()
	}
	l.save = widget.NewPrimary(present.T("button.save"), l.put)
	rows := widget.Rows(1.5,
		widget.NewText(present.T("report.late"), widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(present.T("report.late_why"), widget.SmallPara), l.note, l.fault,
		widget.Line(1.25, l.save, widget.NewButton(present.T("report.late_later"), l.close)))
	l.fault.within = rows
	l.hide = ShowOverlay(l.Nav.Window(), 80, rows)
	l.note.Focus()
}

func (l *lateness) close() {
	l.hide()
	l.Close()
}

func (l *lateness) put() {
	why := strings.TrimSpace(l.note.Text())
	if why == "" {
		l.note.SetError(present.T("alike.reason_needed"))
		l.note.Focus()
		return
	}
	l.save.Disable()
	l.keep.forget()
	w := store.Write{
		Case: l.check.Case, Record: l.check.ID, Kind: store.KindSafetyCheck,
		Set: map[string]any{fieldLate: why}, Reason: present.T("report.late_added"),
	}
	async.Run(l.owner, func(ctx context.Context) (struct{}, error) {
		if _, err := l.Store.Put(ctx, w); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, l.Store.DiscardDraft(ctx, l.keep.draft.Record)
	}, func(_ struct{}, err error) {
		l.save.Enable()
		if err != nil {
			l.fault.set(err)
			return
		}
		l.close()
		l.done()
		l.Nav.Say(present.T("record.saved"))
	})
}
