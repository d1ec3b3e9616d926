package paper

import (
	"github.com/signintech/gopdf"
)

// Column is a column of a table.
type Column struct {
	Head  string
	Width float64 // share of the whole
}

const cellPad = 1.4

// Table draws rows under a head that comes again on every page. A row is never
// divided, unless it is higher than a page.
func (d *Document) Table(columns []Column, rows [][]string) {
	var sum float64
	for _, c := range columns {
		sum += c.Width
	}
	widths := make([]float64, len(columns))
	head := make([]string, len(columns))
	for i, c := range columns {
		widths[i], head[i] = c.Width/sum*bodyWidth, c.Head
	}
	d.room(3 * Style{}.height())
	d.row(Style{Size: sizeSmall, Bold: true}, widths, head, true)
	for _, row := range rows {
		page := len(d.pages)
		if height := d.rowHeight(Style{}, widths, row); d.y+height > pageHeight-marginBottom {
			d.room(height)
			if len(d.pages) > page {
				d.row(Style{Size: sizeSmall, Bold: true}, widths, head, true)
			}
		}
		d.row(Style{}, widths, row, false)
	}
	d.Gap(2)
}

func (d *Document) rowHeight(s Style, widths []float64, cells []string) float64 {
	most := 1
	for i, cell := range cells {
		most = max(most, len(d.lines(s, cell, widths[i]-2*cellPad)))
	}
	return float64(most)*s.height() + 2*cellPad
}

func (d *Document) row(s Style, widths []float64, cells []string, head bool) {
	height, x, y := d.rowHeight(s, widths, cells), float64(marginSide), d.y
	for i, cell := range cells {
		left, width := x, widths[i]
		d.add(func(pdf *gopdf.GoPdf) error {
			pdf.SetLineWidth(0.2)
			pdf.SetStrokeColor(150, 158, 166)
			if head {
				pdf.SetFillColor(236, 240, 243)
				pdf.RectFromUpperLeftWithStyle(left, y, width, height, "FD")
			} else {
				pdf.RectFromUpperLeftWithStyle(left, y, width, height, "D")
			}
			return nil
		})
		for n, line := range d.lines(s, cell, width-2*cellPad) {
			d.put(s, left+cellPad, y+cellPad+float64(n)*s.height(), width-2*cellPad, line)
		}
		x += width
	}
	d.y += height
}
