package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// board puts three cards beside each other. Where that would be too narrow,
// in large text, the second and third stand below each other.
type board struct{}

func newBoard(a, b, c fyne.CanvasObject) *fyne.Container {
	return container.New(board{}, a, b, c)
}

// boardWide is from how many units on there is room for three.
const boardWide = 128

// MinSize leaves the size to the page.
func (board) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(60), theme.Space(20))
}

// Layout gives the first card the most room.
func (board) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := theme.Space(2)
	if size.Width >= theme.Space(boardWide) {
		room := size.Width - 2*gap
		a, b := room*0.40, room*0.32
		put(o[0], 0, 0, a, size.Height)
		put(o[1], a+gap, 0, b, size.Height)
		put(o[2], a+b+2*gap, 0, room-a-b, size.Height)
		return
	}
	room := size.Width - gap
	a, h := room*0.56, (size.Height-gap)*0.62
	put(o[0], 0, 0, a, size.Height)
	put(o[1], a+gap, 0, room-a, h)
	put(o[2], a+gap, h+gap, room-a, size.Height-h-gap)
}
