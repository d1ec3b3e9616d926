package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// goalWeights are the widths of the table of goals: №, 目標, すること, だれが,
// いつまで, 評価.
var goalWeights = []float32{3, 25, 25, 22, 11, 13}

// goalTable is the goals with what is done for each.
func (c *Case) goalTable(p PlanParts, stage string) fyne.CanvasObject {
	if len(p.Goals) == 0 {
		var act []fyne.CanvasObject
		if writable(stage) {
			act = append(act, widget.NewButton(present.T("plan.add_goal"), func() { c.addGoal(p) }))
		}
		return widget.NewCard("", widget.EmptyState("check", present.T("plan.no_goal"), present.T("plan.no_goal_sub"), act...))
	}
	rows := widget.Rows(0, c.goalHead(), widget.NewRule())
	for i, g := range p.Goals {
		if i > 0 {
			rows.Add(widget.NewRule())
		}
		rows.Add(c.goalRow(g, i+1, stage))
	}
	return widget.NewSheet(rows)
}

func (c *Case) goalHead() fyne.CanvasObject {
	label := func(key string) fyne.CanvasObject { return widget.NewText(present.T(key), widget.Label) }
	until := widget.NewText(present.T("plan.col_until"), widget.Label.AtEnd())
	return goalColumns(label("plan.col_number"), label("plan.col_goal"),
		widget.Columns(1.5, goalWeights[2:5], label("plan.col_what"), label("plan.col_who"), until), label("plan.col_result"))
}

// goalColumns puts the number, the goal, what is done for it and the result
// beside each other.
func goalColumns(cells ...fyne.CanvasObject) fyne.CanvasObject {
	weights := []float32{goalWeights[0], goalWeights[1], goalWeights[2] + goalWeights[3] + goalWeights[4], goalWeights[5]}
	return widget.PadXY(1.5, 1, widget.Columns(1.5, weights, cells...))
}

// goalRow is one goal: its first measure stands beside it, the others below.
func (c *Case) goalRow(g PlanGoal, n int, stage string) fyne.CanvasObject {
	number := present.Number(int64(n))
	if rank, ok := g.Goal.Int("rank"); ok {
		number = present.Number(rank)
	}
	wrapped := widget.Style{Wrap: true, LineHeight: 1.4}
	bold := wrapped
	bold.Bold = true
	goal := widget.NewArea(widget.NewText(g.Goal.Text("goal"), bold), func() { c.editPart(g.Goal) })
	lines := widget.Rows(0.75)
	for _, m := range g.Measures {
		lines.Add(c.measureLine(g, m, wrapped))
	}
	if len(g.Measures) == 0 {
		lines.Add(widget.Columns(1.5, goalWeights[2:5], widget.NewText(present.T("plan.no_measure"), widget.Quiet),
			widget.NewText("", widget.Body), c.untilText(g.Goal.Text("until"))))
	}
	if writable(stage) {
		lines.Add(widget.Line(0, widget.NewLink(present.T("plan.add_measure"), func() { c.addMeasure(g) })))
	}
	return goalColumns(widget.Rows(0, widget.NewText(number, widget.Body)), goal, lines, c.resultCell(g, stage))
}

func (c *Case) measureLine(g PlanGoal, m *store.Record, style widget.Style) fyne.CanvasObject {
	until := m.Text("until")
	if until == "" {
		until = g.Goal.Text("until")
	}
	what := widget.Rows(0, widget.NewText(joined(m.Text("what"), m.Text("frequency")), style))
	if part := m.Text("family_part"); part != "" {
		what.Add(widget.NewText(present.T("plan.family_part", part), widget.SmallPara))
	}
	line := widget.Columns(1.5, goalWeights[2:5], what, widget.NewText(c.measureWho(m), style), c.untilText(until))
	return widget.NewArea(line, func() { c.editPart(m) })
}

func (c *Case) untilText(iso string) fyne.CanvasObject {
	text := ""
	if date := dateOf(iso); !date.IsZero() {
		text = present.EraDate(date)
	}
	return widget.NewText(text, widget.Style{Wrap: true, LineHeight: 1.4, Align: fyne.TextAlignTrailing})
}

// measureWho is who does something: the agency or the service, and who of the
// staff.
func (c *Case) measureWho(m *store.Record) string {
	names := c.handedNames()
	var who []string
	add := func(s string) {
		if s != "" && !slices.Contains(who, s) {
			who = append(who, s)
		}
	}
	add(c.code("service_type", m.Text("service")))
	add(m.Text("who"))
	add(names.Agency(m.Text("resource")))
	for _, id := range m.Texts("staff") {
		add(c.staffText(id))
	}
	return strings.Join(who, present.T("case.separator"))
}

// resultCell is how the goal was evaluated last, and where to evaluate it.
func (c *Case) resultCell(g PlanGoal, stage string) fyne.CanvasObject {
	cell := widget.Rows(0.5)
	if len(g.Evaluations) > 0 {
		last := g.Evaluations[0]
		code := last.Text("achieved")
		chip := widget.NewChip(c.code("goal_result", code), goalTone(code))
		day := widget.NewText(c.shortDate(last.Text("on")), widget.Small)
		cell.Add(widget.NewArea(widget.Line(0.75, chip, day), func() { c.editPart(last) }))
	} else {
		cell.Add(widget.Line(0, widget.NewChip(present.T("plan.not_evaluated"), theme.Grey)))
	}
	if inForce(stage) {
		cell.Add(widget.Line(0, widget.NewLink(present.T("plan.evaluate"), func() { c.evaluate(g) })))
	}
	return cell
}

func goalTone(code string) theme.Tone {
	switch code {
	case "achieved":
		return theme.Ours
	case "partly", "changed":
		return theme.Soon
	}
	return theme.Grey
}
