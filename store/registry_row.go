package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/trust"
)

// registryLine is what of a line of the registry follows from the case's
// records alone, whatever the day.
type registryLine struct {
	_ struct{} `cbor:",toarray"`

	Number, Name, Kana, Given     string
	Role, Sex, Birth, Due, School string
	Address                       string // of the person, "" for the family's

	Class, Before, Severity  string
	AbuseMain, Abuser, Route string
	LeadAgency, LeadStaff    string
	Agencies                 []string
	State, Policy, Share     string
	Commission               bool
	Custody, InCare          bool
	Registered, Reviewed     string
	ReviewOn                 string
	Plan, PlanReview         string
	Seen                     string // of an expectant mother; a child's lies in its own table
	Meeting                  string
	Ended, EndReason         string
}

func encodeLine(v any) []byte { return trust.MustEncode(v) }

// saveRegistered keeps the lines of the registry of one case.
func (l lines) saveRegistered(root uuid.UUID, f casework.File) error {
	for _, e := range f.Of(KindRegistry) {
		person := f.Person(e.Text("person"))
		line := l.registryLine(f, e, person)
		grown := line.Role != "child" && line.Role != "fetus"
		if grown {
			seen, err := l.motherSeen(root, f, person)
			if err != nil {
				return err
			}
			line.Seen = seen
		}
		id, who := parseID(e.ID), parseID(person)
		_, err := l.exec(`INSERT OR REPLACE INTO registered (record, file, person, ended, grown, body) VALUES (?, ?, ?, ?, ?, ?)`,
			id[:], root[:], who[:], line.Ended != "", grown, encodeLine(line))
		if err != nil {
			return fmt.Errorf("list registry: %w", err)
		}
	}
	return nil
}

func (l lines) registryLine(f casework.File, e *casework.Entry, person string) registryLine {
	line := registryLine{
		Number: e.Text("number"), AbuseMain: e.Text("abuse_main"), Abuser: e.Text("abuser"), Route: e.Text("route"),
		LeadAgency: e.Text("lead_agency"), LeadStaff: e.Text("lead_staff"), Agencies: agenciesOf(f, person),
		State: e.Text("state"), Policy: e.Text("policy"), Share: e.Text("cgc_share"), Custody: e.Bool("custody"), InCare: e.Bool("in_care"),
		Registered: e.Text("registered_on"), ReviewOn: e.Text("review_on"), Ended: e.Text("ended_on"), EndReason: e.Text("end_reason"),
		Meeting: lastDiscussed(f, person),
	}
	line.fromPerson(f.Entry(person))
	if guardsFile(f) {
		line.School, line.Address, line.Agencies = "", "", nil
	}
	line.fromIntake(f.Entry(e.Text("intake")))
	standing := casework.StandingOf(f, person)
	line.fromStanding(e, standing)
	line.fromReview(latest(f.Below(e.ID, KindRegistryReview), "on"), standing)
	line.Commission = slices.ContainsFunc(f.Of(KindCommission), func(c *casework.Entry) bool {
		return f.Person(c.Text("subject")) == person && c.Text("stage") == "running"
	})
	if plan, stage := l.plans.of(f, person); plan != nil {
		line.Plan, line.PlanReview = stage, plan.Text("review_on")
	}
	return line
}

func (l *registryLine) fromPerson(p *casework.Entry) {
	if p == nil {
		return
	}
	l.Name, l.Given = personName(p), p.Text("given_name")
	l.Kana = strings.TrimSpace(p.Text("family_kana") + " " + p.Text("given_kana"))
	l.Role, l.Sex, l.Birth, l.Due = p.Text("role"), p.Text("sex"), p.Text("birth_date"), p.Text("due_date")
	l.School, l.Address = p.Text("school"), p.Text("address")
}

// fromIntake fills in what the registry leaves to the report it came from.
func (l *registryLine) fromIntake(intake *casework.Entry) {
	if intake == nil {
		return
	}
	l.AbuseMain = cmp.Or(l.AbuseMain, intake.Text("abuse_main"))
	l.Abuser = cmp.Or(l.Abuser, intake.Text("abuser"))
	l.Route = cmp.Or(l.Route, intake.Text("route"))
}

// fromStanding says the class: the one agreed on the day of the entry or
// since, else that of the entry itself. The class before is the last other one.
func (l *registryLine) fromStanding(e *casework.Entry, s casework.Standing) {
	classes := []string{e.Text("class")}
	for _, j := range s.ClassHistory {
		switch {
		case j.Side == "":
		case j.On.Before(e.Day("registered_on")):
			classes = slices.Insert(classes, len(classes)-1, string(j.Class))
		default:
			classes = append(classes, string(j.Class))
		}
	}
	l.Class = classes[len(classes)-1]
	for _, class := range slices.Backward(classes) {
		if class != l.Class {
			l.Before = class
			break
		}
	}
	l.Severity = s.Severity
}

// fromReview takes over the last review; its severity counts where no
// judgement of it is later.
func (l *registryLine) fromReview(review *casework.Entry, s casework.Standing) {
	if review == nil {
		return
	}
	l.Reviewed, l.ReviewOn = review.Text("on"), max(l.ReviewOn, review.Text("next_on"))
	n := len(s.SeverityHistory)
	if severity := review.Text("severity"); severity != "" && (n == 0 || l.Reviewed >= s.SeverityHistory[n-1].On.String()) {
		l.Severity = severity
	}
}

// agenciesOf are the agencies around a person, the main ones first.
func agenciesOf(f casework.File, person string) []string {
	var main, others []string
	for _, a := range f.Of(KindAgency) {
		if of := f.Person(a.Text("concerning")); of != "" && of != person {
			continue
		}
		name := cmp.Or(a.Text("name"), a.Text("person"))
		switch {
		case name == "" || slices.Contains(main, name) || slices.Contains(others, name):
		case a.Bool("main"):
			main = append(main, name)
		default:
			others = append(others, name)
		}
	}
	return append(main, others...)
}

// lastDiscussed is the last day on which a meeting talked about a person, or
// about the family.
func lastDiscussed(f casework.File, person string) string {
	day := ""
	for _, sheet := range f.Of(KindSheet) {
		about := f.Person(sheet.Text("subject"))
		if sheet.Text("stage") == stageDiscussed && (about == "" || about == person) {
			day = max(day, sheet.Text("discussed_on"))
		}
	}
	return day
}

// motherSeen is the last day on which somebody met an expectant mother: at a
// visit, or where a record says that she was seen.
func (l lines) motherSeen(root uuid.UUID, f casework.File, mother string) (string, error) {
	files, err := filesOf(l.ctx, l.tx, root)
	if err != nil {
		return "", err
	}
	marks, args := inList(files)
	book, err := l.s.entriesWhere(l.ctx, l.tx, `r.kind IN ('visit', 'note') AND r.file IN (`+marks+`)`, args...)
	if err != nil {
		return "", err
	}
	seen := ""
	for _, e := range book {
		day := cmp.Or(e.Text("visited_on"), e.Text("on"))
		met := e.Text("result") == "met" && f.Person(e.Text("mother")) == mother
		for _, who := range e.Texts("child_seen") {
			met = met || f.Person(who) == mother
		}
		if met {
			seen = max(seen, day)
		}
	}
	return seen, nil
}
