package casework

import (
	"cmp"
	"slices"
	"time"
)

// Judged is what one record of a judgement says.
type Judged struct {
	Side     string // mch, welfare or agreed; "" for the class a file was opened with
	Level    string // the list judgement
	Class    Class
	Severity string
	Grounds  string
	On       Date
	By       string // who wrote it
	Entry    string
	Meeting  string

	written time.Time
}

// Standing is how a child, or a family, is judged today.
type Standing struct {
	Health  *Judged // 母子保健
	Welfare *Judged // 児童福祉
	Agreed  *Judged // 合意

	Class    Class
	Severity string
	// The histories, the oldest first. Nothing in them is ever overwritten.
	ClassHistory    []Judged
	SeverityHistory []Judged
}

// The sides of a judgement.
const (
	sideHealth  = "mch"
	sideWelfare = "welfare"
	sideAgreed  = "agreed"
)

// StandingOf returns how a subject is judged, "" being the family. What has not
// been judged of the subject itself is taken from the family.
//
// The class is the one that was agreed last; until then the one that the file
// was opened with. The severity is the one that was agreed last; until then
// what either side said last, as no severity is worse than an unconfirmed one.
func StandingOf(f File, subject string) Standing {
	s := standingOf(f.judgements(subject), f.opened())
	if subject == "" {
		return s
	}
	family := StandingOf(f, "")
	s.Health = cmp.Or(s.Health, family.Health)
	s.Welfare = cmp.Or(s.Welfare, family.Welfare)
	s.Agreed = cmp.Or(s.Agreed, family.Agreed)
	if len(s.ClassHistory) <= len(f.opened()) {
		s.Class, s.ClassHistory = family.Class, family.ClassHistory
	}
	if len(s.SeverityHistory) == 0 {
		s.Severity, s.SeverityHistory = family.Severity, family.SeverityHistory
	}
	return s
}

// standingOf folds judgements, the oldest first.
func standingOf(judgements, opened []Judged) Standing {
	s := Standing{ClassHistory: slices.Clone(opened)}
	agreedSeverity := false
	for i := range judgements {
		j := &judgements[i]
		switch j.Side {
		case sideHealth:
			s.Health = j
		case sideWelfare:
			s.Welfare = j
		case sideAgreed:
			s.Agreed = j
			if j.Class != "" {
				s.ClassHistory = append(s.ClassHistory, *j)
			}
		}
		if j.Severity == "" {
			continue
		}
		s.SeverityHistory = append(s.SeverityHistory, *j)
		if j.Side == sideAgreed || !agreedSeverity {
			s.Severity, agreedSeverity = j.Severity, j.Side == sideAgreed
		}
	}
	if n := len(s.ClassHistory); n > 0 {
		s.Class = s.ClassHistory[n-1].Class
	}
	return s
}

// judgements reads the judgements of exactly this subject, the oldest first: by
// their day, then by when they were written, then by id, so that every machine
// comes to the same.
func (f File) judgements(subject string) []Judged {
	persons := f.aliases()
	var out []Judged
	for _, e := range f.Of("judgement") {
		if persons.of(e.Text("subject")) != persons.of(subject) {
			continue
		}
		out = append(out, Judged{
			Side: e.Text("side"), Level: e.Text("level"), Class: Class(e.Text("class")), Severity: e.Text("severity"),
			Grounds: e.Text("grounds"), On: e.Day("on"), By: e.Author, Entry: e.ID, Meeting: e.Text("meeting"), written: e.Written,
		})
	}
	slices.SortFunc(out, func(a, b Judged) int {
		return cmp.Or(a.On.Compare(b.On), a.written.Compare(b.written), cmp.Compare(a.Entry, b.Entry))
	})
	return out
}

// opened returns the class that the family's file was opened with, if any.
func (f File) opened() []Judged {
	families := f.Of("family")
	slices.SortFunc(families, byWritten)
	for _, e := range families {
		if class := e.Text("class"); class != "" {
			return []Judged{{Class: Class(class), On: DateOf(e.Written), By: e.Author, Entry: e.ID, written: e.Written}}
		}
	}
	return nil
}
