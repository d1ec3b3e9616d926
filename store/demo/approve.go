package demo

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// submission is a document on its way round.
type submission struct {
	id     uuid.UUID
	at     time.Time
	digest string
}

// paperKinds are the kinds that may be a document or a part of one here.
var paperKinds = []string{store.KindPlan, store.KindPlanIssue, store.KindPlanGoal, store.KindPlanMeasure, store.KindService, store.KindCommission, store.KindPerson}

// submit sends a document round as the store does, with its text as it is then;
// ok is false while that moment has not come.
func (h *house) submit(at time.Time, document uuid.UUID, by *Staff, comment string) (s submission, ok bool) {
	if !at.Before(h.Today) {
		return s, false
	}
	f := h.file(at, paperKinds...)
	set := must(store.Submission(h.library, f, f.Entry(document.String())))
	set["at"] = moment(at)
	set["route"] = []string{casework.RoleCoordinator, casework.RoleDirector}
	set["due"] = casework.AddWorkdays(casework.DateOf(at), casework.DefaultConfig().ApprovalWorkingDays).String()
	if comment != "" {
		set["comment"] = comment
	}
	s = submission{h.id(at), at, set["digest"].(string)}
	h.put(at.Add(time.Minute), store.KindApproval, s.id, set, by)
	return s, true
}

// decideOn writes one step of a submission.
func (h *house) decideOn(s submission, at time.Time, action string, by *Staff, comment string) bool {
	role := casework.RoleCoordinator
	if by == h.director {
		role = casework.RoleDirector
	}
	set := map[string]any{"at": moment(at), "role": role, "action": action, "digest": s.digest}
	if comment != "" {
		set["comment"] = comment
	}
	h.below(s.id, at.Add(time.Minute), store.KindApprovalStep, set, by)
	return at.Before(h.Today)
}

// approve takes a plan round: submitted by who wrote it, checked by the
// coordinator, decided by the director. It returns when it was decided; ok is
// false while it is on its way.
func (h *house) approve(plan uuid.UUID, at time.Time) (decided time.Time, s submission, ok bool) {
	by := h.owner()
	s, ok = h.submit(at, plan, by, "")
	if !ok {
		return at, s, false
	}
	if h.plan.cast == nil && h.chance(0.12) {
		back := h.workdayAt(casework.DateOf(at), 1, 11)
		if !h.decideOn(s, back, "return", h.coordinator, h.plain("return_note")) {
			return at, s, false
		}
		fixed := back.Add(4 * time.Hour)
		if !h.later(fixed, store.KindPlan, plan, map[string]any{"remarks": "園・学校の行事に合わせて日を決める。"}, by) {
			return at, s, false
		}
		if s, ok = h.submit(fixed.Add(20*time.Minute), plan, by, "書き足しました"); !ok {
			return at, s, false
		}
	}
	checked := h.workdayAt(casework.DateOf(s.at), 1, 10)
	if !h.decideOn(s, checked, "approve", h.coordinator, h.plain("approve_note")) {
		return at, s, false
	}
	h.later(checked.Add(2*time.Minute), store.KindPlan, plan, map[string]any{"checked_on": casework.DateOf(checked).String()}, h.coordinator)
	decided = checked.Add(5 * time.Hour)
	return decided, s, h.decideOn(s, decided, "approve", h.director, "")
}
