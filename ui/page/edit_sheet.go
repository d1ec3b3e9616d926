package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// sheet is a long form over the page: its sections fold, and a list at the
// left says how far each of them is.
type sheet struct {
	e        *editor
	parts    []*sheetPart
	here     string
	steps    *widget.StepList
	findings *fyne.Container
	column   *fyne.Container
	scroll   *widget.Scroll
	content  fyne.CanvasObject
}

// sheetPart is one section.
type sheetPart struct {
	item *form.Item
	view *widget.FormView
	fold *widget.FoldSection
}

func newSheet(e *editor) *sheet {
	s := &sheet{e: e, findings: widget.Rows(1)}
	s.steps = widget.NewStepList(nil, s.goTo)
	s.column = widget.Rows(1.5)
	s.scroll = scrolled(s.column)
	for _, it := range e.form.Items {
		if it.Type == form.Group && !e.skip[it.LinkID] {
			s.parts = append(s.parts, s.newPart(it))
		}
	}
	folds := make([]fyne.CanvasObject, len(s.parts))
	for i, p := range s.parts {
		folds[i] = p.fold
	}
	s.column.Add(e.column(widget.Rows(1.5, folds...)))
	left := scrolled(widget.Rows(1.5, s.steps, s.findings))
	s.content = widget.Columns(2.5, []float32{38, 110}, left, s.scroll)
	return s
}

func (s *sheet) newPart(it *form.Item) *sheetPart {
	p := &sheetPart{item: it, view: s.e.newView(it.LinkID, s.scroll)}
	labels := widget.FoldLabels{Open: present.T("button.unfold"), Close: present.T("button.fold")}
	p.fold = widget.NewFoldSection(it.Label(lang()), labels, !it.Folded, p.view)
	p.fold.OnToggled = func(open bool) {
		if open {
			s.here = it.LinkID
		}
		s.update()
	}
	return p
}

// update brings progress and findings up to date.
func (s *sheet) update() {
	enabled := s.e.form.Enabled(s.e.values)
	var steps []widget.Step
	for _, p := range s.parts {
		if !enabled[p.item.LinkID] {
			p.fold.Hide()
			continue
		}
		p.fold.Show()
		step := s.step(p)
		p.fold.SetSummary("")
		if !p.fold.Open() {
			p.fold.SetSummary(step.Word)
		}
		steps = append(steps, step)
	}
	s.steps.Set(steps)
	s.findings.Objects = nil
	for _, f := range s.e.form.Findings(s.e.values) {
		s.findings.Add(findingBanner(f, s.e.form))
	}
	s.findings.Refresh()
	s.column.Refresh()
}

// step is how far a section is: of the questions that are always asked, how
// many are answered, and how many of them with "unknown".
func (s *sheet) step(p *sheetPart) widget.Step {
	answered, unknown, total, asked := 0, 0, 0, false
	walkItems(p.item.Items, func(it *form.Item) {
		if it.Type == form.Display || it.Type == form.Group || it.Hidden || it.ReadOnly || len(it.EnableWhen) > 0 || s.e.skip[it.LinkID] {
			return
		}
		total++
		asked = asked || it.Required
		value := s.e.values[it.LinkID]
		if value != nil {
			answered++
		}
		if value == "unknown" {
			unknown++
		}
	})
	step := widget.Step{ID: p.item.LinkID, Title: p.item.Label(lang()), Word: present.T("edit.progress", answered, total)}
	if unknown > 0 {
		step.Word = present.T("edit.progress_unknown", answered, total, unknown)
	}
	if total < 2 && !asked { // nobody need answer
		step.Word = ""
	}
	switch {
	case answered == total && asked && unknown == 0, answered == total && total > 1 && unknown == 0:
		step.State = widget.StepDone
	case p.item.LinkID == s.here:
		step.State = widget.StepHere
	case answered > 0:
		step.State = widget.StepPart
	}
	return step
}

// goTo opens a section and brings it into view.
func (s *sheet) goTo(id string) {
	for _, p := range s.parts {
		if p.item.LinkID == id {
			s.reveal(p.view)
			p.view.Focus("")
		}
	}
}

// reveal opens the section of a view and scrolls to it.
func (s *sheet) reveal(view *widget.FormView) {
	for _, p := range s.parts {
		if p.view != view {
			continue
		}
		s.here = p.item.LinkID
		p.fold.SetOpen(true)
		s.update()
		s.scroll.Refresh()
		driver := fyne.CurrentApp().Driver()
		y := driver.AbsolutePositionForObject(p.fold).Y - driver.AbsolutePositionForObject(s.column).Y
		limit := max(s.column.MinSize().Height-s.scroll.Size().Height, 0)
		s.scroll.ScrollToOffset(fyne.NewPos(0, min(y, limit)))
	}
}

// offer are the answers of an earlier record that a new one may begin with.
type offer struct {
	words, sub string         // what is offered
	button     string         // takes it over
	mark       string         // stands at a field that was taken over and not looked at since
	values     map[string]any // of the earlier record
}

// offerBanner asks whether to take the earlier answers over.
func (e *editor) offerBanner() fyne.CanvasObject {
	var banner *widget.Banner
	take := widget.NewSmall(e.offer.button, func() {
		banner.Hide()
		e.takeOver()
	})
	banner = widget.NewBanner(theme.Todo, e.offer.words, e.offer.sub, take)
	return banner
}

// takeOver answers what is not answered yet as the earlier record did.
func (e *editor) takeOver() {
	for name, v := range e.offer.values {
		if e.values[name] == nil && v != nil && e.form.Item(name) != nil {
			e.tell(name, v)
		}
	}
	e.markTaken()
	e.derived()
	if e.sheet != nil {
		e.sheet.column.Refresh()
	}
}

// markTaken writes at each field whose answer is still the earlier one that it
// was taken over.
func (e *editor) markTaken() {
	if e.offer == nil || e.old != nil {
		return
	}
	for name, v := range e.offer.values {
		it := e.form.Item(name)
		if it == nil || len(it.EnableWhen) > 0 || !sameValue(e.keep.fields()[name], v) {
			continue
		}
		e.marked[name] = true
		for _, view := range e.views {
			view.SetHint(name, e.offer.mark)
		}
	}
}

// sameValue compares two values of a field.
func sameValue(a, b any) bool {
	if list, ok := a.([]string); ok {
		other, ok := b.([]string)
		return ok && slices.Equal(list, other)
	}
	if _, ok := b.([]string); ok {
		return false
	}
	return a == b
}
