package demo

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// origin is how the center came to know of a trouble.
type origin struct {
	consultation, abuse, heard string // codes, and the list of sentences
	route, method              string
}

// drawReport draws the report that led to the meeting, where there was one.
func (h *house) drawReport() {
	if h.plan.class == casework.Support && h.plan.cast == nil && h.chance(0.4) {
		return // the nurses brought the family to the conference
	}
	h.story.kind = h.drawOrigin()
	day := h.agreed.AddDays(-h.between(4, 16))
	if r := h.plan.cast; r != nil && r.reported > 0 {
		day = h.today.AddDays(-r.reported)
	}
	if day.Before(h.opens) {
		day = h.opens
	}
	hour := h.weighted(0, 0, 0, 0, 0, 0, 0, 0, 2, 10, 12, 10, 6, 8, 10, 10, 10, 8, 6, 4, 3)
	switch {
	case day == h.opens || day == h.agreed:
		hour = h.between(10, 11)
	case h.chance(0.85):
		day = h.workday(day)
		if day.Before(h.opens) {
			day, hour = h.opens, 11
		}
	}
	h.story.reported = h.at(day, hour, h.IntN(60))
}

// drawOrigin draws what the report is about, by what troubles the family.
func (h *house) drawOrigin() origin {
	var o origin
	switch {
	case h.plan.class == casework.Expectant || len(h.born(h.agreed.AddDays(-20))) == 0:
		return origin{"health", "", "heard_health", share(h.dice, weight[string]{6, "RT18"}, weight[string]{4, "RT08"}), "phone"}
	case slices.Contains(h.themes, "dv"):
		o = origin{"abuse", "AB4_dv", "heard_dv", share(h.dice, weight[string]{8, "RT20"}, weight[string]{2, "RT11"}), "letter"}
	case slices.Contains(h.themes, "hit"):
		o = origin{"abuse", share(h.dice, weight[string]{7, "AB1"}, weight[string]{3, "AB4"}), "", "", "phone"}
	case slices.Contains(h.themes, "neglect"):
		o = origin{"abuse", "AB3", "", "", "phone"}
	case h.plan.class == casework.Support:
		c := share(h.dice, weight[string]{5, "care_other"}, weight[string]{5, "upbringing"})
		return origin{c, "", "heard_" + c, share(h.dice, weight[string]{6, "RT01_mother"}, weight[string]{4, "RT08"}), share(h.dice, weight[string]{5, "visit"}, weight[string]{5, "phone"})}
	default:
		o = origin{"abuse", share(h.dice, weight[string]{5, "AB3"}, weight[string]{4, "AB4"}), "", "", "phone"}
	}
	if o.heard == "" {
		o.heard, o.route = "heard_"+o.abuse, h.drawRoute()
	}
	if o.method == "phone" {
		o.method = share(h.dice, weight[string]{7, "phone"}, weight[string]{1, "dial189"}, weight[string]{2, "visit"})
	}
	return o
}

// drawRoute draws who tells of it: where the child goes, or the neighbours.
func (h *house) drawRoute() string {
	at := map[string]string{
		"nursery": "RT12", "certified_nursery": "RT13", "kindergarten": "RT15", "elementary": "RT16", "junior_high": "RT16", "high_school": "RT16",
	}
	for _, c := range h.children {
		if route := at[c.schoolKind]; route != "" && h.chance(0.5) {
			return route
		}
	}
	return share(h.dice, weight[string]{5, "RT02"}, weight[string]{3, "RT18"}, weight[string]{3, "RT20"}, weight[string]{2, "RT08"},
		weight[string]{2, "RT10"}, weight[string]{2, "RT01_relative"}, weight[string]{1, "RT99"})
}

// report writes the report that the story began with.
func (h *house) report() {
	if h.story.reported.IsZero() {
		return
	}
	h.story.intake = h.receive(h.story.reported, h.story.kind, "")
	settled, began := h.story.decided.end.Add(50*time.Minute), h.inspect(h.story.intake, h.story.reported)
	if settled.Before(began) {
		settled = began.Add(2 * time.Hour)
	}
	h.settleIntake(h.story.intake, settled, "register", h.story.decided.id)
}

// receive writes a report with the children it is of, who told it, and what
// was looked up; heard overrides the words.
func (h *house) receive(at time.Time, o origin, heard string) uuid.UUID {
	on, by := casework.DateOf(at), h.receiver()
	if heard == "" {
		heard = h.plain(o.heard)
	}
	series := casework.SeriesOf(store.KindIntake, &casework.Entry{Fields: map[string]any{"consultation": o.consultation}})
	set := map[string]any{
		"received_at": moment(at), "receiver": by.ID.String(), "consultation": o.consultation, "method": o.method, "route": o.route,
		"number": h.number(series, on), "heard": heard, "stage": "received", "safe_now": share(h.dice, weight[string]{6, "unknown"}, weight[string]{4, "yes"}),
		"witnessed": share(h.dice, weight[string]{6, "direct"}, weight[string]{2, "from_child"}, weight[string]{2, "hearsay"}),
		"since":     h.plain("since"), "past_contact": h.plain("past_contact"),
	}
	if o.consultation == "abuse" {
		h.abuseFields(set, o)
	}
	id := h.id(at)
	written := at.Add(time.Duration(h.between(6, 14)) * time.Minute)
	h.put(written, store.KindIntake, id, set, by)
	for i, c := range h.here(at) {
		h.below(id, written.Add(time.Duration(i+1)*time.Second), store.KindIntakeChild, h.reportedChild(c), by)
	}
	h.reporter(id, written.Add(30*time.Second), o, by)
	h.lookUp(id, at, o)
	return id
}

