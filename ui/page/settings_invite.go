package page

import (
	"bytes"
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	qrcode "github.com/skip2/go-qrcode"

	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

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
