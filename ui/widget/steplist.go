package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"yorisoi/ui/theme"
)

// StepState says how far a step is.
type StepState int

// The states of a step.
const (
	StepOpen StepState = iota
	StepHere           // being worked on
	StepPart           // begun: its word says what is left
	StepDone
)

// Step is one part of something longer, such as a visit.
type Step struct {
	ID    string
	Title string
	State StepState
	Word  string // いまここ, あと4問; for an open step –
}

// StepList shows how far one is and leads to each step.
type StepList struct {
	fynewidget.BaseWidget
	OnSelected func(id string)
	column     *fyne.Container
	steps      []Step
}

var _ fyne.Widget = (*StepList)(nil)

// NewStepList returns the list.
func NewStepList(steps []Step, selected func(id string)) *StepList {
	s := &StepList{OnSelected: selected, column: Rows(0)}
	s.ExtendBaseWidget(s)
	s.Set(steps)
	return s
}

// Set shows other steps or states.
func (s *StepList) Set(steps []Step) {
	if equalSteps(s.steps, steps) {
		return
	}
	s.steps = append([]Step(nil), steps...)
	s.column.Objects = nil
	for i, step := range steps {
		if i > 0 {
			s.column.Add(NewRule())
		}
		s.column.Add(NewArea(stepRow(step), func() { call(s.OnSelected, step.ID) }))
	}
	s.column.Refresh()
}

func equalSteps(a, b []Step) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func stepRow(step Step) fyne.CanvasObject {
	title, word := Body, Quiet.AtEnd()
	switch step.State {
	case StepHere:
		title = Style{Color: theme.Primary, Bold: true}
	case StepPart:
		word = Style{Bold: true, Align: fyne.TextAlignTrailing}.In(theme.Soon)
	}
	row := LineFill(1, 0, NewText(step.Title, title), NewText(step.Word, word))
	if step.State == StepDone {
		row.Add(icon("check", theme.Green))
	}
	return PadXY(0, 1.25, container.New(&atLeast{height: 2.75}, row))
}

// atLeast gives content a height of that many units.
type atLeast struct{ height float32 }

func (a *atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}

func (a *atLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := fyne.NewSize(0, theme.Space(a.height))
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m
}

// CreateRenderer is called by Fyne.
func (s *StepList) CreateRenderer() fyne.WidgetRenderer { return around(s.column, nil) }
