package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"yorisoi/ui/theme"
)

// listRow is a row of a list as drawn. It is used again for other rows.
type listRow struct {
	ground, over, line *canvas.Rectangle
	sign               *canvas.Image // folds a group
	dots               [3]*canvas.Circle
	objects            []fyne.CanvasObject
	at                 []fyne.Position // of each object within the row
	state              [3]bool
}

func newListRow() *listRow {
	return &listRow{ground: &canvas.Rectangle{}, over: &canvas.Rectangle{}, line: &canvas.Rectangle{}}
}

// fill draws the cells of a row.
func (r *listRow) fill(row Row, columns []Column, slots [][2]float32, width, height float32, menu bool) {
	paint(r.ground, look{})
	if row.Tint != theme.Grey {
		r.ground.FillColor = pale(theme.Color(row.Tint.Tint()))
	}
	paint(r.over, look{})
	paint(r.line, look{fill: theme.Line})
	r.state = [3]bool{}
	r.objects = append(r.objects[:0], r.ground, r.over, r.line)
	r.at = append(r.at[:0], fyne.Position{}, fyne.Position{}, fyne.NewPos(0, height-1))
	if row.Heading != "" {
		r.drawHeading(row, width, height)
		return
	}
	for i, cell := range row.Cells {
		if i < len(slots) && (cell.Text != "" || cell.Sub != "" || cell.Icon != "") {
			r.drawCell(cell, columns[i], slots[i], height)
		}
	}
	if menu {
		r.drawDots(width, height)
	}
}

// drawHeading draws the line above a group.
func (r *listRow) drawHeading(row Row, width, height float32) {
	r.ground.FillColor = theme.Color(theme.GreyTint)
	name := "expand"
	if row.Folded {
		name = "next"
	}
	if r.sign == nil {
		r.sign = icon(name, theme.Muted)
	}
	setIcon(r.sign, name, theme.Muted)
	d, x := theme.Space(2), theme.Space(columnEdge)
	r.sign.Resize(fyne.NewSquareSize(d))
	r.objects = append(r.objects, r.sign)
	r.at = append(r.at, fyne.NewPos(x, (height-d)/2))
	x += d + theme.Space(1)
	bold := advancesFor(Strong.size(), true)
	small := advancesFor(Small.size(), false)
	room := max(width-x-theme.Space(columnEdge), 0)
	w := min(bold.width(row.Heading), room)
	r.drawText(row.Heading, Strong, false, [2]float32{x, w}, 0, height)
	if rest := room - w - theme.Space(1.5); row.Beside != "" && rest > small.width("…") {
		r.drawText(row.Beside, Small, false, [2]float32{x + w + theme.Space(1.5), rest}, 0, height)
	}
}

// drawDots draws the sign that there is more to do with a row.
func (r *listRow) drawDots(width, height float32) {
	const d = 4
	x := width - theme.Space(columnEdge+menuRoom/2) - 2*d
	for i := range r.dots {
		if r.dots[i] == nil {
			r.dots[i] = &canvas.Circle{}
		}
		r.dots[i].FillColor = theme.Color(theme.Muted)
		r.dots[i].Resize(fyne.NewSquareSize(d))
		r.objects = append(r.objects, r.dots[i])
		r.at = append(r.at, fyne.NewPos(x+float32(i)*2*d-d/2, (height-d)/2))
	}
}

func (r *listRow) drawCell(cell Cell, column Column, slot [2]float32, height float32) {
	if cell.Icon != "" {
		slot = r.drawIcon(cell, slot, height)
	}
	switch {
	case cell.Text == "" && cell.Sub == "":
	case cell.Chip:
		r.drawChip(cell, column, slot, height)
	case cell.Sub != "":
		small := theme.Size(theme.SizeSmall)
		r.drawText(cell.Text, cell.style(), column.AtEnd, slot, height*0.08, height*0.5)
		r.drawText(cell.Sub, Style{Size: theme.SizeSmall, Color: theme.Muted}, column.AtEnd, slot, height*0.53, small*1.4)
	default:
		r.drawText(cell.Text, cell.style(), column.AtEnd, slot, 0, height)
	}
}

// drawIcon draws the icon of a cell and returns what is left for its text.
func (r *listRow) drawIcon(cell Cell, slot [2]float32, height float32) [2]float32 {
	color := theme.Muted
	if cell.Tone != theme.Grey {
		color = cell.Tone.Text()
	}
	img, d := icon(cell.Icon, color), theme.Size(theme.SizeIcon)
	img.Resize(fyne.NewSquareSize(d))
	r.objects = append(r.objects, img)
	r.at = append(r.at, fyne.NewPos(slot[0], (height-d)/2))
	lead := d + theme.Space(1)
	return [2]float32{slot[0] + lead, max(slot[1]-lead, 0)}
}

// pale is half of a colour: a whole row in a tint would drown its chips.
func pale(c color.Color) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A /= 2
	return n
}

func (c Cell) style() Style {
	s := Style{Bold: c.Bold}
	if c.Tone != theme.Grey {
		s.Bold = true
		s = s.In(c.Tone)
	}
	return s
}

func (r *listRow) drawText(s string, style Style, atEnd bool, slot [2]float32, y, height float32) {
	a := advancesFor(style.size(), style.Bold)
	s = a.fit(s, slot[1])
	x := slot[0]
	if atEnd {
		x += max(slot[1]-a.width(s), 0)
	}
	g := glyphs(s, theme.Color(style.color()), a.size, style.Bold, x, y, height)
	r.objects = append(r.objects, g)
	r.at = append(r.at, g.Position())
}

func (r *listRow) drawChip(cell Cell, column Column, slot [2]float32, height float32) {
	style := Style{Size: theme.SizeSmall, Bold: true}.In(cell.Tone)
	a := advancesFor(style.size(), true)
	side := theme.Space(1)
	s := a.fit(cell.Text, slot[1]-2*side)
	w, h := a.width(s)+2*side, theme.Space(3.25)
	x := slot[0]
	if column.AtEnd {
		x += slot[1] - w
	}
	box := &canvas.Rectangle{}
	paint(box, look{fill: cell.Tone.Tint(), edge: cell.Tone.Edge(), radius: 6})
	box.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, box)
	r.at = append(r.at, fyne.NewPos(x, (height-h)/2))
	r.drawText(s, style, false, [2]float32{x + side, w}, 0, height)
}

// mark shows the keyboard, the pointer and the row that was chosen.
func (r *listRow) mark(focused, hovered, chosen bool) {
	state := [3]bool{focused, hovered, chosen}
	if state == r.state {
		return
	}
	r.state = state
	l := look{}
	switch {
	case hovered:
		l.fill = hoverColor
	case chosen:
		l.edge, l.radius = theme.Primary, 4
	}
	if focused {
		l.edge, l.width, l.radius = theme.Primary, 2, 4
	}
	paint(r.over, l)
}

func (r *listRow) moveTo(y, width, height float32) {
	r.ground.Resize(fyne.NewSize(width, height))
	r.over.Resize(fyne.NewSize(width, height-1))
	r.line.Resize(fyne.NewSize(width, 1))
	for i, o := range r.objects {
		o.Move(fyne.NewPos(whole(r.at[i].X), whole(r.at[i].Y+y)))
	}
}
