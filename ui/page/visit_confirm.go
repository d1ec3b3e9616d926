package page

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// isDischarge reports whether a weighing was the one on leaving hospital.
func isDischarge(r *store.Record) bool {
	return strings.Contains(r.Text("place")+r.Text("note"), present.T("visit.discharge_word"))
}

// confirmVisit turns the drafts into records. What belongs to it, all or
// nothing, is the store's; the appointments that follow come after.
func (v *Visit) confirmVisit() {
	v.confirm.Disable()
	// Keys typed from here on would become a draft of a record that is
	// confirmed already: nothing has the focus until the answer is in.
	v.Nav.Window().Canvas().Focus(nil)
	v.fault.set(nil)
	saves := v.snapshots()
	async.Run(v.owner, func(ctx context.Context) (*store.Record, error) {
		for _, save := range saves {
			if err := save(ctx); err != nil {
				return nil, err
			}
		}
		r, err := v.Store.Confirm(ctx, v.draft.Record)
		if err != nil {
			return nil, err
		}
		return r, v.follow(ctx, r)
	}, v.confirmed)
}

// snapshots are the saves of all drafts as they are now, the visit's own even
// if nothing was typed since it was opened.
func (v *Visit) snapshots() []func(context.Context) error {
	var out []func(context.Context) error
	v.keep.turn++
	for _, k := range v.keepers() {
		out = append(out, k.saver())
	}
	return out
}

// follow closes the appointment that the visit kept and makes the next one.
func (v *Visit) follow(ctx context.Context, r *store.Record) error {
	me := v.Store.Me().ID.String()
	for _, a := range v.file.Of(store.KindAppointment) {
		if a.Text("on") == r.Text("visited_on") && a.Text("staff") == me && a.Text("done_by") == "" {
			if _, err := v.Store.Put(ctx, store.Write{
				Case: a.Case, Record: a.ID, Kind: a.Kind, Set: map[string]any{"done_by": r.ID.String()},
			}); err != nil {
				return err
			}
		}
	}
	if r.Text("next_on") == "" {
		return nil
	}
	set := map[string]any{"on": r.Text("next_on"), "staff": me}
	for to, from := range map[string]string{"time": "next_time", "child": "child", "visit_type": "visit_type", "note": "next_plan"} {
		if text := r.Text(from); text != "" {
			set[to] = text
		}
	}
	_, err := v.Store.Put(ctx, store.Write{Case: r.Case, Record: store.NewRecordID(), Kind: store.KindAppointment, Set: set})
	return err
}

func (v *Visit) confirmed(r *store.Record, err error) {
	v.confirm.Enable()
	if err != nil && r == nil {
		v.confirmFailed(err)
		return
	}
	v.Nav.Say(present.T("visit.confirmed"))
	v.Nav.Done(v)
	v.Nav.OpenCasePart(v.draft.Case, PartCourse)
	if err != nil {
		v.Nav.Fail(err)
	}
}

// confirmFailed goes to the first field that keeps the visit from being
// confirmed.
func (v *Visit) confirmFailed(err error) {
	v.fault.set(err)
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) {
		return
	}
	if invalid.Kind != store.KindVisit {
		for _, q := range v.parts {
			if q.form.Kind == invalid.Kind {
				v.goTo(secQuestionnaires)
				q.fold.SetOpen(true)
				q.view.Focus(q.view.ShowProblems(invalid.Problems))
			}
		}
		return
	}
	went := false
	for _, s := range v.sections {
		first := s.view.ShowProblems(invalid.Problems)
		if first != "" && !went {
			went = true
			v.goTo(s.id)
			s.view.Focus(first)
		}
	}
}

// askDiscard asks once before a draft is thrown away.
func (v *Visit) askDiscard() {
	discardDraft(v.Deps, v.owner, v.draft.Record, func() {
		for _, k := range v.keepers() {
			k.forget()
		}
		v.Nav.Done(v)
	})
}

// discardDraft asks, then forgets a draft and what belongs to it.
func discardDraft(d Deps, owner *async.Owner, record uuid.UUID, done func()) {
	var hide func()
	cancel := widget.NewButton(present.T("button.cancel"), func() { hide() })
	yes := widget.NewDanger(present.T("visit.discard_do"), func() {
		hide()
		async.Run(owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, d.Store.DiscardDraft(ctx, record)
		}, func(_ struct{}, err error) {
			if err != nil {
				d.Nav.Fail(err)
				return
			}
			done()
		})
	})
	hide = ShowOverlay(d.Nav.Window(), 60, widget.Rows(2,
		widget.NewText(present.T("visit.discard_title"), widget.Title),
		widget.NewText(present.T("visit.discard_text"), widget.Paragraph),
		widget.Line(1.25, yes, cancel),
	))
	d.Nav.Window().Canvas().Focus(cancel)
}
