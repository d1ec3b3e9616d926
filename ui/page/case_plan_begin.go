package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// beginPlan opens a new plan with everything in it that the case already says.
func (c *Case) beginPlan() {
	preset := c.planStart()
	preset["version"] = int64(1)
	preset["division"] = c.planDivision()
	preset["subjects"] = c.planSubjects()
	if sheet := c.planSheet(); sheet != nil {
		preset["sheet"] = sheet.ID.String()
	}
	c.edit(edit{
		kind: store.KindPlan, preset: preset, wide: true, title: present.T("plan.begin"), skip: c.planSkip(),
		done: func(r *store.Record) { c.plan = planView{version: r.ID} },
	})
}

// editPlan opens the text of a plan.
func (c *Case) editPlan(plan *store.Record) {
	c.edit(edit{
		kind: store.KindPlan, old: plan, wide: true, skip: c.planSkip(),
		title: present.T("plan.edit_title", versionOf(plan)),
	})
}

// planSkip are the fields that the program sets, and the one that only the
// coordinator does.
func (c *Case) planSkip() map[string]bool {
	me := c.Store.Me()
	return map[string]bool{
		"version": true, "number": true, "sec_end": true,
		"checked_on": !me.Has(ledger.RoleCoordinator) && !me.Has(ledger.RoleDirector),
	}
}

// planStart are the fields of a version that begins today.
func (c *Case) planStart() map[string]any {
	set := map[string]any{
		"made_on": c.today().String(), "period_from": c.today().String(),
		"review_on": c.today().AddMonths(c.reviewMonths()).String(), "authors": c.planAuthors(),
	}
	add := func(name, text string) {
		if text != "" {
			set[name] = text
		}
	}
	add("child_voice", c.childVoices())
	add("strengths", c.knownStrengths())
	add("opinion", c.knownOpinion())
	return set
}

// reviewMonths is after how many months a plan is reviewed: sooner for a
// family in the registry.
func (c *Case) reviewMonths() int {
	rules := c.Store.Rules()
	for _, r := range c.file.Of(store.KindRegistry) {
		if r.Text("ended_on") == "" {
			return rules.PlanMonthsRegistered
		}
	}
	return rules.PlanMonthsOther
}

// planDivision is joint where both sides have judged, else one's own.
func (c *Case) planDivision() string {
	s := c.file.Standing
	if s.Health != nil && s.Welfare != nil {
		return "joint"
	}
	return c.department()
}

// planAuthors are the person signed in and, of a joint plan, who is in charge
// on both sides.
func (c *Case) planAuthors() []string {
	out := []string{c.Store.Me().ID.String()}
	if c.planDivision() != "joint" {
		return out
	}
	for _, field := range []string{"mch_staff", "welfare_staff"} {
		if id := c.file.Family.Text(field); c.staffText(id) != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (c *Case) planSubjects() []string {
	var out []string
	for _, child := range c.children() {
		out = append(out, child.ID.String())
	}
	if id := c.guardian(); id != "" {
		out = append(out, id)
	}
	return out
}

// planSheet is the latest sheet of a meeting that asked for a plan.
func (c *Case) planSheet() *store.Record {
	for _, s := range c.file.Of(store.KindSheet) {
		if need := s.Text("plan_need"); need == "needed" || need == "review" {
			return s
		}
	}
	return nil
}

// childVoices are the latest sayings of the children, as they were written
// down.
func (c *Case) childVoices() string {
	var out []string
	for i, v := range voices(c.file) {
		if i < voiceLimit {
			out = append(out, quoted(v.text))
		}
	}
	return strings.Join(out, "\n")
}

// knownStrengths are those of the latest risk assessment, else of the latest
// sheet.
func (c *Case) knownStrengths() string {
	if risks := c.risks(); len(risks) > 0 {
		var out []string
		for _, field := range strengthFields {
			if text := strings.TrimSpace(risks[0].Text(field)); text != "" {
				out = append(out, text)
			}
		}
		if len(out) > 0 {
			return strings.Join(out, "\n")
		}
	}
	for _, s := range c.file.Of(store.KindSheet) {
		if text := strings.TrimSpace(s.Text("strengths")); text != "" {
			return text
		}
	}
	return ""
}

// knownOpinion is for staff only: what the meeting decided, and why both sides
// judged as they did.
func (c *Case) knownOpinion() string {
	var out []string
	if sheet := c.planSheet(); sheet != nil {
		if policy := strings.TrimSpace(sheet.Text("policy")); policy != "" {
			out = append(out, policy)
		}
	}
	s := c.file.Standing
	for _, side := range []struct {
		key     string
		grounds string
	}{
		{"case.judgement_health", groundsOf(s.Health)},
		{"case.judgement_welfare", groundsOf(s.Welfare)},
		{"case.judgement_agreed", groundsOf(s.Agreed)},
	} {
		if side.grounds != "" {
			out = append(out, present.T("plan.opinion_line", present.T(side.key), side.grounds))
		}
	}
	return strings.Join(out, "\n")
}

// planSources says what a new plan takes over, and what is still missing.
func (c *Case) planSources() fyne.CanvasObject {
	line := func(key, value string) fyne.CanvasObject {
		tone := theme.Done
		if value == "" {
			value, tone = present.T("plan.source_none"), theme.Grey
		}
		return widget.PadXY(0, 1, widget.KeyValue(present.T(key), value, tone))
	}
	there := func(ok bool) string {
		if ok {
			return present.T("plan.source_there")
		}
		return ""
	}
	said := ""
	if n := len(voices(c.file)); n > 0 {
		said = present.Count("item", n)
	}
	s := c.file.Standing
	return widget.NewCard(present.T("plan.sources"), ruled([]fyne.CanvasObject{
		line("plan.source_voice", said), line("plan.source_strengths", there(c.knownStrengths() != "")),
		line("case.judgement_health", there(s.Health != nil)), line("case.judgement_welfare", there(s.Welfare != nil)),
		line("plan.source_meeting", there(c.planSheet() != nil)),
	}))
}
