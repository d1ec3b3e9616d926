package demo

import (
	"slices"
	"time"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// assist writes what else the center does beside the plan: advice asked of the
// 児童相談所, work done in its name, a measure against a violent partner, days
// missed at school, moves.
func (h *house) assist() {
	born := h.here(h.story.decided.start)
	if len(born) > 0 && h.plan.cast == nil {
		c := born[0]
		if h.chance(0.12) {
			h.refer(h.workdayAt(h.agreed, h.between(3, 30), 11), "help", c)
		}
		if h.plan.class == casework.Protection && h.chance(0.08) {
			h.commission(c)
		}
		if slices.Contains(h.themes, "absence") || slices.Contains(h.themes, "truancy") {
			h.missSchool(born)
		}
		if h.index%23 == 13 {
			h.movesOut()
		}
	}
	if slices.Contains(h.themes, "dv") && h.mother != nil && (h.plan.cast != nil || h.chance(0.6)) {
		h.protectAddress()
	}
}

// commission writes guidance that the 児童相談所 entrusted to the city, with its
// reports.
func (h *house) commission(c *person) {
	asked := h.workdayAt(h.agreed, h.between(4, 20), 10)
	on := casework.DateOf(asked)
	accept, start := casework.AddWorkdays(on, 4), casework.AddWorkdays(on, 6)
	set := map[string]any{
		"office": guidanceCenter, "officer": h.surname().text, "number": h.number("委", on), "basis": "art27", "subject": c.id.String(), "asked_on": on.String(),
		"content": h.plain("commission_content"), "staff": h.social.ID.String(), "frequency": "月2回", "report_months": int64(3), "stage": "asked",
	}
	id := h.id(asked)
	if !h.later(asked, store.KindCommission, id, set, h.social) ||
		!h.later(h.at(accept, 11, 0), store.KindCommission, id, map[string]any{"stage": "accepting"}, h.coordinator) ||
		!h.later(h.at(start, 11, 0), store.KindCommission, id, map[string]any{
			"stage": "running", "decided_on": accept.String(), "notified_on": accept.String(), "from": start.String(), "to": start.AddMonths(18).String(),
		}, h.director) {
		return
	}
	for since := start; ; {
		due := h.workday(since.AddMonths(3).AddDays(-4))
		if !due.Before(h.today) {
			return
		}
		report := map[string]any{"on": due.String(), "period_from": since.String(), "period_to": due.String(), "content": h.plain("commission_report")}
		if seen := due.AddDays(-5); h.visible(c, seen) {
			report["child_seen_on"] = seen.String()
			h.sees(seen, c)
		}
		h.below(id, h.at(due, 16, 20), store.KindCommissionReport, report, h.social)
		since = due
	}
}

// missSchool writes a run of days that a child missed, and what it was.
func (h *house) missSchool(children []*person) {
	for _, c := range children {
		from := h.workday(h.today.AddDays(-h.between(30, 80)))
		if c.school == "" || from.Before(h.agreed) || !h.visible(c, from) {
			continue
		}
		told := h.workdayAt(from, 6, 9)
		id := h.id(told)
		if h.later(told, store.KindAbsence, id, map[string]any{
			"child": c.id.String(), "from": from.String(), "days": int64(h.between(5, 9)), "school": c.school, "told_on": casework.DateOf(told).String(),
		}, h.social) {
			h.later(told.Add(26*time.Hour), store.KindAbsence, id, map[string]any{"explained": true, "response": "家庭に電話。発熱が続いたとのこと。翌週から通っている。"}, h.social)
		}
		return
	}
}

// protectAddress writes the measure that keeps an address from a violent
// partner, with its renewal where a year has passed.
func (h *house) protectAddress() {
	on := casework.AddWorkdays(h.agreed, h.between(2, 8))
	if on.AddMonths(11).Before(h.today) && h.chance(0.8) {
		on = h.workday(h.today.AddDays(-h.between(60, 340)))
	}
	if on.Before(h.opens) || h.at(on, 10, 0).Before(h.mother.listed) {
		return
	}
	at := h.at(on, 10, h.IntN(60))
	h.later(at, store.KindProtectionMeasure, h.id(at), map[string]any{
		"applied_on": on.String(), "until": laterDay(on.AddMonths(12), h.today.AddDays(9)).String(), "city": CityName, "subjects": []string{h.mother.id.String()},
		"note": "送り先は別に決める。窓口と電話では住所を言わない。",
	}, h.social)
}

// movesOut writes a move to another city that is not over yet.
func (h *house) movesOut() {
	known := h.workday(h.today.AddDays(-8))
	at := h.at(known, 11, 15)
	if known.Before(h.agreed) {
		return
	}
	id := h.id(at)
	h.later(at, store.KindTransfer, id, map[string]any{
		"direction": "out", "known_on": known.String(), "moves_on": h.today.AddDays(12).String(), "city": "みなづき市", "staff": h.social.ID.String(),
		"note": "母の仕事の都合で引っ越す。",
	}, h.social)
	sent := h.workdayAt(known, 3, 16)
	h.later(sent, store.KindTransfer, id, map[string]any{"phoned_on": casework.DateOf(sent).String(), "sent_on": casework.DateOf(sent).String()}, h.social)
}
