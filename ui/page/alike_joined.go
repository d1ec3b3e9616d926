package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// joinedBanner says that other files are shown in this one, or that this one
// is shown in another; nil when neither.
func (c *Case) joinedBanner() fyne.CanvasObject {
	if c.file == nil {
		return nil
	}
	rows := widget.Rows(1)
	if into := c.file.Into; into != uuid.Nil {
		rows.Add(widget.NewBanner(theme.Soon, present.T("alike.into_other"), present.T("alike.into_other_sub"),
			widget.NewSmall(present.T("button.open"), func() { c.Nav.OpenCase(into) })))
	}
	for _, j := range c.file.Joined {
		words := joined(c.moment(j.At), c.staff(j.By), j.Reason)
		rows.Add(widget.NewBanner(theme.Todo, present.T("alike.joined", present.Family(j.Name)), words,
			widget.NewSmall(present.T("alike.unmerge"), func() { c.askUnmerge(j) })))
	}
	if len(rows.Objects) == 0 {
		return nil
	}
	return rows
}

// askUnmerge takes a merge back, with a reason.
func (c *Case) askUnmerge(j store.Joined) {
	var hide func()
	reason := widget.NewEntry(present.T("alike.reason"))
	fault := newFaultBox()
	var yes *widget.Button
	yes = widget.NewPrimary(present.T("alike.unmerge"), func() {
		why := strings.TrimSpace(reason.Text())
		if why == "" {
			reason.SetError(present.T("alike.reason_needed"))
			reason.Focus()
			return
		}
		yes.Disable()
		async.Run(c.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, c.Store.UnmergeCases(ctx, j.Record, why)
		}, func(_ struct{}, err error) {
			yes.Enable()
			if err != nil {
				fault.set(err)
				return
			}
			hide()
			c.load()
			c.Nav.Say(present.T("alike.unmerged"))
		})
	})
	rows := widget.Rows(1.5,
		widget.NewText(present.T("alike.unmerge_title", present.Family(j.Name)), widget.Style{Size: theme.SizeTitle, Bold: true, Wrap: true}),
		widget.NewText(present.T("alike.unmerge_text"), widget.Paragraph), reason, fault,
		widget.Line(1.25, yes, widget.NewButton(present.T("button.cancel"), func() { hide() })))
	fault.within = rows
	hide = c.Nav.Overlay(rows)
	reason.Focus()
}
