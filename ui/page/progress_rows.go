package page

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// clockCard are the 48-hour clocks by hours left, and below them the children
// who were seen in the last days.
func (p *Progress) clockCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	open := p.running()
	for _, r := range open {
		rows = append(rows, p.clockRow(r))
	}
	for _, r := range p.shown.Clocks[len(open):] {
		rows = append(rows, p.metRow(r))
	}
	body := p.limited("clocks", rows)
	if len(rows) == 0 {
		body = widget.NewText(present.T("progress.no_clocks"), widget.SmallPara)
	}
	return widget.NewCardWith(present.T("progress.clocks"), widget.NewText(present.Count("item", len(open)), widget.Quiet), body)
}

func (p *Progress) clockRow(r store.DueRow) fyne.CanvasObject {
	tone := theme.Soon
	if r.Over(p.Now()) || r.Warned(p.Now()) > 0 {
		tone = theme.Late
	}
	return p.row(tone, present.TimeLeft(r.Left(p.Now())), present.T("today.of_family", present.Family(r.Family), p.dueChild(r)),
		p.clockFacts(r), p.clockChip(r), func() { p.openDue(r) })
}

// clockFacts says since when a clock runs and who is to look.
func (p *Progress) clockFacts(r store.DueRow) string {
	partial := ""
	if r.Partial {
		partial = present.T("today.clock_partial")
	}
	return joined(present.T("today.clock_from", p.moment(r.From)), present.T("case.in_charge", orNone(p.dueStaff(r))), partial)
}

func orNone(names string) string {
	if names == "" {
		return present.T("case.none")
	}
	return names
}

// clockChip says what nobody else can know yet, or nobody here.
func (p *Progress) clockChip(r store.DueRow) fyne.CanvasObject {
	switch {
	case r.Unsent:
		return widget.NewChip(present.T("progress.only_here"), theme.Soon)
	case !r.Heard.After(r.From) && p.Now().Sub(r.From) > time.Hour:
		return widget.NewChip(present.T("progress.silent"), theme.Soon)
	}
	return nil
}

// metRow is a clock that was stopped: in time or late.
func (p *Progress) metRow(r store.DueRow) fyne.CanvasObject {
	when, tone := present.T("progress.met"), theme.Grey
	if r.Done.After(r.Due) {
		when = present.T("progress.met_late")
	}
	return p.row(tone, when, present.T("today.of_family", present.Family(r.Family), p.dueChild(r)),
		present.T("progress.met_at", p.moment(r.Done), present.Duration(r.Done.Sub(r.From))), nil, func() { p.openDue(r) })
}

// unseenCard are the children whom nobody has seen for longer than their
// class allows.
func (p *Progress) unseenCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, u := range p.shown.Unseen {
		detail := present.T("today.unseen_last", p.shortDate(u.Child.LastSeen))
		if u.Never {
			detail = present.T("today.unseen_never")
		}
		rows = append(rows, p.row(theme.Late, present.Count("day", u.Days),
			present.T("today.of_family", present.Family(u.Family), p.childLine(u.Child)),
			p.withStaff(joined(detail, p.code("case_class", u.Class)), u.Staff), nil, func() { p.Nav.OpenCase(u.Case) }))
	}
	return p.section("unseen", present.T("progress.unseen"), present.T("progress.no_unseen"), rows)
}

// overdueCard are all other deadlines that have passed, by rule; a rule's line
// unfolds its families.
func (p *Progress) overdueCard() fyne.CanvasObject {
	groups := map[casework.DeadlineID][]store.DueRow{}
	var order []casework.DeadlineID
	for _, r := range p.shown.Overdue {
		if groups[r.ID] == nil {
			order = append(order, r.ID)
		}
		groups[r.ID] = append(groups[r.ID], r)
	}
	slices.Sort(order)
	body := widget.Rows(0)
	for i, id := range order {
		if i > 0 {
			body.Add(widget.NewRule())
		}
		p.addRule(body, id, groups[id], len(p.shown.Overdue) <= progressLimit)
	}
	if len(order) == 0 {
		body.Add(widget.NewText(present.T("progress.no_overdue"), widget.SmallPara))
	}
	return widget.NewCardWith(present.T("progress.overdue"),
		widget.NewText(present.Count("item", len(p.shown.Overdue)), widget.Quiet), body)
}

