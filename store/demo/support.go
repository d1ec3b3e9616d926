package demo

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// paper is one version of the family's support plan.
type paper struct {
	id       uuid.UUID
	version  int
	made     casework.Date
	review   casework.Date
	handed   time.Time // zero while the family does not have it
	goals    []uuid.UUID
	aims     []aim
	division string
	words    map[string]any // of its own, instead of any
	author   *Staff
	quick    bool // taken round within days, as it could not wait
}

// support writes the versions of the support plan since the meeting.
func (h *house) support() {
	if r := h.plan.cast; r != nil && r.ownPlan {
		return
	}
	made := casework.AddWorkdays(h.agreed, h.between(2, 7))
	review := h.workday(made.AddMonths(3).AddDays(-h.between(0, 8)))
	overdue := h.plan.cast == nil && h.index%31 == 7
	var last *paper
	for version := 1; made.Before(h.stops()); version++ {
		p := &paper{version: version, made: made, review: review, aims: h.drawAims(), division: "joint"}
		h.draw(p, last)
		h.hand(p)
		next := casework.AddWorkdays(review, -h.between(2, 8))
		if !next.Before(h.stops()) {
			h.endPlan(p)
			return
		}
		if overdue && !review.AddMonths(2).Before(h.today) {
			return
		}
		h.evaluate(p, next)
		made, review, last = next, h.workday(next.AddMonths(h.between(4, 6))), p
	}
}

// healthPlan writes the plan of a family that the nurses watch alone.
func (h *house) healthPlan() {
	if h.plan.thin || !h.plan.risk || h.mother == nil || h.youngest().months(h.today) >= 72 || !h.chance(0.3) {
		return
	}
	made := h.workday(h.today.AddDays(-h.between(20, 160)))
	if made.DaysSince(h.opens) < 20 {
		return
	}
	p := &paper{version: 1, made: made, review: h.workday(made.AddMonths(6)), division: "mch", aims: h.drawAims()}
	h.draw(p, nil)
	h.hand(p)
}

// drawAims draws one to three aims by what troubles the family.
func (h *house) drawAims() []aim {
	themes := append([]string{}, h.themes...)
	if h.plan.class == casework.Expectant {
		themes = append([]string{"birth"}, themes...)
	}
	var out []aim
	for _, theme := range append(themes, "rest") {
		list := slices.DeleteFunc(slices.Clone(h.words.aims[theme]), func(a aim) bool { return !h.suitsAim(a) })
		if len(list) > 0 && len(out) < 3 {
			out = append(out, pick(h.dice, list))
		}
	}
	return out
}

// suitsAim reports whether an aim goes with the age of the children: what
// comes after school needs a pupil, what is for the small ones a small one.
func (h *house) suitsAim(a aim) bool {
	pupil, small := false, false
	for _, c := range h.children {
		pupil = pupil || strings.HasPrefix(c.schoolKind, "elementary") || strings.HasSuffix(c.schoolKind, "high") || c.schoolKind == "high_school"
		small = small || c.unborn() || c.months(h.today) < 72
	}
	switch a.service {
	case "FS5":
		return pupil
	case "FS1", "FS3", "OS2", "OS3":
		return small
	}
	return pupil || !strings.Contains(a.issue, "学校")
}

// stops is the day from which no version is made any more: today, or when the
// work of child welfare ended.
func (h *house) stops() casework.Date {
	if h.story.ended {
		return h.story.changed.on
	}
	return h.today
}

// endPlan ends a version with the work of child welfare.
func (h *house) endPlan(p *paper) {
	if !h.story.ended || !p.handed.Before(h.story.changed.start) {
		return
	}
	h.evaluate(p, h.story.changed.on)
	h.later(h.story.changed.end.Add(50*time.Minute), store.KindPlan, p.id, map[string]any{"ended_on": h.story.changed.on.String(), "end_reason": "achieved"}, h.owner())
}

// planTime is when a version was written on its day.
func (h *house) planTime(p *paper) time.Time { return h.at(p.made, 14, 30) }

// draw writes a version with its issues, goals and measures.
func (h *house) draw(p *paper, previous *paper) {
	at := h.planTime(p)
	p.id = h.id(at)
	if p.author == nil {
		p.author = h.owner()
	}
	authors := h.pair()
	if h.social == nil {
		authors = authors[:1]
	}
	set := map[string]any{
		"version": int64(p.version), "number": h.number("支", p.made), "division": p.division, "subjects": h.subjects(at, p.division), "made_on": p.made.String(),
		"authors": authors, "period_from": p.made.String(), "period_to": p.review.AddDays(14).String(), "review_on": p.review.String(),
		"guardian_voice": h.plain("guardian_voice"), "present": h.plain("present"), "strengths": h.plain("strength_guardian"), "vision": h.plain("vision"),
		"contact": h.plain("contact"), "opinion": h.plain("opinion"), "third_party": h.plain("third_party"),
	}
	if v := h.firstVoice(p.made); v != "" {
		set["child_voice"] = v
	}
	for field, text := range p.words {
		set[field] = text
	}
	if h.story.sheet != uuid.Nil && previous == nil {
		set["sheet"] = h.story.sheet.String()
	}
	if previous != nil {
		set["previous"] = previous.id.String()
		if sheet := h.reviewSheet(p, previous); sheet != uuid.Nil {
			set["sheet"] = sheet.String()
		}
	}
	h.put(at, store.KindPlan, p.id, set, p.author)
	for i, a := range p.aims {
		h.aim(p, i, a, at.Add(time.Duration(i*5+1)*time.Minute))
	}
}

