package page

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// judgeStation asks whether a machine that waits may have what is in its scope,
// by the signs that both machines show.
func (b *base) judgeStation(at *ledger.Station, after func()) {
	fault := newFaultBox()
	var hide func()
	var approve, refuse *widget.Button
	rows := widget.Rows(2)
	deed := func(do func(context.Context) error, done string) func() {
		return func() {
			approve.Disable()
			refuse.Disable()
			async.Run(b.owner, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }, func(_ struct{}, err error) {
				approve.Enable()
				refuse.Enable()
				if err != nil {
					fault.set(err)
					rows.Refresh()
					return
				}
				hide()
				b.Nav.Say(done)
				after()
			})
		}
	}
	approve = widget.NewPrimary(present.T("waiting.approve"), deed(func(ctx context.Context) error {
		return b.Store.ApproveStation(ctx, at.ID, at.Key)
	}, present.T("waiting.approved", at.Name)))
	refuse = widget.NewButton(present.T("waiting.refuse"), deed(func(ctx context.Context) error {
		return b.Store.RemoveStation(ctx, at.ID)
	}, present.T("waiting.refused", at.Name)))
	for _, o := range []fyne.CanvasObject{
		widget.NewText(present.T("waiting.judge", at.Name), widget.Title),
		signsCard(at),
		widget.NewText(present.T("waiting.compare"), widget.Paragraph),
		widget.NewText(present.T("waiting.refuse_sub"), widget.SmallPara),
		fault,
		widget.Line(1.25, approve, refuse, widget.NewButton(present.T("waiting.later"), func() { hide() })),
	} {
		rows.Add(o)
	}
	hide = ShowOverlay(b.Nav.Window(), 76, rows)
}

// waits reports whether a machine of the list waits for approval.
func (s *Settings) waits(at *ledger.Station) bool {
	for _, one := range s.Store.WaitingStations() {
		if one.ID == at.ID {
			return true
		}
	}
	return false
}

// waitingCell is what the list says of a machine that waits.
func waitingCell() widget.Cell {
	return widget.Cell{Text: present.T("waiting.short"), Tone: theme.Soon, Chip: true}
}

// approvalCard says whether new machines wait, and lets it be decided.
func (s *Settings) approvalCard() fyne.CanvasObject {
	asks := s.Store.Directory().NeedsApproval()
	words := map[bool]string{true: present.T("waiting.asks"), false: present.T("waiting.asks_not")}
	why := widget.NewText(present.T("waiting.policy_sub"), widget.SmallPara)
	if !s.Store.May(ledger.ActPolicy) {
		return widget.NewCard(present.T("waiting.policy"), widget.Rows(1, widget.NewText(words[asks], widget.Strong), why))
	}
	choice := widget.NewChoiceField("", "", []widget.Option{
		{Code: ledger.ApprovalYes, Word: words[true]}, {Code: ledger.ApprovalNo, Word: words[false]},
	})
	choice.SetMandatory(true)
	choice.SetCode(map[bool]string{true: ledger.ApprovalYes, false: ledger.ApprovalNo}[asks])
	choice.OnChanged = func(code string) {
		async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, s.Store.SetApproval(ctx, code == ledger.ApprovalYes)
		}, func(_ struct{}, err error) {
			if err != nil {
				s.Nav.Fail(err)
			}
			s.draw()
		})
	}
	return widget.NewCard(present.T("waiting.policy"), widget.Rows(1, choice, why))
}

// waitingTasks are the machines that wait, for those who may approve them.
func (t *Today) waitingTasks() (rows []fyne.CanvasObject) {
	if !t.Store.May(ledger.ActStations) {
		return nil
	}
	for _, at := range t.Store.WaitingStations() {
		rows = append(rows, widget.NewTaskRow(widget.Task{
			Tone: theme.Soon, When: present.T("waiting.short"), Title: present.T("waiting.task", at.Name),
			Detail: present.T("waiting.task_detail"), Action: present.T("waiting.look"),
		}, func() { t.judgeStation(at, t.load) }))
	}
	return rows
}
