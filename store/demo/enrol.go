package demo

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// enrolAll enters the family's children, or the expectant mother, in the
// registry, and writes the reviews since.
func (h *house) enrolAll() {
	m := h.story.decided
	if h.mother != nil && m.on.Before(casework.AdultOn(h.mother.birth)) {
		h.nearAdult(h.mother, m) // a young mother is a child herself
	}
	if h.plan.class == casework.Expectant {
		if h.mother != nil {
			h.enter(h.mother, m)
		}
		return
	}
	for _, c := range h.children {
		if c.unborn() || c.role != "child" {
			continue
		}
		m := m
		if !c.known.Before(m.start) { // born since
			m = meetingFrom(h.joint, casework.DateOf(c.known).AddDays(7))
		}
		if m.none() || !m.on.Before(h.today) {
			continue
		}
		h.enter(c, m)
		h.nearAdult(c, m)
	}
}

// enter writes one entry of the registry.
func (h *house) enter(p *person, m meeting) {
	at := m.end.Add(30*time.Minute + time.Duration(len(h.story.enrolled))*time.Minute)
	id := h.id(at)
	first := meetingFrom(h.working, m.on.AddDays(1))
	set := map[string]any{
		"person": p.id.String(), "class": string(h.story.first), "registered_on": m.on.String(), "meeting": m.id.String(), "number": h.number("要", m.on),
		"lead_agency": "こども家庭センター", "lead_staff": h.social.ID.String(), "state": h.plain("state"), "policy": h.plain("meeting_policy"),
		"cgc_share": share(h.dice, weight[string]{9, "city"}, weight[string]{1, "both"}), "review_on": first.on.String(),
	}
	if o := h.story.kind; !h.story.reported.IsZero() {
		set["consultation"], set["route"], set["intake"] = o.consultation, o.route, h.story.intake.String()
		if o.consultation == "abuse" {
			set["abuse_main"], set["abuse_types"], set["abuser"] = o.abuse, []string{o.abuse}, h.abuser(o)
		}
	}
	if h.story.ended && !m.on.Before(h.story.changed.on) || !h.later(at, store.KindRegistry, id, set, h.coordinator) {
		return
	}
	h.story.enrolled[p] = id
	if c := h.story.changed; h.story.ended {
		if !m.on.Before(c.on) {
			return
		}
		h.reviews(id, m.on)
		h.later(c.end.Add(35*time.Minute), store.KindRegistry, id, map[string]any{
			"ended_on": c.on.String(), "end_reason": share(h.dice, weight[string]{7, "improved"}, weight[string]{3, "advised"}), "end_meeting": c.id.String(),
			"end_note": h.plain("judge_end"),
		}, h.coordinator)
		return
	} else if !c.none() && m.on.Before(c.on) {
		h.later(c.end.Add(35*time.Minute), store.KindRegistry, id, map[string]any{"class": string(h.plan.class), "changes": h.plain("changes")}, h.coordinator)
	}
	h.reviews(id, m.on)
}

// reviews writes what the working meetings said of an entry. Now and then the
// last one did not come to it.
func (h *house) reviews(registry uuid.UUID, from casework.Date) {
	missed := h.plan.cast == nil && h.index%29 == 11
	if r := h.plan.cast; r != nil {
		missed = r.unreviewed
	}
	for i, m := range h.working {
		if !m.on.After(from) || !m.on.Before(h.today) || h.story.ended && !m.on.Before(h.story.changed.on) {
			continue
		}
		next := h.working[min(i+1, len(h.working)-1)]
		if missed && !next.on.Before(h.today) {
			return
		}
		at := m.end.Add(time.Duration(h.between(20, 90)) * time.Minute)
		set := map[string]any{"on": m.on.String(), "meeting": m.id.String(), "findings": h.plain("findings"), "next_on": next.on.String()}
		if h.story.severity != "" {
			set["severity"] = h.story.severity
		}
		h.below(registry, at, store.KindRegistryReview, set, h.coordinator)
		if h.chance(0.3) {
			h.later(at.Add(time.Minute), store.KindRegistry, registry, map[string]any{"state": h.plain("state"), "changes": h.plain("changes")}, h.social)
		}
	}
}

// nearAdult lets a meeting decide in time about somebody who nears 18, where
// a mark of the rules has passed already.
func (h *house) nearAdult(c *person, enrolled meeting) {
	adult := casework.AdultOn(c.birth)
	settings := casework.DefaultConfig()
	for _, months := range []int{settings.AdultMonthsFirst, settings.AdultMonthsSecond} {
		mark := adult.AddMonths(-months)
		if mark.After(h.today.AddDays(3)) || h.plan.cast != nil {
			continue
		}
		m := meetingUntil(h.joint, mark)
		if m.on.Before(enrolled.on) {
			m = enrolled
		}
		if !m.on.Before(h.today) {
			m = meetingUntil(h.joint, h.today.AddDays(-1))
		}
		set := h.sheetFor(m, "adult")
		set["subject"], set["order"] = c.id.String(), int64(9)
		h.later(m.end.Add(16*time.Minute), store.KindSheet, h.id(m.end), set, h.coordinator)
	}
}
