package demo

import (
	"time"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// live writes what happened since the file was opened.
func (h *house) live() {
	h.hide()
	h.expecting()
	for _, c := range h.children {
		if !c.unborn() && c.role == "child" {
			h.grow(c)
		}
	}
	h.talks()
	if h.plan.registered() {
		h.protect()
	}
	h.planAhead()
	h.changes()
}

// hide decides which child nobody has seen for a while.
func (h *house) hide() {
	born := h.born(h.today)
	if len(born) == 0 {
		return
	}
	last := born[len(born)-1]
	switch r := h.plan.cast; {
	case r != nil && r.hidden > 0:
		last.hidden = h.today.AddDays(-r.hidden)
	case r == nil && h.plan.registered() && h.chance(0.13):
		last.hidden = h.workday(h.today.AddDays(-h.between(31, 64)))
	default:
		return
	}
	if h.plan.cast == nil && last.hidden.DaysSince(h.agreed) < 4 || last.hidden.Before(h.opens) || last.hidden.Before(last.birth.AddDays(5)) {
		last.hidden = casework.Date{}
	}
}

// sees records that children were seen on a day, and returns their ids. A
// child who is hidden from then on is left out.
func (h *house) sees(on casework.Date, children ...*person) []string {
	var ids []string
	for _, c := range children {
		if c.unborn() || on.Before(c.birth) || !c.hidden.IsZero() && on.After(c.hidden) {
			continue
		}
		ids = append(ids, c.id.String())
		if h.seen[c.id].Before(on) {
			h.seen[c.id] = on
		}
	}
	return ids
}

func (h *house) visible(c *person, on casework.Date) bool {
	return c.hidden.IsZero() || !on.After(c.hidden)
}

// past reports whether something can have happened on a day: after the file
// was opened and before today.
func (h *house) past(on casework.Date) bool { return !on.Before(h.opens) && on.Before(h.today) }

// expecting writes the contacts of a pregnancy that the file has known.
func (h *house) expecting() {
	y := h.youngest()
	first := y.due.AddDays(-280).AddDays(56)
	if h.mother == nil || h.opens.After(y.due.AddDays(-60)) && !y.unborn() {
		return
	}
	day := h.opens
	if day.Before(first) {
		day = first
	}
	if day := h.workday(day); h.past(day) {
		h.talk(day, "notice", y)
	}
	if day := h.workday(y.due.AddDays(-280 + h.between(196, 222))); h.past(day) && (y.unborn() || day.Before(y.birth)) {
		h.talk(day, "eighth", y)
	}
	if h.plan.risk && h.chance(0.7) {
		if day := h.workday(y.due.AddDays(-h.between(40, 75))); h.past(day) && (y.unborn() || day.Before(y.birth)) {
			h.visit(day, "pregnant", nil)
		}
	}
}

// grow writes the visits and check-ups of one child.
func (h *house) grow(c *person) {
	h.firstVisit(c)
	for _, k := range checkups {
		if h.plan.thin && !h.chance(k.thin) {
			continue
		}
		day := h.workday(c.birth.AddMonths(k.from).AddDays(h.between(3, k.spread)))
		switch {
		case !h.past(day) || !h.visible(c, day):
		case h.chance(k.attended):
			h.checkup(c, day, k)
		case !h.plan.thin || h.chance(0.3):
			h.note(h.inHours(day), day, h.topic("nocheckup"), c, k.name)
		}
	}
}

// dueToday reports whether the child's first visit is the one of today.
func (h *house) dueToday(c *person) bool {
	return h.plan.cast != nil && h.plan.cast.time != "" && !c.unborn() && h.today.DaysSince(c.birth) < 120
}

// checkupKind is one of the city's examinations of children.
type checkupKind struct {
	name           string
	from, spread   int // first month, days after it
	attended, thin float64
	note           float64 // how often something is written about it
}

var checkups = []checkupKind{
	{"1か月児健診", 0, 12, 0.9, 0.75, 0.1},
	{"3〜4か月児健診", 3, 40, 0.96, 0.95, 0.35},
	{"9〜10か月児健診", 9, 45, 0.86, 0.8, 0.25},
	{"1歳6か月児健診", 18, 90, 0.95, 0.95, 0.4},
	{"3歳児健診", 37, 120, 0.93, 0.9, 0.4},
}

func (h *house) checkup(c *person, day casework.Date, k checkupKind) {
	if k.from == 0 {
		day = c.birth.AddDays(h.between(28, 40))
		if !h.past(day) || !h.visible(c, day) {
			return
		}
	}
	b := h.measure(c, day)
	if b.weight == 0 {
		return
	}
	set := map[string]any{"child": c.id.String(), "on": day.String(), "place": k.name, "posture": "lying"}
	if c.months(day) >= 24 {
		set["posture"] = "standing"
	}
	b.into(set)
	at := h.at(day, h.between(13, 15), h.IntN(60))
	h.put(at, store.KindMeasurement, h.id(at), set, pick(h.dice, h.health))
	note := k.note
	if h.plan.thin {
		note *= 0.7
	}
	if h.chance(note) || !h.plan.thin && k.from > 0 {
		h.note(at.Add(40*time.Minute), day, h.topic("checkup"), c, k.name)
	}
}

// firstVisit writes the visit that every newborn gets, where it has been paid.
func (h *house) firstVisit(c *person) {
	kind, after := "newborn", h.between(9, 27)
	switch {
	case c.gestation.Term() == casework.Preterm && c.weight < 2300:
		kind, after = "premature", h.between(20, 40)
	case h.chance(0.3):
		kind, after = "all_homes", h.between(35, 108)
	}
	day := h.workday(c.birth.AddDays(after))
	if c.order > 1 && h.plan.twins && c == h.youngest() && len(h.children) > 1 {
		// Twins are visited together.
		if other := h.children[len(h.children)-2]; other.birth == c.birth && !other.visited.IsZero() {
			day, kind = other.visited, other.visitedAs
		}
	}
	if !h.plan.thin && (h.dueToday(c) || h.chance(0.3)) {
		if day := c.birth.AddDays(h.between(5, 8)); h.past(day) {
			h.talk(day, "birthcard", c)
		}
	}
	if h.dueToday(c) {
		return
	}
	if !h.past(day) || h.chance(0.035) || !h.visible(c, day) {
		return
	}
	if h.chance(0.06) {
		if before := h.workday(day.AddDays(-3)); h.past(before) && c.birth.Before(before) {
			h.missed(before, kind, c)
		}
	}
	h.visit(day, kind, c)
	c.visited, c.visitedAs = day, kind
	if h.plan.risk && h.chance(0.6) {
		if again := h.workday(day.AddDays(h.between(20, 45))); h.past(again) && h.visible(c, again) {
			h.visit(again, "infant", c)
		}
	}
}
