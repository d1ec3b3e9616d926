package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// envelopeChoice asks, where a family is restricted, whether an envelope for
// emergencies lies with everybody, and shows what stands in it.
type envelopeChoice struct {
	c       *Case
	yes     *widget.MultiChoice
	contact *widget.Entry
	preview *fyne.Container
	rows    *fyne.Container
	turn    int
	// within is laid out again when the preview comes or goes.
	within fyne.CanvasObject
}

const envelopeYes = "yes"

func newEnvelopeChoice(c *Case, r store.Restriction) *envelopeChoice {
	e := &envelopeChoice{c: c, preview: widget.Rows(1)}
	e.yes = widget.NewMultiChoice(present.T("glass.put"), []widget.Option{{Code: envelopeYes, Word: present.T("glass.put_yes")}})
	e.contact = widget.NewEntry(c.fieldLabel(store.KindRestriction, "contact"))
	e.contact.SetText(r.Contact)
	means := "glass.put_means"
	if !c.Store.GlassRules().Used {
		means = "glass.put_unused"
	}
	e.rows = widget.Rows(1, e.yes, widget.NewText(present.T(means), widget.SmallPara), e.preview)
	if r.Glass {
		e.yes.SetCodes([]string{envelopeYes})
	}
	return e
}

// put reports whether an envelope is wanted.
func (e *envelopeChoice) put() bool { return len(e.yes.Codes()) > 0 }

// show draws what would stand in it, if it is wanted.
func (e *envelopeChoice) show(readers []uuid.UUID) {
	e.turn++
	turn := e.turn
	if !e.put() {
		e.fill()
		return
	}
	r := store.Restriction{Readers: readers, Contact: strings.TrimSpace(e.contact.Text())}
	async.Run(e.c.owner, func(ctx context.Context) (*store.Envelope, error) {
		return e.c.Store.PreviewEnvelope(ctx, e.c.id, r)
	}, func(in *store.Envelope, err error) {
		if turn != e.turn {
			return
		}
		if err != nil {
			e.c.Nav.Fail(err)
			return
		}
		e.fill(e.contact, widget.NewCard(present.T("glass.preview"), widget.Rows(1, e.c.envelopeRows(in)...)))
	})
}

func (e *envelopeChoice) fill(objects ...fyne.CanvasObject) {
	e.preview.Objects = objects
	e.preview.Refresh()
	if e.within != nil {
		e.within.Refresh()
	}
}
