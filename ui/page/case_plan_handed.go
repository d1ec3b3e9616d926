package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/ui/present"
)

// HandedPart is a part of the copy of a plan that the family gets: a head and
// the lines below it.
type HandedPart struct {
	Head  string
	Lines []string
}

// HandedNames are the names that the copy may say, by the id that the plan
// gives: the family's own, those of staff, of agencies.
type HandedNames struct {
	Persons []*store.Record
	Staff   func(id string) string
	Agency  func(id string) string
	Library *form.Library // for the words of the services
}

// HandedPlan writes the copy that the family gets, in plain words. It reads
// nothing but the fields named here: whatever else a record holds, the view of
// the staff, what others said, levels of risk, who reported, is never asked
// for and so cannot leave.
func HandedPlan(p PlanParts, names HandedNames) []HandedPart {
	h := handed{names: names}
	plan := p.Plan
	h.add("plan.handed_for", h.subjects(plan)...)
	h.add("plan.handed_child", plan.Text("child_voice"))
	h.add("plan.handed_guardian", plan.Text("guardian_voice"))
	h.add("plan.handed_strengths", plan.Text("strengths"))
	h.add("plan.handed_present", plan.Text("present"))
	h.add("plan.handed_vision", plan.Text("vision"))
	var issues []string
	for _, i := range p.Issues {
		issues = append(issues, present.T("plan.handed_item", i.Text("what")))
	}
	h.add("plan.handed_issues", issues...)
	for n, g := range p.Goals {
		h.goal(n+1, g)
	}
	h.add("plan.handed_contact", plan.Text("contact"))
	h.add("plan.handed_remarks", plan.Text("remarks"))
	h.add("plan.handed_period", h.period(plan), h.dated("plan.handed_review", plan.Text("review_on")))
	return h.parts
}

// HandedDigest marks the copy: two copies have the same mark only if every word
// in them is the same.
func HandedDigest(parts []HandedPart) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%q %q\n", p.Head, p.Lines)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// handed is a copy being written.
type handed struct {
	names HandedNames
	parts []HandedPart
}

// add writes a part, unless nothing is in it.
func (h *handed) add(key string, lines ...string) { h.part(present.T(key), lines) }

func (h *handed) part(head string, lines []string) {
	var kept []string
	for _, text := range lines {
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				kept = append(kept, line)
			}
		}
	}
	if len(kept) > 0 {
		h.parts = append(h.parts, HandedPart{head, kept})
	}
}

// subjects are whom the plan is for, each name with its reading.
func (h *handed) subjects(plan *store.Record) []string {
	var out []string
	for _, id := range plan.Texts("subjects") {
		for _, p := range h.names.Persons {
			if p.ID.String() == id {
				out = append(out, present.NameWithKana(p.Text("family_name"), p.Text("given_name"), p.Text("family_kana"), p.Text("given_kana")))
			}
		}
	}
	return out
}

// goal writes a goal with what each does for it.
func (h *handed) goal(n int, g PlanGoal) {
	lines := []string{g.Goal.Text("goal"), h.dated("plan.handed_until", g.Goal.Text("until"))}
	for _, m := range g.Measures {
		what := m.Text("what")
		if often := m.Text("frequency"); often != "" {
			what = present.T("plan.handed_often", what, often)
		}
		lines = append(lines, present.T("plan.handed_item", what))
		if who := h.who(m); who != "" {
			lines = append(lines, present.T("plan.handed_who", who))
		}
		if part := m.Text("family_part"); part != "" {
			lines = append(lines, present.T("plan.handed_family", part))
		}
		lines = append(lines, h.dated("plan.handed_until", m.Text("until")))
	}
	h.part(present.T("plan.handed_goal", n), lines)
}

// who are those that do something for the family.
func (h *handed) who(m *store.Record) string {
	var who []string
	add := func(name string) {
		if name != "" {
			who = append(who, name)
		}
	}
	add(m.Text("who"))
	add(h.names.Agency(m.Text("resource")))
	for _, id := range m.Texts("staff") {
		add(h.names.Staff(id))
	}
	if service := m.Text("service"); service != "" {
		add(h.names.Library.Display("service_type", service, lang()))
	}
	return strings.Join(who, present.T("field.separator"))
}

// dated says a day within a sentence, "" for none.
func (h *handed) dated(key, iso string) string {
	date := dateOf(iso)
	if date.IsZero() {
		return ""
	}
	return present.T(key, present.Date(date))
}

func (h *handed) period(plan *store.Record) string {
	from, to := dateOf(plan.Text("period_from")), dateOf(plan.Text("period_to"))
	if from.IsZero() || to.IsZero() {
		return ""
	}
	return present.T("plan.handed_from_to", present.Date(from), present.Date(to))
}

// handedNames are the names of the case for the copy.
func (c *Case) handedNames() HandedNames {
	return HandedNames{
		Persons: c.file.Persons, Staff: c.staffText, Library: c.Store.Library(),
		Agency: func(id string) string {
			if r := c.office[id]; r != nil {
				return r.Text("name")
			}
			return ""
		},
	}
}

// planDay is a day on the card of a plan, "" for none.
func (d Deps) planDay(iso string) string {
	if date := dateOf(iso); date != (casework.Date{}) {
		return present.ShortDate(date, d.today())
	}
	return ""
}
