package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// envelopeChoice asks, where a family is restricted, whether an envelope for
// emergencies lies with everybody.
type envelopeChoice struct {
	c       *Case
	yes     *widget.MultiChoice
	contact *widget.Entry
	rows    *fyne.Container
}

const envelopeYes = "yes"

func newEnvelopeChoice(c *Case, r store.Restriction) *envelopeChoice {
	e := &envelopeChoice{c: c}
	e.yes = widget.NewMultiChoice(present.T("glass.put"), []widget.Option{{Code: envelopeYes, Word: present.T("glass.put_yes")}})
	e.contact = widget.NewEntry(c.fieldLabel(store.KindRestriction, "contact"))
	e.contact.SetText(r.Contact)
	means := "glass.put_means"
	if !c.Store.GlassRules().Used {
		means = "glass.put_unused"
	}
	e.rows = widget.Rows(1, e.yes, widget.NewText(present.T(means), widget.SmallPara), e.contact)
	if r.Glass {
		e.yes.SetCodes([]string{envelopeYes})
	}
	return e
}

// say takes what was chosen into a restriction.
func (e *envelopeChoice) say(r *store.Restriction) {
	r.Glass, r.Contact = len(e.yes.Codes()) > 0, strings.TrimSpace(e.contact.Text())
}

// confirm shows exactly what will stand in the envelope, and goes on when that
// was agreed to; at once where there is none.
func (e *envelopeChoice) confirm(r store.Restriction, then func()) {
	if !r.Glass {
		then()
		return
	}
	async.Run(e.c.owner, func(ctx context.Context) (*store.Envelope, error) {
		return e.c.Store.PreviewEnvelope(ctx, e.c.id, r)
	}, func(in *store.Envelope, err error) {
		if err != nil {
			e.c.Nav.Fail(err)
			return
		}
		var hide func()
		rows := append([]fyne.CanvasObject{
			widget.NewText(present.T("glass.preview"), widget.Quiet),
		}, e.c.envelopeRows(in)...)
		rows = append(rows, widget.Line(1.25,
			widget.NewPrimary(present.T("glass.put_this"), func() {
				hide()
				then()
			}),
			widget.NewButton(present.T("button.back"), func() { hide() })))
		hide = ShowOverlay(e.c.Nav.Window(), 84, widget.Rows(1.25, rows...))
	})
}
