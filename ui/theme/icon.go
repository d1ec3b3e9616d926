package theme

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

	"yorisoi/assets"
)

// Icon is a line icon in a colour of the theme. Its name carries the colour,
// because Fyne caches drawn icons by name.
type Icon struct {
	name  string
	color fyne.ThemeColorName
}

var _ fyne.ThemedResource = (*Icon)(nil)

// NewIcon returns the icon of that name (see assets/icons) in a colour. An
// unknown name is a mistake of the programmer.
func NewIcon(name string, color fyne.ThemeColorName) *Icon {
	if assets.Icon(name) == nil {
		panic("theme: no icon " + name)
	}
	return &Icon{name: name, color: color}
}

// Name is unique for shape and colour.
func (i *Icon) Name() string { return i.name + "-" + hex(Color(i.color)) + ".svg" }

// Content is the drawing in the colour of the theme in force.
func (i *Icon) Content() []byte {
	return bytes.ReplaceAll(assets.Icon(i.name), []byte("currentColor"), []byte(hex(Color(i.color))))
}

// ThemeColorName makes Fyne draw the icon again when the theme changes.
func (i *Icon) ThemeColorName() fyne.ThemeColorName { return i.color }

func hex(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
}
