package page

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// ownPaper is a kind of record that stands under 書類.
type ownPaper struct {
	kind, day string // day is the field that dates it
	card      func(*store.Record) workCard
}

func (c *Case) papers() []ownPaper {
	return []ownPaper{
		{store.KindReferral, "on", c.referralCard},
		{store.KindCommission, "asked_on", c.commissionCard},
		{store.KindTransfer, "known_on", c.transferCard},
		{store.KindAbsence, "from", c.absenceCard},
		{store.KindProtectionMeasure, "applied_on", c.measureCard},
	}
}

// documents shows the papers that went out and came in: to and from the
// children's center, commissions, moves, absences, measures of protection.
func (c *Case) documents() fyne.CanvasObject {
	type dated struct {
		day  string
		card workCard
	}
	var all []dated
	var begin []fyne.CanvasObject
	for _, p := range c.papers() {
		for _, r := range c.confirmed(p.kind) {
			all = append(all, dated{r.Text(p.day), p.card(r)})
		}
		begin = append(begin, widget.NewButton(present.T("documents.new_"+p.kind), func() { c.newPaper(p.kind) }))
	}
	slices.SortStableFunc(all, func(a, b dated) int { return strings.Compare(b.day, a.day) })
	side := widget.NewCard(present.T("documents.write"), widget.Rows(1, begin...))
	if handed := c.handedCopies(); handed != nil {
		side = widget.NewCard(present.T("documents.write"), widget.Rows(1, append(begin, widget.NewRule(), handed)...))
	}
	c.photos.set(c.file.Of(store.KindAttachment))
	rows := widget.Rows(1.5, widget.NewCard(present.T("attach.section"), c.photos.content))
	for _, p := range all {
		rows.Add(c.workCard(p.card))
	}
	if len(all) == 0 {
		rows.Add(widget.NewCard("", widget.EmptyState("case", present.T("documents.none"), present.T("documents.none_sub"))))
	}
	rows.Add(widget.NewSpacer(1))
	return widget.Columns(2, []float32{84, 37}, scrolled(rows), scrolled(side))
}

// newPaper begins a paper with what is known already.
func (c *Case) newPaper(kind string) {
	today := c.today().String()
	me := c.Store.Me().ID.String()
	preset := map[string]any{}
	switch kind {
	case store.KindReferral:
		preset = map[string]any{"on": today, "direction": "to", "office": c.lastOffice()}
	case store.KindCommission:
		preset = map[string]any{"asked_on": today, "office": c.lastOffice(), "staff": me, "stage": "asked"}
	case store.KindTransfer:
		preset = map[string]any{"known_on": today, "direction": "out", "staff": me}
	case store.KindAbsence:
		preset = map[string]any{"from": today, "told_on": today}
	case store.KindProtectionMeasure:
		preset = map[string]any{"applied_on": today, "until": c.today().AddMonths(12).String()}
	}
	for name, v := range preset {
		if v == "" {
			delete(preset, name)
		}
	}
	if children := c.children(); len(children) == 1 {
		switch kind {
		case store.KindCommission:
			preset["subject"] = children[0].ID.String()
		case store.KindAbsence:
			preset["child"] = children[0].ID.String()
		}
	}
	c.edit(edit{kind: kind, preset: preset})
}

// lastOffice is the children's center that the case last had to do with.
func (c *Case) lastOffice() string {
	for _, kind := range []string{store.KindCommission, store.KindReferral} {
		for _, r := range c.confirmed(kind) {
			if office := r.Text("office"); office != "" {
				return office
			}
		}
	}
	return ""
}

func (c *Case) referralCard(r *store.Record) workCard {
	w := workCard{
		record: r, title: joined(c.code("referral_kind", r.Text("kind")), r.Text("office")),
		facts: []string{"on", "number", "officer", "subjects", "reason", "course", "enclosures", "contact", "reply_due", "replied_on", "reply"},
	}
	w.stage, w.tone = c.code("referral_direction", r.Text("direction")), theme.Grey
	if due := dateOf(r.Text("reply_due")); !due.IsZero() && r.Text("replied_on") == "" {
		w.stage, w.tone = present.T("documents.reply_by", present.ShortDate(due, c.today())), theme.Soon
		if due.Before(c.today()) {
			w.tone = theme.Late
		}
	}
	if line := c.approvalLine(r, r.Text("direction") == "to"); line != nil {
		w.below = append(w.below, line)
	}
	return w
}

