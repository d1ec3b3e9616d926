package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"yorisoi/ui/theme"
)

// Task is one thing to be done.
type Task struct {
	Tone   theme.Tone
	When   string // 残り 5時間12分
	Title  string
	Detail string
	Action string // word of the button; "" has none
}

// NewTaskRow shows a task: at the left when, in its colour; in the middle what;
// at the right the button that leads there. Pressing the row anywhere does the
// same.
func NewTaskRow(t Task, action func()) *Area {
	when := NewText(t.When, Style{Bold: true, Wrap: true, Rows: 2}.In(t.Tone))
	what := Rows(0, NewText(t.Title, Strong), NewText(t.Detail, Small))
	content := container.New(&taskLayout{}, when, what)
	if t.Action != "" {
		content.Add(NewSmall(t.Action, action))
	}
	return NewArea(content, action)
}

// taskLayout keeps the first column equally wide in all rows.
type taskLayout struct{}

const taskWhen = 17 // units: 残り 47時間59分

func (taskLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, gap := theme.Space(taskWhen), theme.Space(1)
	high := heightFor(objects[0], left)
	place(objects[0], 0, (size.Height-high)/2, left, high)
	right := float32(0)
	if len(objects) > 2 {
		m := objects[2].MinSize()
		right = m.Width + gap
		place(objects[2], size.Width-m.Width, (size.Height-m.Height)/2, m.Width, m.Height)
	}
	w := size.Width - left - gap - right
	h := heightFor(objects[1], w)
	place(objects[1], left+gap, (size.Height-h)/2, w, h)
}

func (taskLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.Space(taskWhen+20), theme.Size(theme.SizeRow)+theme.Space(0.5))
}

// TimelineEntry is one record of a case's course.
type TimelineEntry struct {
	Day, Time  string
	Kind       string
	Tone       theme.Tone
	Department string
	Who        string
	Took       string // who took it over from elsewhere, "" for nobody
	Text       string
	State      string // 受領 R8-0912, この端末にだけ
	StateTone  theme.Tone
}

// NewTimelineRow returns the row of an entry; pressing it opens the record.
func NewTimelineRow(e TimelineEntry, open func()) *Area {
	state := Small.AtEnd()
	if e.StateTone != theme.Grey {
		state = Style{Size: theme.SizeSmall, Bold: true, Align: fyne.TextAlignTrailing}.In(e.StateTone)
	}
	who := Rows(0, NewText(e.Department, Small), NewText(e.Who, Small))
	if e.Took != "" {
		who.Add(NewText(e.Took, Small))
	}
	row := container.New(&timelineLayout{},
		Rows(0, NewText(e.Day, Strong), NewText(e.Time, Quiet)),
		Line(0, NewChip(e.Kind, e.Tone)),
		who,
		NewText(e.Text, Style{Wrap: true, Rows: 3}),
		NewText(e.State, state),
	)
	return NewArea(PadXY(0, 1.25, row), open)
}

// timelineLayout aligns the columns of all rows: day, kind, who, text, state.
type timelineLayout struct{}

var timelineWidths = [5]float32{11.5, 12, 14, 0, 16} // units; 0 takes the rest

func (timelineLayout) widths(width float32) [5]float32 {
	out, rest := [5]float32{}, width
	for i, w := range timelineWidths {
		out[i] = theme.Space(w)
		rest -= out[i]
	}
	out[3] = max(rest, theme.Space(10))
	return out
}

func (l timelineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, w := range l.widths(size.Width) {
		inner := w - theme.Space(1)
		if i == 4 {
			inner = w
		}
		place(objects[i], x, 0, inner, heightFor(objects[i], inner))
		x += w
	}
}

func (l timelineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(theme.Space(70), height)
}
