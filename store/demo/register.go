package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// horizon is how far back the files reach.
const horizon = 10 * 365

// opening is the day on which the file was opened, before today.
func (h *house) opening() casework.Date {
	if day := h.workday(h.firstNotice()); day.Before(h.today) {
		return day
	}
	return h.today.AddDays(-1)
}

// firstNotice draws the day of the notice of the pregnancy, of the notice of
// the birth, or on which the family first asked.
func (h *house) firstNotice() casework.Date {
	y := h.youngest()
	begin := y.due.AddDays(-280)
	notified := begin.AddDays(h.between(50, 62))
	if h.plan.class == casework.Expectant && h.chance(0.3) {
		notified = begin.AddDays(h.between(110, 200))
	}
	if first := h.children[0]; y.unborn() && (first == y || h.plan.thin || h.today.DaysSince(first.birth) > horizon || h.plan.cast == nil && h.chance(0.4)) {
		return notified
	}
	age := 0
	if !y.unborn() {
		age = h.today.DaysSince(y.birth)
	}
	switch first := h.children[0]; {
	case y.unborn():
		return first.birth.AddDays(h.between(4, 9))
	case age > horizon:
		return h.today.AddDays(-h.between(60, 900))
	case !h.plan.thin && first != y && h.today.DaysSince(first.birth) < horizon && (h.plan.cast != nil || h.chance(0.5)):
		return first.birth.AddDays(h.between(4, 9))
	case age < 12, !h.plan.thin && (h.plan.cast != nil || h.chance(0.6)):
		return notified
	}
	return y.birth.AddDays(h.between(4, 10))
}

// put adds a write. by is who wrote it; nothing is written from today on.
func (h *house) put(at time.Time, kind string, record uuid.UUID, set map[string]any, by *Staff) *store.Write {
	w := store.Write{Case: h.kase, Record: record, Kind: kind, Set: set, At: at}
	if by != nil {
		w.By = by.Sign
	}
	h.entries = append(h.entries, entry{at, len(h.entries), w})
	return &h.entries[len(h.entries)-1].write
}

// sorted returns the writes in order of time, the family record first.
func (h *house) sorted() []store.Write {
	slices.SortStableFunc(h.entries, func(a, b entry) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.order - b.order
	})
	writes := make([]store.Write, len(h.entries))
	for i, e := range h.entries {
		writes[i] = e.write
	}
	return writes
}

// register writes the family and its people as they were when the file was
// opened.
func (h *house) register() {
	day := h.opens
	at := h.at(day, 8, h.between(30, 45)) // before anything else of the day
	h.kase, h.familyID = h.id(at), h.id(at)
	set := map[string]any{
		"name": h.name.text, "kana": h.name.kana, "address": h.address, "phone": h.phone,
		"number": fmt.Sprintf("%s-%04d", casework.FiscalYearShort(day.FiscalYear()), h.index+1),
		"class":  string(casework.MCH), "mch_staff": h.nursing.ID.String(),
	}
	if list := h.cautions(); len(list) > 0 {
		set["caution"] = list
	}
	h.put(at, store.KindFamily, h.familyID, set, h.nursing)
	for i, p := range h.everyone() {
		p.id = h.id(at)
		when := at.Add(time.Duration(i+1) * 40 * time.Second)
		if p.role != "child" || !p.birth.After(day) {
			p.listed, p.known = when, when
			h.put(when, store.KindPerson, p.id, h.about(p), h.nursing)
			continue
		}
		h.bear(p, when, day)
	}
}

// bear writes a child that was born after the file was opened: first as
// expected, where the pregnancy was known by then, and then as born.
func (h *house) bear(p *person, opened time.Time, day casework.Date) {
	born := h.at(p.birth.AddDays(h.between(1, 3)), 9, h.IntN(60))
	if !born.Before(h.Today) {
		born = h.Today.Add(-2 * time.Hour)
	}
	p.listed, p.known = opened, born
	if known := p.due.AddDays(-225); day.Before(known) {
		p.listed = h.at(known, 10, h.IntN(60))
	}
	h.put(p.listed, store.KindPerson, p.id, h.expected(p), h.nursing)
	h.put(born, store.KindPerson, p.id, h.about(p), h.nursing)
}

func (h *house) expected(p *person) map[string]any {
	return map[string]any{
		"role": "fetus", "family_name": h.name.text, "family_kana": h.name.kana,
		"due_date": p.due.String(), "birth_order": p.order, "lives_with": true,
	}
}

// about returns the fields of a person.
func (h *house) about(p *person) map[string]any {
	if p.unborn() {
		return h.expected(p)
	}
	set := map[string]any{
		"role": p.role, "sex": p.sex, "birth_date": p.birth.String(), "lives_with": !p.away,
		"family_name": p.family.text, "family_kana": p.family.kana, "given_name": p.given.text, "given_kana": p.given.kana,
	}
	for field, text := range map[string]string{
		"alias": p.alias, "phone": p.phone, "occupation": p.occupation, "school": p.school, "note": p.note,
	} {
		if text != "" {
			set[field] = text
		}
	}
	if p.dead {
		set["deceased"] = true
	}
	if p.away && !p.dead && h.chance(0.5) {
		set["address"] = h.street()
	}
	if p.order > 0 {
		set["birth_order"] = p.order
		set["due_date"] = p.due.String()
		set["gestation_weeks"], set["gestation_days"] = int64(p.gestation.Weeks()), int64(p.gestation.Days())
		set["birth_weight_g"] = p.weight
	}
	return set
}

// cautions returns what everyone who opens the file should know.
func (h *house) cautions() []string {
	var list []string
	add := func(flag string, when bool) {
		if when {
			list = append(list, flag)
		}
	}
	full := !h.plan.thin && h.mother != nil
	add("single_parent", full && !h.cared())
	add("stepfamily", h.former != nil)
	add("foreign_language", h.language != "" && h.mother != nil)
	add("teen_parent", full && h.mother.birth.AddMonths(20*12).After(h.firstBirth()))
	add("multiple_birth", h.plan.twins)
	add("mental_health", h.plan.risk && slices.Contains(h.themes, "mood"))
	add("poverty", h.plan.registered() && slices.Contains(h.themes, "money"))
	add("dv", slices.Contains(h.themes, "dv"))
	add("address_secret", slices.Contains(h.themes, "dv") && h.chance(0.5))
	add("contact_time", h.plan.risk && h.chance(0.12))
	add("no_lone_visit", h.plan.class == casework.Protection && h.chance(0.15))
	add("animal", !h.plan.thin && h.chance(0.05))
	return list
}

// policy joins some sentences on where the support is heading.
func (h *house) policy() string {
	c := h.youngest()
	first := h.sentence(h.words.lists["policy"], c, h.today, "")
	return first + "\n" + h.sentence(h.words.lists["policy"], c, h.today, "")
}
