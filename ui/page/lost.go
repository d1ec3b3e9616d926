package page

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// openLost shows what can be known of a machine that was lost or stolen, and
// what is to be done, the most urgent first.
func (s *Settings) openLost(st *ledger.Station) {
	async.Run(s.owner, func(ctx context.Context) (*store.LostReport, error) {
		return s.Store.FindLost(ctx, st.ID)
	}, func(r *store.LostReport, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.showLost(r)
	})
}

func (s *Settings) showLost(r *store.LostReport) {
	var hide func()
	report := s.lostReport(r)
	rows := widget.Rows(1.75, widget.NewText(present.T("lost.title", r.Station.Name), widget.Title))
	if r.Removed == nil {
		rows.Add(widget.NewBanner(theme.Late, present.T("lost.first"), present.T("lost.first_text"),
			widget.NewSmall(present.T("lost.remove"), func() {
				hide()
				s.removeStation(&r.Station)
			})))
	} else {
		rows.Add(widget.NewBanner(theme.Done, present.T("lost.removed"), present.T("lost.removed_text")))
		if s.Store.May(ledger.ActRoles) {
			rows.Add(widget.NewBanner(theme.Todo, present.T("lost.keys"), present.T("lost.keys_text"),
				widget.NewSmall(present.T("lost.renew"), func() {
					hide()
					s.renewGroups()
				})))
		}
	}
	for _, fact := range report.Facts {
		rows.Add(widget.Columns(1, []float32{2, 3}, widget.NewText(fact[0], widget.Quiet), widget.NewText(fact[1], widget.Paragraph)))
	}
	rows.Add(widget.NewText(report.Note, widget.SmallPara))
	rows.Add(widget.Line(1.5, widget.NewPrimary(present.T("lost.save"), func() {
		hide()
		s.printLost(r)
	}), widget.NewButton(present.T("button.close"), func() { hide() })))
	hide = ShowOverlay(s.Nav.Window(), 92, rows)
}

// renewGroups asks before all groups get new keys.
func (s *Settings) renewGroups() {
	s.ask(present.T("lost.keys"), present.T("lost.renew"), []fyne.CanvasObject{widget.NewText(present.T("lost.keys_text"), widget.Paragraph)}, func() {},
		s.Store.RenewGroups, present.T("lost.renewed"))
}

// lostReport puts a report into words, for the screen and for paper.
func (s *Settings) lostReport(r *store.LostReport) paper.Lost {
	out := paper.Lost{Facts: s.lostFacts(r), Note: present.T("lost.note")}
	if !r.Audited {
		out.Note += present.T("lost.no_audit")
	}
	out.Measures = append(out.Measures, present.T("lost.sealed"), present.T("lost.password"))
	if r.Removed != nil {
		out.Measures = append(out.Measures, present.T("lost.done_removed", r.Removed.Name, s.moment(r.Removed.At)), present.T("lost.done_wipe"))
	}
	out.Columns = []string{present.T("lost.number"), present.T("lost.family"), present.T("lost.persons")}
	for _, c := range r.Held {
		out.Held = append(out.Held, []string{c.Number, c.Family, present.Number(int64(c.Persons))})
	}
	return out
}

func (s *Settings) lostFacts(r *store.LostReport) [][2]string {
	none := present.T("lost.unknown")
	held := present.T("lost.held_some", present.Number(int64(r.Cases)), present.Number(int64(r.Persons)))
	if r.Everything {
		held = present.T("lost.held_all", present.Number(int64(r.Cases)), present.Number(int64(r.Persons)))
	}
	facts := [][2]string{
		{present.T("lost.station"), r.Station.Name},
		{present.T("lost.kind"), present.T("lost.kind_" + r.Station.Type)},
		{present.T("lost.held"), held},
		{present.T("lost.spoke"), none},
	}
	if !r.Spoke.IsZero() {
		facts[3][1] = s.moment(r.Spoke)
	}
	if !r.Audited {
		return facts
	}
	opened := none
	if !r.Opened.IsZero() {
		opened = present.T("lost.opened_by", s.moment(r.Opened), s.staff(r.OpenedBy))
	}
	var people []string
	for _, id := range r.People {
		people = append(people, s.staff(id))
	}
	return append(facts,
		[2]string{present.T("lost.opened"), opened},
		[2]string{present.T("lost.people"), cmp.Or(strings.Join(people, present.T("field.separator")), none)},
		[2]string{present.T("lost.failed"), present.Count("time", r.Failed)},
	)
}
