package paper

import (
	"strings"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/trust"
	"yorisoi/ui/present"
)

// Sheet is what is printed on a recovery sheet.
type Sheet struct {
	*store.Sheet
	Address     string // of the center
	Fingerprint string // of the center's founder
	Secret      string // the center secret as people read it
}

// Recovery lays the recovery sheet out: on one page of A4.
func Recovery(about About, sheet Sheet) *Document {
	if about.Page == nil {
		about.Page = func(n, of int) string { return present.T("paper.page", n, of) }
	}
	d := New(about)
	d.Title(about.Title)
	d.Paragraph(present.T("sheet.what"))
	d.Paragraph(present.T("sheet.keep"))
	d.sheetWords(sheet)
	d.sheetFacts(about, sheet)
	d.Heading(present.T("sheet.how"))
	d.Steps([]string{
		present.T("sheet.step1"), present.T("sheet.step2"), present.T("sheet.step3"), present.T("sheet.step4"), present.T("sheet.step5"),
	})
	d.Gap(5)
	d.room(12)
	d.SignLine(present.T("sheet.kept_by"), marginSide, bodyWidth/2-4)
	d.SignLine(present.T("sheet.place"), marginSide+bodyWidth/2+4, bodyWidth/2-4)
	d.Gap(9)
	return d
}

// sheetWords are the kana, large, in three columns of numbered groups.
func (d *Document) sheetWords(sheet Sheet) {
	const columns, lead = 3, 9.0
	big, small := Style{Size: 19, Bold: true}, Style{Size: sizeSmall, Gray: true}
	rows := (len(sheet.Words) + columns - 1) / columns
	height := float64(rows)*big.height() + 6
	d.Gap(1)
	d.room(height)
	top, width := d.y, float64(bodyWidth)/columns
	d.frame(marginSide, top, bodyWidth, height)
	for i, group := range sheet.Words {
		x := marginSide + 4 + float64(i/rows)*width
		y := top + 3 + float64(i%rows)*big.height()
		d.put(small, x, y+big.height()/2-small.height()/2, lead, number(i+1))
		d.put(big, x+lead, y, width-lead, group)
	}
	d.y = top + height + 3
}

// sheetFacts are the center's address and fingerprint, with the same as a code
// beside.
func (d *Document) sheetFacts(about About, sheet Sheet) {
	const code = 44.0
	d.room(code)
	top := d.y
	d.code(SheetCode(sheet), pageWidth-marginSide-code, top, code)
	width := float64(bodyWidth) - code - 4
	for _, line := range [][2]string{
		{"sheet.center", about.Center},
		{"sheet.made", present.Date(casework.DateOf(sheet.Made.Local()))},
		{"sheet.address", sheet.Address},
		{"sheet.fingerprint", sheet.Fingerprint},
		{"sheet.secret", sheet.Secret},
	} {
		label := Style{Size: sizeSmall, Gray: true}
		d.put(label, marginSide, d.y+(Style{}.height()-label.height())/2, width, present.T(line[0]))
		d.write(Style{}, marginSide+29, width-29, line[1])
	}
	d.Gap(1)
	d.write(Style{Size: sizeSmall, Gray: true}, marginSide, width, present.T("sheet.code"))
	d.y = max(d.y, top+code)
}

// sheetMark leads what the code on a sheet says.
const sheetMark = "YORISOI-SHEET-1"

// SheetCode is what the code on a sheet says.
func SheetCode(sheet Sheet) string {
	return strings.Join([]string{
		sheetMark, sheet.Address, sheet.Fingerprint, sheet.Secret, strings.Join(trust.LatinWords(sheet.Words), " "),
	}, ";")
}

// WordsIn takes the words out of what a scanner read from a sheet; any other
// text stays as it is.
func WordsIn(text string) string {
	parts := strings.Split(strings.TrimSpace(text), ";")
	if len(parts) == 5 && parts[0] == sheetMark {
		return parts[4]
	}
	return text
}
