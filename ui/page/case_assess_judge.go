package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// The sides of a judgement, codes of the list judgement_side.
const (
	sideHealth  = "mch"
	sideWelfare = "welfare"
	sideAgreed  = "agreed"
)

// groundsOf is why somebody judged so, "" for nobody.
func groundsOf(j *casework.Judged) string {
	if j == nil {
		return ""
	}
	return j.Grounds
}

// judgementCard is what each side judged and what was agreed.
func (c *Case) judgementCard() fyne.CanvasObject {
	s := c.file.Standing
	rows := []fyne.CanvasObject{
		c.judgementRow(sideHealth, present.T("case.judgement_health"), s.Health),
		c.judgementRow(sideWelfare, present.T("case.judgement_welfare"), s.Welfare),
		c.agreedRow(s),
	}
	return widget.NewCard(present.T("assess.judgement"), ruled(rows))
}

// judgementRow is one side: what it judged, who, when, and why.
func (c *Case) judgementRow(side, label string, j *casework.Judged) fyne.CanvasObject {
	head := widget.LineFill(1, 0, widget.NewText(label, widget.Label))
	if c.mayJudge(side) {
		button := widget.NewSmall(present.T("assess.judge"), func() { c.judge(side) })
		if j == nil && side == c.firstSide() {
			button.Kind = widget.Primary
		}
		head.Add(button)
	}
	rows := widget.Rows(0.5, head)
	if j == nil {
		rows.Add(widget.NewText(present.T("assess.not_judged"), widget.Quiet))
		return widget.PadXY(0, 1, rows)
	}
	rows.Add(c.judgedLine(j))
	if j.Grounds != "" {
		rows.Add(widget.NewText(j.Grounds, widget.Style{Wrap: true, Rows: 6, LineHeight: 1.5}))
	}
	return widget.PadXY(0, 1, widget.NewArea(rows, func() { c.openEntry(j.Entry) }))
}

// judgedLine is the level with who judged, and when.
func (c *Case) judgedLine(j *casework.Judged) fyne.CanvasObject {
	style := widget.Style{Size: theme.SizeTitle, Bold: true}
	if tone := judgementTone(j.Level); tone != theme.Grey {
		style = style.In(tone)
	}
	return widget.LineFill(1.5, 1, widget.NewText(c.code("judgement", j.Level), style), widget.NewText(c.judgedBy(j), oneLine(widget.Quiet)))
}

// agreedRow is what both agreed on, or why nothing can be agreed on yet.
func (c *Case) agreedRow(s casework.Standing) fyne.CanvasObject {
	head := widget.LineFill(1, 0, widget.NewText(c.agreedLabel(s.Agreed), widget.Label))
	why := agreedLacks(s)
	if why == "" && c.mayJudge(sideAgreed) {
		button := widget.NewSmall(present.T("assess.agree"), func() { c.judge(sideAgreed) })
		if s.Agreed == nil {
			button.Kind = widget.Primary
		}
		head.Add(button)
	}
	rows := widget.Rows(0.5, head)
	if j := s.Agreed; j != nil {
		rows.Add(c.judgedLine(j))
		chips := widget.Flow(1)
		if j.Class != "" {
			chips.Add(widget.NewChip(c.code("case_class", string(j.Class)), classTone(string(j.Class))))
		}
		if j.Severity != "" {
			chips.Add(widget.NewChip(present.T("case.severity", c.code("severity", j.Severity)), severityChip(j.Severity)))
		}
		if len(chips.Objects) > 0 {
			rows.Add(chips)
		}
		if j.Grounds != "" {
			rows.Add(widget.NewText(j.Grounds, widget.Style{Wrap: true, Rows: 6, LineHeight: 1.5}))
		}
		return widget.PadXY(0, 1, widget.NewArea(rows, func() { c.openEntry(j.Entry) }))
	}
	if why == "" {
		why = present.T("assess.agree_ready")
	}
	rows.Add(widget.NewText(why, widget.SmallPara))
	return widget.PadXY(0, 1, rows)
}

// agreedLacks says why nothing can be agreed on yet, "" when it can.
func agreedLacks(s casework.Standing) string {
	switch {
	case s.Health == nil && s.Welfare == nil:
		return present.T("assess.agree_none")
	case s.Health == nil:
		return present.T("assess.agree_no_health")
	case s.Welfare == nil:
		return present.T("assess.agree_no_welfare")
	case s.Health.By == s.Welfare.By:
		return present.T("assess.agree_same")
	}
	return ""
}

