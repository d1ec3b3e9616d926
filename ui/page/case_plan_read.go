package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// readHead leads back from the copies of a plan to the plan, and over to the
// other copy.
func (c *Case) readHead(title, sub, other string, to string) fyne.CanvasObject {
	back := widget.NewButton(present.T("plan.back"), func() { c.readPlan("") })
	return widget.LineFill(1.75, 1, widget.NewText(title, widget.Title), widget.NewText(sub, oneLine(widget.Quiet)),
		widget.NewButton(other, func() { c.readPlan(to) }), back)
}

// handedPage is the copy for the family, in large type and plain words.
func (c *Case) handedPage(p PlanParts) fyne.CanvasObject {
	rows := widget.Rows(2, widget.NewText(present.T("plan.handed_title"), widget.Heading))
	for _, part := range HandedPlan(p, c.handedNames()) {
		lines := widget.Rows(0.5, widget.NewText(part.Head, widget.Style{Size: theme.SizeTitle, Bold: true, Color: theme.Primary, Wrap: true}))
		for _, line := range part.Lines {
			lines.Add(widget.NewText(line, widget.Style{Size: theme.SizeTitle, Wrap: true, LineHeight: theme.NoteLine}))
		}
		rows.Add(lines)
	}
	paper := widget.NewCard("", widget.PadXY(3, 2, rows))
	return newRowsFill(1, 1.5,
		c.readHead(present.T("plan.read_handed"), present.T("plan.read_handed_sub"), present.T("plan.read_internal"), readInternal),
		scrolled(container.New(&paperWidth{width: 96}, paper)))
}

// paperWidth keeps its content at the width of a sheet of paper, in the middle.
type paperWidth struct{ width float32 }

// MinSize is the content's.
func (p *paperWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[0].MinSize()
	return fyne.NewSize(min(m.Width, theme.Space(p.width)), m.Height)
}

// Layout centres it.
func (p *paperWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(theme.Space(p.width), size.Width)
	objects[0].Resize(fyne.NewSize(w, objects[0].MinSize().Height))
	put(objects[0], (size.Width-w)/2, 0, w, max(size.Height, objects[0].MinSize().Height))
}

// internalPage is all that the plan holds, for staff.
func (c *Case) internalPage(p PlanParts) fyne.CanvasObject {
	rows := widget.Rows(1.5, c.standingLine(), c.recordCard(p.Plan))
	for _, i := range p.Issues {
		rows.Add(c.recordCard(i))
	}
	for _, g := range p.Goals {
		cards := widget.Rows(1, c.answerRows(g.Goal)...)
		for _, m := range g.Measures {
			cards.Add(widget.NewRule())
			cards.Add(widget.Rows(1, c.answerRows(m)...))
		}
		for _, e := range g.Evaluations {
			cards.Add(widget.NewRule())
			cards.Add(widget.NewText(c.titleOf(e), widget.Strong))
			cards.Add(widget.Rows(1, c.answerRows(e)...))
		}
		rows.Add(widget.NewCard(KindWord(store.KindPlanGoal), cards))
	}
	for _, h := range p.Handovers {
		rows.Add(c.recordCard(h))
	}
	return newRowsFill(1, 1.5,
		c.readHead(present.T("plan.read_internal"), present.T("plan.read_internal_sub"), present.T("plan.read_handed"), readHanded),
		scrolled(rows))
}

// standingLine is how the family is judged, which only staff may read.
func (c *Case) standingLine() fyne.CanvasObject {
	s := c.file.Standing
	line := widget.Flow(1)
	line.Add(widget.NewText(present.T("plan.standing"), widget.Label))
	if s.Class != "" {
		line.Add(widget.NewChip(c.code("case_class", string(s.Class)), classTone(string(s.Class))))
	}
	if s.Severity != "" {
		line.Add(widget.NewChip(present.T("case.severity", c.code("severity", s.Severity)), severityChip(s.Severity)))
	}
	if latest := c.latestUrgency(); latest != nil {
		line.Add(widget.NewChip(present.T("assess.urgency_chip", c.rankOf(latest)), rankColour(c.rankOf(latest))))
	}
	if s.Class == "" && s.Severity == "" {
		line.Add(widget.NewText(present.T("case.undecided"), widget.Quiet))
	}
	return line
}

// recordCard is a record with all its answers.
func (c *Case) recordCard(r *store.Record) fyne.CanvasObject {
	return widget.NewCard(KindWord(r.Kind), widget.Rows(1, c.answerRows(r)...))
}

// answerRows are the answers of a record in the order of its form.
func (c *Case) answerRows(r *store.Record) []fyne.CanvasObject {
	f := c.Store.Library().Form(r.Kind)
	if f == nil {
		return nil
	}
	var out []fyne.CanvasObject
	walkItems(f.Items, func(it *form.Item) {
		v := r.Fields[it.LinkID]
		if v == nil || it.Type == form.Group || it.Type == form.Display || it.Hidden {
			return
		}
		out = append(out, widget.Columns(2, []float32{1, 4},
			widget.NewText(it.Label(lang()), widget.Style{Size: theme.SizeSmall, Color: theme.Muted, Bold: true, Wrap: true}),
			widget.NewText(c.answerText(r.Kind, it, v), widget.Style{Wrap: true, LineHeight: 1.6})))
	})
	return out
}

// answerText is an answer in words; one that names another record is that
// record's title.
func (c *Case) answerText(kind string, it *form.Item, v any) string {
	id, _ := v.(string)
	if it.Refers == "" || it.Refers == "person" || it.Refers == "staff" || id == "" {
		return c.showValue(kind, it.LinkID, v, c.file.Persons)
	}
	if r := c.office[id]; r != nil {
		return c.titleOf(r)
	}
	if r := recordOf(c.file, id); r != nil {
		return c.titleOf(r)
	}
	return present.T("edit.gone")
}
