package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// planCard is the life of a version: made, approved, handed over, explained to
// the child, to be reviewed.
func (c *Case) planCard(p PlanParts, stage string, approval *casework.Entry, state casework.ApprovalState) fyne.CanvasObject {
	plan := p.Plan
	approved, approvedTone := c.approvalWord(approval, state)
	handed, handedTone := c.handedWord(p)
	told, toldTone := c.toldWord(p)
	review, reviewTone := c.planDay(plan.Text("review_on")), theme.Grey
	if date := dateOf(plan.Text("review_on")); !date.IsZero() && (inForce(stage) || stage == casework.PlanSubmitted) {
		reviewTone = urgencyTone(casework.UrgencyOf(date, c.today(), 30))
	}
	rows := []fyne.CanvasObject{
		c.cardLine("plan.made", joined(c.planDay(plan.Text("made_on")), c.staffWords(plan.Texts("authors"))), theme.Grey),
		c.cardLine("plan.approval", approved, approvedTone),
		c.cardLine("plan.handover", handed, handedTone),
		c.cardLine("plan.told", told, toldTone),
		c.cardLine("plan.review", review, reviewTone),
	}
	var number fyne.CanvasObject
	if n := plan.Text("number"); n != "" {
		number = widget.NewText(n, widget.Small)
	}
	return widget.NewCardWith(present.T("plan.version", versionOf(plan)), number, ruled(rows))
}

func (c *Case) cardLine(key, value string, tone theme.Tone) fyne.CanvasObject {
	style := widget.Style{Bold: true, Align: fyne.TextAlignTrailing, Wrap: true, LineHeight: 1.4}
	if value == "" {
		value, style.Color, style.Bold = present.T("case.none"), theme.Muted, false
	} else if tone != theme.Grey {
		style = style.In(tone)
	}
	return widget.PadXY(0, 1.25, widget.Columns(1, []float32{2, 3}, widget.NewText(present.T(key), widget.Body), widget.NewText(value, style)))
}

// staffWords are several of the staff on a line.
func (d Deps) staffWords(ids []string) string {
	var names []string
	for _, id := range ids {
		if name := d.staffText(id); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, present.T("case.separator"))
}

// approvalWord says how far the approval is: who it waits for, or who decided
// last and when.
func (c *Case) approvalWord(approval *casework.Entry, state casework.ApprovalState) (string, theme.Tone) {
	switch {
	case approval == nil:
		return present.T("plan.not_submitted"), theme.Grey
	case state.Stage == casework.ApprovalApproved && len(state.Steps) > 0:
		last := state.Steps[len(state.Steps)-1]
		return joined(present.ShortDate(casework.DateOf(last.At.Local()), c.today()), c.code("staff_role", last.Role)), theme.Done
	case state.Stage == casework.ApprovalReturned:
		return present.T("plan.was_returned"), theme.Soon
	case state.Stage == casework.ApprovalChanged:
		return present.T("plan.was_changed"), theme.Soon
	case state.Stage == casework.ApprovalPulledBack:
		return present.T("plan.pulled_back"), theme.Grey
	}
	return present.T("plan.waits_for", c.code("staff_role", state.WaitsFor)), theme.Todo
}

// given is the hand-over that took place, else the note why it has not yet;
// nil for neither.
func (p PlanParts) given() (done, planned *store.Record) {
	for _, h := range p.Handovers {
		switch {
		case h.Text("on") != "" && h.Text("not_handed_reason") == "":
			if done == nil {
				done = h
			}
		case planned == nil:
			planned = h
		}
	}
	return done, planned
}

// handedWord says when, to whom and how the plan was handed over.
func (c *Case) handedWord(p PlanParts) (string, theme.Tone) {
	done, planned := p.given()
	if done != nil {
		to := done.Text("to_other")
		for _, person := range c.file.Persons {
			if person.ID.String() == done.Text("to") {
				to = c.code("family_role", person.Text("role"))
			}
		}
		return joined(c.planDay(done.Text("on")), to, c.code("handover_method", done.Text("method"))), theme.Done
	}
	if planned != nil {
		if day := c.planDay(planned.Text("planned_on")); day != "" {
			return present.T("plan.handover_planned", day), theme.Soon
		}
		return present.T("plan.handover_not"), theme.Soon
	}
	return "", theme.Grey
}

// toldWord says whether and how the plan was explained to the child.
func (c *Case) toldWord(p PlanParts) (string, theme.Tone) {
	done, _ := p.given()
	if done == nil || done.Fields["child_told"] == nil {
		return "", theme.Grey
	}
	if !done.Bool("child_told") {
		return present.T("plan.not_told"), theme.Soon
	}
	return joined(c.planDay(done.Text("on")), done.Text("child_how")), theme.Grey
}