// reviewSheet writes that the last joint meeting before a version was made
// asked for it; none when there was no meeting since the version before.
func (h *house) reviewSheet(p, previous *paper) uuid.UUID {
	m := meetingUntil(h.joint, p.made.AddDays(-1))
	if m.none() || !previous.made.Before(m.on) || h.social == nil {
		return uuid.Nil
	}
	set := h.sheetFor(m, "plan_review")
	set["plan_need"], set["plan_author"], set["plan_due"] = "review", p.author.ID.String(), casework.AddWorkdays(m.on, 15).String()
	id := h.id(m.start)
	h.sheet(m, id, set)
	return id
}

// subjects are whom a plan is for: the mother and the children at home, in a
// plan of the nurses alone the small ones.
func (h *house) subjects(at time.Time, division string) []string {
	var ids []string
	if h.mother != nil {
		ids = append(ids, h.mother.id.String())
	}
	if h.plan.class == casework.Expectant {
		return ids
	}
	for _, c := range h.here(at) {
		if division == "mch" && c.months(casework.DateOf(at)) >= 72 {
			continue
		}
		ids = append(ids, c.id.String())
	}
	return ids
}

func (h *house) firstVoice(on casework.Date) string {
	for _, c := range h.born(on) {
		if v := h.voice(c, on); v != "" && c.months(on) > 20 {
			return v
		}
	}
	return ""
}

// aim writes an issue, its goal and its measure.
func (h *house) aim(p *paper, i int, a aim, at time.Time) {
	issue := h.below(p.id, at, store.KindPlanIssue, map[string]any{"what": a.issue, "priority": int64(i + 1)}, h.owner())
	until := p.review.AddDays(-7 * i)
	goal := h.below(p.id, at.Add(time.Minute), store.KindPlanGoal, map[string]any{
		"goal": a.goal, "rank": int64(i + 1), "until": until.String(), "issue": issue.String(),
	}, h.owner())
	set := map[string]any{
		"what": a.measure, "staff": []string{h.nursing.ID.String()}, "frequency": a.frequency, "until": until.String(), "family_part": a.family, "who": "こども家庭センター",
	}
	if a.service != "" {
		set["service"] = a.service
		set["staff"] = []string{h.owner().ID.String()}
		if by, ok := h.byName[serviceBy[a.service]]; ok {
			set["resource"], set["who"] = by.String(), serviceBy[a.service]
		}
	}
	h.below(goal, at.Add(2*time.Minute), store.KindPlanMeasure, set, h.owner())
	p.goals = append(p.goals, goal)
}

// hand takes a version round, and hands it over once it is approved.
func (h *house) hand(p *paper) {
	submitted, days := h.workdayAt(p.made, 1, 9), h.between(1, 5)
	if p.quick {
		submitted, days = h.at(p.made, 16, 40), 1
	}
	decided, s, ok := h.approve(p.id, submitted)
	if !ok {
		return
	}
	at := h.workdayAt(casework.DateOf(decided), days, 11)
	set := map[string]any{
		"on": casework.DateOf(at).String(), "by": []string{h.owner().ID.String()}, "method": share(h.dice, weight[string]{6, "visit"}, weight[string]{4, "meeting"}),
		"consent": share(h.dice, weight[string]{7, "signed"}, weight[string]{3, "oral"}), "digest": s.digest,
	}
	switch {
	case h.mother != nil:
		set["to"] = h.mother.id.String()
	default:
		set["to_other"] = "保護者"
	}
	if h.firstVoice(p.made) != "" {
		set["child_told"], set["child_how"] = true, h.plain("child_how")
	}
	if h.plan.cast == nil && h.chance(0.06) {
		set = map[string]any{"not_handed_reason": "家に人が来るのを断られ、次の面接で渡す。", "planned_on": casework.DateOf(at).AddDays(20).String()}
	}
	h.below(p.id, at, store.KindPlanHandover, set, h.owner())
	if at.Before(h.Today) && set["on"] != nil {
		p.handed = at
		h.offer(p)
	}
}

// evaluate writes how far the goals of a version were reached when it was
// reviewed.
func (h *house) evaluate(p *paper, on casework.Date) {
	for i, goal := range p.goals {
		at := h.at(on, 11, 10*i)
		set := map[string]any{
			"on": on.String(), "achieved": share(h.dice, weight[string]{3, "achieved"}, weight[string]{5, "partly"}, weight[string]{2, "not_yet"}),
			"next": share(h.dice, weight[string]{5, "continue"}, weight[string]{3, "change"}), "family_view": h.plain("family_view"), "staff_view": h.plain("staff_view"),
		}
		if set["achieved"] == "achieved" {
			set["next"] = "end"
		}
		h.below(goal, at, store.KindPlanEvaluation, set, h.owner())
	}
}
