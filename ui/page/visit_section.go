package page

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// visitSection is a part of the visit that folds.
type visitSection struct {
	id    string
	item  *form.Item
	fold  *widget.FoldSection
	view  *widget.FormView // nil where there is nothing of the form itself
	after func()           // brings what the section shows itself up to date
}

func (v *Visit) newSection(it *form.Item, parts []store.Draft) *visitSection {
	s := &visitSection{id: it.LinkID, item: it}
	cfg := v.formConfig(v.form, it.LinkID, v.file.Persons)
	cfg.Big, cfg.Outer = true, v.scroll
	if it.LinkID == secMeasure {
		cfg.Skip = map[string]bool{"weight_g": true, "height_cm": true}
	}
	s.view = widget.NewFormView(cfg)
	s.view.SetValues(v.keep.fields())
	s.view.OnChanged = func(name string, value any) { v.set(s, name, value) }
	var content fyne.CanvasObject = s.view
	switch it.LinkID {
	case secMeasure:
		v.measure = newMeasure(v, s)
		s.after = v.measure.update
		content = widget.Rows(2, v.measure.content, s.view)
	case secQuestionnaires:
		content = v.questionnaires(s, parts)
	case secNarrative:
		v.phrasesAt(s)
	}
	labels := widget.FoldLabels{Open: present.T("button.unfold"), Close: present.T("button.fold")}
	s.fold = widget.NewFoldSection(it.Label(lang()), labels, !it.Folded, content)
	s.fold.OnToggled = func(open bool) {
		if open {
			v.here = s.id
		}
		v.update()
	}
	return s
}

// section finds a section by its id.
func (v *Visit) section(id string) *visitSection {
	for _, s := range v.sections {
		if s.id == id {
			return s
		}
	}
	return nil
}

// goTo opens a section and brings it into view.
func (v *Visit) goTo(id string) {
	s := v.section(id)
	if s == nil {
		return
	}
	v.here = id
	s.fold.SetOpen(true)
	v.update()
	v.column.Refresh()
	v.scroll.Refresh()
	limit := max(v.column.MinSize().Height-v.scroll.Size().Height, 0)
	v.scroll.ScrollToOffset(fyne.NewPos(0, min(s.fold.Position().Y, limit)))
	s.view.Focus("")
}

// update brings summaries, progress and findings up to date.
func (v *Visit) update() {
	if v.file == nil {
		return
	}
	fields := v.keep.fields()
	enabled := v.form.Enabled(fields)
	var steps []widget.Step
	for _, s := range v.sections {
		if !enabled[s.id] {
			s.fold.Hide()
			continue
		}
		s.fold.Show()
		if s.after != nil {
			s.after()
		}
		s.fold.SetSummary(v.summary(s))
		steps = append(steps, v.step(s))
	}
	v.steps.Set(steps)
	v.showFindings()
	v.column.Refresh()
}

// summary is the line beside a section's title.
func (v *Visit) summary(s *visitSection) string {
	switch s.id {
	case secNarrative:
		return present.T("visit.note_line", present.Count("character", len([]rune(v.text("note")))))
	case secQuestionnaires:
		return v.partsLine()
	case secMeasure:
		return v.measure.base()
	}
	if s.fold.Open() {
		return ""
	}
	var words []string
	fields := v.keep.fields()
	walkItems(s.item.Items, func(it *form.Item) {
		value, answered := fields[it.LinkID]
		if !answered || it.Refers != "" || len(words) >= 6 {
			return
		}
		text := strings.ReplaceAll(v.showValue(store.KindVisit, it.LinkID, value, v.file.Persons), "\n", " ")
		words = append(words, fmt.Sprintf("%s %s", it.Label(lang()), text))
	})
	return strings.Join(words, present.T("case.separator"))
}

func walkItems(items []*form.Item, f func(*form.Item)) {
	for _, it := range items {
		f(it)
		walkItems(it.Items, f)
	}
}

// step is how far a section is.
func (v *Visit) step(s *visitSection) widget.Step {
	step := widget.Step{ID: s.id, Title: s.item.Label(lang()), Word: present.T("case.none")}
	left, begun := 0, v.wroteIn(s)
	if s.id == secQuestionnaires {
		left, begun = v.partsLeft()
	}
	switch {
	case begun && left > 0:
		step.State, step.Word = widget.StepPart, present.T("visit.left", present.Count("question", left))
	case s.id == v.here:
		step.State, step.Word = widget.StepHere, present.T("visit.here")
	case begun:
		step.State, step.Word = widget.StepDone, ""
	}
	return step
}

// prefilled are the answers that the case already knew: they do not show that
// anybody has worked on a section.
var prefilled = map[string]bool{
	"visited_on": true, "start_time": true, "visitors": true, "visit_type": true, "mother": true, "child": true,
	"birth_weight_g": true, "gestation_weeks": true, "gestation_days": true, "delivery_on": true,
	"base_weight_g": true, "base_date": true, "base_kind": true,
}

// wroteIn reports whether anything was answered in a section.
func (v *Visit) wroteIn(s *visitSection) bool {
	wrote := false
	walkItems(s.item.Items, func(it *form.Item) {
		_, answered := v.keep.fields()[it.LinkID]
		wrote = wrote || answered && !prefilled[it.LinkID]
	})
	return wrote
}

// showFindings says at the side what the answers of the visit ask for, and
// what in a questionnaire cannot wait.
func (v *Visit) showFindings() {
	v.findings.Objects = nil
	for _, f := range v.form.Findings(v.keep.fields()) {
		v.findings.Add(findingBanner(f, v.form))
	}
	for _, q := range v.parts {
		for _, f := range q.form.Findings(q.keep.fields()) {
			if f.Severity == form.Red {
				v.findings.Add(q.banner(f))
			}
		}
	}
	v.findings.Hidden = len(v.findings.Objects) == 0
	v.findings.Refresh()
}

func findingBanner(f form.Finding, of *form.Form) *widget.Banner {
	lead := ""
	for _, id := range f.Items {
		if it := of.Item(id); it != nil {
			lead = it.Label(lang())
			break
		}
	}
	return widget.NewBanner(severityTone(f.Severity), lead, f.Text(lang()))
}

func severityTone(s form.Severity) theme.Tone {
	switch s {
	case form.Red:
		return theme.Late
	case form.Amber:
		return theme.Soon
	}
	return theme.Todo
}
