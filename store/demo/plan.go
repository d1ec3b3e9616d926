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
}

func (p plan) registered() bool { return p.class != casework.MCH }

// role is a family whose part in today's work is fixed, so that the first page
// has something to show on any seed.
type role struct {
	surname   string
	class     casework.Class
	risk      bool
	pregnant  bool
	days      int
	sex       string
	preterm   int // days before the due date
	hidden    int // days since the youngest born child was last seen
	siblings  int
	time      string // of today's visit, "" for none
	visitType string
	note      string
	themes    []string
}

// theCast are the families of 中野's day and their neighbours.
var theCast = []role{
	{surname: "森田", class: casework.MCH, days: 21, sex: "F", preterm: 10, time: "10:30", visitType: "newborn", note: "質問票3種を持参"},
	{surname: "井口", class: casework.MCH, risk: true, days: 93, sex: "M", preterm: 27, siblings: 1, time: "13:30", visitType: "all_homes", note: "体重と授乳の確認", themes: []string{"mood"}},
	{surname: "早川", class: casework.Support, risk: true, days: 427, sex: "M", hidden: 34, time: "15:30", visitType: "care_support", note: "柏木と二人で訪問", themes: []string{"neglect", "money"}},
	{surname: "小野寺", class: casework.Protection, risk: true, pregnant: true, days: 61, siblings: 2, hidden: 34, themes: []string{"neglect", "mood"}},
	{surname: "堀", class: casework.MCH, days: 205, sex: "F", siblings: 1},
	{surname: "藤代", class: casework.Support, risk: true, days: 1290, sex: "F", siblings: 1, themes: []string{"absence", "hit"}},
}

// makePlan draws the kind of family. Current ones are young and often known to
// child welfare; the archive is what a city of 200,000 collects in some years.
func (h *house) makePlan() plan {
	if h.index < len(theCast) {
		r := &theCast[h.index]
		return plan{
			class: r.class, risk: r.risk, pregnant: r.pregnant, days: r.days, mine: true,
			surname: r.surname, sex: r.sex, cast: r,
		}
	}
	p := plan{class: casework.MCH}
	current := h.index < currentFamilies
	known := 0.0115
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
