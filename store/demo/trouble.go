package demo

// themed are the topics that belong to a family's own trouble; nobody writes
// about them in another family.
var themed = map[string]bool{
	"money": true, "mood": true, "neglect": true, "hit": true, "dv": true, "absence": true, "truancy": true,
}

// trouble draws what worries staff about the family, and since when child
// welfare has been dealing with it.
func (h *house) trouble() {
	switch {
	case h.plan.cast != nil:
		h.themes = h.plan.cast.themes
	case h.plan.registered():
		h.themes = []string{"neglect", "mood", "hit", "money"}
		if h.cared() && h.chance(0.5) {
			h.themes = append(h.themes, "dv")
		}
		for _, c := range h.children {
			if c.school != "" {
				h.themes = append(h.themes, "absence", "truancy")
				break
			}
		}
		h.Shuffle(len(h.themes), func(i, j int) { h.themes[i], h.themes[j] = h.themes[j], h.themes[i] })
		h.themes = h.themes[:2]
	case h.plan.risk:
		h.themes = []string{share(h.dice, weight[string]{6, "mood"}, weight[string]{4, "money"})}
	}
	if !h.plan.registered() {
		return
	}
	h.decide()
}