func (p *Progress) addRule(body *fyne.Container, id casework.DeadlineID, rows []store.DueRow, open bool) {
	if chosen, ok := p.unfold[id]; ok {
		open = chosen
	}
	icon := "next"
	if open {
		icon = "expand"
	}
	title := widget.LineFill(1, 1, iconOf(icon, theme.Muted),
		widget.NewText(present.T("deadline."+string(id)), widget.Strong),
		widget.NewText(present.Count("item", len(rows)), widget.Strong.In(theme.Late)))
	body.Add(widget.NewArea(widget.PadXY(0, 1.25, title), func() {
		p.unfold[id] = !open
		p.draw()
	}))
	if !open {
		return
	}
	var lines []fyne.CanvasObject
	for _, r := range rows {
		lines = append(lines, p.overdueRow(r))
	}
	body.Add(widget.PadXY(1, 0, p.limited("rule "+string(id), lines)))
}

func (p *Progress) overdueRow(r store.DueRow) fyne.CanvasObject {
	day := r.DueDay
	if day.IsZero() {
		day = casework.DateOf(r.Due.Local())
	}
	when := present.T("progress.over_days", p.today().DaysSince(day))
	if day == p.today() {
		when = present.T("today.until_today")
	}
	staff := ""
	if names := p.dueStaff(r); names != "" {
		staff = present.T("case.in_charge", names)
	}
	return p.row(theme.Late, when, present.T("today.of_family", present.Family(r.Family), p.dueChild(r)),
		joined(partWord(r.Deadline), r.Title, present.T("today.due_on", present.ShortDate(day, p.today())), staff),
		nil, func() { p.openDue(r) })
}

// partWord is which part of its rule a deadline is, where a rule has several.
func partWord(d casework.Deadline) string {
	if word := deadlineWord(d); word != present.T("deadline."+string(d.ID)) {
		return word
	}
	return ""
}

// approvalCard is what waits for a decision, whoever's, the longest first.
func (p *Progress) approvalCard() fyne.CanvasObject {
	waiting := slices.Clone(p.shown.Approvals)
	slices.SortStableFunc(waiting, func(a, b store.ApprovalRow) int { return a.At.Compare(b.At) })
	var rows []fyne.CanvasObject
	for _, r := range waiting {
		tone := theme.Soon
		if !r.State.Due.IsZero() && r.State.Due.Before(p.today()) {
			tone = theme.Late
		}
		days := p.today().DaysSince(casework.DateOf(r.At.Local()))
		rows = append(rows, p.row(tone, present.T("progress.waits_days", days),
			present.T("today.of_family", r.Title, present.Family(r.Family)),
			joined(p.approvalStands(r.State), present.T("today.approval_from", p.staff(r.By), p.moment(r.At))),
			nil, func() { p.Nav.OpenApproval(r.Record) }))
	}
	return p.section("approvals", present.T("progress.approvals"), present.T("progress.no_approvals"), rows)
}

// silentAfter is from when on a laptop has not been heard of for long.
const silentAfter = 24 * time.Hour

// stationCard says when something last came from each station.
func (p *Progress) stationCard() fyne.CanvasObject {
	body := widget.Rows(0)
	for i, s := range p.shown.Stations {
		if i > 0 {
			body.Add(widget.NewRule())
		}
		words, tone := p.stationWords(s)
		name := s.Name
		if s.Here {
			name = present.T("progress.here", s.Name)
		}
		style := widget.Small.AtEnd()
		if tone != theme.Grey {
			style = widget.Style{Size: theme.SizeSmall, Bold: true, Align: fyne.TextAlignTrailing}.In(tone)
		}
		body.Add(widget.PadXY(0, 1, widget.LineFill(1, 0, widget.NewText(name, oneLine(widget.Body)), widget.NewText(words, style))))
	}
	body.Add(widget.PadXY(0, 1, widget.NewText(present.T("progress.stations_sub"), widget.SmallPara)))
	return widget.NewCard(present.T("progress.stations"), body)
}

// stationWords says when a station was last heard of, and whether that is long
// ago; of this one, when it last agreed with the center.
func (p *Progress) stationWords(s store.StationHeard) (string, theme.Tone) {
	never, last := "progress.never_heard", "progress.heard"
	if s.Here {
		never, last = "sync.never", "progress.synced"
	}
	words, tone := present.T(never), theme.Soon
	if !s.Last.IsZero() {
		words, tone = present.T(last, p.moment(s.Last)), theme.Grey
		if s.Type == ledger.StationLaptop && p.Now().Sub(s.Last) > silentAfter {
			tone = theme.Soon
		}
	}
	if s.Unsent > 0 {
		words, tone = present.T("progress.unsent", words, s.Unsent), theme.Soon
	}
	return words, tone
}
