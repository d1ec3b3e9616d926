package casework

import (
	"cmp"
	"slices"
	"time"
)

// dueReferral is DL03: whether to send the child to the 児童相談所, or notify it,
// is decided at once when the child could not be seen, or is in danger. "At once"
// is the same day, as a referral is dated by its day.
//
// It is met by a referral (送致 or 通知) or by a meeting that decided about one,
// also against it. What was asked only because nobody had seen the child
// (PartUnseen) is met as well by seeing it without danger.
func dueReferral(s scan) []Deadline {
	var out []Deadline
	for child, asked := range s.refusals() {
		out = append(out, s.episodes(child, PartUnseen, asked, append(s.decisions(child), s.seenSafe(child)...))...)
	}
	for child, asked := range s.dangers() {
		out = append(out, s.episodes(child, PartDanger, asked, s.decisions(child))...)
	}
	return out
}

// event is something that happened, with its record.
type event struct {
	at time.Time
	by string
}

// refusals returns for each child when it could not be seen: a check that did
// not come to see it, and a clock that ran out.
func (s scan) refusals() map[string][]event {
	out := map[string][]event{}
	for _, d := range dueSafety(s) {
		if d.Over(s.now) || d.Done.After(d.Due) {
			out[d.Subject] = append(out[d.Subject], event{at: d.Due, by: d.Entry})
		}
	}
	for _, check := range s.checks("unconfirmed") {
		child := s.persons.of(check.Text("child"))
		out[child] = append(out[child], event{at: check.Moment("at").In(s.loc), by: check.ID})
	}
	return out
}

// dangers returns for each child when it was found in danger: by a check, or by
// an assessment of high urgency (AA and A, reference §4.1).
func (s scan) dangers() map[string][]event {
	out := map[string][]event{}
	for _, check := range s.checks("danger") {
		child := s.persons.of(check.Text("child"))
		out[child] = append(out[child], event{at: check.Moment("at").In(s.loc), by: check.ID})
	}
	for _, u := range s.Of("urgency") {
		if rank := RankOn(u); (rank == RankAA || rank == RankA) && s.happened(u) {
			child := s.persons.of(u.Text("subject"))
			out[child] = append(out[child], event{at: u.Moment("at").In(s.loc), by: u.ID})
		}
	}
	return out
}

// checks returns the safety checks with a result that happened for a report that
// still stands.
func (s scan) checks(result string) []*Entry {
	var out []*Entry
	for _, check := range s.Of("safety_check") {
		if check.Text("result") == result && s.happened(check) {
			out = append(out, check)
		}
	}
	return out
}

// happened reports whether a record with a moment "at" counts: not in the
// future, and not below a record that was withdrawn.
func (s scan) happened(e *Entry) bool {
	at, parent := e.Moment("at"), s.Entry(e.Parent)
	return !at.IsZero() && !at.After(s.now) && (parent == nil || !parent.Withdrawn)
}

// decisions returns when it was decided about the child, each at the end of its day.
func (s scan) decisions(child string) []event {
	var out []event
	for _, r := range s.Of("referral") {
		kind := r.Text("kind")
		if r.Text("direction") == "to" && (kind == "send" || kind == "notify") && s.aboutAny(r.Texts("subjects"), child) && r.Day("on").Valid() {
			out = append(out, event{at: s.endOf(r.Day("on")), by: r.ID})
		}
	}
	for _, sheet := range s.Of("sheet") {
		if on := s.discussedOn(sheet); on.Valid() && sheet.Text("cgc") != "" && s.about(sheet.Text("subject"), child) {
			out = append(out, event{at: s.endOf(on), by: sheet.ID})
		}
	}
	return out
}

// seenSafe returns when the child was seen without danger.
func (s scan) seenSafe(child string) []event {
	var out []event
	for _, check := range append(s.checks("safe"), s.checks("watch")...) {
		if isSighting(check) && s.is(check.Text("child"), child) {
			out = append(out, event{at: check.Moment("at"), by: check.ID})
		}
	}
	return out
}

// episodes joins what was asked until it was answered: a question that comes
// while an earlier one is open is the same, one that comes later is a new one.
func (s scan) episodes(child, part string, asked, answers []event) []Deadline {
	byTime := func(a, b event) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) }
	slices.SortFunc(asked, byTime)
	slices.SortFunc(answers, byTime)
	var out []Deadline
	for _, q := range asked {
		if n := len(out); n > 0 && (out[n-1].Open() || !q.at.After(out[n-1].Done)) {
			continue
		}
		d := s.by(s.dayOf(q.at), Deadline{ID: DL03RefusedSighting, Part: part, Entry: q.by, Subject: child, From: q.at, Staff: staff(s.welfare())})
		for _, a := range answers {
			if !a.at.Before(q.at) {
				d = s.done(d, s.dayOf(a.at), a.by)
				break
			}
		}
		out = append(out, d)
	}
	return out
}
