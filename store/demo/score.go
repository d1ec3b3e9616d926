package demo

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// questionnaires writes the three questionnaires of a newborn visit, and
// reports whether their scores ask for something.
func (h *house) questionnaires(visit uuid.UUID, by *Staff, c *person, day casework.Date, end time.Time) (risky bool) {
	if h.plan.thin && !h.chance(0.85) {
		return false
	}
	about := func() map[string]any {
		return map[string]any{
			"subject": h.mother.id.String(), "on": day.String(), "days_after_birth": int64(day.DaysSince(c.birth)),
			"method": share(h.dice, weight[string]{8, "self"}, weight[string]{2, "heard"}), "place": "自宅",
		}
	}
	// How burdened the mother is: one in ten ends at nine points or more.
	strain := 0.08 + float64(h.ExpFloat64()*0.3)
	if h.plan.risk {
		strain += 0.35
	}
	at := end.Add(10 * time.Minute)
	save := func(kind string, set map[string]any) {
		at = at.Add(3 * time.Minute)
		h.put(at, kind, h.id(at), set, by).Parent = visit
	}
	save(store.KindSupport, h.checklist(about(), strain))
	epds, total := h.epds(about(), strain)
	save(store.KindEPDS, epds)
	save(store.KindMIBS, h.mibs(about(), strain))
	return total >= 9
}

// scored fills in ten items; ease makes an item rarer.
func (h *house) scored(set map[string]any, strain float64, ease [10]float64) int64 {
	total := 0
	for i, e := range ease {
		n := 0
		for n < 3 && h.chance(strain*e/float64(1+n)) {
			n++
		}
		total += n
		set["item"+strconv.Itoa(i+1)] = strconv.Itoa(n)
	}
	set["total"] = int64(total)
	return int64(total)
}

func (h *house) epds(set map[string]any, strain float64) (map[string]any, int64) {
	total := h.scored(set, strain, [10]float64{0.35, 0.4, 0.9, 1, 0.6, 0.9, 0.5, 0.6, 0.5, 0.05})
	switch {
	case set["item10"] != "0":
		set["response"] = []string{"listened", "supervisor", "urgent"}
		set["findings"] = h.plain("findings_high")
	case total >= 13:
		set["response"] = []string{"listened", "psychiatry", "supervisor"}
		set["findings"] = h.plain("findings_high")
	case total >= 9:
		set["response"] = []string{"listened", "visit_again"}
		set["findings"] = h.plain("findings_mid")
	case h.chance(0.5):
		set["response"] = []string{"listened"}
		set["findings"] = h.plain("findings_low")
	}
	return set, total
}

func (h *house) mibs(set map[string]any, strain float64) map[string]any {
	total := h.scored(set, strain*0.55, [10]float64{0.3, 1, 0.35, 0.3, 0.3, 0.5, 0.1, 0.2, 0.05, 0.3})
	if total >= 3 {
		set["response"] = []string{"listened", "visit_again"}
	}
	return set
}

func (h *house) checklist(set map[string]any, strain float64) map[string]any {
	yes := func(p float64) string {
		if h.chance(p) {
			return "yes"
		}
		return "no"
	}
	set["item1"], set["item2"], set["item3"] = yes(0.22), yes(0.16), yes(0.06+float64(0.1*strain))
	set["item4a"], set["item4b"], set["item4c"] = yes(0.9), yes(0.85), yes(0.7)
	if h.father == nil && h.plan.thin {
		set["item4a"] = "yes"
	} else if !h.cared() {
		set["item4a"] = "none"
	}
	set["item5"], set["item6"] = yes(0.08+float64(0.1*strain)), yes(0.88)
	set["item7"], set["item8"], set["item9"] = yes(0.08), yes(0.2+float64(0.15*strain)), yes(0.02+float64(0.04*strain))
	return set
}
