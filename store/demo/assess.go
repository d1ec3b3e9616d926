package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// urgent writes how urgent a report is; the steps given are answered with yes.
// A small child that was hurt is urgent by itself: the meeting of the day then
// decides about the 児童相談所 too.
func (h *house) urgent(intake uuid.UUID, at time.Time, c *person, yes ...int) {
	if h.story.kind.abuse == "AB1" && c.months(casework.DateOf(at)) < 24 && h.chance(0.5) {
		yes = append(yes, 4)
	}
	set := map[string]any{"at": moment(at), "subject": c.id.String(), "phase": "intake", "discussed_with": []string{h.coordinator.ID.String()}}
	for i := range 8 {
		answer := "no"
		if i >= 4 {
			answer = share(h.dice, weight[string]{5, "no"}, weight[string]{3, "yes"}, weight[string]{2, "unknown"})
		} else if h.chance(0.1) {
			answer = "unknown"
		}
		if slices.Contains(yes, i+1) {
			answer = "yes"
		}
		set[fmt.Sprintf("step%d", i+1)] = answer
	}
	for step, ticks := range map[int][]string{4: {"infant"}, 5: {"past_reports", "unaware", "siblings"}, 6: {"fear", "blank"}, 7: {"mental", "impulse"}, 8: {"poverty", "isolation", "no_watcher"}} {
		if set[fmt.Sprintf("step%d", step)] == "yes" {
			set[fmt.Sprintf("ticks%d", step)] = ticks[:1+h.index%len(ticks)]
		}
	}
	if rank := casework.RankOf(casework.StepsOf(&casework.Entry{Fields: set})); rank != "" {
		set["rank"] = rank
		if rank == casework.RankC && h.chance(0.12) {
			set["rank_override"], set["approver"] = casework.RankB, h.coordinator.ID.String()
			set["override_reason"] = "きょうだいの年齢が低く、夜に見守る人がいないため一段上げる。"
		}
	}
	h.below(intake, at, store.KindUrgency, set, h.receiver())
}

// topicsOf is how many topics the groups of the risk assessment have.
var topicsOf = []struct {
	group string
	n     int
}{{"a", 7}, {"b", 9}, {"c", 9}, {"d", 8}, {"e", 5}}

// assess writes the risk assessments: after the report was looked into, and
// with every review.
func (h *house) assess() {
	if h.plan.cast != nil && h.plan.cast.surname == "山根" {
		return // handed over from the children's years; assessed on paper
	}
	c := h.youngest()
	if born := h.here(h.story.decided.start.Add(-time.Hour)); len(born) > 0 {
		c = born[len(born)-1]
	}
	on := casework.AddWorkdays(h.agreed, -1)
	if at := h.story.reported; !at.IsZero() {
		on = casework.AddWorkdays(casework.DateOf(at), 2)
	}
	if on.Before(h.opens) || h.at(on, 9, 0).Before(c.listed) {
		on = casework.AddWorkdays(casework.DateOf(c.listed), 1)
	}
	var last uuid.UUID
	ratings := h.rate()
	for n := 0; on.Before(h.today); n++ {
		phase := "investigated"
		if n > 0 {
			phase = "review"
			h.rerate(ratings)
		}
		next := on.AddMonths(h.between(3, 5))
		last = h.risk(ratings, c, on, phase, last, next)
		on = h.workday(next)
	}
}

// rate draws the ratings of a first assessment.
func (h *house) rate() map[string]string {
	out := map[string]string{}
	for _, t := range topicsOf {
		for i := range t.n {
			out[fmt.Sprintf("%s%d", t.group, i+1)] = h.rating()
		}
	}
	return out
}

func (h *house) rating() string {
	return share(h.dice, weight[string]{46, "none"}, weight[string]{22, "low"}, weight[string]{16, "mid"}, weight[string]{6, "high"}, weight[string]{10, "unknown"})
}

// rerate changes a few ratings, as some of what nobody knew is known now.
func (h *house) rerate(ratings map[string]string) {
	for range h.between(3, 6) {
		t := topicsOf[h.IntN(len(topicsOf))]
		ratings[fmt.Sprintf("%s%d", t.group, h.between(1, t.n))] = share(h.dice, weight[string]{4, "none"}, weight[string]{5, "low"}, weight[string]{2, "mid"})
	}
}

// risk writes one assessment.
func (h *house) risk(ratings map[string]string, c *person, on casework.Date, phase string, previous uuid.UUID, next casework.Date) uuid.UUID {
	set := map[string]any{
		"on": on.String(), "subject": c.id.String(), "phase": phase, "discussed_with": h.pair(), "lead": "city", "summary": h.plain("risk_summary"),
		"next_on": next.String(), "severity": h.story.severity, "urgency_rank": share(h.dice, weight[string]{5, "C"}, weight[string]{5, "D"}),
		"f_child": h.plain("strength_child"), "f_guardian": h.plain("strength_guardian"), "f_family": h.plain("strength_family"), "f_community": h.plain("strength_community"),
	}
	if h.story.severity == "" {
		delete(set, "severity")
	}
	if previous != uuid.Nil {
		set["previous"] = previous.String()
	}
	for _, t := range topicsOf {
		for i := range t.n {
			h.rated(set, fmt.Sprintf("%s%d", t.group, i+1), ratings[fmt.Sprintf("%s%d", t.group, i+1)], on)
		}
	}
	unknown, _ := casework.UnknownRatings(set)
	set["unknown_count"] = int64(unknown)
	at := h.at(on, 15, h.IntN(60)).Add(30 * time.Minute)
	id := h.id(at)
	h.later(at, store.KindRisk, id, set, h.social)
	return id
}

// rated fills in one topic, with what it rests on where it matters.
func (h *house) rated(set map[string]any, topic, rating string, on casework.Date) {
	set[topic+"_rating"] = rating
	if rating == "mid" || rating == "high" {
		set[topic+"_evidence"] = h.plain("risk_" + topic[:1])
		set[topic+"_source"] = share(h.dice, weight[string]{4, "seen"}, weight[string]{3, "heard_guardian"}, weight[string]{2, "agency"}, weight[string]{1, "record"})
		set[topic+"_checked"] = on.String()
	}
}
