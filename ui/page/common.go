package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// iconOf is an icon as an object.
func iconOf(name string, color fyne.ThemeColorName) fyne.CanvasObject {
	img := canvas.NewImageFromResource(theme.NewIcon(name, color))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSquareSize(theme.Size(theme.SizeIcon)))
	return img
}

// codeOptions are the codes of a list as options.
func codeOptions(l *form.Library, list, day string) []widget.Option {
	var out []widget.Option
	for _, c := range l.CodeList(list).Active(day) {
		out = append(out, widget.Option{Code: c.Code, Word: c.Label(lang())})
	}
	return out
}

func lang() string { return string(present.CurrentLanguage()) }

// oneLine is a style for a line that gives way: it is shortened instead of
// making what it stands in wider.
func oneLine(s widget.Style) widget.Style {
	s.Wrap, s.Rows, s.LineHeight = true, 1, 1.36
	return s
}

// scrolled is content that scrolls, with room for the bar at its right.
func scrolled(content fyne.CanvasObject) *widget.Scroll {
	return widget.NewScroll(container.New(&endRoom{}, content))
}

// endRoom leaves room at the right end.
type endRoom struct{}

// MinSize is the content's and the room.
func (*endRoom) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(theme.Space(1), 0)
}

// Layout leaves the room empty.
func (*endRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width-theme.Space(1), size.Height)
}
