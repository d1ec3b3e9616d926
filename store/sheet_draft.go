package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// draftEntries is how many entries of the record book a sheet repeats of each
// side, and draftLength how many characters of one of them.
const (
	draftEntries = 3
	draftLength  = 240
	draftField   = 3900 // of a whole field; its form allows 4000
)

// DraftSheet fills in a meeting's sheet from a case's record, so that nobody
// types again what is written already: what each side knows and how it judges,
// the risks and what is not known, the strengths. What the meeting decides
// stays empty. It writes nothing.
func (s *Store) DraftSheet(ctx context.Context, kase uuid.UUID) (map[string]any, error) {
	c, err := s.FindCase(ctx, kase)
	if err != nil {
		return nil, err
	}
	d := sheetDraft{s: s, f: c.Rules()}
	sheet := map[string]any{"proposed_on": s.today().String(), "proposer": s.who.String(), "stage": "proposed", "reason": d.reason()}
	switch me := s.Me(); {
	case me.Has(casework.RoleHealth) && !me.Has(casework.RoleWelfare):
		sheet["department"] = "mch"
	case me.Has(casework.RoleWelfare) && !me.Has(casework.RoleHealth):
		sheet["department"] = "welfare"
	}
	for field, lines := range map[string][]string{
		"mch_info": d.health(), "welfare_info": d.welfare(), "risk": d.risk(), "missing": d.missing(), "strengths": d.strengths(),
	} {
		if text := cut(strings.Join(lines, "\n"), draftField); text != "" {
			sheet[field] = text
		}
	}
	return sheet, nil
}

// sheetDraft is a case that a sheet is made from.
type sheetDraft struct {
	s *Store
	f casework.File
}

func (d sheetDraft) reason() string {
	for _, sheet := range d.f.Of(KindSheet) {
		if sheet.Text("stage") == stageDiscussed {
			return "continue"
		}
	}
	return "new"
}

// says is a choice in words.
func (d sheetDraft) says(kind, field, code string) string {
	if f := d.s.Library().Form(kind); f != nil && code != "" {
		if item := f.Item(field); item != nil && item.CodeList != "" {
			return d.s.Library().Display(item.CodeList, code, "ja")
		}
	}
	return code
}

// title is what a kind of record is called.
func (d sheetDraft) title(kind string) string {
	if f := d.s.Library().Form(kind); f != nil {
		return f.Title
	}
	return ""
}

// line is "R8.11.20 what: text", nothing without a text and a what.
func line(day casework.Date, what []string, text string) []string {
	head := strings.Join(slices.DeleteFunc(append([]string{shortDay(day)}, what...), func(t string) bool { return t == "" }), " ")
	text = cut(strings.Join(strings.Fields(text), " "), draftLength)
	if text == "" {
		return []string{head}
	}
	return []string{head + "：" + text}
}

// shortDay is a day as notes write it: R8.11.20.
func shortDay(d casework.Date) string {
	era, year, ok := d.Era()
	if !ok {
		return d.String()
	}
	return era.Short + strconv.Itoa(year) + "." + strconv.Itoa(d.Month) + "." + strconv.Itoa(d.Day)
}

// cut shortens a text to a number of characters.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

// last are the latest entries of a kind that are wanted, the newest first.
func (d sheetDraft) last(kind, field string, want func(*casework.Entry) bool) []*casework.Entry {
	all := slices.DeleteFunc(d.f.Of(kind), func(e *casework.Entry) bool { return !want(e) })
	slices.SortStableFunc(all, func(a, b *casework.Entry) int {
		if c := b.Day(field).Compare(a.Day(field)); c != 0 {
			return c
		}
		return b.Written.Compare(a.Written)
	})
	return all[:min(len(all), draftEntries)]
}

// judged is how one side judges, and why.
func (d sheetDraft) judged(j *casework.Judged) []string {
	if j == nil {
		return nil
	}
	return line(j.On, []string{d.title(KindJudgement), d.says(KindJudgement, "level", j.Level)}, j.Grounds)
}

// notes are the latest entries of the record book by one side.
func (d sheetDraft) notes(mine func(department string) bool) []string {
	var out []string
	for _, n := range d.last(KindNote, "on", func(e *casework.Entry) bool { return mine(e.Text("department")) }) {
		out = append(out, line(n.Day("on"), []string{d.says(KindNote, "method", n.Text("method")), n.Text("partner")},
			strings.Join([]string{n.Text("facts"), n.Text("heard")}, " "))...)
	}
	return out
}

