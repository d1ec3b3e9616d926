package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// The acts of a service, codes of the list service_act.
const (
	actRecommend = "recommend" // 利用勧奨
	actMeasure   = "measure"   // 措置
)

// serviceFacts are what of a service stands in the case, in this order.
var serviceFacts = []string{
	"subject", "goal", "grounds", "recommended_on", "by", "method", "explained", "reaction", "decline_reason", "again_on",
	"unavoidable", "applied_on", "decided_on", "decision_number", "from", "to", "times", "cost", "provider", "provider_name",
	"started_on", "notice_on", "evaluation", "ended_on", "end_reason",
}

// services shows which services were recommended, measured out, used and
// declined, and what each of them was used for.
func (c *Case) services() fyne.CanvasObject {
	recommend := widget.NewPrimary(present.T("service.recommend"), func() { c.newService(actRecommend) })
	measure := widget.NewButton(present.T("service.measure"), func() { c.newService(actMeasure) })
	all := c.confirmed(store.KindService)
	if len(all) == 0 {
		return widget.NewCard("", widget.EmptyState("resource", present.T("service.none"), present.T("service.none_sub"), recommend, measure))
	}
	rows := widget.Rows(1.5)
	for _, r := range all {
		rows.Add(c.serviceCard(r))
	}
	rows.Add(widget.NewSpacer(1))
	side := widget.NewCard("", widget.Rows(1.5, recommend, measure, widget.NewText(present.T("service.help"), widget.SmallPara)))
	return widget.Columns(2, []float32{84, 37}, scrolled(rows), scrolled(side))
}

func (c *Case) newService(act string) {
	me := c.Store.Me().ID.String()
	preset := map[string]any{"act": act, "recommended_on": c.today().String(), "by": me, "stage": "recommended"}
	if children := c.children(); len(children) == 1 {
		preset["subject"] = children[0].ID.String()
	}
	if goal := c.currentGoal(); goal != "" {
		preset["goal"] = goal
	}
	c.edit(edit{kind: store.KindService, preset: preset, slot: act, title: present.T("service." + act)})
}

// currentGoal is the one goal of the plan in force, "" where there are several
// to choose from.
func (c *Case) currentGoal() string {
	rules := c.file.Rules()
	goal := ""
	for _, plan := range rules.Of(store.KindPlan) {
		_, state := casework.ApprovalFor(rules, plan.ID, c.Store.Rules().RolesOf)
		if stage := casework.PlanStage(rules, plan, state, c.today()); stage == casework.PlanSuperseded || stage == casework.PlanEnded {
			continue
		}
		for _, g := range rules.Below(plan.ID, store.KindPlanGoal) {
			if goal != "" {
				return ""
			}
			goal = g.ID
		}
	}
	return goal
}

func (c *Case) serviceCard(r *store.Record) fyne.CanvasObject {
	stage := r.Text("stage")
	w := workCard{
		record: r, title: joined(c.code("service_type", r.Text("service")), c.code("service_act", r.Text("act"))),
		stage: c.code("service_stage", stage), tone: serviceTone(stage), facts: serviceFacts,
	}
	today := c.today().String()
	w.acts = c.moveButtons(r, "service.to_", map[string]map[string]any{
		"applied": {"applied_on": today}, "decided": {"decided_on": today}, "in_use": {"started_on": today},
		"declined": {"reaction": "decline"}, "ended": {"ended_on": today},
	})
	if line := c.approvalLine(r, r.Text("act") == actMeasure && stage != "ended"); line != nil {
		w.below = append(w.below, line)
	}
	if uses := c.below(r.ID, store.KindServiceUse); len(uses) > 0 {
		w.below = append(w.below, widget.NewText(present.T("service.uses", len(uses)), widget.Label), c.lines(uses, "on", "hours", "content", "reporter"))
	}
	if stage == "in_use" || stage == "decided" {
		w.acts = append(w.acts, widget.NewSmall(present.T("service.add_use"), func() {
			c.edit(edit{kind: store.KindServiceUse, parent: r.ID, preset: map[string]any{"on": today}})
		}))
	}
	return c.workCard(w)
}

func serviceTone(stage string) theme.Tone {
	switch stage {
	case "in_use":
		return theme.Done
	case "declined":
		return theme.Late
	case "ended":
		return theme.Grey
	case "recommended":
		return theme.Soon
	}
	return theme.Todo
}
