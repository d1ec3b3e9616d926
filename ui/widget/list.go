package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// Column is a column of a list.
type Column struct {
	Title  string
	Width  float32 // units of space; 0 shares what is left by Weight
	Weight float32 // 0 is 1
	// Min is how narrow it may become, in units, before columns at the right
	// are left out; 0 is six tenths of Width, or a word where Width is 0.
	Min   float32
	AtEnd bool // aligned right: numbers, dates
	Sorts bool // the title can be pressed
}

// Cell is what a row shows in a column.
type Cell struct {
	Text string
	Sub  string // small, below the text
	Bold bool
	Tone theme.Tone // with a tone the text is bold and in its colour
	Chip bool       // the text as a chip in the tone
	Icon string     // name of an icon before the text, or ""
}

// Row is a line of a list.
type Row struct {
	Cells []Cell
	Tint  theme.Tone // Grey is none
	// Heading makes it the line above a group: the words reach over all
	// columns, Beside stands small behind them. Opening it is for the page to
	// answer, by folding the group.
	Heading string
	Beside  string
	Folded  bool
}

// List is a table that stays fast at any number of rows: only those that are
// seen exist, and while it scrolls they are moved, not drawn anew.
type List struct {
	fynewidget.BaseWidget
	// Length and RowAt are asked while drawing: they answer from memory.
	Length func() int
	RowAt  func(i int) Row
	// OnOpened is called for a press, Enter or Space on a row.
	OnOpened func(i int)
	// OnPressed is called in place of OnOpened for the pointer, if it is set.
	OnPressed func(i int)
	// OnKey sees keys before the list does; true: the key is done with.
	OnKey func(e *fyne.KeyEvent) bool
	// OnRune is called for what is typed while the list has the keyboard.
	OnRune func(r rune)
	// OnMenu is called for what else can be done with a row: by its sign at the
	// right end, the other mouse button, the menu key or Space.
	OnMenu func(i int)
	// OnMarked is called when another row is marked, by whatever means.
	OnMarked func(i int)
	// OnSort is called when the title of a sorting column is pressed.
	OnSort func(column int)
	// OnLeftOut is called when another number of columns finds no room.
	OnLeftOut func(n int)
	Big       bool // rows of field mode
	KeepsMark bool // the marked row shows also while the keyboard is elsewhere

	columns []Column
	sorted  int // column, -1 none
	down    bool
	leftOut int
	head    *listHead
	body    *listBody
}

var _ fyne.Widget = (*List)(nil)

// NewList returns an empty list.
func NewList(columns []Column) *List {
	l := &List{columns: columns, sorted: -1}
	l.head, l.body = newListHead(l), newListBody(l)
	l.ExtendBaseWidget(l)
	return l
}

// Reload shows other rows and goes back to the first one.
func (l *List) Reload() {
	l.body.offset, l.body.at = 0, 0
	l.body.forget()
	l.body.Refresh()
}

// RefreshAll draws what has changed and stays where it is.
func (l *List) RefreshAll() {
	l.body.forget()
	l.body.limit()
	l.body.Refresh()
}

// RefreshRow draws one row anew.
func (l *List) RefreshRow(i int) {
	l.body.forgetRow(i)
	l.body.Refresh()
}

// SetSorted marks the column that the rows are sorted by; -1 is none.
func (l *List) SetSorted(column int, down bool) {
	l.sorted, l.down = column, down
	l.head.Refresh()
}

// SetColumns shows other columns. The rows are asked for anew and stay where
// they are; what was sorted by is no longer marked.
func (l *List) SetColumns(columns []Column) {
	l.columns, l.sorted = columns, -1
	l.head.fill()
	l.body.forget()
	l.countLeftOut()
	l.Refresh()
}

// Select puts the mark on a row and scrolls to it.
func (l *List) Select(i int) { l.body.goTo(i) }

// Selected is the marked row, -1 without any rows.
func (l *List) Selected() int {
	if l.length() == 0 {
		return -1
	}
	return l.body.at
}

// Focus puts the keyboard into the list.
func (l *List) Focus() { Focus(l.body) }

func (l *List) length() int {
	if l.Length == nil {
		return 0
	}
	return l.Length()
}

func (l *List) rowHeight() float32 {
	if l.Big {
		return theme.Size(theme.SizeRowField)
	}
	return theme.Size(theme.SizeRow)
}

// CreateRenderer is called by Fyne.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	bar := newScrollBar(l.body)
	l.body.onDrawn = bar.Refresh
	refresh := func() {
		paint(box, look{fill: theme.Surface, edge: theme.Line, radius: theme.Size(theme.SizeCard)})
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, l.head, l.body, bar},
		min: func() fyne.Size {
			return fyne.NewSize(theme.Space(40), l.head.MinSize().Height+3*l.rowHeight())
		},
		layout: func(size fyne.Size) {
			box.Resize(size)
			l.countLeftOut()
			h := l.head.MinSize().Height
			place(l.head, 1, 1, size.Width-2, h)
			inner := fyne.NewSize(size.Width-2, size.Height-h-2)
			place(l.body, 1, 1+h, inner.Width, inner.Height)
			place(bar, size.Width-theme.Space(0.75), 2+h, theme.Space(0.5), inner.Height-2)
		},
		refresh: func() {
			refresh()
			l.body.forget()
			l.head.Refresh()
			l.body.Refresh()
		},
	}
}
