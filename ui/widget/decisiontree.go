package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// DecisionStep is one question of a decision with its answer.
type DecisionStep struct {
	ID     string
	Mark   string // ①
	Title  string
	Answer string
	Tone   theme.Tone
	Decide bool // this answer decided
}

// DecisionBranch are the questions that lead to one outcome. Without any it is
// what is left when no question was answered with yes.
type DecisionBranch struct {
	Steps   []DecisionStep
	Outcome string
	Tone    theme.Tone
	Reached bool // this is where the answers led
}

// DecisionTree shows from left to right which question was asked after which,
// and below each pair where a yes to it leads. The way that was taken is
// strong, the rest pale.
type DecisionTree struct {
	fynewidget.BaseWidget
	OnStep  func(id string)
	content *fyne.Container
}

var _ fyne.Widget = (*DecisionTree)(nil)

// NewDecisionTree returns the picture. step may be nil.
func NewDecisionTree(branches []DecisionBranch, step func(id string)) *DecisionTree {
	t := &DecisionTree{OnStep: step}
	weights := make([]float32, len(branches))
	columns := make([]fyne.CanvasObject, len(branches))
	for i, b := range branches {
		weights[i] = 1
		columns[i] = t.branch(b)
	}
	t.content = Columns(0.75, weights, columns...)
	t.ExtendBaseWidget(t)
	return t
}

func (t *DecisionTree) branch(b DecisionBranch) fyne.CanvasObject {
	column := Rows(0.75)
	for _, s := range b.Steps {
		area := NewArea(t.step(s), func() { call(t.OnStep, s.ID) })
		column.Add(area)
	}
	color := theme.LineStrong
	if b.Reached {
		color = b.Tone.Text()
	}
	foot := Rows(0.25, centred(icon("expand", color)), newOutcome(b))
	return RowsFill(0.75, column, container.New(lower{}, foot))
}

func (t *DecisionTree) step(s DecisionStep) fyne.CanvasObject {
	title := Style{Size: theme.SizeSmall, Wrap: true, LineHeight: 1.3, Rows: 2, Bold: s.Decide}
	answer := Style{Size: theme.SizeSmall, Bold: true}
	if s.Tone != theme.Grey {
		answer = answer.In(s.Tone)
	} else {
		answer.Color = theme.Muted
	}
	return newGround(s.Tone, s.Decide, PadXY(1, 0.75, Rows(0.25,
		NewText(s.Mark+" "+s.Title, title), NewText(s.Answer, answer))))
}

func newOutcome(b DecisionBranch) fyne.CanvasObject {
	style := Style{Size: theme.SizeSmall, Bold: b.Reached, Wrap: true, LineHeight: 1.3, Align: fyne.TextAlignCenter}
	tone := theme.Grey
	if b.Reached {
		tone = b.Tone
		style = style.In(b.Tone)
	} else {
		style.Color = theme.Muted
	}
	return newGround(tone, b.Reached, PadXY(0.75, 0.75, container.New(&atLeast{height: 4.25}, NewText(b.Outcome, style))))
}

// CreateRenderer is called by Fyne.
func (t *DecisionTree) CreateRenderer() fyne.WidgetRenderer { return around(t.content, nil) }

// ground is content on a ground in a tone, with a strong edge where it matters.
type ground struct {
	fynewidget.BaseWidget
	tone    theme.Tone
	strong  bool
	content fyne.CanvasObject
}

// NewGround puts content on the ground of a tone, without room around it: what changed, what matters.
func NewGround(tone theme.Tone, content fyne.CanvasObject) fyne.CanvasObject {
	return newGround(tone, false, content)
}

func newGround(tone theme.Tone, strong bool, content fyne.CanvasObject) *ground {
	t := &ground{tone: tone, strong: strong, content: content}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer is called by Fyne.
func (t *ground) CreateRenderer() fyne.WidgetRenderer {
	box := &canvas.Rectangle{}
	refresh := func() {
		l := look{fill: theme.Surface, edge: theme.Line, radius: theme.Size(theme.SizeRadius)}
		if t.tone != theme.Grey {
			l.fill, l.edge = t.tone.Tint(), t.tone.Edge()
		}
		if t.strong {
			l.edge, l.width = t.tone.Text(), 2
		}
		paint(box, l)
	}
	refresh()
	return &parts{
		objects: []fyne.CanvasObject{box, t.content},
		min:     func() fyne.Size { return t.content.MinSize() },
		layout: func(size fyne.Size) {
			box.Resize(size)
			place(t.content, 0, 0, size.Width, size.Height)
		},
		refresh: refresh,
	}
}

// lower puts its object at the lower end of the room it gets.
type lower struct{}

func (lower) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (lower) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := min(heightFor(objects[0], size.Width), size.Height)
	place(objects[0], 0, size.Height-h, size.Width, h)
}
