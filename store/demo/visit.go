package demo

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// visit writes a home visit at which somebody was met. c is the child it was
// about, nil before birth.
func (h *house) visit(day casework.Date, kind string, c *person) {
	start := h.at(day, h.between(9, 15), 15*h.IntN(4))
	end := start.Add(time.Duration(h.between(8, 15)*5) * time.Minute)
	by := h.visitor(kind)
	set := make(map[string]any, 64)
	set["visited_on"], set["start_time"], set["end_time"] = day.String(), start.Format("15:04"), end.Format("15:04")
	set["visit_type"], set["result"], set["visitors"] = kind, "met", []string{by.ID.String()}
	if h.plan.registered() && h.social != nil && h.social != by {
		set["visitors"] = []string{by.ID.String(), h.social.ID.String()}
	}
	if h.chance(0.5) {
		set["advance_contact"] = h.line("advance_contact", c, day)
	}
	h.whoWasMet(set, c, day)
	id := h.id(start)
	baby := c != nil && c.months(day) < 5
	if baby && h.mother != nil {
		h.motherSection(set, c, day)
	}
	if c != nil {
		h.measureSection(set, c, day)
	}
	if baby {
		h.childSection(set, c, day)
	}
	risky := false
	if baby && h.mother != nil {
		risky = h.questionnaires(id, by, c, day, end)
	}
	h.homeSection(set, c, day)
	h.judgeSection(set, c, day, risky)
	set["note"] = h.narrative(c, day)
	w := h.put(end.Add(time.Duration(h.between(20, 200))*time.Minute), store.KindVisit, id, set, by)
	h.appointed(day, start, kind, c, by, id)
	h.correct(w, "note")
}

// missed writes a visit at which nobody was met.
func (h *house) missed(day casework.Date, kind string, c *person) {
	start := h.at(day, h.between(9, 15), h.IntN(60))
	set := map[string]any{
		"visited_on": day.String(), "start_time": start.Format("15:04"), "visit_type": kind,
		"visitors":    []string{h.nursing.ID.String()},
		"result":      share(h.dice, weight[string]{6, "absent"}, weight[string]{3, "no_answer"}, weight[string]{1, "refused"}),
		"result_note": h.line("result_note", c, day),
	}
	if c != nil {
		set["child"] = c.id.String()
	}
	h.put(start.Add(time.Hour), store.KindVisit, h.id(start), set, h.nursing)
}

func (h *house) visitor(kind string) *Staff {
	if kind == "safety" && h.social != nil {
		return h.social
	}
	if h.chance(0.8) {
		return h.nursing
	}
	return pick(h.dice, h.health)
}

// line draws a line of a list and fills its slots.
func (h *house) line(list string, c *person, day casework.Date) string {
	return expand(h.plain(list), func(name string) string { return h.slot(name, c, day, "") })
}

// plain draws a line of a list as it is.
func (h *house) plain(list string) string { return pick(h.dice, h.words.lists[list]).text }

// same is fitting, once for all visits.
func (h *house) same(list string, c *person, day casework.Date) string {
	if list == "handed_out" || list == "hazards" {
		return h.fitting(list, c, day)
	}
	if h.fixed[list] == "" {
		h.fixed[list] = h.fitting(list, c, day)
	}
	return h.fixed[list]
}

// fitting draws a line of a list that goes with the family.
func (h *house) fitting(list string, c *person, day casework.Date) string {
	return h.sentence(h.words.lists[list], c, day, "")
}

func (h *house) whoWasMet(set map[string]any, c *person, day casework.Date) {
	met := "母"
	switch {
	case h.mother == nil || c != nil && h.chance(0.75):
		met = "母・児"
	case h.cared() && h.chance(0.3):
		met = "母・" + h.man1()
	}
	set["met"] = met
	if h.cared() && h.chance(0.15) {
		set["companions"] = h.man1()
	} else if len(h.elders) > 0 && h.chance(0.3) {
		set["companions"] = "祖母"
	}
	if h.mother != nil {
		set["mother"] = h.mother.id.String()
	}
	if c != nil {
		set["child"] = c.id.String()
		others := []*person{c}
		for _, s := range h.born(day) {
			if s != c && s.role == "child" && h.chance(0.5) {
				others = append(others, s)
			}
		}
		set["child_seen"] = h.sees(day, others...)
		if v := h.voice(c, day); v != "" && h.chance(0.7) {
			set["voice"] = v
		}
	}
}

// man1 is what the records call the man of the house.
func (h *house) man1() string {
	if h.father != nil && h.father.role == "partner" {
		return "パートナー"
	}
	return "父"
}

