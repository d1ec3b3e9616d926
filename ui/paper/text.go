package paper

import (
	"github.com/signintech/gopdf"
)

// Style is how a text looks. Its zero value is the text of a paragraph.
type Style struct {
	Size   float64 // in points, 0: that of a paragraph
	Bold   bool
	Gray   bool
	Center bool // in the middle of its width
}

func (s Style) size() float64 {
	if s.Size == 0 {
		return sizeBody
	}
	return s.Size
}

// height is that of one line, in millimetres.
func (s Style) height() float64 { return s.size() * lineHeight / pointsPerMM }

func (s Style) use(pdf *gopdf.GoPdf) error {
	family := fontRegular
	if s.Bold {
		family = fontBold
	}
	if s.Gray {
		pdf.SetTextColor(84, 94, 104)
	} else {
		pdf.SetTextColor(20, 26, 32)
	}
	return pdf.SetFont(family, "", s.size())
}

func measure(pdf *gopdf.GoPdf, s Style, text string) (float64, error) {
	if err := s.use(pdf); err != nil {
		return 0, err
	}
	if text == "" {
		return 0, nil
	}
	return pdf.MeasureTextWidth(text)
}

// drawLine writes one line whose upper edge is y.
func drawLine(pdf *gopdf.GoPdf, s Style, x, y float64, text string) error {
	if text == "" {
		return nil
	}
	if err := s.use(pdf); err != nil {
		return err
	}
	// Text stands on its base line: what lies above it is about 0.88 of the
	// size, and the rest of the line's height is shared.
	pdf.SetXY(x, y+(s.height()-s.size()/pointsPerMM)/2+0.88*s.size()/pointsPerMM)
	return pdf.Text(text)
}

// lines breaks a text for a width.
func (d *Document) lines(s Style, text string, width float64) []string {
	return breakLines(text, width, func(part string) float64 {
		w, err := measure(d.pdf, s, part)
		d.fail(err)
		return w
	})
}

// write puts text into a column of the page, over as many pages as it takes.
func (d *Document) write(s Style, x, width float64, text string) {
	for _, line := range d.lines(s, text, width) {
		d.room(s.height())
		d.put(s, x, d.y, width, line)
		d.y += s.height()
	}
}

// put writes a line that fits at a place of the page at hand.
func (d *Document) put(s Style, x, y, width float64, line string) {
	if s.Center {
		w, err := measure(d.pdf, s, line)
		d.fail(err)
		x += (width - w) / 2
	}
	d.add(func(pdf *gopdf.GoPdf) error { return drawLine(pdf, s, x, y, line) })
}

// Title is the name of the print-out, at its head.
func (d *Document) Title(text string) {
	d.write(Style{Size: sizeTitle, Bold: true}, marginSide, bodyWidth, text)
	d.Gap(2)
}

// Heading begins a part; it never stands alone at the foot of a page.
func (d *Document) Heading(text string) {
	s := Style{Size: sizeHeading, Bold: true}
	d.Gap(3)
	d.room(s.height() + 3*Style{}.height())
	d.write(s, marginSide, bodyWidth, text)
	d.Gap(0.8)
}

// Paragraph is running text.
func (d *Document) Paragraph(text string) {
	d.write(Style{}, marginSide, bodyWidth, text)
	d.Gap(1.5)
}

// Small is a remark.
func (d *Document) Small(text string) {
	d.write(Style{Size: sizeSmall, Gray: true}, marginSide, bodyWidth, text)
	d.Gap(1)
}

// Steps are numbered paragraphs.
func (d *Document) Steps(steps []string) {
	const indent = 8
	for i, step := range steps {
		d.room(Style{}.height())
		d.put(Style{Bold: true}, marginSide, d.y, indent, number(i+1))
		d.write(Style{}, marginSide+indent, bodyWidth-indent, step)
		d.Gap(0.6)
	}
}
