package demo

import (
	"time"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// talks writes what maternal and child health noted beside visits and
// check-ups: more while a child is small, more where there is a worry.
func (h *house) talks() {
	n := h.weighted(8, 20, 26, 22, 14, 10)
	switch {
	case h.plan.registered():
		n += h.between(3, 7)
	case h.plan.risk && !h.plan.thin:
		n += h.between(2, 5)
	case !h.plan.thin:
		n += h.between(0, 2)
	case h.plan.risk:
		n += h.between(1, 3)
	}
	for range n {
		c := pick(h.dice, h.children)
		from := h.opens
		if !c.unborn() && from.Before(c.birth) {
			from = c.birth
		}
		if h.dueToday(c) {
			continue
		}
		span := h.today.DaysSince(from)
		if !c.unborn() && !h.plan.registered() {
			span = min(span, 540)
		}
		if span < 3 {
			continue
		}
		day := h.workday(from.AddDays(h.between(2, span)))
		if h.past(day) && h.visible(c, day) {
			h.talk(day, "", c)
		}
	}
}

// protect writes the work of child welfare: how it began, the contacts since,
// and that every child was seen lately, unless one is hidden.
func (h *house) protect() {
	start := h.agreed
	h.agree()
	c := h.youngest()
	if born := h.born(h.today); len(born) > 0 {
		c = pick(h.dice, born)
	}
	if at := h.story.reported; !at.IsZero() && h.abuse() && at.After(c.known) && !c.unborn() {
		h.note(at.Add(10*time.Minute), casework.DateOf(at), h.topic("report"), c, "")
	}
	pace := 30
	if h.plan.class == casework.Protection {
		pace = 18
	}
	for day := start.AddDays(h.between(1, 8)); day.Before(h.today); day = day.AddDays(h.between(pace/2, pace*3/2)) {
		h.contact(h.workday(day))
	}
	h.lookAfter()
}

// contact writes one contact of child welfare.
func (h *house) contact(day casework.Date) {
	c := pick(h.dice, h.children)
	if !h.past(day) || !c.unborn() && day.Before(c.birth) {
		return
	}
	if !c.unborn() && h.chance(0.18) && h.visible(c, day) {
		h.visit(day, share(h.dice, weight[string]{6, "care_support"}, weight[string]{3, "safety"}), c)
		return
	}
	if t := h.topicFor(c, day, "welfare"); t != nil && h.visible(c, day) {
		h.note(h.inHours(day), day, t, c, "")
	}
}

// agree writes who is in charge since the conference, and where the support is
// heading.
func (h *house) agree() {
	set := map[string]any{"welfare_staff": h.social.ID.String(), "policy": h.policy()}
	h.put(h.story.decided.end.Add(40*time.Minute), store.KindFamily, h.familyID, set, h.coordinator).Reason = h.plain("edit_class")
}

// lookAfter makes sure that every child was seen: those in sight within the
// last weeks, the hidden one on its last day.
func (h *house) lookAfter() {
	for _, c := range h.born(h.today) {
		if c.role != "child" {
			continue
		}
		day := h.workday(h.today.AddDays(-h.between(2, 24)))
		if !c.hidden.IsZero() {
			day = c.hidden
		}
		if h.plan.cast != nil && h.plan.cast.hidden > 0 && c.hidden.IsZero() {
			day = h.today.AddDays(-2)
		}
		if last := h.seen[c.id]; day.Before(c.birth) || !h.past(day) || !last.Before(day) || c.hidden.IsZero() && h.today.DaysSince(last) < 26 && h.plan.cast == nil {
			continue
		}
		h.sighting(day, c)
	}
}

// sighting writes that a child was seen, and nothing that could go wrong.
func (h *house) sighting(day casework.Date, c *person) {
	at := h.inHours(day)
	set := map[string]any{
		"on": day.String(), "time": at.Format("15:04"), "department": "welfare", "method": "visit", "partner": "母",
		"facts": h.line("arrive", c, day) + h.fitting("home", c, day), "child_seen": h.sees(day, c),
	}
	if c.school != "" {
		set["method"], set["partner"] = "at_school", c.school
		set["facts"] = c.school + "で" + h.callOf(c) + "に会う。" + h.plain("looks")
	}
	if v := h.voice(c, day); v != "" {
		set["child_voice"] = v
	}
	set["next"] = h.sentence(h.topic("neglect").n, c, day, "")
	if set["next"] == "" {
		delete(set, "next")
	}
	h.put(at.Add(time.Hour), store.KindNote, h.id(at), set, h.social)
}

// planAhead writes the visits that are still to come.
func (h *house) planAhead() {
	made := h.at(h.today.AddDays(-h.between(1, 5)), 16, h.IntN(60))
	if made.Before(h.at(h.opens, 12, 0)) {
		made = h.at(h.opens, 17, 0)
	}
	plan := func(on casework.Date, clock, kind string, c *person, by *Staff) map[string]any {
		set := h.appointment(on, clock, kind, c, by)
		h.put(made, store.KindAppointment, h.id(made), set, by)
		return set
	}
	if r := h.plan.cast; r != nil && r.time != "" {
		set := plan(h.today, r.time, r.visitType, h.youngest(), h.nakano)
		set["note"] = r.note
		return
	}
	clock := h.at(h.today, h.between(9, 15), 30*h.IntN(2)).Format("15:04")
	for _, c := range h.born(h.today) {
		if age := h.today.DaysSince(c.birth); h.seen[c.id].IsZero() && age < 118 && !h.plan.thin && h.chance(0.7) {
			kind, last := "newborn", 27
			if age >= 26 {
				kind, last = "all_homes", 119
			}
			plan(h.ahead(max(1, min(last-age, 12))), clock, kind, c, h.nursing)
			return
		}
	}
	if h.plan.registered() && h.chance(0.6) {
		c, kind := h.youngest(), "care_support"
		if c.unborn() {
			c, kind = nil, "pregnant"
		}
		plan(h.ahead(14), clock, kind, c, h.nursing)
	}
}

// ahead is a working day within so many days from tomorrow.
func (h *house) ahead(days int) casework.Date {
	day := h.workday(h.today.AddDays(h.between(1, days)))
	if !h.today.Before(day) {
		return h.today.AddDays(1)
	}
	return day
}

// changes writes what is altered in the course of time: telephone numbers and
// addresses.
func (h *house) changes() {
	if h.plan.cast != nil || !h.chance(0.07) {
		return
	}
	span := h.today.DaysSince(h.opens)
	if span < 40 {
		return
	}
	at := h.inHours(h.opens.AddDays(h.between(30, span-1)))
	set, why := map[string]any{"phone": h.mobile()}, "edit_phone"
	if h.chance(0.35) {
		set, why = map[string]any{"address": h.street()}, "edit_address"
	}
	h.put(at, store.KindFamily, h.familyID, set, h.nursing).Reason = h.plain(why)
}
