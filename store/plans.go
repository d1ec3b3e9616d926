package store

import (
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// rolesHeld says which roles people hold or held, by one look at the directory:
// a step of an approval stays one when its maker changes posts or leaves.
func (s *Store) rolesHeld() func(staff string) []string {
	dir := s.Directory()
	return func(staff string) []string {
		if person := dir.Staff[parseID(staff)]; person != nil {
			return person.Held
		}
		return nil
	}
}

// today is the day by the station's clock.
func (s *Store) today() casework.Date { return casework.DateOf(s.c.Now()) }

// plans tells how plans stand, whatever the day: that one is due for review is
// said by stageOn when it is read.
type plans struct{ roles func(staff string) []string }

// stage is the stage of a plan.
func (p plans) stage(f casework.File, plan *casework.Entry) string {
	_, state := casework.ApprovalFor(f, plan.ID, p.roles)
	return casework.PlanStage(f, plan, state, casework.Date{})
}

// inForce reports whether a plan in this stage is what a family is helped by.
func inForce(stage string) bool {
	switch stage {
	case casework.PlanApproved, casework.PlanHandedOver, casework.PlanReviewDue:
		return true
	}
	return false
}

// stageOn is a stage that was kept without regard to the day, on a day.
func stageOn(stage, review string, today casework.Date) string {
	if inForce(stage) && review != "" && review <= today.String() {
		return casework.PlanReviewDue
	}
	return stage
}

// over reports whether a plan in this stage belongs to the past.
func over(stage string) bool { return stage == casework.PlanSuperseded || stage == casework.PlanEnded }

// of is the plan that counts for a person, "" for the family: the one in force
// before the one in the making, the later version before the earlier; nil when
// there is none that is not over.
func (p plans) of(f casework.File, person string) (plan *casework.Entry, stage string) {
	for _, e := range f.Of(KindPlan) {
		subjects := e.Texts("subjects")
		if person != "" && len(subjects) > 0 && !slices.Contains(subjects, person) {
			continue
		}
		its := p.stage(f, e)
		if over(its) {
			continue
		}
		if plan == nil || inForce(its) && !inForce(stage) || inForce(its) == inForce(stage) && version(e) > version(plan) {
			plan, stage = e, its
		}
	}
	return plan, stage
}

func version(plan *casework.Entry) int64 {
	n, _ := plan.Int("version")
	return n
}

// ids are the ids that texts name, without what is none.
func ids(texts []string) []uuid.UUID {
	var out []uuid.UUID
	for _, t := range texts {
		if id := parseID(t); id != uuid.Nil {
			out = append(out, id)
		}
	}
	return out
}
