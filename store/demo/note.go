package demo

import (
	"slices"
	"strings"
	"time"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// talk writes a note of a day on a topic, or on any that fits when it is "".
func (h *house) talk(day casework.Date, topicName string, c *person) {
	t := h.topic(topicName)
	if t == nil {
		t = h.topicFor(c, day, "mch")
	}
	if t != nil {
		h.note(h.inHours(day), day, t, c, "")
	}
}

func (h *house) topic(name string) *topic {
	for i := range h.words.topics {
		if h.words.topics[i].name == name {
			return &h.words.topics[i]
		}
	}
	return nil
}

// topicFor draws what there is to write about with a child of that age.
func (h *house) topicFor(c *person, day casework.Date, dept string) *topic {
	months := c.months(day)
	var fit []*topic
	total := 0
	for i := range h.words.topics {
		t := &h.words.topics[i]
		if t.dept == dept && t.from <= months && months <= t.to && h.suits(t, c, day) {
			fit = append(fit, t)
			total += t.weight
		}
	}
	if total == 0 {
		return nil
	}
	n := h.IntN(total)
	for _, t := range fit {
		if n -= t.weight; n < 0 {
			return t
		}
	}
	return nil
}

// suits reports whether a topic is one of this family.
func (h *house) suits(t *topic, c *person, day casework.Date) bool {
	switch {
	case t.has("event"):
	case t.has("risk") && !h.plan.risk, themed[t.name] && !slices.Contains(h.themes, t.name):
	case h.used[t.name] >= 4, t.has("arrival") && (h.used[t.name] > 0 || !h.newHere(day)):
	case t.has("father") && !h.cared():
	case t.has("apart") && (h.mother == nil || h.cared()):
	case t.has("twins") && !h.plan.twins:
	case t.has("enrolled") && c.school == "":
	default:
		return true
	}
	return false
}

// newHere reports whether the family has just moved to the city: its file was
// opened lately, and for no birth.
func (h *house) newHere(day casework.Date) bool {
	return day.DaysSince(h.opens) < 60 && h.opens.After(h.firstBirth().AddMonths(3)) && h.opens.After(h.lastBirth().AddMonths(1))
}

// note writes a contact: what was seen, heard and thought, what was done and
// what comes next.
func (h *house) note(at time.Time, day casework.Date, t *topic, c *person, checkup string) {
	by := h.writer(t)
	h.used[t.name]++
	set := map[string]any{"on": day.String(), "time": at.Format("15:04"), "department": t.dept}
	facts := h.sentence(t.f, c, day, checkup)
	set["facts"] = facts
	method, partner := h.methodOf(facts, t, c)
	if method == "visit" || method == "office" && h.chance(0.6) {
		set["facts"] = facts + h.fitting("aside_"+method, c, day)
	}
	set["method"], set["partner"] = method, partner
	if h.chance(0.85) {
		set["heard"] = h.sentence(t.h, c, day, checkup)
		if partner == "母" && h.chance(0.4) {
			set["heard"] = set["heard"].(string) + h.fitting("more_heard", c, day)
		}
	}
	if h.chance(0.7) {
		set["opinion"] = h.sentence(t.o, c, day, checkup)
	}
	if h.chance(0.85) {
		set["response"] = h.sentence(t.r, c, day, checkup)
	}
	if h.chance(0.75) {
		set["next"] = h.sentence(t.n, c, day, checkup)
	}
	for field, text := range set {
		if text == "" {
			delete(set, field)
		}
	}
	if slices.Contains([]string{"visit", "office", "at_school", "accompany"}, method) {
		h.noteSight(set, c, day, method)
	}
	written := at.Add(time.Duration(h.between(15, 150)) * time.Minute)
	if h.chance(0.03) {
		if late := h.inHours(h.workday(day.AddDays(h.between(5, 9)))); written.Before(late) && late.Before(h.Today) {
			written = late
			set["late_reason"] = h.plain("late")
		}
	}
	w := h.put(written, store.KindNote, h.id(at), set, by)
	h.correct(w, "facts")
}

// noteSight says which children were seen, and what they said.
func (h *house) noteSight(set map[string]any, c *person, day casework.Date, method string) {
	seen := []*person{c}
	if method == "visit" {
		for _, s := range h.born(day) {
			if s != c && s.role == "child" && h.chance(0.6) {
				seen = append(seen, s)
			}
		}
	}
	ids := h.sees(day, seen...)
	if len(ids) == 0 {
		return
	}
	set["child_seen"] = ids
	if h.chance(0.45) && h.visible(c, day) {
		if v := h.voice(c, day); v != "" {
			set["child_voice"] = v
		}
	}
}

func (h *house) writer(t *topic) *Staff {
	if t.dept == "welfare" {
		if h.social != nil && h.chance(0.85) {
			return h.social
		}
		if t.name == "council" {
			return pick(h.dice, h.lead)
		}
		return pick(h.dice, h.welfare)
	}
	if h.chance(0.75) {
		return h.nursing
	}
	return pick(h.dice, h.health)
}

// signs are words by which a sentence shows how the contact was made.
var signs = []struct{ word, method string }{
	{"会議", "meeting"}, {"打合せ", "meeting"}, {"書面", "letter"}, {"報告書", "letter"}, {"結果票", "letter"},
	{"電話", "phone"}, {"通告", "phone"}, {"連絡あり", "phone"}, {"から連絡", "phone"},
	{"同行", "accompany"}, {"来所", "office"}, {"面談", "office"}, {"面接", "office"}, {"会場", "office"}, {"ひろば", "office"}, {"健診", "office"},
}

// methodOf tells from the facts how the contact was made and with whom.
func (h *house) methodOf(facts string, t *topic, c *person) (method, partner string) {
	method, partner = "visit", "母"
	for _, s := range signs {
		if strings.Contains(facts, s.word) {
			method = s.method
			break
		}
	}
	if c.school != "" && strings.HasPrefix(facts, c.school) {
		partner = c.school
		if method != "phone" {
			method = "at_school"
		}
	}
	switch {
	case method == "meeting":
		partner = "関係機関"
	case t.name == "voice":
		partner = "本人"
	case method == "letter":
		partner = ""
	case h.mother == nil:
		partner = "保護者"
	}
	return method, partner
}

// voice is what a child of that age says or shows, "" before birth.
func (h *house) voice(c *person, day casework.Date) string {
	months := c.months(day)
	if months < 0 {
		return ""
	}
	var fit []string
	for _, v := range h.words.voices {
		if v.from <= months && months <= v.to {
			fit = append(fit, v.text)
		}
	}
	if len(fit) == 0 {
		return ""
	}
	return pick(h.dice, fit)
}
