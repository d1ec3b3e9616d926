package page

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// staying are the staff who do not leave by this plan.
func (v *rotationView) staying() []*ledger.Staff {
	return slices.DeleteFunc(v.active(), func(p *ledger.Staff) bool { return slices.Contains(v.plan.Leaves, p.ID) })
}

// checkPart is the dry run: what would happen, what is in the way, and every
// station with when it was last heard of.
func (v *rotationView) checkPart() fyne.CanvasObject {
	if v.plan.Done {
		return widget.NewScroll(v.donePart())
	}
	if v.check == nil {
		return widget.NewText(present.T("shell.loading"), widget.Small)
	}
	left := widget.Rows(1.75, widget.NewCard(present.T("rotation.what"), v.whatHappens()), widget.NewCard(present.T("rotation.findings"), v.findings()))
	right := widget.Rows(1.75, widget.NewCard(present.T("rotation.sign"), v.signing()), widget.NewCard(present.T("rotation.stations"), v.stationRows()))
	return widget.NewScroll(widget.Columns(2, []float32{1, 1}, left, right))
}

func (v *rotationView) whatHappens() fyne.CanvasObject {
	families := 0
	for _, f := range v.plan.Families {
		if !f.Moved && !f.Handed && f.To != uuid.Nil {
			families++
		}
	}
	return widget.Rows(1, widget.NewText(present.T("rotation.what_sub",
		present.EraDate(dateOf(v.plan.Record.Text("on"))), families, v.names(v.plan.Leaves)), widget.Paragraph))
}

func (v *rotationView) names(ids []uuid.UUID) string {
	var out []string
	for _, id := range ids {
		out = append(out, present.T("rotation.person", v.staff(id)))
	}
	return strings.Join(out, present.T("field.separator"))
}

// findings are what is in the way, and then what is to be known.
func (v *rotationView) findings() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, h := range v.check.Hindrances {
		word, tone := present.T("rotation.to_know"), theme.Todo
		if h.Blocks {
			word, tone = present.T("rotation.in_the_way"), theme.Late
		}
		text := widget.NewText(present.T("rotation.find_"+h.Code, v.staff(h.Staff), h.Count), widget.SmallPara)
		rows = append(rows, widget.PadXY(0, 0.75, widget.LineFill(1.25, 1, newFixed(12, widget.NewChip(word, tone)), text)))
	}
	if len(rows) == 0 {
		return widget.NewText(present.T("rotation.nothing_found"), widget.Quiet)
	}
	return ruled(rows)
}

// stationRows say of every station when it was last heard of. What another
// one has not sent, nobody here can know.
func (v *rotationView) stationRows() fyne.CanvasObject {
	rows := []fyne.CanvasObject{widget.NewText(present.T("rotation.stations_sub"), widget.SmallPara)}
	for _, st := range v.check.Stations {
		line := present.T("rotation.never_heard")
		if !st.Last.IsZero() {
			line = present.T("rotation.heard", v.moment(st.Last))
		}
		if st.Here {
			line = present.T("rotation.here", st.Unsent)
		}
		if len(st.Leavers) > 0 {
			line += present.T("rotation.used_by", v.names(st.Leavers))
		}
		chip := widget.NewChip(present.T("rotation.fresh"), theme.Done)
		if st.Silent(v.Now()) {
			chip = widget.NewChip(present.T("rotation.silent"), theme.Soon)
			if len(st.Leavers) > 0 {
				chip = widget.NewChip(present.T("rotation.silent"), theme.Late)
			}
		}
		rows = append(rows, widget.PadXY(0, 0.75, widget.LineFill(1.25, 0,
			widget.Rows(0, widget.NewText(st.Name, oneLine(widget.Strong)), widget.NewText(line, widget.SmallPara)), chip)))
	}
	return ruled(rows)
}

