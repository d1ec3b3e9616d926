package casework

import "strings"

// Ranks of urgency, the list urgency_rank.
const (
	RankAA = "AA" // 緊急一時保護を検討
	RankA  = "A"  // 分離を前提とした緊急介入
	RankB  = "B"  // 発生前の一時保護を検討
	RankC  = "C"  // 集中的支援
	RankD  = "D"  // 継続的支援
)

// Answers of the list yes_no_unknown.
const (
	answerYes     = "yes"
	answerNo      = "no"
	answerUnknown = "unknown"
)

// stepRanks is the rank that a yes to each of the eight steps gives. Steps 1–4
// are the sheet's of reference §4.1. That 5 and 6 give B, 7 and 8 give C and no
// yes at all gives D is this project's reading of what the reference marks
// own:low; a person may override it with a reason and an approver.
var stepRanks = [8]string{RankAA, RankAA, RankA, RankA, RankB, RankB, RankC, RankC}

// RankReason says how a rank came about.
type RankReason struct {
	Rank    string // "" while nothing can be said
	Step    int    // the step, from 1, whose yes decided; 0 when there was none
	Unknown []int  // steps answered with "unknown"
	Open    []int  // steps without an answer
	// Worst is the rank if every unknown and open step were a yes: unknown is
	// not no.
	Worst string
}

// RankOf returns the rank that the answers to the eight steps lead to; "" while
// no answer is a yes and some are missing.
func RankOf(steps [8]string) string { return ReasonOf(steps).Rank }

// ReasonOf returns the rank with what decided it.
func ReasonOf(steps [8]string) RankReason {
	r := RankReason{Worst: RankD}
	for i := len(steps) - 1; i >= 0; i-- {
		switch steps[i] {
		case answerYes:
			r.Step, r.Rank, r.Worst = i+1, stepRanks[i], stepRanks[i]
		case answerNo:
		case answerUnknown:
			r.Unknown, r.Worst = append([]int{i + 1}, r.Unknown...), stepRanks[i]
		default:
			r.Open, r.Worst = append([]int{i + 1}, r.Open...), stepRanks[i]
		}
	}
	if r.Step == 0 && len(r.Open) == 0 {
		r.Rank = RankD
	}
	return r
}

// StepsOf reads the eight answers of an urgency record.
func StepsOf(e *Entry) [8]string {
	var steps [8]string
	for i := range steps {
		steps[i] = e.Text("step" + string(rune('1'+i)))
	}
	return steps
}

// RankOn returns the rank that holds of an urgency record: the override when a
// person made one, else the one the steps lead to, else the one stored.
func RankOn(e *Entry) string {
	if over := e.Text("rank_override"); over != "" {
		return over
	}
	if rank := RankOf(StepsOf(e)); rank != "" {
		return rank
	}
	return e.Text("rank")
}

// UnknownRatings counts the ratings of a risk assessment that somebody answered
// with "unknown", and those that nobody answered. topics names the ratings of
// the form (a1, a2, …), as what was never answered may be missing from fields.
func UnknownRatings(fields map[string]any, topics ...string) (unknown, unanswered int) {
	for name, value := range fields {
		if !strings.HasSuffix(name, "_rating") {
			continue
		}
		switch value {
		case answerUnknown:
			unknown++
		case nil, "":
			unanswered++
		}
	}
	for _, topic := range topics {
		if _, there := fields[topic+"_rating"]; !there {
			unanswered++
		}
	}
	return unknown, unanswered
}
