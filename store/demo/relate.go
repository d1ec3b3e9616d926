package demo

import (
	"time"

	"yorisoi/store"
)

// relate writes how the people belong together, for families whose file says
// more than the children's names.
func (h *house) relate() {
	if h.mother == nil || h.father == nil && len(h.elders) == 0 {
		return
	}
	h.couple()
	for _, g := range h.elders {
		h.link(g, h.mother, "parent", nil)
	}
	if len(h.elders) == 2 {
		h.link(h.elders[1], h.elders[0], "marriage", nil)
	}
	if h.plan.thin {
		return
	}
	for _, c := range h.children {
		h.link(h.mother, c, "parent", nil)
		switch {
		case c.earlier:
			h.link(h.former, c, "parent", nil)
		case h.father != nil:
			h.link(h.father, c, "parent", nil)
		}
	}
	if h.plan.registered() && len(h.elders) > 0 && h.chance(0.4) {
		kind := share(h.dice, weight[string]{4, "close"}, weight[string]{4, "conflict"}, weight[string]{2, "distant"})
		h.link(h.mother, h.elders[0], kind, nil)
	}
}

// couple writes the bonds of the mother with the men of the family.
func (h *house) couple() {
	if h.former != nil {
		h.link(h.former, h.mother, "divorce", map[string]any{"until": h.lastBirth().AddDays(-h.between(330, 380)).String()})
	}
	f := h.father
	if f == nil {
		return
	}
	since := h.firstBirth().AddDays(-h.between(60, 1400))
	if h.former != nil {
		since = h.lastBirth().AddDays(-h.between(60, 300))
	}
	for _, p := range []*person{h.mother, f} {
		if adult := p.birth.AddMonths(18 * 12).AddDays(30); since.Before(adult) {
			since = adult
		}
	}
	dates := map[string]any{"since": since.String()}
	switch {
	case f.role == "partner":
		h.link(f, h.mother, "partner", nil)
	case f.away && h.chance(0.65):
		until := h.opens.AddDays(-h.between(5, 50))
		dates["until"] = until.String()
		if until.Before(since) {
			delete(dates, "since")
		}
		h.link(f, h.mother, "divorce", dates)
	case f.away:
		h.link(f, h.mother, "separation", nil)
	default:
		if h.opens.Before(since) {
			dates = nil
		}
		h.link(f, h.mother, "marriage", dates)
	}
}

// link writes one relation.
func (h *house) link(from, to *person, kind string, more map[string]any) {
	at := from.listed
	if to.listed.After(at) {
		at = to.listed
	}
	at = at.Add(time.Duration(len(h.entries)) * 20 * time.Second)
	set := map[string]any{"from": from.id.String(), "to": to.id.String(), "type": kind}
	for k, v := range more {
		set[k] = v
	}
	h.put(at, store.KindRelation, h.id(at), set, h.nursing)
}

// contacts writes the agencies that know the family.
func (h *house) contacts() {
	n := 0
	switch {
	case h.plan.registered():
		n = h.between(2, 4)
	case h.plan.risk && !h.plan.thin:
		n = h.between(0, 2)
	case !h.plan.thin:
		n = h.weighted(75, 25)
	}
	at := h.at(h.opens, 13, h.IntN(30))
	if h.plan.registered() {
		at = h.at(h.agreed, 17, h.IntN(30))
	}
	for _, c := range h.children {
		if c.listed.After(at) {
			at = c.listed.Add(time.Hour)
		}
	}
	if h.plan.registered() {
		h.agency(at, "child_guidance", nil, false)
		kind := share(h.dice, weight[string]{5, "chief_commissioner"}, weight[string]{5, "child_commissioner"})
		h.agency(at.Add(time.Minute), kind, nil, false)
	}
	main := true
	for _, c := range h.children {
		if n > 0 && c.school != "" && c.role == "child" {
			h.agency(at.Add(2*time.Minute), c.schoolKind, c, main)
			main = false
			n--
		}
	}
	kinds := []string{"pediatrics", "psychiatry", "npo", "social_council", "city_welfare", "developmental", "visiting_nurse", "after_school"}
	switch {
	case !h.plan.risk:
		kinds = []string{"pediatrics", "npo"}
	case h.youngest().unborn():
		kinds = []string{"obstetrics", "hospital", "psychiatry", "social_council", "city_welfare"}
	}
	h.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	for i := range min(n, len(kinds)) {
		h.agency(at.Add(time.Duration(3+i)*time.Minute), kinds[i], nil, false)
	}
}

func (h *house) agency(at time.Time, kind string, about *person, main bool) {
	set := map[string]any{
		"name": pick(h.dice, h.words.places[kind]), "category": kind,
		"person": h.surname().text, "phone": h.landline(), "role": pick(h.dice, h.words.roles[kind]),
	}
	if kind == "pediatrics" {
		set["name"] = h.clinic
	}
	if about != nil {
		set["name"], set["concerning"] = about.school, about.id.String()
	}
	if main {
		set["main"] = true
	}
	if id, ok := h.byName[set["name"].(string)]; ok {
		set["resource"] = id.String()
	}
	h.agencies = append(h.agencies, kind)
	h.put(at, store.KindAgency, h.id(at), set, h.nursing)
}