func (d sheetDraft) health() []string {
	out := d.judged(casework.StandingOf(d.f, "").Health)
	for _, v := range d.last(KindVisit, "visited_on", func(*casework.Entry) bool { return true }) {
		what := []string{d.says(KindVisit, "visit_type", v.Text("visit_type")), d.says(KindVisit, "result", v.Text("result"))}
		out = append(out, line(v.Day("visited_on"), what, v.Text("note"))...)
	}
	return append(out, d.notes(func(department string) bool { return department == "mch" })...)
}

func (d sheetDraft) welfare() []string {
	out := d.judged(casework.StandingOf(d.f, "").Welfare)
	for _, intake := range d.last(KindIntake, "received_at", func(*casework.Entry) bool { return true }) {
		what := []string{d.title(KindIntake), d.says(KindIntake, "consultation", intake.Text("consultation")), d.says(KindIntake, "abuse_main", intake.Text("abuse_main"))}
		out = append(out, line(intake.Day("received_at"), what, intake.Text("heard"))...)
	}
	for _, check := range d.last(KindSafetyCheck, "at", func(*casework.Entry) bool { return true }) {
		child := ""
		if p := d.f.Entry(d.f.Person(check.Text("child"))); p != nil {
			child = p.Text("given_name")
		}
		what := []string{d.title(KindSafetyCheck), child, d.says(KindSafetyCheck, "method", check.Text("method")), d.says(KindSafetyCheck, "result", check.Text("result"))}
		out = append(out, line(check.Day("at"), what, check.Text("condition"))...)
	}
	return append(out, d.notes(func(department string) bool { return department != "mch" })...)
}

// assessed is the latest risk assessment, nil when there is none.
func (d sheetDraft) assessed() *casework.Entry { return latest(d.f.Of(KindRisk), "on") }

func (d sheetDraft) risk() []string {
	var out []string
	if u := latest(d.f.Of(KindUrgency), "at"); u != nil {
		out = append(out, line(u.Day("at"), []string{d.title(KindUrgency), casework.RankOn(u)}, u.Text("override_reason"))...)
	}
	r := d.assessed()
	if r == nil {
		return out
	}
	out = append(out, line(r.Day("on"), []string{d.title(KindRisk), d.says(KindRisk, "severity", r.Text("severity"))}, r.Text("summary"))...)
	for _, rating := range []string{"high", "mid"} {
		for _, topic := range d.rated(r, rating) {
			evidence := r.Text(strings.TrimSuffix(topic, ratingSuffix) + "_evidence")
			out = append(out, cut(d.says(KindRisk, topic, rating)+"："+d.topic(topic)+" "+evidence, draftLength))
		}
	}
	return out
}

const ratingSuffix = "_rating"

// rated are the topics of an assessment with a rating, in the form's order.
func (d sheetDraft) rated(r *casework.Entry, rating string) []string {
	var out []string
	for _, name := range inFormOrder(d.s.Library().Form(KindRisk), r.Fields) {
		if strings.HasSuffix(name, ratingSuffix) && r.Text(name) == rating {
			out = append(out, name)
		}
	}
	return out
}

// topic is what an assessment asks, without the number before it.
func (d sheetDraft) topic(name string) string {
	f := d.s.Library().Form(KindRisk)
	if f == nil || f.Item(name) == nil {
		return name
	}
	return strings.TrimLeft(f.Item(name).Text, "0123456789 ")
}

func (d sheetDraft) missing() []string {
	r := d.assessed()
	if r == nil {
		return nil
	}
	var out []string
	for _, topic := range d.rated(r, "unknown") {
		out = append(out, d.topic(topic))
	}
	return out
}

// strengths are those of the plan, and of the assessment what it adds.
func (d sheetDraft) strengths() []string {
	var out []string
	plans := plans{roles: d.s.rolesHeld()}
	if plan, _ := plans.of(d.f, ""); plan != nil && plan.Text("strengths") != "" {
		out = append(out, plan.Text("strengths"))
	}
	if r := d.assessed(); r != nil {
		for _, field := range []string{"f_child", "f_guardian", "f_family", "f_community"} {
			if text := r.Text(field); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
