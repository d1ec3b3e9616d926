package demo

import "yorisoi/store/casework"

// plan is what kind of family it will be.
type plan struct {
	class    casework.Class
	risk     bool // watched by maternal and child health
	thin     bool // a file of the archive: few people, few records
	pregnant bool
	days     int // age of the youngest child today, or days left to the due date
	twins    bool
	mine     bool // 中野 is in charge
	surname  string
	sex      string // of the youngest child, "" for chance
	cast     *role
	twinOf   int // index of the family that this is another file of, 0 for none
}

func (p plan) registered() bool { return p.class != casework.MCH }

// makePlan draws the kind of family. Current ones are young and often known to
// child welfare; the archive is what a city of 200,000 collects in some years.
func (h *house) makePlan() plan {
	if h.index < len(theCast) {
		r := &theCast[h.index]
		if r.adult {
			// The first mark of the 18th birthday is three days ahead.
			months := 12*18 - casework.DefaultConfig().AdultMonthsFirst
			r = &role{}
			*r = theCast[h.index]
			r.days = h.today.DaysSince(h.today.AddDays(3).AddMonths(-months))
		}
		return plan{
			class: r.class, risk: r.risk, pregnant: r.pregnant, days: r.days, mine: true,
			surname: r.surname, sex: r.sex, cast: r, twinOf: r.twinOf,
		}
	}
	p := plan{class: casework.MCH}
	current := h.index < currentFamilies
	known := 0.006
	if current {
		known = 0.10
	}
	p.pregnant, p.days = h.stage(current)
	p.twins = h.chance(0.02)
	switch {
	case h.chance(known):
		p.risk = true
		p.class = share(h.dice, weight[casework.Class]{46, casework.Support}, weight[casework.Class]{54, casework.Protection})
		if p.pregnant {
			p.class = casework.Expectant
		}
	case p.pregnant && h.chance(0.06):
		p.risk, p.class = true, casework.Expectant
	default:
		p.risk = h.chance(0.15)
	}
	p.thin = !current && !p.registered() && h.chance(0.93)
	return p
}

// stage draws whether the mother is pregnant, with the days left, or the age
// of the youngest child in days.
func (h *house) stage(current bool) (pregnant bool, days int) {
	if !current {
		switch {
		case h.chance(0.024):
			return true, h.between(1, 214)
		case h.chance(0.10):
			return false, h.between(3500, 6300)
		}
		return false, h.between(1, 3500)
	}
	switch h.weighted(14, 20, 16, 24, 16, 10) {
	case 0:
		return true, h.between(1, 214)
	case 1:
		return false, h.between(1, 121)
	case 2:
		return false, h.between(122, 365)
	case 3:
		return false, h.between(366, 1095)
	case 4:
		return false, h.between(1096, 2190)
	}
	return false, h.between(2191, 6300)
}