func (c *Case) commissionCard(r *store.Record) workCard {
	stage := r.Text("stage")
	w := workCard{
		record: r, title: joined(present.T("kind.commission"), r.Text("office")),
		stage: c.code("commission_stage", stage), tone: commissionTone(stage),
		facts: []string{
			"number", "basis", "officer", "subject", "guardian", "asked_on", "decided_on", "notified_on", "content", "conditions",
			"from", "to", "staff", "plan", "frequency", "report_months", "released_on", "release_reason", "final_report_on",
		},
	}
	today := c.today().String()
	if line := c.approvalLine(r, stage == "accepting"); line != nil {
		w.below = append(w.below, line)
	}
	if reports := c.below(r.ID, store.KindCommissionReport); len(reports) > 0 {
		w.below = append(w.below, widget.NewText(present.T("documents.reports", len(reports)), widget.Label), c.lines(reports, "on", "content"))
	}
	w.acts = c.moveButtons(r, "commission.to_", map[string]map[string]any{
		"accepting": {"decided_on": nil}, "running": {"from": cmp.Or(r.Text("from"), today)},
		"released": {"released_on": today}, "closed": {"final_report_on": today},
	})
	if stage == "running" {
		w.acts = append(w.acts, widget.NewSmall(present.T("documents.add_report"), func() { c.newReport(r) }))
	}
	return w
}

// newReport is a report to the children's center for the time since the last
// one.
func (c *Case) newReport(r *store.Record) {
	from := r.Text("from")
	for _, last := range c.below(r.ID, store.KindCommissionReport) {
		from = max(from, last.Text("period_to"))
	}
	preset := map[string]any{"on": c.today().String(), "period_to": c.today().String()}
	if from != "" {
		preset["period_from"] = from
	}
	if seen := lastSeen(c.file)[parsedID(r.Text("subject"))]; seen != "" {
		preset["child_seen_on"] = seen
	}
	c.edit(edit{kind: store.KindCommissionReport, parent: r.ID, preset: preset})
}

func commissionTone(stage string) theme.Tone {
	switch stage {
	case "running":
		return theme.Done
	case "asked", "accepting":
		return theme.Soon
	}
	return theme.Grey
}

func (c *Case) transferCard(r *store.Record) workCard {
	city := r.Text("city")
	if c.kept(r.Kind, "city") {
		city = ""
	}
	w := workCard{
		record: r, title: joined(c.code("transfer_direction", r.Text("direction")), city),
		facts: []string{"known_on", "moves_on", "address", "phoned_on", "sent_on", "confirmed_on", "seen_there_on", "staff", "note"},
	}
	switch {
	case r.Text("confirmed_on") != "":
		w.stage, w.tone = present.T("documents.confirmed"), theme.Done
	case r.Text("direction") == "out":
		w.stage, w.tone = present.T("documents.not_confirmed"), theme.Soon
	}
	return w
}

func (c *Case) absenceCard(r *store.Record) workCard {
	w := workCard{record: r, title: present.T("kind.absence"), facts: []string{"child", "from", "days", "school", "told_on", "explained", "response"}}
	if !r.Bool("explained") {
		w.stage, w.tone = present.T("documents.unexplained"), theme.Soon
	}
	return w
}

func (c *Case) measureCard(r *store.Record) workCard {
	w := workCard{record: r, title: present.T("kind.protection_measure"), facts: []string{"applied_on", "until", "city", "subjects", "renewed_on", "note"}}
	if until := dateOf(r.Text("until")); !until.IsZero() {
		w.stage, w.tone = present.T("case.until", present.ShortDate(until, c.today())), theme.Todo
		if until.Before(c.today()) {
			w.tone = theme.Late
		}
	}
	return w
}

// handedCopies are the plans that the family has in hand; nil for none.
func (c *Case) handedCopies() fyne.CanvasObject {
	rows := widget.Rows(0.5, widget.NewText(present.T("documents.handed"), widget.Label))
	for _, r := range c.confirmed(store.KindPlanHandover) {
		if on := r.Text("on"); on != "" {
			line := joined(c.shortDate(on), c.code("handover_method", r.Text("method")))
			rows.Add(widget.NewLink(line, func() { c.ShowPart(PartPlan) }))
		}
	}
	if len(rows.Objects) == 1 {
		return nil
	}
	return rows
}
