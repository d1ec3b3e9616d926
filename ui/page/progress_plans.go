package page

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// planParts are the steps of a plan's way as the coordinator counts them.
var planParts = []struct {
	key  string
	tone theme.Tone
	of   func(r store.PlanRow) bool
}{
	{"progress.plan_needed", theme.Todo, func(r store.PlanRow) bool { return r.Stage == store.PlanNeeded }},
	{"progress.plan_making", theme.Grey, func(r store.PlanRow) bool {
		return r.Stage == casework.PlanDrafting || r.Stage == casework.PlanSubmitted || r.Stage == casework.PlanReturned
	}},
	{"progress.plan_approved", theme.Soon, func(r store.PlanRow) bool { return r.Stage == casework.PlanApproved }},
	{"progress.plan_handed", theme.Grey, func(r store.PlanRow) bool {
		return r.Stage == casework.PlanHandedOver || r.Stage == casework.PlanReviewDue
	}},
	{"progress.plan_over", theme.Late, func(r store.PlanRow) bool { return r.Over || r.Stage == casework.PlanReviewDue }},
}

// firstPlans is the part that is listed before anybody chose one: what is
// overdue, else what is to be made.
func (p *Progress) firstPlans() int {
	last := len(planParts) - 1
	if len(p.plansOf(last)) > 0 {
		return last
	}
	return 0
}

func (p *Progress) plansOf(part int) []store.PlanRow {
	var out []store.PlanRow
	for _, r := range p.shown.Plans {
		if planParts[part].of(r) {
			out = append(out, r)
		}
	}
	return out
}

// planCard counts the plans along their way; pressing a count lists them.
func (p *Progress) planCard() fyne.CanvasObject {
	steps := make([]fyne.CanvasObject, len(planParts))
	weights := make([]float32, len(planParts))
	for i := range planParts {
		steps[i], weights[i] = p.planStep(i), 1
	}
	chosen := p.plansOf(p.plans)
	var rows []fyne.CanvasObject
	for _, r := range chosen {
		rows = append(rows, p.planRow(r))
	}
	list := p.limited("plans "+strconv.Itoa(p.plans), rows)
	if len(rows) == 0 {
		list = widget.NewText(present.T("progress.no_plans"), widget.SmallPara)
	}
	return widget.NewCard(present.T("progress.plans"), widget.Rows(1.5, widget.Columns(1, weights, steps...), list))
}

// planStep is one count with its word below.
func (p *Progress) planStep(i int) fyne.CanvasObject {
	part, n := planParts[i], len(p.plansOf(i))
	number := widget.Title.Centred()
	if n > 0 && part.tone != theme.Grey {
		number = number.In(part.tone)
	}
	area := widget.NewArea(widget.PadXY(0.5, 1, widget.Rows(0,
		widget.NewText(strconv.Itoa(n), number),
		widget.NewText(present.T(part.key), oneLine(widget.Small.Centred())))), func() {
		p.plans, p.picked = i, true
		p.draw()
	})
	area.Card, area.Selected = true, i == p.plans
	return area
}

// planRow is a family's plan: until when, how far, and what of its goals was
// reached.
func (p *Progress) planRow(r store.PlanRow) fyne.CanvasObject {
	when, tone := present.T("progress.no_day"), theme.Grey
	if r.Due != "" {
		when, tone = p.dueTone(r.Due)
	}
	var facts []string
	facts = append(facts, p.code("case_class", r.Class))
	if r.Record != uuid.Nil {
		facts = append(facts, present.T("progress.version", r.Version))
	}
	facts = append(facts, planWord(r.Stage))
	if r.Goals > 0 {
		facts = append(facts, present.T("progress.goals", r.Goals, r.Achieved))
	}
	if r.Due != "" {
		facts = append(facts, present.T("today.due_on", p.shortDate(r.Due)))
	}
	if names := p.who(r.Authors, ""); names != "" {
		facts = append(facts, present.T("case.in_charge", names))
	}
	return p.row(tone, when, present.Family(r.Family), joined(facts...), nil, func() { p.Nav.OpenCasePart(r.Case, PartPlan) })
}

// meetingCard are the meetings with decisions that are not done, and all open
// tasks by date.
func (p *Progress) meetingCard() fyne.CanvasObject {
	body := widget.Rows(1)
	if len(p.shown.Meetings) > 0 {
		var rows []fyne.CanvasObject
		for _, m := range p.shown.Meetings {
			rows = append(rows, p.meetingRow(m))
		}
		body.Add(p.limited("meetings", rows))
	}
	var tasks []fyne.CanvasObject
	for _, t := range p.shown.Tasks {
		when, tone := p.dueTone(t.Due)
		finish := func() { p.finishTask(t, p.load) }
		tasks = append(tasks, p.row(tone, when, t.What, p.taskFacts(t), widget.NewSmall(present.T("task.finish"), finish), finish))
	}
	switch {
	case len(tasks) > 0:
		body.Add(widget.NewText(present.T("progress.tasks", len(tasks)), widget.Label))
		body.Add(p.limited("tasks", tasks))
	case len(p.shown.Meetings) == 0:
		body.Add(widget.NewText(present.T("progress.no_tasks"), widget.SmallPara))
	}
	return widget.NewCard(present.T("progress.meetings"), body)
}

func (p *Progress) meetingRow(m store.MeetingRow) fyne.CanvasObject {
	open, tone := present.T("progress.open_tasks", m.Open), theme.Grey
	if m.Overdue > 0 {
		open, tone = present.T("progress.over_tasks", m.Open, m.Overdue), theme.Late
	}
	style := widget.Small
	if tone == theme.Late {
		style = widget.Style{Size: theme.SizeSmall, Bold: true}.In(tone)
	}
	line := widget.LineFill(1, 1,
		newFixed(progressWhen, widget.NewText(p.shortDate(m.Record.Text("on")), widget.Strong)),
		widget.NewText(p.meetingTitle(m.Record), oneLine(widget.Strong)),
		widget.NewText(open, style))
	return widget.NewArea(widget.PadXY(0.5, 1, line), func() { p.Nav.OpenMeeting(m.Record.ID) })
}

// pair puts two columns beside each other, or below each other where they
// would be too narrow.
type pair struct{ width float32 }

func newPair(left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&pair{}, left, right)
}

// pairWide is from how many units on there is room for two.
const pairWide = 116

// MinSize is as high as the last width made it.
func (w *pair) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize().Height, o[1].MinSize().Height
	if w.width == 0 || w.width >= theme.Space(pairWide) {
		return fyne.NewSize(theme.Space(50), max(a, b))
	}
	return fyne.NewSize(theme.Space(50), a+b+theme.Space(2))
}

// Layout gives both the same width.
func (w *pair) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	gap := theme.Space(2)
	column := size.Width
	if size.Width >= theme.Space(pairWide) {
		column = (size.Width - gap) / 2
	}
	for _, box := range o {
		if box.Size().Width != column {
			box.Resize(fyne.NewSize(column, box.MinSize().Height))
		}
	}
	a, b := o[0].MinSize().Height, o[1].MinSize().Height
	put(o[0], 0, 0, column, a)
	if column < size.Width {
		put(o[1], column+gap, 0, column, b)
		return
	}
	put(o[1], 0, a+gap, column, b)
}
