package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/async"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// floating is the layer above the pages: search results and short messages.
// Unlike an overlay it leaves the keyboard where it is.
type floating struct {
	layer *fyne.Container
	drop  fyne.CanvasObject // hangs below the search box
	note  fyne.CanvasObject // stands at the bottom
	said  int
}

func newFloating() *floating {
	f := &floating{}
	f.layer = container.New(f)
	return f
}

// MinSize is nothing: the layer lies over all.
func (f *floating) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout places what hangs and what stands.
func (f *floating) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if f.drop != nil {
		f.drop.Move(fyne.NewPos(theme.Space(13.5), theme.Space(6.25)))
		width := min(theme.Space(72), size.Width-theme.Space(15))
		f.drop.Resize(fyne.NewSize(width, f.drop.MinSize().Height))
		f.drop.Resize(fyne.NewSize(width, min(f.drop.MinSize().Height, size.Height-theme.Space(8))))
	}
	if f.note != nil {
		m := f.note.MinSize()
		f.note.Move(fyne.NewPos((size.Width-m.Width)/2, size.Height-m.Height-theme.Space(3)))
		f.note.Resize(m)
	}
}

func (f *floating) refresh() {
	f.layer.Objects = nil
	for _, o := range []fyne.CanvasObject{f.drop, f.note} {
		if o != nil {
			f.layer.Objects = append(f.layer.Objects, o)
		}
	}
	f.layer.Refresh()
}

func (f *floating) setDrop(o fyne.CanvasObject) {
	f.drop = o
	f.refresh()
}

// say shows a message for a while.
func (f *floating) say(o *async.Owner, text string) {
	f.said++
	turn := f.said
	card := widget.NewCard("", widget.NewText(text, widget.Strong))
	card.SetTone(theme.Done)
	f.note = card
	f.refresh()
	o.Go(func(ctx context.Context) {
		timer := time.NewTimer(sayFor)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
			o.Show(func() {
				if f.said == turn {
					f.note = nil
					f.refresh()
				}
			})
		}
	})
}

// motion tells that the pointer moved over what is not itself hoverable.
type motion struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
	moved   func()
}

var _ desktop.Hoverable = (*motion)(nil)

func newMotion(content fyne.CanvasObject, moved func()) *motion {
	m := &motion{content: content, moved: moved}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer is called by Fyne.
func (m *motion) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(m.content)
}

// MouseIn, MouseMoved and MouseOut say that somebody is there.
func (m *motion) MouseIn(*desktop.MouseEvent) { m.moved() }

// MouseMoved says that somebody is there.
func (m *motion) MouseMoved(*desktop.MouseEvent) { m.moved() }

// MouseOut says that somebody is there.
func (m *motion) MouseOut() { m.moved() }
