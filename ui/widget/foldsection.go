package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// FoldLabels are the words that open and close a section.
type FoldLabels struct{ Open, Close string }

// FoldSection is a card whose content can be put away; then one line says
// what is in it.
type FoldSection struct {
	fynewidget.BaseWidget
	OnToggled func(open bool)
	labels    FoldLabels
	open      bool
	title     *Text
	summary   *Text
	button    *Button
	content   fyne.CanvasObject
	card      *Card
	body      *fyne.Container
}

var _ fyne.Widget = (*FoldSection)(nil)

// NewFoldSection returns a section, open or not.
func NewFoldSection(title string, labels FoldLabels, open bool, content fyne.CanvasObject) *FoldSection {
	f := &FoldSection{labels: labels, open: open, content: content}
	f.title = NewText(title, Title)
	// It is shortened: no summary makes a page wider.
	f.summary = NewText("", Style{Color: theme.Muted, Wrap: true, Rows: 1, LineHeight: 1.36})
	f.button = NewLink("", func() {
		f.SetOpen(!f.open)
		call(f.OnToggled, f.open)
	})
	f.button.Small = true
	head := LineFill(1.75, 1, f.title, f.summary, f.button)
	f.body = Rows(1.5, head, content)
	f.card = NewCard("", f.body)
	f.update()
	f.ExtendBaseWidget(f)
	return f
}

func (f *FoldSection) update() {
	f.button.SetText(map[bool]string{true: f.labels.Close, false: f.labels.Open}[f.open])
	style := Strong
	f.card.padding = 1.25
	if f.open {
		style, f.card.padding = Title, 2
		f.content.Show()
	} else {
		f.content.Hide()
	}
	f.title.SetStyle(style)
	f.body.Refresh()
}

// SetOpen opens or closes without calling back.
func (f *FoldSection) SetOpen(open bool) {
	if f.open == open {
		return
	}
	f.open = open
	f.update()
	f.Refresh()
}

// Open tells whether the content shows.
func (f *FoldSection) Open() bool { return f.open }

// SetSummary changes the line beside the title.
func (f *FoldSection) SetSummary(s string) {
	f.summary.SetText(s)
	f.body.Refresh()
}

// CreateRenderer is called by Fyne.
func (f *FoldSection) CreateRenderer() fyne.WidgetRenderer {
	return &parts{
		objects: []fyne.CanvasObject{f.card},
		min:     f.card.MinSize,
		layout:  f.card.Resize,
		refresh: f.card.Refresh,
	}
}