func (h *house) homeSection(set map[string]any, c *person, day casework.Date) {
	set["tidiness"] = share(h.dice, weight[string]{5, "tidy"}, weight[string]{5, "lived_in"})
	set["room_temp"] = share(h.dice, weight[string]{9, "suitable"}, weight[string]{1, "cold"}, weight[string]{1, "hot"})
	set["smoking"] = share(h.dice, weight[string]{15, "none"}, weight[string]{4, "outside"}, weight[string]{1, "inside"})
	set["dv_signs"] = share(h.dice, weight[string]{16, "none"}, weight[string]{4, "not_asked"})
	set["finances"] = share(h.dice, weight[string]{8, "fine"}, weight[string]{2, "worried"})
	if h.plan.registered() {
		set["tidiness"] = share(h.dice, weight[string]{2, "tidy"}, weight[string]{5, "lived_in"}, weight[string]{3, "neglected"})
		set["finances"] = share(h.dice, weight[string]{3, "fine"}, weight[string]{4, "worried"}, weight[string]{3, "hard"})
	}
	set["father"] = "away"
	if h.cared() {
		set["father"] = share(h.dice, weight[string]{4, "active"}, weight[string]{4, "some"}, weight[string]{2, "little"})
	}
	if c != nil && c.months(day) < 12 {
		set["sleep_position"] = share(h.dice, weight[string]{18, "back"}, weight[string]{2, "side"})
		set["sleep_place"] = h.line("sleep_place", c, day)
	}
	for _, field := range []string{"housing", "hazards", "supporters", "consult", "handed_out"} {
		if h.chance(0.5) {
			set[field] = h.same(field, c, day)
		}
	}
	if len(h.born(day)) > 1 {
		set["siblings"] = h.fitting("siblings", c, day)
	}
}

func (h *house) judgeSection(set map[string]any, c *person, day casework.Date, risky bool) {
	need := share(h.dice, weight[string]{5, "none"}, weight[string]{4, "information"}, weight[string]{1, "continue"})
	switch {
	case h.plan.registered():
		need = share(h.dice, weight[string]{4, "continue"}, weight[string]{3, "care_support"}, weight[string]{2, "council"})
	case risky:
		need = share(h.dice, weight[string]{4, "continue"}, weight[string]{3, "case_conference"}, weight[string]{1, "care_support"})
	case h.plan.risk:
		need = share(h.dice, weight[string]{3, "information"}, weight[string]{5, "continue"})
	}
	set["support_need"] = need
	set["guidance"] = h.fitting("guidance", c, day)
	if need != "none" {
		set["grounds"] = h.fitting("grounds", c, day)
	}
	if h.chance(0.4) {
		set["handover"] = h.fitting("handover", c, day)
	}
	if need == "continue" || need == "care_support" {
		set["next_on"] = h.workday(day.AddDays(h.between(14, 40))).String()
		set["next_plan"] = h.line("next_plan", c, day)
	}
}

// narrative is the record in whole sentences.
func (h *house) narrative(c *person, day casework.Date) string {
	parts := []string{"arrive", "home"}
	if c != nil && c.months(day) < 8 {
		parts = append(parts, "feed", "night")
	}
	if h.cared() {
		parts = append(parts, "father")
	}
	parts = append(parts, "support", "worry", "close")
	var b strings.Builder
	for _, p := range parts {
		if p == "home" || h.chance(0.85) {
			b.WriteString(h.fitting(p, c, day))
		}
	}
	return b.String()
}

// appointed writes, for some visits, the appointment that led to it.
func (h *house) appointed(day casework.Date, start time.Time, kind string, c *person, by *Staff, visit uuid.UUID) {
	if h.plan.thin || !h.chance(0.5) {
		return
	}
	made := h.at(day.AddDays(-h.between(2, 9)), 16, h.IntN(60))
	if made.Before(h.at(h.opens, 12, 0)) {
		return
	}
	id := h.id(made)
	h.put(made, store.KindAppointment, id, h.appointment(day, start.Format("15:04"), kind, c, by), by)
	h.put(start.Add(5*time.Hour), store.KindAppointment, id, map[string]any{"done_by": visit.String()}, by)
}

func (h *house) appointment(day casework.Date, clock, kind string, c *person, by *Staff) map[string]any {
	set := map[string]any{"on": day.String(), "time": clock, "visit_type": kind, "staff": by.ID.String(), "place": "自宅"}
	if c != nil {
		set["child"] = c.id.String()
	}
	if h.chance(0.6) {
		set["note"] = h.line("visit_title", c, day)
	}
	return set
}

// correct now and then adds a sentence to a record later, with the reason.
func (h *house) correct(w *store.Write, field string) {
	text, _ := w.Set[field].(string)
	if text == "" || !h.chance(0.025) {
		return
	}
	at := h.inHours(h.workday(casework.DateOf(w.At).AddDays(h.between(3, 6))))
	if !at.Before(h.Today) || !w.At.Before(at) {
		return
	}
	record, kind, by := w.Record, w.Kind, w.By
	reason, suffix, _ := strings.Cut(h.plain("edit_note"), "|")
	more := h.put(at, kind, record, map[string]any{field: text + suffix}, nil)
	more.By, more.Reason = by, reason
}
