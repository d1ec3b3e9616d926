package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// checkPart lets a director have the whole ledger checked, and says in words
// what was found.
func (a *auditView) checkPart() fyne.CanvasObject {
	rows := widget.Rows(1.5,
		widget.NewText(present.T("audit.check_sub"), widget.Paragraph),
		widget.Line(1, widget.NewPrimary(present.T("audit.check_do"), a.runCheck)))
	if a.check != nil {
		rows.Add(a.checkWords())
		for _, f := range a.check.Faults {
			rows.Add(a.faultRow(f))
		}
	}
	return scrolled(widget.PadXY(0, 1, rows))
}

func (a *auditView) runCheck() {
	a.body.Objects = []fyne.CanvasObject{widget.NewText(present.T("audit.checking"), widget.Paragraph)}
	a.body.Refresh()
	async.Run(a.owner, a.Store.VerifyAudit, func(check *store.AuditCheck, err error) {
		if err != nil {
			a.Nav.Fail(err)
		} else {
			a.check = check
		}
		if a.part == auditCheck {
			a.draw()
		}
	})
}

// checkWords is the result in one sentence.
func (a *auditView) checkWords() fyne.CanvasObject {
	c := a.check
	lead, tone := present.T("audit.check_good"), theme.Done
	if c.Entries == 0 && len(c.Faults) == 0 {
		return widget.NewBanner(theme.Soon, present.T("audit.check_none"), present.T("audit.check_none_sub"))
	}
	if len(c.Faults) > 0 {
		lead, tone = present.T("audit.check_bad", len(c.Faults)), theme.Late
	}
	text := present.T("audit.check_what", a.moment(c.At), c.Stations, present.Number(int64(c.Entries)))
	if c.Closed > 0 {
		text += present.T("audit.check_closed", c.Closed)
	}
	return widget.NewBanner(tone, lead, text)
}

// faultRow says what is wrong with which stretch, and between which moments it
// lies.
func (a *auditView) faultRow(f store.AuditFault) fyne.CanvasObject {
	numbers := present.T("audit.number", f.From)
	if f.To > f.From {
		numbers = present.T("audit.numbers", f.From, f.To)
	}
	name := a.Store.StationName(f.Station)
	if name == "" {
		name = present.T("audit.unknown_station")
	}
	after, before := present.T("audit.open_after"), present.T("audit.open_before")
	if !f.After.IsZero() {
		after = a.moment(f.After)
	}
	if !f.Before.IsZero() {
		before = a.moment(f.Before)
	}
	return widget.NewCard(present.T("audit.fault_of", name, numbers), widget.Rows(0.5,
		widget.NewText(present.T("audit.fault."+string(f.Code)), widget.Paragraph),
		widget.NewText(present.T("audit.fault_span", after, before), widget.SmallPara)))
}

// decisionsPart lists what was decided about people, machines and policies:
// signed changes of the directory.
func (a *auditView) decisionsPart() fyne.CanvasObject {
	body := container.NewStack(widget.NewText(present.T("shell.loading"), widget.Small))
	async.Run(a.owner, a.Store.FindDecisions, func(all []store.Decision, err error) {
		if err != nil {
			a.Nav.Fail(err)
			return
		}
		list := widget.NewList([]widget.Column{
			{Title: present.T("history.when"), Width: 22},
			{Title: present.T("history.who"), Width: 18},
			{Title: present.T("history.what"), Width: 30},
			{Title: present.T("audit.whom"), Weight: 2},
			{Title: present.T("history.where"), Width: 20},
		})
		list.Length = func() int { return len(all) }
		list.RowAt = func(i int) widget.Row { return a.decisionRow(all[i]) }
		body.Objects = []fyne.CanvasObject{newRowsFill(1, 1, widget.NewText(present.T("audit.decisions_sub"), widget.SmallPara), list)}
		body.Refresh()
	})
	return body
}

func (a *auditView) decisionRow(d store.Decision) widget.Row {
	what := widget.Cell{Text: decisionWord(d)}
	if d.Refused {
		what = widget.Cell{Text: present.T("audit.refused", what.Text), Tone: theme.Late}
	}
	return widget.Row{Cells: []widget.Cell{
		{Text: a.moment(d.At)}, {Text: a.staff(d.Author), Bold: true}, what, {Text: a.decisionOf(d)}, {Text: a.Store.StationName(d.Station)},
	}}
}

// decisionWord is what a change of the directory decided; where it set several
// things, the gravest.
func decisionWord(d store.Decision) string {
	has := func(field string) bool { _, ok := d.Set[field]; return ok }
	key := "audit.decided.other"
	switch {
	case d.Kind == ledger.KindGroup:
		key = "audit.decided.group"
	case d.Set[ledger.FieldRemoved] == true:
		key = "audit.decided.removed"
	case has(ledger.FieldRemoved):
		key = "audit.decided.returned"
	case d.First && d.Kind == ledger.KindStaff:
		key = "audit.decided.staff"
	case d.First && d.Kind == ledger.KindStation:
		key = "audit.decided.station"
	case has(ledger.FieldRoles):
		key = "audit.decided.roles"
	case has(ledger.FieldLocked) && d.Author == d.Record:
		key = "audit.decided.password"
	case has(ledger.FieldLocked):
		key = "audit.decided.reset"
	case has(ledger.FieldScope), has(ledger.FieldUsers):
		key = "audit.decided.scope"
	case d.Kind == ledger.KindPolicy:
		key = "audit.decided.policy"
	case d.Kind == ledger.KindRecovery:
		key = "audit.decided.recovery"
	case has(ledger.FieldName):
		key = "audit.decided.name"
	}
	return present.T(key)
}

// decisionOf names whom or what a decision is about.
func (a *auditView) decisionOf(d store.Decision) string {
	switch d.Kind {
	case ledger.KindStaff:
		name := a.staff(d.Record)
		if roles, ok := d.Set[ledger.FieldRoles].([]string); ok {
			return joined(name, rolesIn(roles))
		}
		return name
	case ledger.KindStation:
		return a.Store.StationName(d.Record)
	case ledger.KindGroup:
		for name, id := range a.Store.Directory().Groups {
			if id == d.Record {
				return present.T("audit.group." + name)
			}
		}
	case ledger.KindPolicy:
		name, _ := d.Set[ledger.FieldName].(string)
		return present.T("policy." + name)
	}
	return ""
}

// rolesIn are roles in words, in the order in which they are offered.
func rolesIn(roles []string) string {
	var words []string
	for _, role := range roleWords {
		if slices.Contains(roles, role) {
			words = append(words, roleWord(role))
		}
	}
	return strings.Join(words, present.T("field.separator"))
}
