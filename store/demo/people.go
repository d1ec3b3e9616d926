package demo

import (
	"math"

	"yorisoi/store/casework"
)

// The ways in which the parents belong together.
const (
	married = iota
	together
	alone
	divorced
	separated
	stepped
)

// populate draws who belongs to the family.
func (h *house) populate() {
	h.bearChildren()
	h.makeMother()
	h.dropTooEarly()
	h.opens = h.opening()
	if !h.plan.thin || !h.thinOut() {
		h.makeFather()
		h.makeElders()
	}
	for len(h.everyone()) > 6 && len(h.elders) > 0 {
		h.elders = h.elders[:len(h.elders)-1]
	}
	for len(h.everyone()) > 6 && len(h.children) > 1 {
		h.children = h.children[1:]
	}
	for i, c := range h.children {
		h.nameChild(c)
		c.order = max(c.order, int64(i+1))
	}
}

// thinOut leaves the few people whom a file of the archive names.
func (h *house) thinOut() bool {
	n := h.weighted(33, 52, 15)
	if n == 2 {
		return false
	}
	last := h.youngest()
	last.order = int64(len(h.children))
	h.children, h.plan.twins = []*person{last}, false
	if n == 0 && !h.plan.pregnant {
		h.mother = nil
	}
	return true
}

// bearChildren draws the youngest child, a twin, and those before.
func (h *house) bearChildren() {
	y := &person{role: "child", sex: h.sexOf(h.plan.sex)}
	if h.plan.pregnant {
		y.role, y.sex = "fetus", ""
		y.due = h.today.AddDays(h.plan.days)
		y.birth = casework.Date{}
	} else {
		y.birth = h.today.AddDays(-h.plan.days)
		h.gestate(y)
	}
	h.children = []*person{y}
	if h.plan.twins {
		twin := *y
		if !h.plan.pregnant {
			twin.sex = h.sexOf("")
			h.weigh(&twin)
		}
		h.children = append(h.children, &twin)
	}
	siblings := h.weighted(46, 38, 12, 4)
	if h.plan.cast != nil {
		siblings = h.plan.cast.siblings
	}
	if h.plan.cast == nil && h.plan.registered() && h.chance(0.4) {
		siblings++
	}
	start := y.birth
	if h.plan.pregnant {
		start = y.due
	}
	for range siblings {
		start = start.AddDays(-h.between(400, 1500))
		if h.plan.cast != nil {
			start = h.castBirth(start)
		}
		s := &person{role: "child", sex: h.sexOf(h.castSex()), birth: start}
		if start.AddMonths(18 * 12).Before(h.today) {
			s.role = "sibling"
		}
		h.gestate(s)
		h.children = append([]*person{s}, h.children...)
	}
}

// castBirth keeps the brothers and sisters of the cast at nursery age.
func (h *house) castBirth(drawn casework.Date) casework.Date {
	if len(h.children) == 1 && h.plan.pregnant {
		return h.today.AddDays(-490) // 1歳4か月
	}
	if earliest := h.today.AddDays(-1180 - 200*len(h.children)); h.plan.days < 600 && drawn.Before(earliest) {
		return earliest
	}
	return drawn
}

// castSex makes the elder two of the cast a girl after a boy.
func (h *house) castSex() string {
	switch {
	case h.plan.cast == nil || !h.plan.pregnant:
		return ""
	case len(h.children) == 1:
		return "F"
	}
	return "M"
}

func (h *house) sexOf(fixed string) string {
	if fixed != "" {
		return fixed
	}
	return share(h.dice, weight[string]{513, "M"}, weight[string]{487, "F"})
}

// gestate draws how long a born child was carried, and its weight.
func (h *house) gestate(c *person) {
	days := int(math.Round(h.normal(276, 7)))
	switch {
	case h.children != nil:
	case h.plan.cast != nil && h.plan.cast.preterm > 0:
		days = 280 - h.plan.cast.preterm
	case h.plan.cast != nil:
	case h.plan.twins:
		days = h.between(230, 262)
	case h.chance(0.05):
		days = h.between(180, 258)
	}
	c.gestation = casework.Gestation{TotalDays: days}
	c.due = c.gestation.DueDate(c.birth)
	h.weigh(c)
	h.deliver(c)
}

// weigh draws the place on the curves and the weight at birth, which falls by
// some 25 g for every day that a child is early.
func (h *house) weigh(c *person) {
	c.z = h.normal(0, 0.75)
	c.zHeight = float64(0.6*c.z) + h.normal(0, 0.5)
	kg := h.value(casework.Weight, c.sex, 0, c.z)
	if early := 270 - c.gestation.TotalDays; early > 0 {
		kg -= float64(math.Min(0.025*float64(early), 0.8*kg))
	}
	c.weight = int64(math.Max(0.48, kg) * 1000)
}

// makeMother draws the mother, old enough for the first child.
func (h *house) makeMother() {
	last := h.youngest()
	age := h.normal(31.8, 4.6)
	switch {
	case h.plan.class == casework.Expectant && h.chance(0.3):
		age = float64(h.between(17, 19))
	case h.plan.registered() && h.plan.cast == nil && h.chance(0.25):
		age = float64(h.between(18, 23))
	}
	age = math.Max(17, math.Min(45, age))
	base := last.birth
	if last.unborn() {
		base = last.due
	}
	m := &person{role: "mother", sex: "F", birth: base.AddDays(-int(age*365.25) - h.IntN(300))}
	m.family = h.name
	m.phone = h.phone
	if h.plan.cast == nil && h.chance(0.035) {
		f := &h.words.foreign[h.IntN(len(h.words.foreign))]
		h.language = f.language
		m.given, m.alias = h.foreignName(f, "F", m.birth.Year)
		m.family = name{f.text, hiragana(f.text)}
		if h.chance(0.6) {
			h.abroad, h.name = f, m.family
		}
	} else {
		m.given = h.givenName("F", m.birth.Year)
		if h.chance(0.08) {
			m.alias = "旧姓 " + h.surname().text
		}
	}
	m.occupation = h.job(m, "m")
	h.mother = m
}

// dropTooEarly takes away brothers and sisters whom the mother would have
// borne as a child.
func (h *house) dropTooEarly() {
	for len(h.children) > 1 && h.children[0].birth.Before(h.mother.birth.AddMonths(17*12)) && !h.children[0].unborn() {
		h.children = h.children[1:]
	}
}

// job draws what somebody does, by m, f or g: mother, father, grandparent.
func (h *house) job(p *person, who string) string {
	if p.birth.AddMonths(20 * 12).After(h.today) {
		who = "young"
	}
	return pick(h.dice, h.words.jobs[who])
}
