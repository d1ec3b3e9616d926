package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Sizes of text, space and rows.
const (
	SizeSmall                       = fynetheme.SizeNameCaptionText    // 13: labels, notes beside
	SizeText                        = fynetheme.SizeNameText           // 15
	SizeTitle                       = fynetheme.SizeNameSubHeadingText // 18: title of a card
	SizeHeading                     = fynetheme.SizeNameHeadingText    // 24: title of a page
	SizeRadius                      = fynetheme.SizeNameInputRadius    // 8: buttons and fields
	SizeNote     fyne.ThemeSizeName = "yorisoi.note"
	SizeUnit     fyne.ThemeSizeName = "yorisoi.unit"
	SizeRow      fyne.ThemeSizeName = "yorisoi.row"
	SizeRowField fyne.ThemeSizeName = "yorisoi.rowField"
	SizeControl  fyne.ThemeSizeName = "yorisoi.control"
	SizeCard     fyne.ThemeSizeName = "yorisoi.cardRadius"
	SizeIcon     fyne.ThemeSizeName = "yorisoi.icon"
)

// NoteLine is the line height of notes, in sizes of their text.
const NoteLine = 1.7

var sizes = map[fyne.ThemeSizeName]float32{
	SizeSmall:    13,
	SizeText:     15,
	SizeTitle:    18,
	SizeHeading:  24,
	SizeNote:     16,
	SizeUnit:     8,
	SizeRow:      44,
	SizeRowField: 56,
	SizeControl:  40,
	SizeCard:     10,
	SizeIcon:     20,
	SizeRadius:   8,

	fynetheme.SizeNamePadding:            4,
	fynetheme.SizeNameInnerPadding:       10,
	fynetheme.SizeNameLineSpacing:        4,
	fynetheme.SizeNameScrollBar:          12,
	fynetheme.SizeNameScrollBarSmall:     4,
	fynetheme.SizeNameScrollBarRadius:    4,
	fynetheme.SizeNameSeparatorThickness: 1,
	fynetheme.SizeNameInputBorder:        1,
	fynetheme.SizeNameSelectionRadius:    4,
	fynetheme.SizeNameInlineIcon:         20,
}

// Size returns a size of the theme in force.
func Size(name fyne.ThemeSizeName) float32 { return fynetheme.Size(name) }

// Space returns n units of the theme in force.
func Space(n float32) float32 { return fynetheme.Size(SizeUnit) * n }

// Color returns a colour of the theme in force.
func Color(name fyne.ThemeColorName) color.Color { return fynetheme.Color(name) }
