package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// FileWords are the words of a file picker.
type FileWords struct {
	Up       string // the button that leads to the folder above
	Type     string // the button that lets one type a path
	TypeHint string // in the box for the path
	Places   string // above the places
	Columns  [3]string
}

// FilePlace is a place at the left: the desktop, a USB drive.
type FilePlace struct {
	Icon, Word, Path string
}

// FileCrumb is a part of the path above the list.
type FileCrumb struct {
	Word, Path string
}

// FileRow is a file or a folder in the list.
type FileRow struct {
	Icon             string
	Name, Date, Size string
	Folder           bool
	Ticked           bool
	Barred           bool // it is shown and cannot be chosen
}

// FilePicker shows a folder as a list, the way to it above and places to begin
// at beside it. It knows no disk: what is pressed is for its owner to answer.
type FilePicker struct {
	fynewidget.BaseWidget
	List *List

	// Length and Row are asked while drawing: they answer from memory.
	Length func() int
	Row    func(i int) FileRow

	OnFolder func(path string) // a place or a crumb
	OnUp     func()
	OnTyped  func(path string) // a path was typed
	OnSort   func(column int)

	words  FileWords
	many   bool
	up     *Button
	way    *pathBar
	places *fyne.Container
	shown  []FilePlace
	inner  *fyne.Container
}

var _ fyne.Widget = (*FilePicker)(nil)

// NewFilePicker returns a picker without a folder; with many its rows have
// boxes to tick.
func NewFilePicker(words FileWords, many bool) *FilePicker {
	p := &FilePicker{words: words, many: many, places: Rows(0)}
	p.List = NewList(p.columns())
	p.List.KeepsMark = true
	p.List.Length = func() int {
		if p.Length == nil {
			return 0
		}
		return p.Length()
	}
	p.List.RowAt = func(i int) Row { return p.row(p.Row(i)) }
	p.List.OnSort = func(column int) { call(p.OnSort, column-p.lead()) }
	p.up = NewSmall(words.Up, func() { run(p.OnUp) })
	p.up.Icon = "up"
	p.way = newPathBar(words, func(path string) { call(p.OnFolder, path) }, func(path string) { call(p.OnTyped, path) })
	p.way.onLeft = p.List.Focus
	side := RowsFill(0.75, NewText(words.Places, Label), NewScroll(p.places))
	p.inner = RowsFill(1.5, LineFill(1.25, 1, p.up, p.way), Beside(2, asWide(placesWidth, side), p.List))
	p.ExtendBaseWidget(p)
	return p
}

// placesWidth is how wide the places are, in units of space.
const placesWidth = 20

// lead is how many columns stand before the name.
func (p *FilePicker) lead() int {
	if p.many {
		return 1
	}
	return 0
}

func (p *FilePicker) columns() []Column {
	c := []Column{
		{Title: p.words.Columns[0], Weight: 1, Min: 16, Sorts: true},
		{Title: p.words.Columns[1], Width: 17, Min: 13, Sorts: true},
		{Title: p.words.Columns[2], Width: 10, Min: 8, AtEnd: true, Sorts: true},
	}
	if p.many {
		c = append([]Column{{Width: 2.5, Min: 2.5}}, c...)
	}
	return c
}

// row is a file as the list draws it.
func (p *FilePicker) row(f FileRow) Row {
	name := Cell{Text: f.Name, Icon: f.Icon, Bold: f.Folder}
	row := Row{Cells: []Cell{name, {Text: f.Date}, {Text: f.Size}}}
	if !p.many {
		return row
	}
	tick := Cell{}
	switch {
	case f.Ticked:
		tick = Cell{Icon: "boxed", Tone: theme.Ours}
		row.Tint = theme.Ours
	case !f.Folder && !f.Barred:
		tick = Cell{Icon: "box"}
	}
	row.Cells = append([]Cell{tick}, row.Cells...)
	return row
}

// SetSorted marks the column that the rows are sorted by.
func (p *FilePicker) SetSorted(column int, down bool) { p.List.SetSorted(column+p.lead(), down) }

// SetPlaces shows places; at is the path that is marked among them.
func (p *FilePicker) SetPlaces(places []FilePlace, at string) {
	p.shown = places
	p.places.Objects = nil
	for _, pl := range places {
		text := NewText(pl.Word, Style{Wrap: true, Rows: 1, LineHeight: 1.36})
		area := NewArea(PadXY(1, 1, LineFill(1, 1, icon(pl.Icon, theme.Muted), text)), func() { call(p.OnFolder, pl.Path) })
		area.Selected = pl.Path == at
		p.places.Add(area)
	}
	p.places.Refresh()
	p.inner.Refresh()
}

// SetWay shows the way to a folder. Without a folder above there is no way up.
func (p *FilePicker) SetWay(crumbs []FileCrumb, top bool) {
	p.way.set(crumbs)
	if top {
		p.up.Disable()
	} else {
		p.up.Enable()
	}
	at := ""
	if len(crumbs) > 0 {
		at = crumbs[len(crumbs)-1].Path
	}
	p.SetPlaces(p.shown, at)
}

// TypePath lets a path be typed in place of the crumbs, begun with a text.
func (p *FilePicker) TypePath(begun string) { p.way.edit(begun) }

// CreateRenderer is called by Fyne.
func (p *FilePicker) CreateRenderer() fyne.WidgetRenderer { return around(p.inner, nil) }
