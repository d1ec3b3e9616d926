package page

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// assessView is what of the assessments shows.
type assessView struct {
	child uuid.UUID // whose assessments, zero for the first one assessed
	items int       // which items of the risk assessment: see itemFilters
}

// assessment shows what was judged at the left, and what it rests on at the
// right: safety checks, the urgency, the risks and the strengths.
func (c *Case) assessment() fyne.CanvasObject {
	left := widget.Rows(2, c.judgementCard(), c.standingHistory())
	right := widget.Rows(2)
	if chips := c.assessedChips(); chips != nil {
		right.Add(chips)
	}
	right.Add(c.safetyCard())
	right.Add(c.urgencyCard())
	right.Add(c.riskCard())
	buttons := widget.Flow(1.25,
		widget.NewButton(present.T("assess.see_urgency"), c.assessUrgency),
		widget.NewButton(present.T("assess.see_risk"), c.assessRisk),
	)
	if intake := c.openIntake(); intake != nil {
		buttons.Objects = slices.Insert(buttons.Objects, 0,
			fyne.CanvasObject(widget.NewButton(present.T("assess.check_safety"), func() { c.checkSafety(intake) })))
	}
	return widget.Columns(2, []float32{45, 76}, scrolled(left), newRowsFill(0, 1.75, scrolled(right), buttons))
}

// assessed is the child whose assessments show; zero where nobody was
// assessed.
func (c *Case) assessed() uuid.UUID {
	ids := c.assessedChildren()
	if slices.Contains(ids, c.assess.child) {
		return c.assess.child
	}
	if len(ids) > 0 {
		return ids[0]
	}
	return uuid.Nil
}

