package page

import (
	"context"
	"maps"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// confirmReview says what the next version takes along, and makes it.
func (c *Case) confirmReview(p PlanParts) {
	n := versionOf(p.Plan) + 1
	rows := widget.Rows(0.75)
	for _, g := range p.Goals {
		word, tone := present.T("plan.goes_on"), theme.Ours
		if !g.Open() {
			word, tone = present.T("plan.stays_behind"), theme.Grey
		}
		rows.Add(widget.LineFill(1.5, 1, newFixed(10, widget.Line(0, widget.NewChip(word, tone))),
			widget.NewText(g.Goal.Text("goal"), oneLine(widget.Body))))
	}
	fault := newFaultBox()
	var hide func()
	var do *widget.Button
	do = widget.NewPrimary(present.T("plan.next_version_do", n), func() {
		do.Disable()
		writes, plan := c.nextVersion(p)
		async.Run(c.owner, func(ctx context.Context) (*store.Record, error) {
			if err := c.Store.PutTogether(ctx, writes); err != nil {
				return nil, err
			}
			return c.Store.FindRecord(ctx, plan)
		}, func(r *store.Record, err error) {
			do.Enable()
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			c.plan = planView{version: plan}
			c.load()
			c.editPlan(r)
		})
	})
	hide = ShowOverlay(c.Nav.Window(), 84, widget.Rows(2,
		widget.NewText(present.T("plan.next_version", n), widget.Title),
		widget.NewText(present.T("plan.next_version_text"), widget.Paragraph),
		rows, fault,
		widget.Line(1.25, do, widget.NewButton(present.T("button.cancel"), func() { hide() })),
	))
	widget.Focus(do)
}

// nextVersion are the records of the next version: the plan with what is known
// now, its issues, and the goals that go on with what is done for them.
func (c *Case) nextVersion(p PlanParts) ([]store.Write, uuid.UUID) {
	plan := store.NewRecordID()
	set := copied(p.Plan, "number", "checked_on", "period_to", "ended_on", "end_reason", "sheet")
	for _, name := range []string{"made_on", "period_from", "review_on", "authors"} {
		set[name] = c.planStart()[name]
	}
	set["version"], set["previous"] = versionOf(p.Plan)+1, p.Plan.ID.String()
	if fresh := c.voicesSince(p.Plan); fresh != "" {
		set["child_voice"] = strings.TrimSpace(p.Plan.Text("child_voice") + "\n" + fresh)
	}
	writes := []store.Write{{Case: c.id, Record: plan, Kind: store.KindPlan, Set: set}}
	issues := map[string]string{}
	for _, i := range p.Issues {
		id := store.NewRecordID()
		issues[i.ID.String()] = id.String()
		writes = append(writes, store.Write{Case: c.id, Record: id, Kind: store.KindPlanIssue, Parent: plan, Set: copied(i)})
	}
	rank := int64(0)
	for _, g := range p.Goals {
		if !g.Open() {
			continue
		}
		rank++
		id, goal := store.NewRecordID(), copied(g.Goal)
		goal["rank"] = rank
		if issue := issues[g.Goal.Text("issue")]; issue != "" {
			goal["issue"] = issue
		} else {
			delete(goal, "issue")
		}
		writes = append(writes, store.Write{Case: c.id, Record: id, Kind: store.KindPlanGoal, Parent: plan, Set: goal})
		for _, m := range g.Measures {
			writes = append(writes, store.Write{Case: c.id, Record: store.NewRecordID(), Kind: store.KindPlanMeasure, Parent: id, Set: copied(m)})
		}
	}
	return writes, plan
}

// voicesSince are what the children said since a version was made.
func (c *Case) voicesSince(plan *store.Record) string {
	var out []string
	for _, v := range voices(c.file) {
		if v.day > plan.Text("made_on") && len(out) < voiceLimit {
			out = append(out, quoted(v.text))
		}
	}
	return strings.Join(out, "\n")
}

// copied are a record's fields without some.
func copied(r *store.Record, without ...string) map[string]any {
	out := maps.Clone(r.Fields)
	for _, name := range without {
		delete(out, name)
	}
	return withoutNil(out)
}
