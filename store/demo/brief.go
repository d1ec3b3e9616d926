package demo

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// again writes a second report of a family that the center works with.
func (h *house) again() {
	if h.plan.cast != nil || h.plan.class != casework.Protection || h.story.ended || h.story.intake == uuid.Nil || !h.abuse() || !h.chance(0.25) {
		return
	}
	span := h.today.DaysSince(h.agreed) - 30
	day := h.workday(h.agreed.AddDays(h.between(20, max(20, span))))
	at := h.at(day, h.between(9, 17), h.IntN(60))
	if span < 20 || slices.ContainsFunc(h.children, func(c *person) bool { return !c.hidden.IsZero() }) || len(h.here(at)) == 0 {
		return
	}
	o := h.story.kind
	if o.abuse != "AB4_dv" {
		o.route = h.drawRoute()
	}
	id := h.receive(at, o, "")
	h.later(at.Add(16*time.Minute), store.KindIntake, id, map[string]any{"previous": h.story.intake.String()}, h.receiver())
	h.inspect(id, at)
	settled := meetingFrom(h.joint, casework.AddWorkdays(day, 3))
	h.settleIntake(id, settled.end.Add(55*time.Minute), "support", settled.id)
}

// brief writes reports that were looked into and ended with advice, or with
// nothing, in families that are in no registry.
func (h *house) brief() {
	p := 0.0125
	if h.index < currentFamilies {
		p = 0.15
	}
	if !h.chance(p) {
		return
	}
	reach := 365
	if h.index < currentFamilies && h.chance(0.4) {
		reach = 5 * 365
	}
	span := min(reach, h.today.DaysSince(h.opens)-1)
	if span < 25 {
		return
	}
	day := h.workday(h.today.AddDays(-h.between(20, span)))
	at := h.at(day, h.between(9, 17), h.IntN(60))
	if !h.past(day) || len(h.here(at)) == 0 {
		return
	}
	h.story.kind = origin{consultation: "abuse", abuse: share(h.dice, weight[string]{5, "AB4"}, weight[string]{4, "AB3"}, weight[string]{3, "AB1"}), method: "phone", route: h.drawRoute()}
	h.story.kind.heard = "heard_" + h.story.kind.abuse
	outcome := share(h.dice, weight[string]{5, "advice"}, weight[string]{4, "not_abuse"}, weight[string]{1, "other_agency"})
	if h.chance(0.15) {
		h.story.kind = origin{consultation: "upbringing", heard: "heard_upbringing", method: "visit", route: "RT01_mother"}
		outcome = "advice"
	}
	id := h.receive(at, h.story.kind, "")
	h.inspect(id, at)
	settled := casework.AddWorkdays(day, h.between(5, 10))
	h.settleIntake(id, h.at(settled, 18, 5), outcome, meetingUntil(h.joint, settled).id)
}
