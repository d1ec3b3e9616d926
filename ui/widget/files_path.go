package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// pathBar shows the way to a folder in parts that can be pressed, and becomes
// a box when a path is to be typed.
type pathBar struct {
	fynewidget.BaseWidget
	crumbs  []FileCrumb
	parts   *fyne.Container
	typed   *Entry
	begin   *Button
	shows   *fyne.Container
	chosen  func(path string)
	entered func(path string)
	onLeft  func() // the box was left: where the keyboard goes
}

func newPathBar(words FileWords, chosen, entered func(path string)) *pathBar {
	b := &pathBar{parts: container.New(&crumbLine{}), typed: NewEntry(""), chosen: chosen, entered: entered}
	b.typed.SetPlaceholder(words.TypeHint)
	b.typed.OnSubmitted = func(text string) {
		b.leave()
		call(b.entered, text)
	}
	b.typed.OnEscape = b.leave
	b.typed.Hide()
	b.begin = NewSmall(words.Type, func() {
		if n := len(b.crumbs); n > 0 {
			b.edit(b.crumbs[n-1].Path)
		}
	})
	b.begin.Icon = "edit"
	b.shows = LineFill(1.25, 0, container.NewStack(b.parts, b.typed), b.begin)
	b.ExtendBaseWidget(b)
	return b
}

// set shows a way; the last part is where one is.
func (b *pathBar) set(crumbs []FileCrumb) {
	b.crumbs = crumbs
	b.parts.Objects = []fyne.CanvasObject{NewText("… ›", Quiet)}
	for i, c := range crumbs {
		if i == len(crumbs)-1 {
			b.parts.Add(NewText(c.Word, Strong))
			break
		}
		link := NewLink(c.Word, func() { call(b.chosen, c.Path) })
		b.parts.Add(Line(0.25, link, NewText("›", Quiet)))
	}
	b.parts.Refresh()
	b.leave()
}

func (b *pathBar) edit(begun string) {
	b.typed.SetText(begun)
	b.typed.Show()
	b.parts.Hide()
	b.begin.Hide()
	b.shows.Refresh()
	b.typed.Focus()
	b.typed.in.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
}

func (b *pathBar) leave() {
	if !b.typed.Visible() {
		return
	}
	b.typed.Hide()
	b.parts.Show()
	b.begin.Show()
	b.shows.Refresh()
	run(b.onLeft)
}

// CreateRenderer is called by Fyne.
func (b *pathBar) CreateRenderer() fyne.WidgetRenderer { return around(b.shows, nil) }

// crumbLine puts crumbs beside each other. The first object stands for those
// at the beginning that find no room.
type crumbLine struct{}

const crumbGap = 0.75 // units of space

// MinSize leaves room for the last crumb.
func (*crumbLine) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(12), theme.Size(theme.SizeControl))
}

// Layout shows as many of the last crumbs as there is room for.
func (*crumbLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) < 2 {
		return
	}
	more, crumbs := objects[0], objects[1:]
	gap := theme.Space(crumbGap)
	widths := make([]float32, len(crumbs))
	for i, c := range crumbs {
		widths[i] = c.MinSize().Width
	}
	first, used := len(crumbs)-1, widths[len(crumbs)-1]
	room := size.Width
	for first > 0 {
		need := used + gap + widths[first-1]
		if first > 1 {
			need += more.MinSize().Width + gap // those before it are left out
		}
		if need > room {
			break
		}
		used += gap + widths[first-1]
		first--
	}
	x := float32(0)
	if more.Hide(); first > 0 {
		more.Show()
		x = placeCrumb(more, x, more.MinSize().Width, size) + gap
	}
	for i, c := range crumbs {
		if i < first {
			c.Hide()
			continue
		}
		c.Show()
		x = placeCrumb(c, x, min(widths[i], size.Width-x), size) + gap
	}
}

func placeCrumb(o fyne.CanvasObject, x, width float32, size fyne.Size) float32 {
	h := heightFor(o, width)
	place(o, x, (size.Height-h)/2, width, h)
	return x + width
}

// asWide gives content a width in units of space.
func asWide(width float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(&fixedWidth{width}, content)
}

type fixedWidth struct{ width float32 }

// MinSize has the width.
func (f *fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(f.width), objects[0].MinSize().Height)
}

// Layout fills.
func (f *fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}
