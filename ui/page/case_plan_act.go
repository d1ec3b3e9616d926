package page

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// planButtons are what can be done with a version, the next step first and
// primary.
func (c *Case) planButtons(p PlanParts, stage string, approval *casework.Entry) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	button := func(key string, act func()) { out = append(out, widget.NewButton(present.T(key), act)) }
	primary := func(word string, act func()) { out = append(out, widget.NewPrimary(word, act)) }
	done, _ := p.given()
	review := func() { c.confirmReview(p) }
	reviewWord := present.T("plan.next_version", versionOf(p.Plan)+1)
	switch stage {
	case casework.PlanDrafting, casework.PlanReturned:
		primary(present.T("plan.submit"), func() { c.submitPlan(p) })
		button("plan.add_goal", func() { c.addGoal(p) })
		button("plan.edit", func() { c.editPlan(p.Plan) })
	case casework.PlanSubmitted:
		primary(present.T("plan.see_approval"), func() { c.openApproval(approval) })
	case casework.PlanApproved:
		primary(present.T("plan.hand_over"), func() { c.handOver(p) })
		button("plan.cannot_hand_over", func() { c.cannotHandOver(p) })
	case casework.PlanHandedOver, casework.PlanReviewDue:
		if done == nil {
			button("plan.hand_over", func() { c.handOver(p) })
		}
		primary(reviewWord, review)
	}
	button("plan.read_handed", func() { c.readPlan(readHanded) })
	button("plan.read_internal", func() { c.readPlan(readInternal) })
	if inForce(stage) {
		button("plan.end", func() { c.endPlan(p.Plan) })
	}
	return out
}

func (c *Case) readPlan(how string) {
	c.plan.reading = how
	c.draw()
}

// editPart opens a record of the plan's lists.
func (c *Case) editPart(r *store.Record) { c.edit(edit{kind: r.Kind, old: r}) }

func (c *Case) addIssue(p PlanParts) {
	c.edit(edit{kind: store.KindPlanIssue, parent: p.Plan.ID, preset: map[string]any{"priority": int64(len(p.Issues) + 1)}})
}

func (c *Case) addGoal(p PlanParts) {
	preset := map[string]any{"rank": int64(len(p.Goals) + 1)}
	if until := p.Plan.Text("period_to"); until != "" {
		preset["until"] = until
	}
	c.edit(edit{kind: store.KindPlanGoal, parent: p.Plan.ID, preset: preset})
}

func (c *Case) addMeasure(g PlanGoal) {
	preset := map[string]any{"staff": []string{c.Store.Me().ID.String()}}
	if until := g.Goal.Text("until"); until != "" {
		preset["until"] = until
	}
	c.edit(edit{kind: store.KindPlanMeasure, parent: g.Goal.ID, preset: preset, title: present.T("plan.measure_for", g.Goal.Text("goal"))})
}

func (c *Case) evaluate(g PlanGoal) {
	c.edit(edit{
		kind: store.KindPlanEvaluation, parent: g.Goal.ID, preset: map[string]any{"on": c.today().String()},
		title: present.T("plan.evaluation_of", g.Goal.Text("goal")),
	})
}

// handOver records that the family has its copy; the mark of the copy is that
// of the words as they are now.
func (c *Case) handOver(p PlanParts) {
	digest := HandedDigest(HandedPlan(p, c.handedNames()))
	preset := map[string]any{
		"on": c.today().String(), "by": []string{c.Store.Me().ID.String()}, "method": "meeting",
	}
	if to := c.guardian(); to != "" {
		preset["to"] = to
	}
	c.edit(edit{
		kind: store.KindPlanHandover, parent: p.Plan.ID, preset: preset, title: present.T("plan.hand_over"),
		skip: map[string]bool{"sec_proof": true},
		derive: func(values map[string]any) map[string]any {
			if values["on"] == nil {
				return map[string]any{"digest": nil}
			}
			return map[string]any{"digest": digest}
		},
	})
}

// cannotHandOver records why the family has no copy yet, and when it will.
func (c *Case) cannotHandOver(p PlanParts) {
	c.edit(edit{
		kind: store.KindPlanHandover, parent: p.Plan.ID, slot: "not", title: present.T("plan.cannot_hand_over"),
		skip: map[string]bool{"sec_given": true, "sec_proof": true},
	})
}

// guardian is who usually takes the copy: the mother, else the father, else
// whoever else of the grown-ups there is.
func (c *Case) guardian() string {
	for _, role := range []string{"mother", "father", "grandmother", "grandfather", "other"} {
		for _, p := range c.file.Persons {
			if p.Text("role") == role && !p.Bool("deceased") {
				return p.ID.String()
			}
		}
	}
	return ""
}

func (c *Case) endPlan(plan *store.Record) {
	skip := map[string]bool{"sec_about": true, "sec_voices": true, "sec_life": true, "sec_internal": true}
	c.edit(edit{kind: store.KindPlan, old: plan, title: present.T("plan.end"), skip: skip, preset: map[string]any{"ended_on": c.today().String()}})
}

// submitPlan sends the plan round, or says what it still lacks.
func (c *Case) submitPlan(p PlanParts) {
	if len(p.Goals) == 0 {
		c.planLacks(present.T("plan.needs_goal"), present.T("plan.needs_goal_sub"), present.T("plan.add_goal"), func() { c.addGoal(p) })
		return
	}
	fault := newFaultBox()
	comment := widget.NewEntry(present.T("plan.submit_comment"))
	var hide func()
	var do *widget.Button
	do = widget.NewPrimary(present.T("plan.submit_do"), func() {
		text := comment.Text()
		do.Disable()
		async.Run(c.owner, func(ctx context.Context) (uuid.UUID, error) {
			return c.Store.Submit(ctx, p.Plan.ID, nil, text)
		}, func(_ uuid.UUID, err error) {
			do.Enable()
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			c.load()
			c.Nav.Say(present.T("plan.submitted_said"))
		})
	})
	hide = ShowOverlay(c.Nav.Window(), 64, widget.Rows(2,
		widget.NewText(present.T("plan.submit"), widget.Title),
		widget.NewText(present.T("plan.submit_text"), widget.Paragraph),
		comment, fault,
		widget.Line(1.25, do, widget.NewButton(present.T("button.cancel"), func() { hide() })),
	))
	comment.Focus()
}

// planLacks says what is missing and offers to add it.
func (c *Case) planLacks(words, sub, button string, act func()) {
	var hide func()
	do := widget.NewPrimary(button, func() {
		hide()
		act()
	})
	hide = ShowOverlay(c.Nav.Window(), 60, widget.Rows(2,
		widget.NewText(words, widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(sub, widget.Paragraph),
		widget.Line(1.25, do, widget.NewButton(present.T("button.close"), func() { hide() })),
	))
	widget.Focus(do)
}
