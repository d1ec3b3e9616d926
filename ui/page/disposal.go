package page

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// disposalLoad is what the part about disposal shows.
type disposalLoad struct {
	rules   []casework.Retention
	due     []store.Disposable
	lists   []store.Disposal
	late    []store.LateWork
	waiting []store.WaitingCase
}

func (s *Settings) loadDisposal(ctx context.Context) (l disposalLoad, err error) {
	if l.rules, err = s.Store.Retentions(ctx); err != nil || !s.Store.May(ledger.ActDispose) {
		return l, err
	}
	if l.due, err = s.Store.FindDisposable(ctx); err != nil {
		return l, err
	}
	if l.lists, err = s.Store.FindDisposals(ctx); err != nil {
		return l, err
	}
	if l.late, err = s.Store.FindLateWork(ctx); err != nil {
		return l, err
	}
	l.waiting, err = s.Store.FindLateWaiting(ctx)
	return l, err
}

// disposalPart is 廃棄: what has been kept long enough, the lists with their
// approval and what became of them, and how long each class is kept.
func (s *Settings) disposalPart() fyne.CanvasObject {
	rows := widget.Rows(2, widget.NewText(present.T("disposal.sub"), widget.Paragraph))
	async.Run(s.owner, s.loadDisposal, func(l disposalLoad, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		if s.Store.May(ledger.ActDispose) {
			rows.Add(s.dueCard(l.due))
			for _, w := range l.waiting {
				rows.Add(s.lateWaiting(w))
			}
			for _, d := range l.lists {
				rows.Add(s.disposalCard(d))
			}
			if len(l.late) > 0 {
				rows.Add(s.lateCard(l.late))
			}
		}
		rows.Add(s.retentionCard(l.rules))
		rows.Refresh()
	})
	return widget.NewScroll(widget.Pad(0.5, rows))
}

// dueCard lists what can be put on a list.
func (s *Settings) dueCard(due []store.Disposable) fyne.CanvasObject {
	if len(due) == 0 {
		return widget.NewCard(present.T("disposal.due"), widget.NewText(present.T("disposal.none"), widget.Quiet))
	}
	list := widget.Rows(0.5)
	var cases []uuid.UUID
	for _, d := range due {
		if len(cases) < ledger.MaxDisposal/5 { // what one can look through
			cases = append(cases, d.Case)
			text := joined(d.Number, s.code("retention_class", d.Due.Class), present.T("disposal.closed_day", s.day(d.Due.Closed.String())),
				present.T("disposal.since_day", s.day(d.Due.On.String())))
			list.Add(widget.Rows(0.1, widget.Line(0, widget.NewLink(present.Family(d.Family), func() { s.Nav.OpenCase(d.Case) })), widget.NewText(text, widget.Small)))
		}
	}
	draw := widget.NewPrimary(present.T("disposal.draw", len(cases)), func() {
		s.ask(present.T("disposal.draw_title"), present.T("disposal.draw_do"),
			[]fyne.CanvasObject{widget.NewText(present.T("disposal.draw_means", len(cases)), widget.Paragraph)}, func() {},
			func(ctx context.Context) error {
				_, err := s.Store.DrawList(ctx, cases)
				return err
			}, present.T("disposal.drawn_up"))
	})
	return widget.NewCard(present.T("disposal.due"), widget.Rows(1.25, list, widget.Line(0, draw)))
}

func (s *Settings) day(iso string) string {
	d, err := casework.ParseISO(iso)
	if err != nil {
		return iso
	}
	return present.Date(d)
}

func (s *Settings) moment(t time.Time) string {
	return present.DateTime(t.Local(), casework.DateOf(s.Store.Now().Local()))
}

