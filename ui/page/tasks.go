package page

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// finishing is the small overlay that ends a task: when it was done and what
// came of it.
type finishing struct {
	base
	row   store.TaskRow
	keep  *keeper
	view  *widget.FormView
	fault *faultBox
	save  *widget.Button
	hide  func()
	done  func()
	over  bool // saved or given up
}

// finishTask asks when a task was done and what came of it, and calls done
// after it was saved. What is typed is kept until then.
func (b *base) finishTask(row store.TaskRow, done func()) {
	f := &finishing{base: newBase(b.Deps), row: row, fault: newFaultBox(), done: done}
	if last := b.ending; last != nil && last.row.Record == row.Record && last.keep != nil && !last.over {
		// Closed a moment ago: what was typed may not be on the disk yet.
		b.ending = f
		f.show(last.keep.draft)
		return
	}
	b.ending = f
	id := uuid.NewSHA1(row.Record, []byte("finish"))
	async.Run(f.owner, func(ctx context.Context) (store.Draft, error) {
		d, err := f.Store.FindDraft(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return store.Draft{Record: id, Kind: kindEdit, Parent: id, Fields: map[string]any{}}, nil
		}
		return *orZero(d), err
	}, func(d store.Draft, err error) {
		if err != nil {
			b.Nav.Fail(err)
			f.Close()
			return
		}
		f.show(d)
	})
}

func (f *finishing) show(d store.Draft) {
	f.keep = newKeeper(f.Store, f.owner, d)
	f.keep.active, f.keep.onError = f.Active, f.Nav.Fail
	if f.keep.fields()["done_on"] == nil {
		f.keep.draft.Fields["done_on"] = f.today().String()
	}
	cfg := f.formConfig(f.Store.Library().Form(store.KindTask), "sec_done", nil)
	f.view = widget.NewFormView(cfg)
	f.view.SetValues(maps.Clone(f.keep.fields()))
	// The overlay is no page that is asked to keep what is typed: each sign is
	// saved at once.
	f.view.OnChanged = func(name string, v any) {
		f.keep.put(name, v)
		f.keep.leave()
	}
	f.save = widget.NewPrimary(present.T("task.finish"), f.put)
	rows := widget.Rows(1.5,
		widget.NewText(f.row.What, widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(f.taskFacts(f.row), widget.SmallPara),
		f.view, f.fault,
		widget.Line(1.25, f.save, widget.NewButton(present.T("button.cancel"), f.giveUp)),
	)
	f.fault.within = rows
	f.hide = ShowOverlay(f.Nav.Window(), 64, rows)
	f.view.Focus("result")
}

func (f *finishing) giveUp() {
	f.hide()
	f.over = true
	f.keep.forget()
	async.Run(f.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.Store.DiscardDraft(ctx, f.keep.draft.Record)
	}, func(_ struct{}, err error) {
		if err != nil {
			f.Nav.Fail(err)
		}
		f.Close()
	})
}

func (f *finishing) put() {
	f.save.Disable()
	w := store.Write{Case: f.row.Case, Record: f.row.Record, Kind: store.KindTask, Set: maps.Clone(f.keep.fields())}
	typed := f.keep.saver()
	async.Run(f.owner, func(ctx context.Context) (struct{}, error) {
		if err := typed(ctx); err != nil {
			return struct{}{}, err
		}
		if _, err := f.Store.Put(ctx, w); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, f.Store.DiscardDraft(ctx, f.keep.draft.Record)
	}, func(_ struct{}, err error) {
		f.save.Enable()
		if err != nil {
			var invalid *store.InvalidError
			if errors.As(err, &invalid) {
				f.view.Focus(f.view.ShowProblems(invalid.Problems))
			}
			f.fault.set(err)
			return
		}
		f.hide()
		f.over = true
		f.Close()
		f.Nav.Say(present.T("task.finished"))
		if f.done != nil {
			f.done()
		}
	})
}

// taskFacts is the line below a task: whose it is, of which family, by when.
func (d Deps) taskFacts(row store.TaskRow) string {
	family := ""
	if row.Case != d.Store.Office() && row.Family != "" {
		family = present.Family(row.Family)
	}
	return joined(family, d.who(row.Staff, row.Agency), present.T("task.until", d.shortDate(row.Due)))
}

// who are the people of a task and its agency in one line.
func (d Deps) who(staff []uuid.UUID, agency string) string {
	var names []string
	for _, id := range staff {
		if name := d.staff(id); name != "" {
			names = append(names, name)
		}
	}
	if agency != "" {
		names = append(names, agency)
	}
	return strings.Join(names, present.T("case.separator"))
}

// dueTone says how near a day is, for something that is still open.
func (d Deps) dueTone(due string) (words string, tone theme.Tone) {
	day := dateOf(due)
	if day.IsZero() {
		return present.T("case.none"), theme.Grey
	}
	left := day.DaysSince(d.today())
	switch casework.UrgencyOf(day, d.today(), d.Store.Rules().SoonDays) {
	case casework.Overdue:
		return present.T("today.days_over", -left), theme.Late
	case casework.DueToday:
		return present.T("today.until_today"), theme.Soon
	case casework.DueSoon:
		return present.T("today.days_left", left), theme.Soon
	}
	return present.T("today.days_left", left), theme.Grey
}

// taskRow shows an open task that can be finished from where it stands.
func (b *base) taskRow(row store.TaskRow, done func()) *widget.Area {
	when, tone := b.dueTone(row.Due)
	finish := func() { b.finishTask(row, done) }
	return widget.NewTaskRow(widget.Task{
		Tone: tone, When: when, Title: row.What, Detail: b.taskFacts(row), Action: present.T("task.finish"),
	}, finish)
}