// signing is how far the signature is, and from where it is carried out.
func (v *rotationView) signing() fyne.CanvasObject {
	rows := widget.Rows(1.25)
	switch a := v.plan.Approval; {
	case v.plan.Signed:
		rows.Add(widget.NewBanner(theme.Done, present.T("rotation.signed"), present.T("rotation.signed_sub")))
	case a == nil:
		rows.Add(widget.NewText(present.T("rotation.not_submitted"), widget.Paragraph))
	case a.State.Changed:
		rows.Add(widget.NewBanner(theme.Soon, present.T("rotation.changed"), present.T("rotation.changed_sub")))
	default:
		rows.Add(widget.NewText(present.T("rotation.waits", present.T("approval.stage."+a.State.Stage)), widget.Paragraph))
	}
	line := widget.Line(1.25)
	if a := v.plan.Approval; !v.plan.Signed && (a == nil || a.State.Stage != "waiting") {
		word := present.T("rotation.submit")
		if v.Store.Me().Has(ledger.RoleDirector) {
			word = present.T("rotation.sign_it")
		}
		plan := v.plan.Record.ID
		line.Add(widget.NewPrimary(word, func() {
			v.change(func(ctx context.Context) error {
				_, err := v.Store.SubmitRotation(ctx, plan, "")
				return err
			}, func() {}, present.T("rotation.submitted"))
		}))
	}
	if a := v.plan.Approval; a != nil {
		line.Add(widget.NewButton(present.T("rotation.to_approval"), func() { v.Nav.OpenApproval(a.Record) }))
	}
	if v.plan.Signed && !v.check.Blocked() {
		line.Add(widget.NewPrimary(present.T("rotation.carry_out"), v.askCarryOut))
	}
	rows.Add(line)
	if v.check.Blocked() {
		rows.Add(widget.NewText(present.T("rotation.blocked"), widget.SmallPara))
	}
	return rows
}

// askCarryOut says once more what happens, and then does it.
func (v *rotationView) askCarryOut() {
	silent := 0
	for _, st := range v.check.Stations {
		if len(st.Leavers) > 0 && st.Silent(v.Now()) {
			silent++
		}
	}
	rows := widget.Rows(2, widget.NewText(present.T("rotation.carry_out"), widget.Title), v.whatHappens(),
		widget.NewText(present.T("rotation.after", v.names(v.plan.Leaves)), widget.Paragraph))
	if silent > 0 {
		rows.Add(widget.NewBanner(theme.Soon, present.T("rotation.silent_count", silent), present.T("rotation.silent_sub")))
	}
	var hide func()
	rows.Add(widget.Line(1.25,
		widget.NewPrimary(present.T("rotation.do_it"), func() {
			hide()
			v.carryOut()
		}),
		widget.NewButton(present.T("button.cancel"), func() { hide() })))
	hide = ShowOverlay(v.Nav.Window(), 72, rows)
}

func (v *rotationView) carryOut() {
	v.running = true
	shown := widget.NewText(present.T("rotation.running", fmt.Sprint(0), fmt.Sprint(len(v.plan.Families))), widget.Paragraph)
	v.put(widget.Rows(1.5, shown, widget.NewText(present.T("rotation.running_sub"), widget.Quiet)))
	plan := v.plan.Record.ID
	async.Run(v.owner, func(ctx context.Context) (store.RotationOutcome, error) {
		return v.Store.CarryOutRotation(ctx, plan, func(done, all int) {
			v.owner.Show(func() { shown.SetText(present.T("rotation.running", fmt.Sprint(done), fmt.Sprint(all))) })
		})
	}, func(out store.RotationOutcome, err error) {
		v.running = false
		switch {
		case err != nil:
			v.Nav.Fail(err)
		case len(out.Failed) > 0:
			v.Nav.Say(present.T("rotation.failed", len(out.Failed), present.Family(out.Failed[0].Family)))
		default:
			v.Nav.Say(present.T("rotation.carried_out"))
		}
		v.load()
	})
}