// receiver is who took the call.
func (h *house) receiver() *Staff {
	switch {
	case h.plan.cast != nil:
		return h.welfare[0]
	case h.social != nil && h.chance(0.6):
		return h.social
	}
	return pick(h.dice, h.welfare)
}

func (h *house) abuseFields(set map[string]any, o origin) {
	set["abuse_main"], set["abuse_types"] = o.abuse, []string{o.abuse}
	if h.chance(0.25) && o.abuse != "AB4" {
		set["abuse_types"] = []string{o.abuse, "AB4"}
	}
	set["abuser"] = h.abuser(o)
	set["frequency"], set["degree"], set["response"] = h.plain("frequency"), h.plain("degree"), share(h.dice, weight[string]{2, "same_day"}, weight[string]{6, "h48"})
	if o.abuse == "AB4_dv" {
		set["dv"] = true
	}
}

// abuser is who is said to do it.
func (h *house) abuser(o origin) string {
	switch {
	case h.former != nil && h.cared() && o.abuse != "AB3":
		return "PA2"
	case h.cared() && (o.abuse == "AB4_dv" || o.abuse == "AB1" && h.index%2 == 0), h.mother == nil:
		return "PA1"
	}
	return "PA3"
}

func (h *house) reportedChild(c *person) map[string]any {
	set := map[string]any{"child": c.id.String(), "safe_now": share(h.dice, weight[string]{6, "unknown"}, weight[string]{4, "yes"}), "whereabouts": "自宅"}
	if c.school != "" {
		set["whereabouts"] = c.school
		set["attendance"] = pick(h.dice, []string{"昨日は登園・登校", "今週は2日休み", "遅れて来る日が多い", "休まず通う"})
	}
	return set
}

// reporter writes who told it, apart from the report.
func (h *house) reporter(intake uuid.UUID, at time.Time, o origin, by *Staff) {
	set := map[string]any{"relation": h.plain("relation"), "intent": share(h.dice, weight[string]{3, "protect"}, weight[string]{5, "investigate"}, weight[string]{4, "consult"})}
	switch o.route {
	case "RT02", "RT99":
		set["relation"] = "近所の人"
		set["anonymous"] = h.chance(0.5)
	case "RT20":
		set["relation"] = "生活安全課の担当者"
	case "RT18":
		set["relation"] = "外来の看護師"
	case "RT08":
		set["relation"] = "保健センターの保健師"
	case "RT11":
		set["relation"] = "女性相談支援員"
	case "RT10":
		set["relation"] = "主任児童委員"
	case "RT01_mother":
		set["relation"] = "本人"
	case "RT01_relative":
		set["relation"] = "親戚"
	case "RT12", "RT13", "RT15":
		set["relation"] = "園長"
	case "RT16":
		set["relation"] = "担任"
	}
	if set["anonymous"] != true {
		set["name"], set["phone"] = h.surname().text, h.landline()
		set["reply_wanted"] = h.chance(0.6)
		set["may_tell"], set["secret"] = h.plain("may_tell"), h.plain("secret")
	}
	h.below(intake, at, store.KindReporter, set, by)
}

// lookUp asks what other offices know of the family.
func (h *house) lookUp(intake uuid.UUID, at time.Time, o origin) {
	what := []string{"residents", "checkups", "vaccination", "welfare", "allowance"}
	for _, c := range h.children {
		switch c.schoolKind {
		case "nursery", "certified_nursery", "kindergarten":
			what = append(what, "childcare")
		case "elementary", "junior_high", "high_school":
			what = append(what, "school")
		}
	}
	if o.abuse == "AB4_dv" {
		what = append(what, "dv_measure")
	}
	slices.Sort(what)
	what = slices.Compact(what)
	h.Shuffle(len(what), func(i, j int) { what[i], what[j] = what[j], what[i] })
	asked := at.Add(time.Duration(h.between(60, 110)) * time.Minute)
	for i, kind := range what[:min(len(what), h.between(2, 4))] {
		asked := asked.Add(time.Duration(i) * time.Minute)
		if casework.DateOf(asked) != casework.DateOf(at) || !asked.Before(h.Today) {
			return // too late in the evening
		}
		id := h.below(intake, asked, store.KindLookup, map[string]any{"what": kind, "asked_on": casework.DateOf(asked).String()}, h.receiver())
		answered := h.workdayAt(casework.DateOf(asked), h.between(1, 3), 11)
		h.later(answered, store.KindLookup, id, map[string]any{
			"answered_on": casework.DateOf(answered).String(), "answer": h.plain("lookup_" + kind),
		}, h.receiver())
	}
}

// settleIntake writes how a report was settled, and by which meeting.
func (h *house) settleIntake(intake uuid.UUID, at time.Time, outcome string, meeting uuid.UUID) {
	list := outcome + "_outcome"
	set := map[string]any{"stage": "decided", "outcome": outcome, "outcome_on": casework.DateOf(at).String(), "outcome_reason": h.plain(list)}
	if meeting != uuid.Nil {
		set["outcome_meeting"] = meeting.String()
	}
	if h.later(at, store.KindIntake, intake, set, h.coordinator) {
		h.later(h.workdayAt(casework.DateOf(at), h.between(3, 8), 16), store.KindIntake, intake, map[string]any{"stage": "closed"}, h.coordinator)
	}
}
