package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// The two rooms of 台帳.
const (
	roomRegistry = "registry"
	roomProgress = "progress"
)

// newRoomSwitch leads from the registry to the progress and back.
func newRoomSwitch(here string, nav Nav) fyne.CanvasObject {
	rooms := []widget.Option{
		{Code: roomRegistry, Word: present.T("shell.registry")},
		{Code: roomProgress, Word: present.T("shell.progress")},
	}
	choice := widget.NewChoiceField("", "", rooms)
	choice.SetMandatory(true)
	choice.SetCode(here)
	choice.OnChanged = func(code string) {
		choice.SetCode(here) // this page stays what it is
		if code == roomProgress {
			nav.OpenProgress()
		} else {
			nav.OpenRegistry()
		}
	}
	s := &sideBySide{}
	for _, r := range rooms {
		s.words = append(s.words, widget.NewText(r.Word, widget.Strong))
	}
	return container.New(s, choice)
}

// sideBySide is as wide as choices with such words need to stand in one row.
type sideBySide struct{ words []*widget.Text }

// MinSize is the words with room around each.
func (s *sideBySide) MinSize(o []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, word := range s.words {
		w += word.MinSize().Width + theme.Space(3.75)
	}
	return fyne.NewSize(w, o[0].MinSize().Height)
}

// Layout fills it.
func (*sideBySide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put(o[0], 0, 0, size.Width, size.Height)
}

// tools puts chips at the left and two fields at the right, or below the
// chips where that would be too narrow.
type tools struct{ width float32 }

func newTools(chips, a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&tools{}, chips, a, b)
}

// toolsWide is from how many units on there is room for all on one line.
const toolsWide = 136

// MinSize is as high as the last width made it.
func (t *tools) MinSize(o []fyne.CanvasObject) fyne.Size {
	fields := max(o[1].MinSize().Height, o[2].MinSize().Height)
	if t.width == 0 || t.width >= theme.Space(toolsWide) {
		return fyne.NewSize(theme.Space(60), max(o[0].MinSize().Height, fields))
	}
	return fyne.NewSize(theme.Space(60), o[0].MinSize().Height+theme.Space(1)+fields)
}

// Layout gives the chips what is left.
func (t *tools) Layout(o []fyne.CanvasObject, size fyne.Size) {
	t.width = size.Width
	gap := theme.Space(1.25)
	aw, bw := o[1].MinSize().Width, o[2].MinSize().Width
	ah, bh := o[1].MinSize().Height, o[2].MinSize().Height
	if size.Width >= theme.Space(toolsWide) {
		w := size.Width - aw - bw - 2*gap
		o[0].Resize(fyne.NewSize(w, o[0].MinSize().Height))
		h := o[0].MinSize().Height
		put(o[0], 0, (size.Height-h)/2, w, h)
		put(o[1], w+gap, (size.Height-ah)/2, aw, ah)
		put(o[2], w+aw+2*gap, (size.Height-bh)/2, bw, bh)
		return
	}
	o[0].Resize(fyne.NewSize(size.Width, o[0].MinSize().Height))
	h := o[0].MinSize().Height
	put(o[0], 0, 0, size.Width, h)
	y, high := h+theme.Space(1), max(ah, bh)
	put(o[1], 0, y+(high-ah)/2, aw, ah)
	put(o[2], aw+gap, y+(high-bh)/2, bw, bh)
}

// roomHead is the head of a room: the title, what it holds, and at the right
// where else one can go. Where that is too narrow, what it holds stands below.
type roomHead struct{ width float32 }

func newRoomHead(title, counts, right fyne.CanvasObject) *fyne.Container {
	return container.New(&roomHead{}, title, counts, right)
}

// below tells whether the counts have no room beside the title.
func (r *roomHead) below(o []fyne.CanvasObject) bool {
	all := o[0].MinSize().Width + o[1].MinSize().Width + o[2].MinSize().Width + 2*theme.Space(1.75)
	return r.width > 0 && all > r.width
}

// MinSize is as high as the last width made it.
func (r *roomHead) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := max(o[0].MinSize().Height, o[2].MinSize().Height)
	if r.below(o) {
		h += o[1].MinSize().Height + theme.Space(0.5)
	}
	return fyne.NewSize(o[0].MinSize().Width+theme.Space(1.75)+o[2].MinSize().Width, h)
}

// Layout puts the title at the left and the ways at the right.
func (r *roomHead) Layout(o []fyne.CanvasObject, size fyne.Size) {
	r.width = size.Width
	title, counts, right := o[0].MinSize(), o[1].MinSize(), o[2].MinSize()
	line := max(title.Height, right.Height)
	put(o[0], 0, (line-title.Height)/2, title.Width, title.Height)
	put(o[2], size.Width-right.Width, (line-right.Height)/2, right.Width, right.Height)
	if r.below(o) {
		put(o[1], 0, line+theme.Space(0.5), min(counts.Width, size.Width), counts.Height)
		return
	}
	put(o[1], title.Width+theme.Space(1.75), (line-counts.Height)/2, counts.Width, counts.Height)
}
