package casework

import (
	"cmp"
	"slices"
	"time"
)

// Why something asks for a meeting.
const (
	AgendaProposed   = "proposed"        // somebody proposed it
	AgendaIntake     = "intake"          // 受理会議 was not held yet
	AgendaDanger     = "danger"          // a safety check found danger
	AgendaDiffer     = "differ"          // the two sides judge differently
	AgendaPlan       = "plan_review"     // the plan's review is due
	AgendaRegistry   = "registry_review" // the registry's review is due
	AgendaAdult      = "adult"           // nears 18
	AgendaCommission = "commission"      // a commission was asked for, or reports a change
)

// The kinds of meetings, the list meeting_kind.
const (
	MeetingJoint      = "joint"      // 合同ケース会議
	MeetingIntake     = "intake"     // 受理会議
	MeetingIndividual = "individual" // 個別ケース検討会議
	MeetingWorking    = "working"    // 実務者会議
)

// AgendaReason is one thing in a file that asks for a meeting.
type AgendaReason struct {
	Why     string
	Reason  string // what the sheet's field reason would say
	Entry   string // the record behind it
	Subject string // the person, "" for the family
	Due     Date   // the day it is due, none when it has no day
}

// agendaRule is one way in which a file asks for meetings of some kinds.
type agendaRule struct {
	why, reason string
	meetings    []string
	find        func(a agenda) []AgendaReason
}

// The meetings that each thing goes to. Reference §1.5 and §5.2: the joint one
// decides a joined policy, the individual one danger and roles, the working one
// reviews every registered child.
var agendaRules = []agendaRule{
	{AgendaIntake, "new", []string{MeetingIntake}, agenda.intakes},
	{AgendaDanger, "urgent", []string{MeetingIntake, MeetingIndividual}, agenda.dangers},
	{AgendaDiffer, "new", []string{MeetingJoint}, agenda.differing},
	{AgendaPlan, "plan_review", []string{MeetingJoint, MeetingIndividual}, agenda.plans},
	{AgendaRegistry, "registry_review", []string{MeetingWorking}, agenda.registries},
	{AgendaAdult, "adult", []string{MeetingJoint, MeetingWorking}, agenda.adults},
	{AgendaCommission, "other", []string{MeetingJoint}, agenda.commissions},
}

