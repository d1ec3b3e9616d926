package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// EmptyState says what will be here and how to begin.
func EmptyState(iconName, title, text string, actions ...fyne.CanvasObject) *fyne.Container {
	style := SmallPara.Centred()
	style.Chars = 40
	rows := Rows(1,
		centred(icon(iconName, Small.Color)),
		NewText(title, Strong.Centred()),
		container.New(&middle{width: 52}, NewText(text, style)),
	)
	if len(actions) > 0 {
		rows.Add(centred(PadXY(0, 1, Line(1, actions...))))
	}
	return PadXY(2, 4, rows)
}

func centred(o fyne.CanvasObject) *fyne.Container {
	return container.New(&middle{}, o)
}