// assessedChildren are the persons of whom there is an assessment, the one
// assessed last first.
func (c *Case) assessedChildren() []uuid.UUID {
	records := slices.Concat(c.all(store.KindRisk), c.all(store.KindUrgency))
	slices.SortStableFunc(records, func(a, b *store.Record) int { return cmp.Compare(dayText(b), dayText(a)) })
	var out []uuid.UUID
	for _, r := range records {
		if id, err := uuid.Parse(r.Text("subject")); err == nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// dayText sorts assessments by their day.
func dayText(r *store.Record) string { return cmp.Or(r.Text("on"), dayOfText(r.Text("at"))) }

// dayOfText is the day of a moment as stored, by the station's calendar.
func dayOfText(at string) string {
	if t := momentOf(at); !t.IsZero() {
		return dayOf(t)
	}
	return ""
}

// assessedChips choose a child; nil where there is one only.
func (c *Case) assessedChips() fyne.CanvasObject {
	ids := c.assessedChildren()
	if len(ids) < 2 {
		return nil
	}
	words := make([]string, len(ids))
	at := 0
	for i, id := range ids {
		words[i] = c.personName(id.String())
		if id == c.assessed() {
			at = i
		}
	}
	chips := widget.NewFilters(words, func(i int) {
		c.assess.child = ids[i]
		c.draw()
	})
	chips.Choose(at)
	return chips
}

// personName is what one of the family is called, "" for nobody.
func (c *Case) personName(id string) string {
	for _, p := range c.file.Persons {
		if p.ID.String() != id {
			continue
		}
		if isChild(p) {
			return childWord(rowOfPerson(p))
		}
		return cmp.Or(p.Text("given_name"), c.code("family_role", p.Text("role")))
	}
	return ""
}

// all are the confirmed records of a kind, the latest first by their day.
func (c *Case) all(kind string) []*store.Record {
	var out []*store.Record
	for _, r := range c.file.Of(kind) {
		if r.State == store.StateConfirmed {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *store.Record) int {
		return cmp.Or(cmp.Compare(b.Text("on")+b.Text("at"), a.Text("on")+a.Text("at")), b.Created.Compare(a.Created))
	})
	return out
}

// ofChild are the records of a kind about a child, the latest first.
func (c *Case) ofChild(kind string, child uuid.UUID) []*store.Record {
	var out []*store.Record
	for _, r := range c.all(kind) {
		if child == uuid.Nil || c.rules.Person(cmp.Or(r.Text("subject"), r.Text("child"))) == c.rules.Person(child.String()) {
			out = append(out, r)
		}
	}
	return out
}

// openIntake is the latest report that is not closed, nil when there is none.
func (c *Case) openIntake() *store.Record {
	for _, r := range c.file.Of(store.KindIntake) {
		if r.State == store.StateConfirmed && r.Text("stage") != "closed" {
			return r
		}
	}
	return nil
}

// safetyLimit is how many safety checks stand on the page.
const safetyLimit = 4

// safetyCard lists when and how the children were seen after a report.
func (c *Case) safetyCard() fyne.CanvasObject {
	checks := c.all(store.KindSafetyCheck)
	var rows []fyne.CanvasObject
	for i, r := range checks {
		if i == safetyLimit {
			break
		}
		rows = append(rows, c.safetyRow(r))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.NewText(present.T("assess.no_safety"), widget.SmallPara))
	}
	var count fyne.CanvasObject
	if len(checks) > safetyLimit {
		count = widget.NewText(present.T("assess.latest_of", safetyLimit, len(checks)), widget.Small)
	}
	return widget.NewCardWith(present.T("assess.safety"), count, ruled(rows))
}

func (c *Case) safetyRow(r *store.Record) fyne.CanvasObject {
	line := widget.LineFill(1.5, 1,
		newFixed(13, widget.NewText(c.momentText(r.Text("at")), widget.Body)),
		widget.NewText(joined(c.personName(r.Text("child")), c.code("sighting_method", r.Text("method")), c.staffWords(r.Texts("checkers"))), oneLine(widget.Body)),
		widget.NewChip(c.code("safety_result", r.Text("result")), resultTone(r.Text("result"))),
	)
	return widget.NewArea(widget.PadXY(0, 0.75, line), func() { c.Nav.OpenRecord(r.ID) })
}

// momentText is a stored moment on a line.
func (d Deps) momentText(at string) string {
	if t := momentOf(at); !t.IsZero() {
		return d.moment(t)
	}
	return present.T("case.none")
}

// checkSafety records that a child of a report was seen, or was not.
func (c *Case) checkSafety(intake *store.Record) {
	var children []*store.Record
	for _, r := range below(c.file, intake.ID, store.KindIntakeChild) {
		for _, p := range c.file.Persons {
			if p.ID.String() == r.Text("child") {
				children = append(children, p)
			}
		}
	}
	preset := map[string]any{"at": c.nowText(), "checkers": []string{c.Store.Me().ID.String()}}
	if len(children) == 1 {
		preset["child"] = children[0].ID.String()
	}
	c.edit(edit{kind: store.KindSafetyCheck, parent: intake.ID, preset: preset, persons: children})
}

// nowText is this minute as it is stored.
func (d Deps) nowText() string {
	return d.Now().Local().Truncate(60e9).Format("2006-01-02T15:04:05Z07:00")
}

// rankOf is the rank that holds of an urgency assessment.
func (c *Case) rankOf(r *store.Record) string {
	if entry := c.rules.Entry(r.ID.String()); entry != nil {
		return casework.RankOn(entry)
	}
	return r.Text("rank")
}

// latestUrgency is the latest one of any child, nil when there is none.
func (c *Case) latestUrgency() *store.Record {
	if all := c.all(store.KindUrgency); len(all) > 0 {
		return all[0]
	}
	return nil
}

// rankColour is the colour of a rank.
func rankColour(rank string) theme.Tone {
	switch rank {
	case casework.RankAA, casework.RankA:
		return theme.Late
	case casework.RankB, casework.RankC:
		return theme.Soon
	}
	return theme.Grey
}