// mayJudge reports whether the person signed in judges for a side. Those who
// lead both sides may write down what either said; that one person cannot say
// it for both is checked when it is agreed on.
func (c *Case) mayJudge(side string) bool {
	me := c.Store.Me()
	switch side {
	case sideHealth:
		return me.Has(ledger.RoleHealth, ledger.RoleCoordinator, ledger.RoleDirector)
	case sideWelfare:
		return me.Has(ledger.RoleWelfare, ledger.RoleCoordinator, ledger.RoleDirector)
	}
	return me.Has(ledger.RoleHealth, ledger.RoleWelfare, ledger.RoleCoordinator, ledger.RoleDirector)
}

// firstSide is the side that is next to judge, as far as it is for the person
// signed in.
func (c *Case) firstSide() string {
	s := c.file.Standing
	if s.Health == nil && c.mayJudge(sideHealth) {
		return sideHealth
	}
	return sideWelfare
}

// judge opens a new judgement of a side. What was judged before stays: class
// and severity are histories.
func (c *Case) judge(side string) {
	preset := map[string]any{"on": c.today().String(), "side": side}
	s := c.file.Standing
	title := present.T("case.judgement_health")
	skip := map[string]bool{"side": true, "class": true, "meeting": true}
	switch side {
	case sideWelfare:
		title = present.T("case.judgement_welfare")
	case sideAgreed:
		title = present.T("assess.agree")
		skip = map[string]bool{"side": true}
		if s.Severity != "" {
			preset["severity"] = s.Severity
		}
	}
	e := edit{kind: store.KindJudgement, preset: preset, skip: skip, slot: side, title: title}
	if side == sideAgreed {
		e.derive = classOfLevel()
	}
	c.edit(e)
}

// classOfLevel makes the class follow the level that was agreed, as often as
// another level is chosen; a class chosen afterwards stays.
func classOfLevel() func(map[string]any) map[string]any {
	last := ""
	return func(values map[string]any) map[string]any {
		level, _ := values["level"].(string)
		if level == last {
			return nil
		}
		last = level
		switch casework.Class(level) {
		case casework.Protection, casework.Support, casework.Expectant:
			return map[string]any{"class": level}
		}
		return nil
	}
}

// openEntry opens a record by the id that the rules have of it.
func (c *Case) openEntry(id string) {
	if r := recordOf(c.file, id); r != nil {
		c.Nav.OpenRecord(r.ID)
	}
}

// standingHistory is how class and severity came to be what they are, the
// latest first.
func (c *Case) standingHistory() fyne.CanvasObject {
	rows := widget.Rows(0, historyRow(
		widget.NewText(present.T("assess.when"), widget.Label), widget.NewText(present.T("assess.class"), widget.Label),
		widget.NewText(present.T("assess.severity"), widget.Label), widget.NewText(present.T("assess.by"), widget.Label)))
	entries := c.standingEntries()
	for _, j := range entries {
		class, severity := fyne.CanvasObject(widget.NewText(present.T("case.none"), widget.Quiet)), fyne.CanvasObject(widget.NewText(present.T("case.none"), widget.Quiet))
		if j.Class != "" && (j.Side == sideAgreed || j.Side == "") {
			class = widget.Line(0, widget.NewChip(c.code("case_class", string(j.Class)), classTone(string(j.Class))))
		}
		if j.Severity != "" {
			severity = widget.Line(0, widget.NewChip(c.code("severity", j.Severity), severityChip(j.Severity)))
		}
		by := c.staffText(j.By)
		switch j.Side {
		case sideAgreed:
			by = joined(by, c.meetingOf(&j))
		case "":
			by = joined(by, present.T("assess.at_opening"))
		}
		rows.Add(widget.NewRule())
		rows.Add(historyRow(widget.NewText(present.EraDate(j.On), widget.Style{Size: theme.SizeSmall}), class, severity,
			widget.NewText(by, widget.SmallPara)))
	}
	if len(entries) == 0 {
		rows = widget.Rows(0, widget.NewText(present.T("assess.no_history"), widget.SmallPara))
	}
	return widget.NewCard(present.T("assess.history"), rows)
}

func historyRow(cells ...fyne.CanvasObject) fyne.CanvasObject {
	return widget.PadXY(0, 0.75, widget.Columns(1, []float32{17, 21, 21, 24}, cells...))
}

// standingEntries are the judgements that set class or severity, the latest
// first, each once.
func (c *Case) standingEntries() []casework.Judged {
	s := c.file.Standing
	var out []casework.Judged
	for _, j := range slices.Concat(s.ClassHistory, s.SeverityHistory) {
		if !slices.ContainsFunc(out, func(o casework.Judged) bool { return o.Entry == j.Entry }) {
			out = append(out, j)
		}
	}
	slices.SortStableFunc(out, func(a, b casework.Judged) int { return b.On.Compare(a.On) })
	return out
}
