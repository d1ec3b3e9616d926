package demo

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// offer recommends the services that a version of the plan speaks of, once the
// family has it.
func (h *house) offer(p *paper) {
	for i, a := range p.aims {
		if a.service != "" && (p.version == 1 || h.chance(0.3)) {
			h.recommend(p.handed.AddDate(0, 0, h.between(1, 9)), a, p.goals[i])
		}
	}
}

// recommend writes a service from the day it was recommended on.
func (h *house) recommend(at time.Time, a aim, goal uuid.UUID) {
	at = h.at(h.workday(casework.DateOf(at)), 13, h.IntN(60))
	on := casework.DateOf(at)
	id := h.id(at)
	set := map[string]any{
		"service": a.service, "act": "recommend", "goal": goal.String(), "grounds": a.issue, "recommended_on": on.String(), "stage": "recommended",
		"method": share(h.dice, weight[string]{5, "visit"}, weight[string]{3, "office"}, weight[string]{2, "phone"}), "by": h.owner().ID.String(), "explained": h.plain("explained"),
	}
	if by, ok := h.byName[serviceBy[a.service]]; ok {
		set["provider"] = by.String()
	} else {
		set["provider_name"] = "ひばり市 こども家庭センター"
	}
	reaction := share(h.dice, weight[string]{70, "use"}, weight[string]{13, "consider"}, weight[string]{13, "decline"}, weight[string]{4, "unreachable"})
	set["reaction"] = reaction
	if reaction != "use" {
		set["again_on"] = h.workday(laterDay(on.AddDays(45), h.today.AddDays(h.between(5, 40)))).String()
	}
	if reaction == "decline" {
		set["decline_reason"], set["stage"] = h.plain("decline_reason"), "declined"
	}
	if !h.later(at, store.KindService, id, set, h.owner()) {
		return
	}
	switch {
	case reaction == "use":
		h.serve(id, on, a)
	case reaction == "decline" && h.plan.class == casework.Protection && h.chance(0.4):
		h.order(id, on)
	}
}

// order provides a service to a family that declined it and cannot do without
// (措置).
func (h *house) order(id uuid.UUID, on casework.Date) {
	m := meetingFrom(h.joint, on.AddDays(10))
	decided := h.workdayAt(m.on, 3, 14)
	from := casework.AddWorkdays(casework.DateOf(decided), 5)
	h.later(decided, store.KindService, id, map[string]any{
		"act": "measure", "stage": "decided", "unavoidable": "refusal", "meeting": m.id.String(), "notice_on": casework.DateOf(decided).String(),
		"decided_on": casework.DateOf(decided).String(), "decision_number": h.number("措", m.on), "from": from.String(), "to": from.AddMonths(3).String(),
	}, h.coordinator)
}

func laterDay(a, b casework.Date) casework.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// serve takes a service from the application to its use, and on to its end.
func (h *house) serve(id uuid.UUID, on casework.Date, a aim) {
	applied, decided := h.workdayAt(on, h.between(2, 6), 10), h.workdayAt(on, h.between(8, 14), 15)
	start := h.workdayAt(on, h.between(16, 24), 16)
	from := casework.DateOf(start)
	until := from.AddMonths(h.between(3, 8))
	step := func(at time.Time, stage string, set map[string]any) bool {
		set["stage"] = stage
		return h.later(at, store.KindService, id, set, h.owner())
	}
	if !step(applied, "applied", map[string]any{"applied_on": casework.DateOf(applied).String()}) ||
		!step(decided, "decided", map[string]any{
			"decided_on": casework.DateOf(decided).String(), "from": from.String(), "to": until.String(), "times": a.frequency,
			"cost": share(h.dice, weight[string]{6, "なし"}, weight[string]{4, "1回 300円"}), "reduced": h.chance(0.5),
		}) ||
		!step(start, "in_use", map[string]any{"started_on": from.String()}) {
		return
	}
	for i := range h.between(2, 4) {
		day := h.workday(from.AddDays(7*i + 2))
		used := h.at(day, 17, 10+i)
		if !used.After(start) || day.After(until) {
			continue
		}
		h.below(id, used, store.KindServiceUse, map[string]any{"on": day.String(), "hours": "10:00–12:00", "content": h.plain("use_content"), "reporter": h.surname().text}, h.owner())
	}
	if ended := h.workdayAt(until, 1, 9); ended.Before(h.Today) {
		step(ended, "ended", map[string]any{"ended_on": casework.DateOf(ended).String(), "end_reason": "予定の期間を終えた", "evaluation": h.plain("service_evaluation")})
	}
}
