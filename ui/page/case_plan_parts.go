package page

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// PlanParts is a support plan with the lists below it.
type PlanParts struct {
	Plan      *store.Record
	Issues    []*store.Record // by priority
	Goals     []PlanGoal      // by number
	Handovers []*store.Record // the latest first
}

// PlanGoal is a goal with what is done for it and how it was evaluated.
type PlanGoal struct {
	Goal        *store.Record
	Measures    []*store.Record
	Evaluations []*store.Record // the latest first
}

// PlanOf gathers a plan of a case.
func PlanOf(file *store.Case, plan *store.Record) PlanParts {
	p := PlanParts{Plan: plan}
	p.Issues = ranked(below(file, plan.ID, store.KindPlanIssue), "priority")
	for _, g := range ranked(below(file, plan.ID, store.KindPlanGoal), "rank") {
		p.Goals = append(p.Goals, PlanGoal{
			Goal: g, Measures: below(file, g.ID, store.KindPlanMeasure),
			Evaluations: latestFirst(below(file, g.ID, store.KindPlanEvaluation)),
		})
	}
	p.Handovers = latestFirst(below(file, plan.ID, store.KindPlanHandover))
	return p
}

// Open reports whether the goal goes on into the next version.
func (g PlanGoal) Open() bool {
	return len(g.Evaluations) == 0 || g.Evaluations[0].Text("next") != "end"
}

// below are the records of a kind in the list of a parent, in the order in
// which they were written.
func below(file *store.Case, parent uuid.UUID, kind string) []*store.Record {
	var out []*store.Record
	for _, r := range file.Of(kind) {
		if r.Parent == parent && r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Record) int { return a.Created.Compare(b.Created) })
	return out
}

// ranked sorts by a number; what has none comes last.
func ranked(records []*store.Record, field string) []*store.Record {
	slices.SortStableFunc(records, func(a, b *store.Record) int {
		x, okX := a.Int(field)
		y, okY := b.Int(field)
		if okX != okY {
			return map[bool]int{true: -1, false: 1}[okX]
		}
		return cmp.Compare(x, y)
	})
	return records
}

func latestFirst(records []*store.Record) []*store.Record {
	slices.SortStableFunc(records, func(a, b *store.Record) int {
		return cmp.Or(cmp.Compare(b.Text("on"), a.Text("on")), b.Created.Compare(a.Created))
	})
	return records
}

// planVersions are the plans of a case, the first version first.
func planVersions(file *store.Case) []*store.Record {
	var out []*store.Record
	for _, r := range file.Of(store.KindPlan) {
		if r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Record) int {
		return cmp.Or(cmp.Compare(versionOf(a), versionOf(b)), a.Created.Compare(b.Created))
	})
	return out
}

func versionOf(plan *store.Record) int64 {
	n, _ := plan.Int("version")
	return max(n, 1)
}

// currentPlan is the latest version, nil where there is no plan.
func (c *Case) currentPlan() *store.Record {
	versions := planVersions(c.file)
	if len(versions) == 0 {
		return nil
	}
	return versions[len(versions)-1]
}

// planStage is the stage of a plan and the state of its latest submission.
func (c *Case) planStage(plan *store.Record) (string, *casework.Entry, casework.ApprovalState) {
	entry := c.rules.Entry(plan.ID.String())
	if entry == nil {
		return casework.PlanDrafting, nil, casework.ApprovalState{}
	}
	approval, state := casework.ApprovalFor(c.rules, entry.ID, c.Store.Rules().RolesOf)
	return casework.PlanStage(c.rules, entry, state, c.today()), approval, state
}

// planChip is the plan on the case's head, "" where there is none.
func (c *Case) planChip() (string, theme.Tone) {
	plan := c.currentPlan()
	if plan == nil {
		return "", theme.Grey
	}
	n := versionOf(plan)
	switch stage, _, _ := c.planStage(plan); stage {
	case casework.PlanEnded:
		return present.T("plan.chip_ended", n), theme.Grey
	case casework.PlanDrafting, casework.PlanReturned:
		return present.T("plan.chip_drafting", n), theme.Grey
	case casework.PlanSubmitted:
		return present.T("plan.chip_submitted", n), theme.Todo
	case casework.PlanReviewDue:
		return present.T("plan.chip_review", n), theme.Soon
	default:
		return present.T("plan.chip", n), theme.Todo
	}
}