// disposalCard is one list: what is on it, how far it is, and what can be done.
func (s *Settings) disposalCard(d store.Disposal) fyne.CanvasObject {
	rows := widget.Rows(1, widget.NewText(s.disposalStands(d), widget.Paragraph))
	if !d.Like {
		rows.Add(widget.NewText(present.T("disposal.unlike"), widget.Strong))
	}
	for _, r := range d.Rows {
		name := ""
		if r.Family != "" {
			name = present.Family(r.Family)
		}
		text := joined(r.Number, name, s.code("retention_class", r.Class), present.T("disposal.since_day", s.day(r.Due)))
		if r.Kept {
			text = joined(text, present.T("disposal.kept"))
		}
		if r.Newer && d.Stage != store.DisposalDone {
			text = joined(text, present.T("disposal.newer"))
		}
		rows.Add(widget.NewText(text, widget.Small))
	}
	if d.Stage == store.DisposalDue || d.Stage == store.DisposalDone {
		for _, line := range s.destroyedLines(d) {
			rows.Add(widget.NewText(strings.Join(line, "　"), widget.Small))
		}
	}
	if buttons := s.disposalButtons(d); len(buttons) > 0 {
		rows.Add(widget.Line(1.25, buttons...))
	}
	return widget.NewCard(present.T("disposal.list", d.Number), rows)
}

// disposalStands says in a sentence how far a list is.
func (s *Settings) disposalStands(d store.Disposal) string {
	drawn := present.T("disposal.by", s.moment(d.Drawn), d.By)
	switch d.Stage {
	case store.DisposalStopped:
		return drawn + present.T("disposal.is_stopped", d.StoppedBy, d.StopReason)
	case store.DisposalDrawn:
		return drawn + present.T("disposal.is_drawn")
	case store.DisposalWaiting:
		if d.Due.IsZero() {
			return drawn + present.T("disposal.is_unsent", d.Approver)
		}
		return drawn + present.T("disposal.is_waiting", d.Approver, s.moment(d.Due))
	case store.DisposalDue:
		return drawn + present.T("disposal.is_due", d.Approver, d.Answered(), len(d.Stations))
	}
	return drawn + present.T("disposal.is_done", d.Approver)
}

// destroyedLines say what the center and each machine have said.
func (s *Settings) destroyedLines(d store.Disposal) [][]string {
	said, counts := present.T("disposal.not_yet"), ""
	if d.Center != nil {
		said = s.moment(time.UnixMilli(d.Center.At))
		counts = present.T("disposal.center_counts", int64(d.Center.Cases), int64(d.Center.Changes), int64(d.Center.Blobs))
	}
	out := [][]string{{present.T("disposal.center"), said, counts}}
	for _, w := range d.Stations {
		said, counts := present.T("disposal.not_yet"), ""
		if w.Done != nil {
			said, counts = s.moment(w.Done.At.Wall()), present.T("disposal.station_counts", w.Done.Cases)
			if w.Done.Late > 0 {
				counts = joined(counts, present.T("disposal.station_late", w.Done.Late))
			}
		}
		out = append(out, []string{w.Name, said, counts})
	}
	return out
}

func (s *Settings) disposalButtons(d store.Disposal) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	me := s.Store.Me()
	if d.Stage == store.DisposalDrawn && me.Has(ledger.RoleDirector) && me.ID != d.ByID {
		out = append(out, widget.NewPrimary(present.T("disposal.approve"), func() {
			s.ask(present.T("disposal.approve_title", d.Number), present.T("disposal.approve_do"),
				[]fyne.CanvasObject{widget.NewText(present.T("disposal.approve_means", len(d.Rows), int(d.Wait.Hours()/24)), widget.Paragraph)}, func() {},
				func(ctx context.Context) error { return s.Store.ApproveList(ctx, d.ID) }, present.T("disposal.approved"))
		}))
	}
	if d.Stage == store.DisposalDrawn || d.Stage == store.DisposalWaiting {
		out = append(out, widget.NewButton(present.T("disposal.stop"), func() {
			why := widget.NewEntry(present.T("disposal.stop_why"))
			s.ask(present.T("disposal.stop_title", d.Number), present.T("disposal.stop"),
				[]fyne.CanvasObject{widget.NewText(present.T("disposal.stop_means"), widget.Paragraph), why}, func() {},
				func(ctx context.Context) error { return s.Store.StopList(ctx, d.ID, strings.TrimSpace(why.Text())) }, present.T("disposal.stopped"))
		}))
	}
	if d.Stage == store.DisposalDue || d.Stage == store.DisposalDone {
		out = append(out, widget.NewButton(present.T("disposal.certificate"), func() { s.printDisposal(d) }))
	}
	return out
}

