package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// listBody is the part of a list that scrolls.
type listBody struct {
	fynewidget.BaseWidget
	list    *List
	offset  float32
	at      int // the marked row
	hover   int // the row under the pointer, -1 none
	focused bool
	rows    map[int]*listRow
	spare   []*listRow
	onDrawn func()
}

var (
	_ fyne.Scrollable = (*listBody)(nil)
	_ fyne.Focusable  = (*listBody)(nil)
	_ fyne.Tappable   = (*listBody)(nil)

	_ fyne.SecondaryTappable = (*listBody)(nil)
	_ desktop.Hoverable      = (*listBody)(nil)
	_ desktop.Cursorable     = (*listBody)(nil)
)

func newListBody(l *List) *listBody {
	b := &listBody{list: l, hover: -1, rows: map[int]*listRow{}}
	b.ExtendBaseWidget(b)
	return b
}

func (b *listBody) extent() (all, seen, offset float32) {
	return float32(b.list.length()) * b.list.rowHeight(), b.Size().Height, b.offset
}

func (b *listBody) scrollTo(offset float32) {
	before := b.offset
	b.offset = offset
	b.limit()
	if b.offset != before {
		b.Refresh()
	}
}

func (b *listBody) limit() {
	all, seen, _ := b.extent()
	b.offset = max(min(b.offset, all-seen), 0)
	b.at = max(min(b.at, b.list.length()-1), 0)
}

// Scrolled turns the wheel.
func (b *listBody) Scrolled(e *fyne.ScrollEvent) {
	b.hover = -1
	b.scrollTo(b.offset - e.Scrolled.DY)
}

func (b *listBody) indexAt(p fyne.Position) int {
	i := int((p.Y + b.offset) / b.list.rowHeight())
	if i < 0 || i >= b.list.length() {
		return -1
	}
	return i
}

// Tapped opens a row, or what else can be done with it.
func (b *listBody) Tapped(e *fyne.PointEvent) {
	Focus(b)
	if i := b.indexAt(e.Position); i >= 0 {
		b.goTo(i)
		more := b.menuAt(e.Position)
		if b.list.OnPressed != nil && !more {
			b.list.OnPressed(i)
			return
		}
		b.press(i, more)
	}
}

// TappedSecondary asks what else can be done with a row.
func (b *listBody) TappedSecondary(e *fyne.PointEvent) {
	if i := b.indexAt(e.Position); i >= 0 && b.list.OnMenu != nil {
		Focus(b)
		b.goTo(i)
		b.press(i, true)
	}
}

// press opens a row, or asks what else can be done with it. A heading can only
// be opened.
func (b *listBody) press(i int, more bool) {
	if more && b.list.OnMenu != nil && b.list.RowAt(i).Heading == "" {
		b.list.OnMenu(i)
		return
	}
	call(b.list.OnOpened, i)
}

// MouseIn and MouseMoved follow the pointer.
func (b *listBody) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved marks the row under the pointer.
func (b *listBody) MouseMoved(e *desktop.MouseEvent) {
	if i := b.indexAt(e.Position); i != b.hover {
		b.hover = i
		b.Refresh()
	}
}

// MouseOut ends what MouseIn began.
func (b *listBody) MouseOut() {
	b.hover = -1
	b.Refresh()
}

// Cursor is a hand where rows can be opened.
func (b *listBody) Cursor() desktop.Cursor {
	if b.list.OnOpened == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained marks a row.
func (b *listBody) FocusGained() {
	b.focused = true
	reveal(b)
	b.Refresh()
}

// FocusLost takes the mark away.
func (b *listBody) FocusLost() {
	b.focused = false
	b.Refresh()
}

// TypedRune is for the page: it may look for what is typed.
func (b *listBody) TypedRune(r rune) { call(b.list.OnRune, r) }

// TypedKey moves the mark and opens the marked row.
func (b *listBody) TypedKey(e *fyne.KeyEvent) {
	if b.list.OnKey != nil && b.list.OnKey(e) {
		return
	}
	page := max(int(b.Size().Height/b.list.rowHeight())-1, 1)
	switch e.Name {
	case fyne.KeyDown:
		b.goTo(b.at + 1)
	case fyne.KeyUp:
		b.goTo(b.at - 1)
	case fyne.KeyPageDown:
		b.goTo(b.at + page)
	case fyne.KeyPageUp:
		b.goTo(b.at - page)
	case fyne.KeyHome:
		b.goTo(0)
	case fyne.KeyEnd:
		b.goTo(b.list.length() - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		b.pressMarked(false)
	case fyne.KeySpace, desktop.KeyMenu:
		b.pressMarked(true)
	default:
		passKey(b, e)
	}
}

func (b *listBody) pressMarked(more bool) {
	if b.list.length() > 0 {
		b.press(b.at, more)
	}
}

// goTo marks a row and brings it into view.
func (b *listBody) goTo(i int) {
	before := b.at
	b.at = max(min(i, b.list.length()-1), 0)
	h := b.list.rowHeight()
	top := float32(b.at) * h
	if b.Size().Height > 0 {
		b.offset = within(b.offset, top+h-b.Size().Height, top)
	}
	b.limit()
	b.Refresh()
	if b.at != before {
		call(b.list.OnMarked, b.at)
	}
}

// forget makes every row ask for its content again.
func (b *listBody) forget() {
	for i := range b.rows {
		b.forgetRow(i)
	}
}

func (b *listBody) forgetRow(i int) {
	if r := b.rows[i]; r != nil {
		b.spare = append(b.spare, r)
		delete(b.rows, i)
	}
}

// CreateRenderer is called by Fyne.
func (b *listBody) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{min: func() fyne.Size { return fyne.NewSize(1, b.list.rowHeight()) }}
	width := float32(-1)
	draw := func() {
		if b.Size().Width != width {
			width = b.Size().Width
			b.forget()
		}
		b.limit()
		p.objects = b.draw(p.objects[:0])
		run(b.onDrawn)
	}
	p.layout = func(fyne.Size) { draw() }
	p.refresh = func() {
		draw()
		canvas.Refresh(b)
	}
	return p
}

// draw places the rows that are seen; only new ones are filled.
func (b *listBody) draw(objects []fyne.CanvasObject) []fyne.CanvasObject {
	h := b.list.rowHeight()
	first := int(b.offset / h)
	last := min(int((b.offset+b.Size().Height)/h)+1, b.list.length())
	for i := range b.rows {
		if i < first || i >= last {
			b.forgetRow(i)
		}
	}
	width, menu := b.Size().Width, b.list.OnMenu != nil
	slots := b.list.slots(width)
	for i := first; i < last; i++ {
		r := b.rows[i]
		if r == nil {
			r = b.take()
			r.fill(b.list.RowAt(i), b.list.columns, slots, width, h, menu)
			b.rows[i] = r
		}
		r.mark(i == b.at && b.focused, i == b.hover && b.list.OnOpened != nil, i == b.at && b.list.KeepsMark)
		r.moveTo(float32(i)*h-b.offset, width, h)
		objects = append(objects, r.objects...)
	}
	return objects
}

func (b *listBody) take() *listRow {
	if n := len(b.spare); n > 0 {
		r := b.spare[n-1]
		b.spare = b.spare[:n-1]
		return r
	}
	return newListRow()
}
