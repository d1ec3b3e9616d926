package demo

import (
	"slices"
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

// propose puts some families on the agenda of the joint meeting that is
// prepared today.
func (h *house) propose() {
	if h.plan.cast != nil || h.index >= currentFamilies || !h.chance(0.18) {
		return
	}
	h.putForward("continue", nil, h.nursing, "mch")
}

// putForward writes a sheet for the next joint meeting.
func (h *house) putForward(reason string, subject *person, by *Staff, department string) uuid.UUID {
	at := h.at(casework.AddWorkdays(h.today, -1), 15, h.IntN(60))
	if at.Before(h.at(h.opens, 12, 0)) {
		at = h.Today.Add(-2 * time.Hour)
	}
	set := map[string]any{
		"meeting": h.nextJoint().id.String(), "meeting_kind": jointMeeting, "proposed_on": casework.DateOf(at).String(), "reason": reason, "stage": "proposed",
		"proposer": by.ID.String(), "department": department, "order": int64(10 + h.index%80), "mch_info": h.plain("mch_info"),
	}
	if h.social != nil {
		set["welfare_info"] = h.plain("welfare_info")
	}
	if subject != nil {
		set["subject"] = subject.id.String()
	}
	if r := h.plan.cast; r != nil && r.order > 0 {
		set["order"] = int64(r.order)
	}
	id := h.id(at)
	h.later(at, store.KindSheet, id, set, by)
	return id
}

// confer holds a conference of those who touch the case, where its danger and
// the roles had to be settled among them.
func (h *house) confer() {
	if h.plan.cast != nil || h.plan.class != casework.Protection || !h.chance(0.35) {
		return
	}
	on := h.workday(h.agreed.AddDays(h.between(12, 50)))
	if !h.agreed.Before(on) || !on.Before(h.stops()) {
		return
	}
	m := h.ownMeeting(individualMeeting, h.at(on, 15, 0))
	set := h.sheetFor(m, "continue")
	set["meeting_kind"] = individualMeeting
	h.sheet(m, h.id(m.start), set)
}

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
