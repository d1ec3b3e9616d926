package page

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// planView is what of the support plans shows.
type planView struct {
	version uuid.UUID // the chosen one, zero for the latest
	reading string    // readHanded, readInternal or "" for the plan itself
}

// The two ways to read a plan as a whole.
const (
	readHanded   = "handed"
	readInternal = "internal"
)

// shownPlan is the version that was chosen, else the latest; nil without any.
func (c *Case) shownPlan() *store.Record {
	for _, p := range planVersions(c.file) {
		if p.ID == c.plan.version {
			return p
		}
	}
	return c.currentPlan()
}

// plans shows the support plans.
func (c *Case) plans() fyne.CanvasObject {
	plan := c.shownPlan()
	if plan == nil {
		begin := widget.NewPrimary(present.T("plan.begin"), c.beginPlan)
		empty := widget.NewCard("", widget.EmptyState("edit", present.T("plan.none"), c.noPlanWords(), begin))
		return widget.Columns(2, []float32{88, 33}, empty, scrolled(widget.Rows(2, c.planSources(), c.keptBackCard())))
	}
	parts := PlanOf(c.file, plan)
	switch c.plan.reading {
	case readHanded:
		return c.handedPage(parts)
	case readInternal:
		return c.internalPage(parts)
	}
	stage, approval, state := c.planStage(plan)
	left := widget.Rows(1.5)
	if banner := c.planBanner(plan, stage, approval); banner != nil {
		left.Add(banner)
	}
	left.Add(c.planHeartCard(parts, stage))
	left.Add(c.goalTable(parts, stage))
	right := widget.Rows(2)
	if versions := c.versionChips(plan); versions != nil {
		right.Add(versions)
	}
	right.Add(c.planCard(parts, stage, approval, state))
	right.Add(c.keptBackCard())
	buttons := widget.Flow(1.25, c.planButtons(parts, stage, approval)...)
	return widget.Columns(2, []float32{88, 33},
		newRowsFill(0, 1.75, scrolled(left), buttons), scrolled(right))
}

// noPlanWords say whether somebody decided that a plan is needed.
func (c *Case) noPlanWords() string {
	for _, sheet := range c.file.Of(store.KindSheet) {
		if sheet.Text("plan_need") != "needed" {
			continue
		}
		if due := dateOf(sheet.Text("plan_due")); !due.IsZero() {
			return present.T("plan.none_needed", present.ShortDate(due, c.today()))
		}
	}
	return present.T("plan.none_sub")
}

// planBanner says what has to be done with the plan before anything else.
func (c *Case) planBanner(plan *store.Record, stage string, approval *casework.Entry) fyne.CanvasObject {
	switch stage {
	case casework.PlanReturned:
		look := widget.NewSmall(present.T("plan.see_approval"), func() { c.openApproval(approval) })
		return widget.NewBanner(theme.Todo, present.T("plan.returned"), present.T("plan.returned_sub"), look)
	case casework.PlanSubmitted:
		return widget.NewBanner(theme.Todo, present.T("plan.submitted"), present.T("plan.submitted_sub"))
	case casework.PlanReviewDue:
		return widget.NewBanner(theme.Soon, present.T("plan.review_due", c.shortDate(plan.Text("review_on"))), present.T("plan.review_due_sub"))
	case casework.PlanSuperseded:
		return widget.NewBanner(theme.Grey, present.T("plan.superseded"), "")
	case casework.PlanEnded:
		return widget.NewBanner(theme.Grey, present.T("plan.ended", c.shortDate(plan.Text("ended_on"))), c.code("plan_end_reason", plan.Text("end_reason")))
	}
	return nil
}

func (c *Case) openApproval(approval *casework.Entry) {
	if approval == nil {
		return
	}
	if id, err := uuid.Parse(approval.ID); err == nil {
		c.Nav.OpenApproval(id)
	}
}

// versionChips choose a version; nil where there is one only.
func (c *Case) versionChips(shown *store.Record) fyne.CanvasObject {
	versions := planVersions(c.file)
	if len(versions) < 2 {
		return nil
	}
	words := make([]string, len(versions))
	at := 0
	for i, p := range versions {
		words[i] = present.T("plan.version", versionOf(p))
		if p.ID == shown.ID {
			at = i
		}
	}
	chips := widget.NewFilters(words, func(i int) {
		c.plan.version = versions[i].ID
		c.draw()
	})
	chips.Choose(at)
	return chips
}

// planHeartCard is what the plan rests on: the voices, what goes well, the aim
// and what is hard.
func (c *Case) planHeartCard(p PlanParts, stage string) fyne.CanvasObject {
	cell := func(label, text string) fyne.CanvasObject {
		style := widget.Style{Wrap: true, LineHeight: 1.6}
		if text == "" {
			text, style.Color = present.T("plan.unwritten"), theme.Muted
		}
		return widget.Rows(0.5, widget.NewText(label, widget.Label), widget.NewText(text, style))
	}
	label := func(field string) string { return c.fieldLabel(store.KindPlan, field) }
	plan := p.Plan
	row := func(a, b string) fyne.CanvasObject {
		return widget.Columns(3, []float32{1, 1}, cell(label(a), plan.Text(a)), cell(label(b), plan.Text(b)))
	}
	return widget.NewCard("", widget.Rows(1.5,
		row("child_voice", "guardian_voice"), widget.NewRule(),
		row("strengths", "vision"), widget.NewRule(),
		c.issueLine(p, stage),
	))
}

// issueLine lists what is hard for the family, each to be opened.
func (c *Case) issueLine(p PlanParts, stage string) fyne.CanvasObject {
	chips := widget.Flow(1)
	for _, issue := range p.Issues {
		text := issue.Text("what")
		if n, ok := issue.Int("priority"); ok {
			text = present.T("plan.issue", n, text)
		}
		chips.Add(widget.NewSmall(text, func() { c.editPart(issue) }))
	}
	if len(p.Issues) == 0 {
		chips.Add(widget.NewText(present.T("plan.no_issue"), widget.Quiet))
	}
	head := widget.LineFill(1, 0, widget.NewText(present.T("plan.issues"), widget.Label))
	if writable(stage) {
		head.Add(widget.NewLink(present.T("plan.add_issue"), func() { c.addIssue(p) }))
	}
	return widget.Rows(0.75, head, chips)
}

// writable reports whether the text of a plan may grow without anybody having
// approved it.
func writable(stage string) bool {
	return stage == casework.PlanDrafting || stage == casework.PlanReturned
}

// inForce reports whether a plan is in force, so that its goals are evaluated.
func inForce(stage string) bool {
	return stage == casework.PlanApproved || stage == casework.PlanHandedOver || stage == casework.PlanReviewDue
}

// keptBackCard says what never leaves with the copy for the family.
func (c *Case) keptBackCard() fyne.CanvasObject {
	rows := widget.Rows(0.5)
	for _, key := range []string{"plan.kept_levels", "plan.kept_reporter", "plan.kept_third", "plan.kept_opinion"} {
		rows.Add(widget.NewText(present.T(key), widget.Style{Size: theme.SizeSmall}))
	}
	return widget.NewCard(present.T("plan.kept_back"), rows)
}
