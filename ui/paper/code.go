package paper

import (
	"github.com/signintech/gopdf"
	qrcode "github.com/skip2/go-qrcode"
)

// code draws a QR code of a width at a place of the page at hand: squares, not
// a picture, so that every printer draws sharp edges.
func (d *Document) code(text string, x, y, width float64) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		d.fail(err)
		return
	}
	bits := code.Bitmap() // with the white border that readers need
	side := width / float64(len(bits))
	d.add(func(pdf *gopdf.GoPdf) error {
		pdf.SetFillColor(255, 255, 255)
		pdf.RectFromUpperLeftWithStyle(x, y, width, width, "F")
		pdf.SetFillColor(0, 0, 0)
		for row, line := range bits {
			for from := 0; from < len(line); from++ {
				to := from
				for to < len(line) && line[to] {
					to++
				}
				if to > from { // one rectangle a run: no hair between squares
					pdf.RectFromUpperLeftWithStyle(x+float64(from)*side, y+float64(row)*side, float64(to-from)*side, side, "F")
					from = to
				}
			}
		}
		return nil
	})
}

// frame draws a box on the page at hand.
func (d *Document) frame(x, y, width, height float64) {
	d.add(func(pdf *gopdf.GoPdf) error {
		pdf.SetLineWidth(0.4)
		pdf.SetStrokeColor(60, 70, 80)
		pdf.RectFromUpperLeftWithStyle(x, y, width, height, "D")
		return nil
	})
}

// SignLine is a line to write on, with what goes there before it.
func (d *Document) SignLine(label string, x, width float64) {
	s := Style{Size: sizeSmall, Gray: true}
	d.put(s, x, d.y, width, label)
	w, err := measure(d.pdf, s, label)
	d.fail(err)
	from, y := x+w+2, d.y+s.height()
	d.add(func(pdf *gopdf.GoPdf) error {
		pdf.SetLineWidth(0.3)
		pdf.SetStrokeColor(60, 70, 80)
		pdf.Line(from, y, x+width, y)
		return nil
	})
}
