package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Names of colours. One thing is said by colour: red = a deadline passed or a
// child unseen, amber = today or soon, blue = something to do, grey = the rest.
const (
	Paper   = fynetheme.ColorNameBackground
	Ink     = fynetheme.ColorNameForeground
	Primary = fynetheme.ColorNamePrimary
	OnSolid = fynetheme.ColorNameForegroundOnPrimary // on Primary, Red, Amber, Blue, Green, Muted

	Surface     fyne.ThemeColorName = "yorisoi.surface"
	Band        fyne.ThemeColorName = "yorisoi.band" // behind the tabs of opened cases
	Line        fyne.ThemeColorName = "yorisoi.line"
	LineStrong  fyne.ThemeColorName = "yorisoi.lineStrong" // around what can be pressed
	Muted       fyne.ThemeColorName = "yorisoi.muted"
	Red         fyne.ThemeColorName = "yorisoi.red"
	Amber       fyne.ThemeColorName = "yorisoi.amber"
	Blue        fyne.ThemeColorName = "yorisoi.blue"
	Green       fyne.ThemeColorName = "yorisoi.green"
	PrimarySoft fyne.ThemeColorName = "yorisoi.primarySoft" // bars, edges of curves

	RedTint   fyne.ThemeColorName = "yorisoi.redTint"
	AmberTint fyne.ThemeColorName = "yorisoi.amberTint"
	BlueTint  fyne.ThemeColorName = "yorisoi.blueTint"
	GreenTint fyne.ThemeColorName = "yorisoi.greenTint"
	TealTint  fyne.ThemeColorName = "yorisoi.tealTint"
	GreyTint  fyne.ThemeColorName = "yorisoi.greyTint"

	RedEdge   fyne.ThemeColorName = "yorisoi.redEdge"
	AmberEdge fyne.ThemeColorName = "yorisoi.amberEdge"
	BlueEdge  fyne.ThemeColorName = "yorisoi.blueEdge"
	GreenEdge fyne.ThemeColorName = "yorisoi.greenEdge"
	TealEdge  fyne.ThemeColorName = "yorisoi.tealEdge"
	GreyEdge  fyne.ThemeColorName = "yorisoi.greyEdge"
)

type palette map[fyne.ThemeColorName]color.Color

func rgb(hex uint32) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

func rgba(hex uint32, alpha uint8) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}

var light = palette{
	Paper: rgb(0xF7F6F3), Surface: rgb(0xFFFFFF), Band: rgb(0xEFEDE8),
	Line: rgb(0xDDD8CF), LineStrong: rgb(0xC4BEB3),
	Ink: rgb(0x23211E), Muted: rgb(0x6B655C),
	Primary: rgb(0x1F6F6B), OnSolid: rgb(0xFFFFFF), PrimarySoft: rgb(0xA9CFCC),
	Red: rgb(0xB3261E), Amber: rgb(0x9A5B00), Blue: rgb(0x1B5FAA), Green: rgb(0x2E7D32),

	RedTint: rgb(0xFDEFEE), AmberTint: rgb(0xFFF6E8), BlueTint: rgb(0xEDF4FC),
	GreenTint: rgb(0xECF5EC), TealTint: rgb(0xE8F2F1), GreyTint: rgb(0xF4F2ED),
	RedEdge: rgb(0xE9B4B0), AmberEdge: rgb(0xEBCB97), BlueEdge: rgb(0xA8C8EA),
	GreenEdge: rgb(0xA9D0AB), TealEdge: rgb(0xA3CCC9), GreyEdge: rgb(0xCFC9BE),

	fynetheme.ColorNameHover:               rgba(0x1F6F6B, 0x14),
	fynetheme.ColorNamePressed:             rgba(0x1F6F6B, 0x2E),
	fynetheme.ColorNameFocus:               rgba(0x1F6F6B, 0x40),
	fynetheme.ColorNameSelection:           rgba(0x1F6F6B, 0x33),
	fynetheme.ColorNameScrollBar:           rgba(0x23211E, 0x59),
	fynetheme.ColorNameScrollBarBackground: rgba(0x23211E, 0x0D),
	fynetheme.ColorNameShadow:              rgba(0x23211E, 0x33),
	fynetheme.ColorNameDisabled:            rgb(0x8F897F),
}

var dark = palette{
	Paper: rgb(0x1A1917), Surface: rgb(0x242220), Band: rgb(0x141311),
	Line: rgb(0x3E3B36), LineStrong: rgb(0x5E5950),
	Ink: rgb(0xEDEAE4), Muted: rgb(0xB4ADA1),
	Primary: rgb(0x6FC2BC), OnSolid: rgb(0x10201F), PrimarySoft: rgb(0x3B6A67),
	Red: rgb(0xF39A92), Amber: rgb(0xE8B765), Blue: rgb(0x93BFF2), Green: rgb(0x8FCB93),

	RedTint: rgb(0x3A2423), AmberTint: rgb(0x382D1B), BlueTint: rgb(0x1F2C3D),
	GreenTint: rgb(0x223224), TealTint: rgb(0x1E3432), GreyTint: rgb(0x2F2D29),
	RedEdge: rgb(0x7A423E), AmberEdge: rgb(0x73592B), BlueEdge: rgb(0x3F5C80),
	GreenEdge: rgb(0x44664A), TealEdge: rgb(0x3B6A67), GreyEdge: rgb(0x58544C),

	fynetheme.ColorNameHover:               rgba(0xEDEAE4, 0x14),
	fynetheme.ColorNamePressed:             rgba(0xEDEAE4, 0x2E),
	fynetheme.ColorNameFocus:               rgba(0x6FC2BC, 0x4D),
	fynetheme.ColorNameSelection:           rgba(0x6FC2BC, 0x40),
	fynetheme.ColorNameScrollBar:           rgba(0xEDEAE4, 0x66),
	fynetheme.ColorNameScrollBarBackground: rgba(0xEDEAE4, 0x0D),
	fynetheme.ColorNameShadow:              rgba(0x000000, 0x80),
	fynetheme.ColorNameDisabled:            rgb(0x857F74),
}

// aliases maps Fyne's names to ours, for its own dialogs and menus.
var aliases = map[fyne.ThemeColorName]fyne.ThemeColorName{
	fynetheme.ColorNameButton:              Surface,
	fynetheme.ColorNameDisabledButton:      GreyTint,
	fynetheme.ColorNameError:               Red,
	fynetheme.ColorNameWarning:             Amber,
	fynetheme.ColorNameSuccess:             Green,
	fynetheme.ColorNameForegroundOnError:   OnSolid,
	fynetheme.ColorNameForegroundOnWarning: OnSolid,
	fynetheme.ColorNameForegroundOnSuccess: OnSolid,
	fynetheme.ColorNameHeaderBackground:    Paper,
	fynetheme.ColorNameHyperlink:           Primary,
	fynetheme.ColorNameInputBackground:     Surface,
	fynetheme.ColorNameInputBorder:         LineStrong,
	fynetheme.ColorNameMenuBackground:      Surface,
	fynetheme.ColorNameOverlayBackground:   Surface,
	fynetheme.ColorNamePlaceHolder:         Muted,
	fynetheme.ColorNameSeparator:           Line,
}
