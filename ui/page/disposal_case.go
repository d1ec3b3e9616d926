package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// caseKept is what the page knows of how long the case is kept.
type caseKept struct {
	may   bool // the person signed in may say so
	due   casework.Due
	held  bool
	holds []store.DisposalHold
}

func (c *Case) findKept(ctx context.Context) (k caseKept, err error) {
	k.may = c.Store.May(ledger.ActDispose)
	if k.held, err = c.Store.IsKept(ctx, c.id); err != nil {
		return k, err
	}
	if k.held {
		if k.holds, err = c.Store.FindHolds(ctx, c.id); err != nil {
			return k, err
		}
	}
	if k.may {
		k.due, err = c.Store.RetentionOf(ctx, c.id)
	}
	return k, err
}

// holdBanner says that the case must not be destroyed, and why.
func (c *Case) holdBanner() fyne.CanvasObject {
	if !c.lasting.held {
		return nil
	}
	var text []string
	for _, h := range c.lasting.holds {
		text = append(text, h.Reason)
		if day, err := casework.ParseISO(h.Until); err == nil {
			text = append(text, present.T("disposal.hold_until_day", present.Date(day)))
		}
	}
	var buttons []fyne.CanvasObject
	if c.lasting.may {
		buttons = append(buttons, widget.NewSmall(present.T("disposal.release"), c.openRelease))
	}
	return widget.NewBanner(theme.Todo, present.T("disposal.held"), strings.Join(text, present.T("case.separator")), buttons...)
}

// keptParts say how long the case is kept, for those who decide about that.
func (c *Case) keptParts() []fyne.CanvasObject {
	if !c.lasting.may {
		return nil
	}
	parts := []fyne.CanvasObject{
		widget.PadXY(0, 1.5, widget.NewText(present.T("disposal.case_line", c.code("retention_class", c.lasting.due.Class), c.keptWord()), widget.Small)),
		widget.NewLink(present.T("disposal.class_change"), c.openRetention),
	}
	if !c.lasting.held {
		parts = append(parts, widget.NewLink(present.T("disposal.hold"), c.openHold))
	}
	return parts
}

func (c *Case) keptWord() string {
	switch c.lasting.due.Kept {
	case casework.KeptOpen:
		return present.T("disposal.case_open")
	case casework.KeptForever:
		return present.T("disposal.forever")
	case casework.KeptNoBirth:
		return present.T("disposal.case_no_birth")
	case "":
		return present.T("disposal.since_day", present.Date(c.lasting.due.On))
	}
	return present.T("disposal.case_unknown")
}

func (c *Case) openRetention() {
	var options []widget.Option
	for _, class := range []string{casework.KeepRegistry, casework.KeepAdvice, casework.KeepHealth, casework.KeepAdoption} {
		options = append(options, widget.Option{Code: class, Word: c.code("retention_class", class)})
	}
	choice := widget.NewChoiceField(present.T("disposal.class"), "", options)
	choice.SetMandatory(true)
	choice.SetCode(c.lasting.due.Class)
	c.askWhy(present.T("disposal.class_change"), present.T("disposal.class_means"), []fyne.CanvasObject{choice}, present.T("disposal.changed"),
		func(why string) func(context.Context) error {
			class := choice.Code()
			return func(ctx context.Context) error { return c.Store.SetRetention(ctx, c.id, class, why) }
		})
}

func (c *Case) openHold() {
	until := widget.NewDateField(present.T("disposal.hold_until"), c.dateParser(casework.InFuture), inputProblem)
	c.askWhy(present.T("disposal.hold"), present.T("disposal.hold_means"), []fyne.CanvasObject{until}, present.T("disposal.was_held"),
		func(why string) func(context.Context) error {
			day := until.ISO()
			return func(ctx context.Context) error { return c.Store.HoldCase(ctx, c.id, why, day) }
		})
}

func (c *Case) openRelease() {
	c.askWhy(present.T("disposal.release"), present.T("disposal.release_means"), nil, present.T("disposal.was_released"),
		func(why string) func(context.Context) error {
			return func(ctx context.Context) error { return c.Store.ReleaseHold(ctx, c.id, why) }
		})
}

// askWhy asks for a reason. What is to be done with it is read from the fields
// by ready, and done in the background.
func (c *Case) askWhy(title, means string, fields []fyne.CanvasObject, done string, ready func(why string) func(context.Context) error) {
	reason, fault := widget.NewEntry(present.T("disposal.reason")), newFaultBox()
	var hide func()
	var act *widget.Button
	act = widget.NewPrimary(present.T("disposal.decide"), func() {
		c.carry(fault, act, hide, done, ready(strings.TrimSpace(reason.Text())))
	})
	rows := widget.Rows(1.5, widget.NewText(title, widget.Title), widget.NewText(means, widget.Paragraph))
	for _, f := range fields {
		rows.Add(f)
	}
	rows.Add(reason)
	rows.Add(fault)
	rows.Add(widget.Line(1.25, act, widget.NewButton(present.T("button.cancel"), func() { hide() })))
	hide = ShowOverlay(c.Nav.Window(), 72, rows)
}
