package demo

import "yorisoi/store/casework"

// motherSection fills in how the mother is after the birth.
func (h *house) motherSection(set map[string]any, c *person, day casework.Date) {
	set["delivery_on"] = c.birth.String()
	set["delivery_weeks"], set["delivery_days"] = int64(c.gestation.Weeks()), int64(c.gestation.Days())
	set["delivery_method"], set["blood_loss_ml"] = c.delivery.method, c.delivery.bloodLoss
	set["mother_temp_c"] = tenth(h.normal(36.5, 0.3))
	set["bp_systolic"], set["bp_diastolic"] = int64(h.normal(114, 10)), int64(h.normal(70, 8))
	set["lochia"] = "expected"
	if day.DaysSince(c.birth) > 35 {
		set["lochia"] = "ended"
	}
	set["breasts"] = []string{share(h.dice, weight[string]{12, "fine"}, weight[string]{3, "engorged"}, weight[string]{3, "nipple"}, weight[string]{1, "pain"})}
	hours := h.between(6, 14)
	set["sleep_hours"] = tenth(float64(hours) / 2)
	set["sleep"] = "broken"
	if hours > 11 {
		set["sleep"] = "well"
	}
	set["meals"] = share(h.dice, weight[string]{6, "regular"}, weight[string]{4, "irregular"})
	set["mood"] = []string{share(h.dice, weight[string]{8, "calm"}, weight[string]{6, "tired"}, weight[string]{3, "anxious"}, weight[string]{1, "low"}, weight[string]{1, "tearful"})}
	set["mood_note"] = h.line("mood_note", c, day)
	set["postnatal_checkup"] = "planned"
	switch days := day.DaysSince(c.birth); {
	case days > 32:
		set["postnatal_checkup"] = "one_month"
	case days > 15:
		set["postnatal_checkup"] = "two_weeks"
	}
}

// childSection fills in how the newborn is.
func (h *house) childSection(set map[string]any, c *person, day casework.Date) {
	set["birth_weight_g"] = c.weight
	c.delivery.into(set)
	set["gestation_weeks"], set["gestation_days"] = int64(c.gestation.Weeks()), int64(c.gestation.Days())
	set["discharged_on"] = h.discharge(c).String()
	switch feeding := share(h.dice, weight[string]{9, "breast"}, weight[string]{9, "mixed"}, weight[string]{3, "formula"}); feeding {
	case "breast":
		set["feeding"], set["breast_times"] = feeding, int64(h.between(7, 12))
	case "mixed":
		set["feeding"], set["breast_times"] = feeding, int64(h.between(5, 9))
		set["formula_times"], set["formula_ml"] = int64(h.between(2, 6)), int64(h.between(2, 6)*20)
	default:
		set["feeding"], set["formula_times"], set["formula_ml"] = feeding, int64(h.between(6, 8)), int64(h.between(4, 8)*20)
	}
	set["sucking"] = share(h.dice, weight[string]{7, "strong"}, weight[string]{3, "ordinary"})
	set["stool_times"], set["urine_times"] = int64(h.between(1, 8)), int64(h.between(6, 12))
	set["navel"] = share(h.dice, weight[string]{16, "dry"}, weight[string]{2, "moist"}, weight[string]{1, "granuloma"})
	set["skin"] = []string{share(h.dice, weight[string]{10, "clear"}, weight[string]{4, "dry"}, weight[string]{4, "rash"}, weight[string]{2, "nappy"})}
	set["injury"] = "none"
	set["fontanelle"], set["reflexes"], set["hip"] = "flat", "good", "free"
	set["metabolic_test"] = share(h.dice, weight[string]{15, "normal"}, weight[string]{5, "waiting"})
	set["child_note"] = h.fitting("child_note", c, day)
	set["vaccination"] = "生後2か月から " + h.clinic
}

// delivery is what the handbook says about a birth.
type delivery struct {
	method             string
	bloodLoss          int64
	apgar1, apgar5     int64
	height, head, bust float64 // cm; 0 when born early
	jaundice, hearing  string
}

// deliver draws the birth.
func (h *house) deliver(c *person) {
	c.delivery = delivery{
		method: share(h.dice, weight[string]{70, "vaginal"}, weight[string]{8, "vacuum"},
			weight[string]{1, "forceps"}, weight[string]{12, "planned_caesarean"}, weight[string]{9, "emergency_caesarean"}),
		bloodLoss: int64(h.between(12, 80) * 10),
		apgar1:    int64(h.between(7, 9)), apgar5: int64(h.between(9, 10)),
		jaundice: share(h.dice, weight[string]{11, "none"}, weight[string]{7, "mild"}, weight[string]{2, "treated"}),
		hearing:  share(h.dice, weight[string]{38, "pass"}, weight[string]{1, "refer"}, weight[string]{1, "unknown"}),
	}
	if c.gestation.Term() != casework.Preterm {
		c.delivery.height = h.value(casework.Height, c.sex, 0, c.zHeight)
		c.delivery.head = h.value(casework.Head, c.sex, 0, 0.6*c.z)
		c.delivery.bust = c.delivery.head - 1.5 + h.normal(0, 0.4)
	}
}

func (d delivery) into(set map[string]any) {
	set["apgar1"], set["apgar5"] = d.apgar1, d.apgar5
	set["jaundice"], set["hearing_test"] = d.jaundice, d.hearing
	if d.height > 0 {
		set["birth_height_cm"], set["birth_head_cm"], set["birth_chest_cm"] = tenth(d.height), tenth(d.head), tenth(d.bust)
	}
}

// discharge is the day the child came home: later when it was born early.
func (h *house) discharge(c *person) casework.Date {
	days := 5
	if early := 266 - c.gestation.TotalDays; early > 0 {
		days += early * 3 / 4
	}
	return c.birth.AddDays(days)
}

// measureSection fills in what was measured, and what it is compared with.
func (h *house) measureSection(set map[string]any, c *person, day casework.Date) {
	b := h.measure(c, day)
	if b.weight == 0 {
		return
	}
	b.into(set)
	set["posture"] = "lying"
	if c.months(day) >= 24 {
		set["posture"] = "standing"
	}
	if home := h.discharge(c); c.months(day) < 3 && home.Before(day) {
		set["base_kind"], set["base_date"] = "discharge", home.String()
		set["base_weight_g"] = h.measure(c, home).weight
	}
}
