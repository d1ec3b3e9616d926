package page

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	qrcode "github.com/skip2/go-qrcode"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// stationsPart are the machines as the directory has them.
func (s *Settings) stationsPart() fyne.CanvasObject {
	var stations []*ledger.Station
	for _, st := range s.Store.Directory().Stations {
		stations = append(stations, st)
	}
	slices.SortFunc(stations, func(a, b *ledger.Station) int { return cmp.Compare(a.Name+a.ID.String(), b.Name+b.ID.String()) })
	list := widget.NewList([]widget.Column{
		{Title: present.T("settings.station"), Weight: 2},
		{Title: present.T("settings.station_kind"), Width: 22},
		{Title: present.T("settings.station_now"), Width: 22},
	})
	list.Length = func() int { return len(stations) }
	list.RowAt = func(i int) widget.Row { return s.stationRow(stations[i]) }
	head := widget.LineFill(1, 0,
		widget.NewText(present.T("settings.station_count", len(stations)), widget.Quiet),
		widget.NewPrimary(present.T("settings.enrol"), s.invite))
	cards := widget.Columns(2, []float32{1, 1},
		widget.NewCard(present.T("settings.cannot"), widget.NewText(present.T("settings.cannot_text"), widget.SmallPara)),
		s.heldCard(),
	)
	return newRowsFill(1, 1.75, head, list, cards)
}

func (s *Settings) stationRow(st *ledger.Station) widget.Row {
	kind := present.T("guide.office")
	if st.Type == ledger.StationLaptop {
		kind = present.T("guide.laptop")
	}
	now := widget.Cell{}
	switch {
	case st.Removed:
		now = widget.Cell{Text: present.T("settings.removed"), Tone: theme.Late, Chip: true}
	case st.ID == s.Store.Station():
		now = widget.Cell{Text: present.T("settings.this"), Tone: theme.Ours, Chip: true}
	}
	return widget.Row{Cells: []widget.Cell{{Text: st.Name, Bold: true}, {Text: kind}, now}}
}

// heldCard lists what was refused, by reason, without anything of a case.
func (s *Settings) heldCard() fyne.CanvasObject {
	rows := widget.Rows(1)
	for i, h := range s.held {
		if i < 5 {
			rows.Add(widget.NewText(present.T("settings.held_line", s.moment(h.At), h.Code, h.Reason), widget.SmallPara))
		}
	}
	if len(s.held) == 0 {
		rows.Add(widget.NewText(present.T("settings.held_none"), widget.SmallPara))
	}
	return widget.NewCard(present.T("settings.held", len(s.held)), rows)
}

func (s *Settings) loadHeld() {
	async.Run(s.owner, func(ctx context.Context) ([]store.Held, error) {
		return s.Store.FindHeld(ctx)
	}, func(held []store.Held, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.held = held
		if s.part == partStations {
			s.draw()
		}
	})
}

type invitation struct {
	text    string
	compact string
	until   time.Time
}

// invite asks the center for a code for one more station.
func (s *Settings) invite() {
	async.Run(s.owner, func(ctx context.Context) (invitation, error) {
		endpoint, err := client.DecodeEndpoint(s.Store.Endpoint())
		if err != nil {
			return invitation{}, err
		}
		code, until, err := client.Invite(ctx, endpoint)
		if err != nil {
			return invitation{}, err
		}
		code.CenterSecret = s.Store.CenterSecret()
		dir := s.Store.Directory()
		if public, ok := dir.Public(dir.Founder); ok {
			code.Founder = wire.FingerprintOf(public)
		}
		text, err := code.Text()
		if err != nil {
			return invitation{}, err
		}
		compact, err := code.Compact()
		return invitation{text, compact, until}, err
	}, func(inv invitation, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.showCode(inv)
	})
}

// showCode shows the code as text and as a picture.
func (s *Settings) showCode(inv invitation) {
	picture, err := qrImage(inv.compact)
	if err != nil {
		s.Nav.Fail(err)
		return
	}
	var hide func()
	rows := widget.Rows(1.5,
		widget.NewText(present.T("settings.enrol"), widget.Title),
		widget.NewText(present.T("settings.enrol_sub", s.moment(inv.until)), widget.Paragraph),
		picture,
		newCodeText(inv.text),
		widget.NewText(present.T("settings.enrol_safe"), widget.SmallPara),
		widget.Line(1.25,
			widget.NewPrimary(present.T("button.close"), func() { hide() }),
			widget.NewButton(present.T("button.copy"), func() {
				fyne.CurrentApp().Clipboard().SetContent(inv.text)
				s.Nav.Say(present.T("settings.copied"))
			})),
	)
	hide = ShowOverlay(s.Nav.Window(), 84, rows)
}

// newCodeText is the code in letters of one width, wrapped between groups.
func newCodeText(text string) fyne.CanvasObject {
	return widget.NewCard("", widget.NewText(text, widget.Style{Bold: true, Wrap: true}))
}

// qrSize is the picture's side in pixels.
const qrSize = 440

func qrImage(text string) (fyne.CanvasObject, error) {
	png, err := qrcode.Encode(text, qrcode.Medium, qrSize)
	if err != nil {
		return nil, err
	}
	img := canvas.NewImageFromReader(bytes.NewReader(png), "code.png")
	img.FillMode = canvas.ImageFillContain
	img.ScaleMode = canvas.ImageScalePixels
	img.SetMinSize(fyne.NewSquareSize(theme.Space(28)))
	return img, nil
}
