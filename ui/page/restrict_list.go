package page

import (
	"context"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// restrictPart lists the restricted cases that lie here, and says whether this
// machine is one person's alone, as it has to be for them.
func (s *Settings) restrictPart() fyne.CanvasObject {
	rows := widget.Rows(2, widget.NewText(present.T("restrict.sub"), widget.Paragraph), s.alonePart(), s.glassPart())
	list := widget.Rows(1)
	rows.Add(list)
	async.Run(s.owner, s.Store.FindRestricted, func(found []store.RestrictedRow, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		if len(found) == 0 {
			list.Add(widget.NewText(present.T("restrict.none"), widget.Quiet))
		}
		for _, r := range found {
			list.Add(s.restrictedRow(r))
		}
		list.Refresh()
	})
	return widget.NewScroll(widget.Pad(0.5, rows))
}

func (s *Settings) restrictedRow(r store.RestrictedRow) fyne.CanvasObject {
	text := present.T("restrict.readers", s.names(r.Readers))
	if r.Leaves {
		text += "　" + present.T("restrict.leaves")
	}
	return widget.Rows(0.25,
		widget.Line(0, widget.NewLink(joined(present.Family(r.Family), s.code("restriction_reason", r.Kind)), func() { s.Nav.OpenCase(r.Case) })),
		widget.NewText(text, widget.Small))
}

// alonePart says whose machine this is, and changes that.
func (s *Settings) alonePart() fyne.CanvasObject {
	if s.Store.Alone() {
		return widget.NewBanner(theme.Done, present.T("restrict.alone"), present.T("restrict.alone_text"),
			widget.NewSmall(present.T("restrict.share"), func() {
				s.ask(present.T("restrict.share"), present.T("restrict.share"),
					[]fyne.CanvasObject{widget.NewText(present.T("restrict.share_means"), widget.Paragraph)}, func() {},
					s.Store.Share, present.T("restrict.shared"))
			}))
	}
	return widget.NewBanner(theme.Todo, present.T("restrict.common"), present.T("restrict.common_text"),
		widget.NewSmall(present.T("restrict.claim"), func() {
			s.ask(present.T("restrict.claim"), present.T("restrict.claim"),
				[]fyne.CanvasObject{widget.NewText(present.T("restrict.claim_means"), widget.Paragraph)}, func() {},
				s.claim, present.T("restrict.claimed"))
		}))
}

func (s *Settings) claim(ctx context.Context) error {
	alone, err := s.Store.Claim(ctx)
	if err == nil && !alone {
		err = store.ErrSharedStation
	}
	return err
}
