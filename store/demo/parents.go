package demo

import "yorisoi/store/casework"

// makeFather draws the father or partner and how the two belong together.
func (h *house) makeFather() {
	switch bond := h.bond(); bond {
	case alone:
		h.plan.risk = h.plan.risk || h.chance(0.3)
	case married, separated, stepped:
		h.father = h.man(h.mother.birth)
		h.father.away = bond == separated
		h.father.note = map[int]string{stepped: "継父"}[bond]
		if bond == stepped {
			h.makeFormer()
		}
	case together:
		h.father = h.man(h.mother.birth)
		h.father.role, h.father.family = "partner", h.surname()
	case divorced:
		h.father = h.man(h.mother.birth)
		h.father.away = true
		if h.chance(0.5) {
			h.father.family = h.surname()
		}
	}
	if h.abroad != nil && h.father != nil {
		h.father.given, h.father.alias = h.foreignName(h.abroad, "M", h.father.birth.Year)
		h.father.family = h.name
	}
}

func (h *house) bond() int {
	switch {
	case h.plan.cast != nil:
		return married
	case h.mother.birth.AddMonths(19 * 12).After(h.lastBirth()):
		return []int{together, alone}[h.IntN(2)] // too young to have married
	case h.plan.registered():
		b := h.weighted(42, 12, 14, 18, 6, 8)
		if b == stepped && len(h.children) < 2 {
			b = together
		}
		return b
	}
	return h.weighted(84, 3, 4, 6, 3, 0)
}

// man draws a man to go with a woman born then.
func (h *house) man(partner casework.Date) *person {
	p := &person{role: "father", sex: "M", family: h.name, phone: h.mobile()}
	p.birth = partner.AddDays(-int(h.normal(700, 1300)))
	if oldest := h.firstBirth().AddMonths(-17 * 12); oldest.Before(p.birth) {
		p.birth = oldest.AddDays(-h.IntN(400))
	}
	p.given = h.givenName("M", p.birth.Year)
	p.occupation = h.job(p, "f")
	return p
}

func (h *house) firstBirth() casework.Date { return h.children[0].arrival() }

func (h *house) lastBirth() casework.Date { return h.youngest().arrival() }

// makeFormer draws the father of the elder children of a step family.
func (h *house) makeFormer() {
	h.former = h.man(h.mother.birth)
	h.former.role, h.former.away, h.former.note = "other", true, "母の前夫"
	h.former.family = h.surname()
	for _, c := range h.children[:len(h.children)-1] {
		if c.birth != h.youngest().birth || c.unborn() {
			c.earlier = !c.unborn()
		}
	}
}

// makeElders draws grandparents who live with the family or matter to it.
func (h *house) makeElders() {
	p := 0.06
	if h.father == nil || h.father.away {
		p = 0.35
	}
	if !h.chance(p) {
		return
	}
	g := h.elder("grandmother", "F")
	h.elders = append(h.elders, g)
	if h.chance(0.5) {
		g := h.elder("grandfather", "M")
		if h.chance(0.25) {
			g.dead, g.away, g.phone, g.occupation = true, true, "", ""
		}
		h.elders = append(h.elders, g)
	}
}

func (h *house) elder(role, sex string) *person {
	g := &person{role: role, sex: sex, family: h.name, note: "母方", phone: h.mobile()}
	g.birth = h.mother.birth.AddDays(-h.between(21*365, 36*365))
	g.given = h.givenName(sex, g.birth.Year)
	g.occupation = h.job(g, "g")
	return g
}

// nameChild names a born child; the unborn have no name yet.
func (h *house) nameChild(c *person) {
	c.family = h.name
	if c.unborn() {
		return
	}
	switch {
	case h.abroad != nil && h.chance(0.6):
		c.given, c.alias = h.foreignName(h.abroad, c.sex, c.birth.Year)
	default:
		c.given = h.givenName(c.sex, max(c.birth.Year, 1999))
	}
	c.schoolKind, c.school = h.enrol(c)
}

// enrol draws the nursery or school that fits the age today.
func (h *house) enrol(c *person) (kind, school string) {
	if r := h.plan.cast; r != nil && r.pregnant {
		// The eldest goes to the nursery that reports; nobody looks after the next.
		if c == h.children[0] {
			return "nursery", h.words.places["nursery"][0]
		}
		return "", ""
	}
	grade, _ := casework.GradeOn(c.birth, h.today)
	months := c.months(h.today)
	switch {
	case grade >= 13 || months < 8:
		return "", ""
	case grade >= 10:
		kind = "high_school"
	case grade >= 7:
		kind = "junior_high"
	case grade >= 1:
		kind = "elementary"
	case months < 36:
		if !h.chance(0.45) && !h.plan.registered() {
			return "", ""
		}
		kind = share(h.dice, weight[string]{7, "nursery"}, weight[string]{3, "certified_nursery"})
	default:
		kind = share(h.dice, weight[string]{5, "nursery"}, weight[string]{2, "certified_nursery"}, weight[string]{3, "kindergarten"})
	}
	return kind, pick(h.dice, h.words.places[kind])
}

// everyone returns the household: adults, elders, children.
func (h *house) everyone() []*person {
	var all []*person
	for _, p := range []*person{h.mother, h.father, h.former} {
		if p != nil {
			all = append(all, p)
		}
	}
	return append(append(all, h.elders...), h.children...)
}

// cared reports whether the father lives with the family.
func (h *house) cared() bool { return h.father != nil && !h.father.away }
