package paper

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/signintech/gopdf"

	"yorisoi/assets"
)

// About is what every page of a print-out says of itself.
type About struct {
	Title  string
	By     string    // who printed it
	At     time.Time // when, as the station's clock says
	Serial string    // of this print-out
	Center string    // whose it is; may be empty
	// Page writes the number of a page: "2 / 3".
	Page func(n, of int) string
	// Missing stands for a sign that the typeface does not have; 0: 〓.
	Missing rune
}

// A4, its margins and what is left, in millimetres.
const (
	pageWidth    = 210
	pageHeight   = 297
	marginSide   = 20
	marginTop    = 18
	marginBottom = 22
	bodyWidth    = pageWidth - 2*marginSide
)

// Sizes of type, in points.
const (
	sizeTitle   = 20
	sizeHeading = 13
	sizeBody    = 10.5
	sizeSmall   = 8.5
)

const (
	fontRegular = "regular"
	fontBold    = "bold"
	pointsPerMM = 72 / 25.4
	lineHeight  = 1.55 // of the size of type
)

// draw puts something on a page.
type draw func(*gopdf.GoPdf) error

// Document is a print-out being laid out. What goes wrong is kept and told by
// Bytes.
type Document struct {
	about About
	pdf   *gopdf.GoPdf // measures, and in the end draws
	pages [][]draw
	y     float64 // where the next thing goes, from the top of the page
	err   error
}

// New begins a print-out with an empty page.
func New(about About) *Document {
	if about.Missing == 0 {
		about.Missing = '〓'
	}
	d := &Document{about: about, pdf: &gopdf.GoPdf{}}
	d.pdf.Start(gopdf.Config{Unit: gopdf.UnitMM, PageSize: *gopdf.PageSizeA4})
	for family, data := range map[string][]byte{fontRegular: assets.FontRegular, fontBold: assets.FontBold} {
		err := d.pdf.AddTTFFontDataWithOption(family, data, gopdf.TtfOption{
			OnGlyphNotFoundSubstitute: func(rune) rune { return about.Missing },
		})
		d.fail(err)
	}
	d.newPage()
	return d
}

func (d *Document) fail(err error) { d.err = errors.Join(d.err, err) }

func (d *Document) newPage() {
	d.pages = append(d.pages, nil)
	d.y = marginTop
}

// add puts something on the page at hand.
func (d *Document) add(draws ...draw) {
	last := len(d.pages) - 1
	d.pages[last] = append(d.pages[last], draws...)
}

// room begins a new page unless there is so much height left on this one.
func (d *Document) room(height float64) {
	if d.y+height > pageHeight-marginBottom && d.y > marginTop {
		d.newPage()
	}
}

// Gap leaves height free.
func (d *Document) Gap(height float64) { d.y += height }

// Pages is how many pages there are so far.
func (d *Document) Pages() int { return len(d.pages) }

// Bytes draws all pages and returns the PDF.
func (d *Document) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, fmt.Errorf("lay out print-out: %w", d.err)
	}
	d.pdf.SetInfo(gopdf.PdfInfo{Title: d.about.Title, Creator: "Yorisoi", CreationDate: d.about.At})
	for i, page := range d.pages {
		d.pdf.AddPage()
		for _, put := range append([]draw{d.watermark}, append(page, d.footer(i+1))...) {
			if err := put(d.pdf); err != nil {
				return nil, fmt.Errorf("draw page %d: %w", i+1, err)
			}
		}
	}
	var out bytes.Buffer
	if _, err := d.pdf.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("write print-out: %w", err)
	}
	return out.Bytes(), nil
}

// stamp is who printed it, when, and under which number.
func (d *Document) stamp() string {
	return d.about.By + "  " + d.about.At.Local().Format("2006-01-02 15:04") + "  " + d.about.Serial
}

// watermark lies under the text, so light that the text stays easy to read and
// a copy still shows it.
func (d *Document) watermark(pdf *gopdf.GoPdf) error {
	if err := pdf.SetFont(fontRegular, "", 15); err != nil {
		return err
	}
	pdf.SetTextColor(226, 231, 235)
	defer pdf.SetTextColor(0, 0, 0)
	for _, at := range [][2]float64{{18, 118}, {18, 208}, {18, 292}} {
		pdf.Rotate(28, at[0], at[1])
		pdf.SetXY(at[0], at[1])
		err := pdf.Text(d.stamp())
		pdf.RotateReset()
		if err != nil {
			return err
		}
	}
	return nil
}

// footer says at the end of a page what it belongs to.
func (d *Document) footer(n int) draw {
	return func(pdf *gopdf.GoPdf) error {
		y := float64(pageHeight - marginBottom + 7)
		pdf.SetLineWidth(0.2)
		pdf.SetStrokeColor(150, 158, 166)
		pdf.Line(marginSide, y-4.5, pageWidth-marginSide, y-4.5)
		page := fmt.Sprintf("%d / %d", n, len(d.pages))
		if d.about.Page != nil {
			page = d.about.Page(n, len(d.pages))
		}
		left := d.about.Title
		if d.about.Center != "" {
			left = d.about.Center + "  " + left
		}
		style := Style{Size: sizeSmall, Gray: true}
		if err := drawLine(pdf, style, marginSide, y, left); err != nil {
			return err
		}
		if err := drawLine(pdf, style, marginSide, y+4.5, d.stamp()); err != nil {
			return err
		}
		width, err := measure(pdf, style, page)
		if err != nil {
			return err
		}
		return drawLine(pdf, style, pageWidth-marginSide-width, y, page)
	}
}