// lateWaiting is a case that should be destroyed here and holds work that
// cannot be put aside.
func (s *Settings) lateWaiting(w store.WaitingCase) fyne.CanvasObject {
	let := widget.NewSmall(present.T("disposal.let_go"), func() {
		why := widget.NewEntry(present.T("disposal.stop_why"))
		s.ask(present.T("disposal.let_go_title"), present.T("disposal.let_go"),
			[]fyne.CanvasObject{widget.NewText(present.T("disposal.let_go_means"), widget.Paragraph), why}, func() {},
			func(ctx context.Context) error { return s.Store.LetLateGo(ctx, w.Case, strings.TrimSpace(why.Text())) }, present.T("disposal.was_let_go"))
	})
	return widget.NewCard(present.T("disposal.waits", joined(w.Number, present.Family(w.Family))),
		widget.Rows(1, widget.NewText(present.T("disposal.waits_means"), widget.Small), widget.Line(0, let)))
}

// lateCard is work that came after its case was destroyed.
func (s *Settings) lateCard(late []store.LateWork) fyne.CanvasObject {
	rows := widget.Rows(1.25, widget.NewText(present.T("disposal.late_means"), widget.Small))
	for _, w := range late {
		head := joined(w.Number, KindWord(w.Kind), s.names([]uuid.UUID{w.Author}), s.moment(w.Written))
		if w.Draft {
			head = joined(head, present.T("disposal.draft"))
		}
		rows.Add(widget.Rows(0.25, widget.NewText(head, widget.Strong), widget.NewText(strings.Join(w.Lines, "\n"), widget.Small),
			widget.Line(0, widget.NewSmall(present.T("disposal.settle"), func() {
				why := widget.NewEntry(present.T("disposal.settle_why"))
				s.ask(present.T("disposal.settle_title"), present.T("disposal.settle"), []fyne.CanvasObject{why}, func() {},
					func(ctx context.Context) error {
						return s.Store.SettleLateWork(ctx, w.Record, strings.TrimSpace(why.Text()))
					}, present.T("disposal.settled"))
			}))))
	}
	return widget.NewCard(present.T("disposal.late"), rows)
}

// retentionCard says how long each class is kept; a director changes that.
func (s *Settings) retentionCard(rules []casework.Retention) fyne.CanvasObject {
	rows := widget.Rows(1, widget.NewText(present.T("disposal.rules_sub"), widget.Small))
	defaults := casework.DefaultRetentions()
	for _, r := range rules {
		words := []fyne.CanvasObject{widget.NewText(joined(s.code("retention_class", r.Class), retentionWord(r)), widget.Strong)}
		if slices.Contains(defaults, r) {
			words = append(words, widget.NewText(present.T("disposal.proposal"), widget.Small))
		}
		if s.Store.Me().Has(ledger.RoleDirector) && !r.Forever {
			words = append(words, widget.NewSmall(present.T("disposal.change"), func() { s.askRetention(r) }))
		}
		rows.Add(widget.Line(1.25, words...))
	}
	return widget.NewCard(present.T("disposal.rules"), rows)
}

func retentionWord(r casework.Retention) string {
	switch {
	case r.Forever:
		return present.T("disposal.forever")
	case r.Age > 0:
		return present.T("disposal.years_age", r.Years, r.Age)
	}
	return present.T("disposal.years", r.Years)
}

func (s *Settings) askRetention(r casework.Retention) {
	years, age := widget.NewEntry(present.T("disposal.years_field")), widget.NewEntry(present.T("disposal.age_field"))
	years.SetText(strconv.Itoa(r.Years))
	age.SetText(strconv.Itoa(r.Age))
	s.ask(s.code("retention_class", r.Class), present.T("disposal.change"), []fyne.CanvasObject{years, age}, func() {},
		func(ctx context.Context) error {
			n, err := strconv.Atoi(strings.TrimSpace(years.Text()))
			until, wrong := strconv.Atoi(strings.TrimSpace(age.Text()))
			if err != nil || wrong != nil || n < 0 || until < 0 || n > 100 || until > 100 {
				return store.ErrRetentionNumber
			}
			r.Years, r.Age = n, until
			return s.Store.SetRetentionRule(ctx, r)
		}, present.T("disposal.changed"))
}
