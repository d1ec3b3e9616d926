package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Notice is a short line that says what just happened, with a sign in its
// tone and perhaps a way back. It hides while it has nothing to say.
type Notice struct {
	fynewidget.BaseWidget
	OnAction func()
	tone     theme.Tone
	text     *Text
	action   *Button
	sign     *canvas.Image
	inner    *fyne.Container
}

var _ fyne.Widget = (*Notice)(nil)

var toneIcons = map[theme.Tone]string{
	theme.Grey: "info", theme.Late: "warning", theme.Soon: "warning",
	theme.Todo: "info", theme.Done: "check", theme.Ours: "check",
}

// NewNotice returns an empty, hidden notice.
func NewNotice() *Notice {
	n := &Notice{text: NewText("", Style{Size: theme.SizeSmall, Bold: true})}
	n.action = NewLink("", func() { run(n.OnAction) })
	n.action.Small = true
	n.action.Hide()
	n.sign = icon("info", theme.Muted)
	n.inner = LineFill(0.75, 1, n.sign, n.text, n.action)
	n.ExtendBaseWidget(n)
	n.Hide()
	return n
}

// Say shows words; action is the word of a button, or "".
func (n *Notice) Say(tone theme.Tone, text, action string) {
	n.tone = tone
	n.text.SetText(text)
	n.action.Hidden = action == ""
	n.action.SetText(action)
	n.Show()
	n.Refresh()
	n.inner.Refresh()
}

// Clear takes the words away.
func (n *Notice) Clear() { n.Hide() }

// CreateRenderer is called by Fyne.
func (n *Notice) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	refresh := func() {
		paint(box, look{fill: n.tone.Tint(), edge: n.tone.Edge(), radius: 6})
		n.text.SetStyle(Style{Size: theme.SizeSmall, Bold: true, Color: n.tone.Text()})
		setIcon(n.sign, toneIcons[n.tone], n.tone.Text())
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, n.inner},
		min: func() fyne.Size {
			m := n.inner.MinSize()
			return fyne.NewSize(m.Width+theme.Space(2.5), max(m.Height, theme.Space(4)))
		},
		layout: func(size fyne.Size) {
			box.Resize(size)
			place(n.inner, theme.Space(1.25), 0, size.Width-theme.Space(2.5), size.Height)
		},
		refresh: refresh,
	}
}
