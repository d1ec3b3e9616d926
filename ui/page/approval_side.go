package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// sideColumn is the route of a submission and, for whoever's turn it is, the
// decision.
func (a *Approval) sideColumn() fyne.CanvasObject {
	rows := widget.Rows(2, widget.NewCard(present.T("approval.route"), a.route()))
	if card := a.decision(); card != nil {
		rows.Add(card)
	}
	return scrolled(rows)
}

// route is every step: whose, when, with which words.
func (a *Approval) route() fyne.CanvasObject {
	s := a.shown
	rows := widget.Rows(0, a.stepRow(present.T("approval.author"), a.staff(s.By), a.moment(s.At), s.Record.Text("comment"), theme.Done))
	for _, step := range s.State.Steps {
		rows.Add(widget.NewRule())
		role := a.code("staff_role", step.Role)
		switch {
		case step.Entry == "":
			tone := theme.Grey
			word := present.T("approval.not_yet")
			if step.Role == s.State.WaitsFor {
				tone, word = theme.Soon, present.T("approval.turn")
			}
			rows.Add(a.stepRow(role, word, "", "", tone))
		default:
			rows.Add(a.doneStep(role, step))
		}
	}
	for _, r := range s.State.Refused {
		rows.Add(widget.NewRule())
		rows.Add(a.refusedStep(r))
	}
	if !s.State.Due.IsZero() {
		rows.Add(widget.PadXY(0, 1, widget.NewText(present.T("approval.until", present.ShortDate(s.State.Due, a.today())), widget.Small)))
	}
	return rows
}

func (a *Approval) doneStep(role string, step casework.StepState) fyne.CanvasObject {
	tone, word := theme.Done, a.staffText(step.By)
	if step.Stage == casework.ApprovalReturned {
		tone = theme.Late
	}
	if step.Proxy {
		word = present.T("approval.proxy", word)
	}
	return a.stepRow(role, word, a.moment(step.At), a.commentOf(step.Entry), tone)
}

// refusedStep is a decision that does not count, with the reason: it was made
// on another text, or by somebody whose turn it was not.
func (a *Approval) refusedStep(r casework.RefusedStep) fyne.CanvasObject {
	by, at := "", ""
	if i := a.stepAt(r.Entry); i >= 0 {
		by, at = a.staff(a.shown.Steps[i].Author), a.moment(a.shown.Steps[i].Created)
	}
	return a.stepRow(present.T("approval.not_counted"), by, at, present.T("problem."+r.Code), theme.Grey)
}

func (a *Approval) stepAt(entry string) int {
	return slices.IndexFunc(a.shown.Steps, func(r *store.Record) bool { return r.ID.String() == entry })
}

func (a *Approval) commentOf(entry string) string {
	if i := a.stepAt(entry); i >= 0 {
		return a.shown.Steps[i].Text("comment")
	}
	return ""
}

func (a *Approval) stepRow(role, who, when, comment string, tone theme.Tone) fyne.CanvasObject {
	rows := widget.Rows(0.25, widget.KeyValue(role, who, tone))
	if when != "" {
		rows.Add(widget.NewText(when, widget.Small.AtEnd()))
	}
	if comment != "" {
		rows.Add(widget.NewText(comment, widget.SmallPara))
	}
	return widget.PadXY(0, 1, rows)
}

// decision is what the person signed in can do; nil for nothing.
func (a *Approval) decision() fyne.CanvasObject {
	s := a.shown
	mineToMend := s.By == a.Store.Me().ID && s.State.WaitsFor == casework.WaitsForAuthor
	switch {
	case a.mayDecide():
		return widget.NewCard(present.T("approval.decide"), a.deciding())
	case mineToMend:
		return widget.NewCard(present.T("approval.mend"), widget.Rows(1.5,
			widget.NewText(present.T("approval.mend_sub"), widget.SmallPara), a.fault,
			widget.Line(1, widget.NewPrimary(present.T("approval.again"), a.submitAgain),
				widget.NewButton(present.T("approval.to_document"), a.openDocument))))
	case s.By == a.Store.Me().ID && s.State.Stage == casework.ApprovalWaiting:
		return widget.NewCard(present.T("approval.waiting"), widget.Rows(1.5,
			widget.NewText(present.T("approval.waiting_sub"), widget.SmallPara), a.commentField(), a.fault,
			widget.Line(1, widget.NewButton(present.T("approval.pull_back"), a.pullBack))))
	}
	return nil
}

func (a *Approval) deciding() fyne.CanvasObject {
	word, action := present.T("approval.approve"), store.ActionApprove
	if !slices.Contains(a.Store.Me().Roles, a.shown.State.WaitsFor) {
		word, action = present.T("approval.approve_proxy"), store.ActionProxy
	}
	return widget.Rows(1.5,
		widget.NewText(present.T("approval.decide_sub"), widget.SmallPara), a.commentField(), a.fault,
		widget.Line(1, widget.NewPrimary(word, func() { a.decide(action) }),
			widget.NewButton(present.T("approval.return"), func() { a.decide(store.ActionReturn) })))
}

// commentField keeps what is typed while the page is drawn anew.
func (a *Approval) commentField() fyne.CanvasObject {
	e := widget.NewEntry(present.T("approval.comment"))
	e.SetText(a.typed)
	e.OnChanged = func(text string) {
		a.typed = text
		if a.Active != nil {
			a.Active()
		}
	}
	return e
}

func (a *Approval) pullBack() {
	if a.typed == "" {
		a.fault.set(refuse("pull_back_reason"))
		return
	}
	reason := a.typed
	a.act(present.T("approval.pulled_back"), func(ctx context.Context) error { return a.Store.PullBack(ctx, a.id, reason) })
}

// submitAgain sends the document round as it is now.
func (a *Approval) submitAgain() {
	document, route := a.shown.ApprovalRow.Document, a.shown.Record.Texts("route")
	a.act(present.T("approval.sent"), func(ctx context.Context) error {
		id, err := a.Store.Submit(ctx, document, route, "")
		if err == nil && id != uuid.Nil {
			a.id = id
		}
		return err
	})
}
