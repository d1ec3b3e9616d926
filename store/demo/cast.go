package demo

import "yorisoi/store/casework"

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

	agreed     int  // days since the class was agreed, at least
	reported   int  // days since the first report, 0 for chance
	order      int  // place on the agenda of the next joint meeting
	ownPlan    bool // its support plan is part of its story
	unreviewed bool // the last working meeting did not come to it
	adult      bool // nears 18: the youngest child's age follows from that
	twinOf     int  // another file of the family with this index
}

// theCast are the families of 中野's day and their neighbours.
var theCast = []role{
	{surname: "森田", class: casework.MCH, days: 21, sex: "F", preterm: 10, time: "10:30", visitType: "newborn", note: "質問票3種を持参", order: 2},
	{surname: "井口", class: casework.MCH, risk: true, days: 93, sex: "M", preterm: 27, siblings: 1, time: "13:30", visitType: "all_homes", note: "体重と授乳の確認", themes: []string{"mood"}},
	{surname: "早川", class: casework.Support, risk: true, days: 427, sex: "M", hidden: 34, time: "15:30", visitType: "care_support", note: "柏木と二人で訪問", themes: []string{"neglect", "money"}, agreed: 150, ownPlan: true},
	{surname: "小野寺", class: casework.Protection, risk: true, pregnant: true, days: 61, siblings: 2, hidden: 34, themes: []string{"neglect", "mood"}, agreed: 8, reported: 37, order: 1, ownPlan: true},
	{surname: "堀", class: casework.MCH, days: 205, sex: "F", siblings: 1, order: 4},
	{surname: "藤代", class: casework.Support, risk: true, days: 1290, sex: "F", siblings: 1, themes: []string{"dv", "neglect"}, agreed: 215, order: 3, ownPlan: true},
	{surname: "田島", class: casework.Protection, risk: true, days: 1500, sex: "M", siblings: 1, themes: []string{"hit", "money"}, agreed: 130, order: 5, unreviewed: true},
	{surname: "山根", class: casework.Support, risk: true, sex: "F", themes: []string{"truancy", "money"}, agreed: 150, order: 6, adult: true},
	{surname: "葛西", class: casework.MCH, days: 980, sex: "M", siblings: 1},
	{surname: "井口", class: casework.MCH, risk: true, days: 93, sex: "M", preterm: 27, siblings: 1, themes: []string{"mood"}, twinOf: 1},
}

// perform writes what the stories of the cast need today.
func (h *house) perform() {
	r := h.plan.cast
	if r == nil || r.twinOf > 0 {
		return
	}
	switch r.surname {
	case "森田":
		h.performMorita()
	case "早川":
		h.performHayakawa()
	case "小野寺":
		h.performOnodera()
	case "堀":
		h.performHori()
	case "藤代":
		h.performFujishiro()
	case "田島":
		h.performTajima()
	case "山根":
		h.putForward("adult", h.youngest(), h.social, "welfare")
	case "葛西":
		h.performKasai()
	}
}