// AgendaOf returns what in a file asks for a meeting of a kind that is held on a
// day: first what was proposed, then what the records ask for by that day and no
// sheet for such a meeting takes up yet.
func AgendaOf(f File, kind string, on Date, c Config, now time.Time, loc *time.Location) []AgendaReason {
	a := agenda{scan: newScan(f, c, now, loc), kind: kind, on: on}
	if a.caseEnds() {
		return nil
	}
	a.due = c.Deadlines(f, now, loc)
	out := a.proposed()
	for _, rule := range agendaRules {
		if !slices.Contains(rule.meetings, kind) {
			continue
		}
		found := rule.find(a)
		slices.SortFunc(found, func(x, y AgendaReason) int { return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.Entry, y.Entry)) })
		for _, r := range found {
			r.Why, r.Reason = rule.why, rule.reason
			if !a.takenUp(r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// agenda is a file that is asked what it has for a meeting.
type agenda struct {
	scan
	kind string
	on   Date
	due  []Deadline
}

// caseEnds reports whether the family's file was withdrawn: it asks for nothing.
func (a agenda) caseEnds() bool {
	return a.family.ID == "" && slices.ContainsFunc(a.Entries, func(e *Entry) bool { return e.Kind == "family" && e.Withdrawn })
}

// proposed returns the sheets that wait for the next meeting of the kind.
func (a agenda) proposed() []AgendaReason {
	var out []AgendaReason
	for _, s := range a.Of("sheet") {
		waits := s.Text("stage") == "postponed" || s.Text("stage") != "discussed" && s.Text("meeting") == ""
		if waits && s.Text("meeting_kind") == a.kind {
			out = append(out, AgendaReason{Why: AgendaProposed, Reason: s.Text("reason"), Entry: s.ID, Subject: a.persons.of(s.Text("subject")), Due: s.Day("proposed_on")})
		}
	}
	return out
}

// takenUp reports whether a sheet for such a meeting that was not discussed yet
// stands for the reason already.
func (a agenda) takenUp(r AgendaReason) bool {
	return slices.ContainsFunc(a.Of("sheet"), func(s *Entry) bool {
		return s.Text("stage") != "discussed" && s.Text("meeting_kind") == a.kind && s.Text("reason") == r.Reason &&
			(r.Subject == "" || a.about(s.Text("subject"), r.Subject))
	})
}

// open returns the open deadlines of a rule that are due by the meeting's day, or
// have begun to run by then when begun is set.
func (a agenda) open(id DeadlineID, begun bool) []AgendaReason {
	var out []AgendaReason
	for _, d := range a.due {
		asks := d.DueDay
		if begun {
			asks = a.dayOf(d.From)
		}
		if d.ID == id && d.Open() && !asks.After(a.on) {
			out = append(out, AgendaReason{Entry: d.Entry, Subject: d.Subject, Due: d.DueDay})
		}
	}
	return out
}

func (a agenda) intakes() []AgendaReason    { return a.open(DL02UrgentMeeting, false) }
func (a agenda) plans() []AgendaReason      { return a.open(DL05PlanReview, false) }
func (a agenda) registries() []AgendaReason { return a.open(DL04RegistryReview, false) }

// adults returns who nears 18: once each, though both marks may have passed.
func (a agenda) adults() []AgendaReason {
	var out []AgendaReason
	for _, r := range a.open(DL16Adult, true) {
		if !slices.ContainsFunc(out, func(x AgendaReason) bool { return x.Subject == r.Subject }) {
			out = append(out, r)
		}
	}
	return out
}

// dangers returns the checks that found danger and that no meeting discussed yet.
func (a agenda) dangers() []AgendaReason {
	var out []AgendaReason
	for _, check := range a.checks("danger") {
		child, on := a.persons.of(check.Text("child")), check.Day("at")
		if !a.discussedSince(child, on) {
			out = append(out, AgendaReason{Entry: check.ID, Subject: child, Due: on})
		}
	}
	return out
}

// discussedSince reports whether a meeting discussed the person, or the family,
// on a day or after.
func (a agenda) discussedSince(person string, on Date) bool {
	return slices.ContainsFunc(a.Of("sheet"), func(s *Entry) bool {
		at := a.discussedOn(s)
		return at.Valid() && !at.Before(on) && a.about(s.Text("subject"), person)
	})
}

// differing returns of whom the two sides think differently, without an agreed
// judgement since.
func (a agenda) differing() []AgendaReason {
	var out []AgendaReason
	for _, subject := range a.judged() {
		s := StandingOf(a.File, subject)
		if s.Health == nil || s.Welfare == nil || s.Health.Level == s.Welfare.Level {
			continue
		}
		later := s.Health
		if s.Welfare.On.After(later.On) {
			later = s.Welfare
		}
		if s.Agreed == nil || s.Agreed.On.Before(later.On) {
			out = append(out, AgendaReason{Entry: later.Entry, Subject: subject, Due: later.On})
		}
	}
	return out
}

// judged returns whom the file has judgements of, each once.
func (a agenda) judged() []string {
	var out []string
	for _, j := range a.Of("judgement") {
		if subject := a.persons.of(j.Text("subject")); !slices.Contains(out, subject) {
			out = append(out, subject)
		}
	}
	return out
}

// commissions returns what a 児童相談所 asks for and the changes reported to it,
// where no meeting discussed it since.
func (a agenda) commissions() []AgendaReason {
	var out []AgendaReason
	for _, c := range a.Of("commission") {
		subject := a.persons.of(c.Text("subject"))
		if stage, asked := c.Text("stage"), c.Day("asked_on"); (stage == "" || stage == "asked") && !a.discussedSince(subject, asked) {
			out = append(out, AgendaReason{Entry: c.ID, Subject: subject, Due: asked})
		}
		for _, report := range a.Below(c.ID, "commission_report") {
			if on := report.Day("on"); report.Text("changes") != "" && !a.discussedSince(subject, on) {
				out = append(out, AgendaReason{Entry: report.ID, Subject: subject, Due: on})
			}
		}
	}
	return out
}
