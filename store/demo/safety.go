package demo

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// inspect writes what follows a report: the meeting of the day, how urgent it
// is, and that each child was seen. What is no report of abuse is looked into
// without a clock. It returns when the looking into began.
func (h *house) inspect(intake uuid.UUID, at time.Time) time.Time {
	if !h.abuse() {
		h.later(at.Add(2*time.Hour), store.KindIntake, intake, map[string]any{"stage": "checking"}, h.receiver())
		return at.Add(2 * time.Hour)
	}
	children := h.here(at)
	if len(children) > 0 {
		h.urgent(intake, at.Add(20*time.Minute), children[0])
	}
	h.convene(intake, at)
	first := h.seeAll(intake, at, children)
	h.later(first, store.KindIntake, intake, map[string]any{"stage": "checking"}, h.receiver())
	return first
}

// clock is how long everybody has to see the child.
const clock = 48 * time.Hour

// convene holds the meeting on a report, on its day.
func (h *house) convene(intake uuid.UUID, at time.Time) {
	m := h.ownMeeting(intakeMeeting, at.Add(time.Duration(h.between(30, 55))*time.Minute))
	by := h.receiver()
	set := map[string]any{
		"meeting": m.id.String(), "meeting_kind": intakeMeeting, "proposed_on": m.on.String(), "reason": "new", "stage": "discussed",
		"discussed_on": m.on.String(), "proposer": by.ID.String(), "department": "welfare", "order": int64(1),
		"safety_method": h.plain("safety_method"), "safety_staff": []string{by.ID.String(), h.nursing.ID.String()}, "safety_due": moment(at.Add(clock)),
		"cgc": share(h.dice, weight[string]{9, "none"}, weight[string]{1, "ask_help"}), "policy": h.plain("meeting_policy"), "summary": h.plain("meeting_summary"),
	}
	if h.later(m.end.Add(4*time.Minute), store.KindSheet, h.id(m.end), set, h.coordinator) {
		h.later(m.end.Add(5*time.Minute), store.KindIntake, intake, map[string]any{"stage": "meeting"}, h.coordinator)
	}
}

// seeAll writes the checks of each child, and returns when the first was made.
func (h *house) seeAll(intake uuid.UUID, at time.Time, children []*person) time.Time {
	var first time.Time
	for _, c := range children {
		seen := h.sightingTime(at)
		late := h.chance(0.04)
		if late {
			seen = at.Add(clock + time.Duration(h.between(1, 20))*time.Hour)
		}
		if !h.visible(c, casework.DateOf(seen)) {
			continue
		}
		if try := at.Add(seen.Sub(at) / 2); h.chance(0.2) && seen.Sub(try) > time.Hour {
			h.missedCheck(intake, try, c)
		}
		h.check(intake, seen, c, late)
		if first.IsZero() || seen.Before(first) {
			first = seen
		}
	}
	if first.IsZero() {
		first = at.Add(3 * time.Hour)
	}
	return first
}

// sightingTime draws when a child was seen: within the clock, by day where
// there is time for it.
func (h *house) sightingTime(at time.Time) time.Time {
	seen := at
	for range 20 {
		seen = at.Add(time.Duration(h.between(90, 44*60)) * time.Minute)
		if seen.Hour() >= 8 && seen.Hour() < 19 {
			break
		}
	}
	return seen
}

// missedCheck writes a try at which nobody saw the child.
func (h *house) missedCheck(intake uuid.UUID, at time.Time, c *person) {
	h.below(intake, at.Add(25*time.Minute), store.KindSafetyCheck, map[string]any{
		"child": c.id.String(), "at": moment(at), "method": "absent", "checkers": h.pair(), "result": "unconfirmed",
		"condition": h.plain("check_absent"), "next_step": h.plain("check_again"),
	}, h.receiver())
}

// pair is who goes: never one alone.
func (h *house) pair() []string {
	ids := []string{h.nursing.ID.String()}
	if h.social != nil {
		ids = append(ids, h.social.ID.String())
	} else {
		ids = append(ids, h.welfare[0].ID.String())
	}
	return ids
}

// check writes that a child was seen.
func (h *house) check(intake uuid.UUID, at time.Time, c *person, late bool) {
	set := map[string]any{
		"child": c.id.String(), "at": moment(at), "method": "home", "checkers": h.pair(), "whole_body": h.chance(0.7), "injury": "none",
		"condition": h.plain("check_condition"), "guardian": h.plain("check_guardian"), "next_step": h.plain("check_next"),
		"result": share(h.dice, weight[string]{6, "safe"}, weight[string]{4, "watch"}),
	}
	if c.school != "" && h.chance(0.6) {
		set["method"] = "at_school"
		set["witness"] = pick(h.dice, []string{"園長", "担任", "養護の先生"})
		if c.schoolKind != "nursery" && c.schoolKind != "certified_nursery" && c.schoolKind != "kindergarten" {
			set["witness"] = "担任"
		}
		delete(set, "guardian")
	}
	danger := h.story.kind.abuse == "AB1" && h.plan.class == casework.Protection && h.chance(0.08)
	if h.story.kind.abuse == "AB1" && h.chance(0.5) {
		set["injury"], set["injury_note"], set["result"] = "present", h.plain("check_injury"), "watch"
	}
	if danger {
		set["result"], set["condition"] = "danger", h.plain("check_danger")
	}
	if late {
		set["late_reason"] = h.plain("check_late")
	}
	written := at.Add(time.Duration(h.between(25, 80)) * time.Minute)
	h.below(intake, written, store.KindSafetyCheck, set, h.receiver())
	if at.Before(h.Today) {
		h.sees(casework.DateOf(at), c)
	}
	if danger {
		h.refer(written.Add(15*time.Minute), "notify", c)
	}
}

// office of the prefecture that the city works with.
const guidanceCenter = "北みどり児童相談所"

// refer writes a paper to the 児童相談所, and its answer.
func (h *house) refer(at time.Time, kind string, c *person) {
	on := casework.DateOf(at)
	set := map[string]any{
		"direction": "to", "kind": kind, "on": on.String(), "number": h.number("児", on), "office": guidanceCenter, "officer": h.surname().text,
		"subjects": []string{c.id.String()}, "reason": h.plain("referral_" + kind), "enclosures": "記録票・アセスメント・家族図",
	}
	if kind == "help" {
		set["reply_due"] = on.AddDays(30).String()
	}
	id := h.id(at)
	if !h.later(at, store.KindReferral, id, set, h.receiver()) {
		return
	}
	replied := h.workdayAt(on, h.between(2, 12), 15)
	if replied.Before(h.Today) {
		w := h.put(replied, store.KindReferral, id, map[string]any{"replied_on": casework.DateOf(replied).String(), "reply": h.plain("referral_reply")}, h.receiver())
		w.Reason = "返事を受けた"
	}
}
