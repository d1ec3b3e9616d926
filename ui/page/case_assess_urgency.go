package page

import (
	"fmt"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// urgencyCard is the latest urgency assessment of a child as a tree, with the
// ones before it on a line each.
func (c *Case) urgencyCard() fyne.CanvasObject {
	all := c.ofChild(store.KindUrgency, c.assessed())
	if len(all) == 0 {
		return widget.NewCard(present.T("assess.urgency"), widget.NewText(present.T("assess.no_urgency"), widget.SmallPara))
	}
	latest := all[0]
	entry := c.rules.Entry(latest.ID.String())
	if entry == nil {
		return widget.NewCard(present.T("assess.urgency"), widget.NewText(present.T("assess.no_urgency"), widget.SmallPara))
	}
	reason := casework.ReasonOf(casework.StepsOf(entry))
	rows := widget.Rows(1.25, c.rankLine(latest, reason))
	rows.Add(widget.NewDecisionTree(c.urgencyTree(entry, reason), func(string) { c.Nav.OpenRecord(latest.ID) }))
	if why := c.overrideLine(latest, reason); why != "" {
		rows.Add(widget.NewBanner(theme.Soon, present.T("assess.overridden"), why))
	}
	if n := len(reason.Unknown); n > 0 {
		rows.Add(widget.NewBanner(theme.Soon, present.T("assess.steps_unknown", n), present.T("assess.worst", c.code("urgency_rank", reason.Worst))))
	}
	for i, r := range all[1:] {
		if i < 3 {
			rows.Add(c.earlierUrgency(r))
		}
	}
	return widget.NewCardWith(present.T("assess.urgency"), widget.NewText(joined(c.personName(latest.Text("subject")), c.momentText(latest.Text("at")), c.staff(latest.Author)), widget.Small), rows)
}

// rankLine is the rank that holds, and what decided it.
func (c *Case) rankLine(r *store.Record, reason casework.RankReason) fyne.CanvasObject {
	rank := c.rankOf(r)
	word := c.code("urgency_rank", rank)
	if rank == "" {
		word = present.T("assess.rank_open")
	}
	style := widget.Style{Size: theme.SizeTitle, Bold: true}
	if tone := rankColour(rank); tone != theme.Grey {
		style = style.In(tone)
	}
	decided := present.T("assess.no_step")
	if reason.Step > 0 {
		decided = present.T("assess.step_decided", stepMark(reason.Step))
	}
	if r.Text("rank_override") != "" && r.Text("rank_override") != reason.Rank {
		decided = ""
	}
	return widget.LineFill(1.5, 1, widget.NewText(word, style), widget.NewText(decided, oneLine(widget.Quiet)))
}

// stepMark is the sign of a step: ①.
func stepMark(n int) string { return string(rune('①' + n - 1)) }

// urgencyTree are the eight steps by the rank that a yes to them gives.
func (c *Case) urgencyTree(entry *casework.Entry, reason casework.RankReason) []widget.DecisionBranch {
	steps := casework.StepsOf(entry)
	var out []widget.DecisionBranch
	for i := 0; i < len(steps); i += 2 {
		var alone [8]string
		alone[i] = "yes"
		rank := casework.RankOf(alone)
		b := widget.DecisionBranch{Outcome: c.code("urgency_rank", rank), Tone: rankColour(rank), Reached: reason.Rank == rank}
		for _, n := range []int{i + 1, i + 2} {
			b.Steps = append(b.Steps, c.urgencyStep(n, steps[n-1], rank, reason))
		}
		out = append(out, b)
	}
	return append(out, widget.DecisionBranch{
		Outcome: c.code("urgency_rank", casework.RankD), Tone: theme.Ours, Reached: reason.Rank == casework.RankD,
	})
}

func (c *Case) urgencyStep(n int, answer, rank string, reason casework.RankReason) widget.DecisionStep {
	s := widget.DecisionStep{
		ID: fmt.Sprintf("step%d", n), Mark: stepMark(n), Title: present.T(fmt.Sprintf("assess.step%d", n)),
		Answer: c.code("yes_no_unknown", answer), Decide: reason.Step == n,
	}
	switch answer {
	case "yes":
		s.Tone = rankColour(rank)
	case "unknown":
		s.Tone = theme.Soon
	case "":
		s.Answer = present.T("case.none")
	}
	return s
}

// overrideLine says who set another rank, and why; "" where nobody did.
func (c *Case) overrideLine(r *store.Record, reason casework.RankReason) string {
	over := r.Text("rank_override")
	if over == "" || over == reason.Rank {
		return ""
	}
	from := c.code("urgency_rank", reason.Rank)
	if reason.Rank == "" {
		from = present.T("assess.rank_open")
	}
	return present.T("assess.override_line", present.Named{
		"from": from, "to": c.code("urgency_rank", over), "reason": r.Text("override_reason"), "approver": c.staffText(r.Text("approver")),
	})
}

// earlierUrgency is an assessment before the latest one.
func (c *Case) earlierUrgency(r *store.Record) fyne.CanvasObject {
	rank := c.rankOf(r)
	line := widget.LineFill(1.5, 1, newFixed(13, widget.NewText(c.momentText(r.Text("at")), widget.Small)),
		widget.NewText(joined(c.code("assessment_phase", r.Text("phase")), c.staff(r.Author)), oneLine(widget.Small)),
		widget.NewChip(rank, rankColour(rank)))
	return widget.NewArea(line, func() { c.Nav.OpenRecord(r.ID) })
}

// assessUrgency opens the eight steps for the child at hand.
func (c *Case) assessUrgency() {
	parent := uuid.Nil
	phase := "review"
	if intake := c.openIntake(); intake != nil {
		parent, phase = intake.ID, "intake"
	}
	e := c.urgencyEdit(c.id, parent, c.subjectText())
	e.preset["phase"], e.persons = phase, c.childPersons()
	c.edit(e)
}

// urgencyEdit is a new urgency assessment of a child: its rank follows from the
// answers while they are given.
func (d Deps) urgencyEdit(kase, intake uuid.UUID, child string) edit {
	e := edit{
		kase: kase, kind: store.KindUrgency, parent: intake, wide: true, slot: child,
		preset: map[string]any{"at": d.nowText()}, derive: urgencyRank, result: d.urgencyResult,
	}
	if child != "" {
		e.preset["subject"] = child
	}
	return e
}

// urgencyResult is the rank that holds while the steps are answered.
func (d Deps) urgencyResult(values map[string]any) (string, theme.Tone) {
	rank := casework.RankOn(&casework.Entry{Fields: values})
	if rank == "" {
		return present.T("assess.rank_after"), theme.Grey
	}
	return present.T("assess.rank_now", d.code("urgency_rank", rank)), rankColour(rank)
}

// urgencyRank is the rank that the answers lead to.
func urgencyRank(values map[string]any) map[string]any {
	rank := casework.RankOf(casework.StepsOf(&casework.Entry{Fields: values}))
	if rank == "" {
		return map[string]any{"rank": nil}
	}
	return map[string]any{"rank": rank}
}

// childPersons are the children, born or not, whom an assessment may be of.
func (c *Case) childPersons() []*store.Record {
	var out []*store.Record
	for _, p := range c.file.Persons {
		if isChild(p) {
			out = append(out, p)
		}
	}
	return out
}

// subjectText is the child whose assessments show, else the only child of the
// family, else nobody: then the person says who.
func (c *Case) subjectText() string {
	if id := c.assessed(); id != uuid.Nil {
		return id.String()
	}
	if children := c.children(); len(children) == 1 {
		return children[0].ID.String()
	}
	return ""
}
