package page

import (
	"errors"
	"maps"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// sheetParts are what a sheet is drawn with. They stay while it is open, so
// that what is typed keeps its caret.
type sheetParts struct {
	column *fyne.Container
	scroll *widget.Scroll
	banner *fyne.Container
	head   *fyne.Container
	sides  []*judging
	rank   *fyne.Container
	notes  map[string]*widget.NoteEditor
	info   *widget.FoldSection
	forms  []*widget.FormView
	tasks  *fyne.Container
	adder  *taskAdder
	acts   *fyne.Container
	asked  string // what acts was drawn for
	foot   *fyne.Container
	fault  *faultBox
	wrong  *fyne.Container // what of the records does not fit, in words
	decide *widget.Button
	later  *widget.Button
}

// isIntake reports whether the meeting is the one that follows a report: who
// sees the child, how and by when comes before all else.
func (s *caseSheet) isIntake() bool { return s.data.Record.Text("kind") == kindIntake }

func (s *caseSheet) build() {
	p := &s.parts
	p.notes = map[string]*widget.NoteEditor{}
	p.banner, p.head, p.rank = widget.Rows(1), widget.Rows(0), widget.Rows(1)
	p.tasks, p.acts, p.foot = widget.Rows(0), widget.Rows(1.5), widget.Rows(1)
	p.fault, p.wrong = newFaultBox(), widget.Rows(0)
	p.wrong.Hide()
	p.column = widget.Rows(1.5)
	p.scroll = scrolled(p.column)
	p.adder = newTaskAdder(s)
	top := widget.Rows(1.5, p.head)
	if s.isIntake() {
		top.Add(p.rank)
	} else {
		top.Add(s.sidesRow())
	}
	p.column.Add(p.banner)
	p.column.Add(widget.NewCard("", top))
	if s.isIntake() {
		p.column.Add(widget.NewCard(s.sectionTitle("sec_safety"), s.formPart("sec_safety", nil)))
	}
	p.column.Add(s.infoCard())
	p.column.Add(widget.NewCard(present.T("meeting.decisions"), widget.Rows(1, p.tasks, p.adder.content)))
	p.column.Add(widget.NewCard(present.T("meeting.course"), widget.Rows(1.5, s.formPart("sec_decision", s.skipped()), p.acts)))
	p.column.Add(widget.NewCard("", s.note("missing", 1)))
	p.column.Add(widget.NewSpacer(1))
	p.decide = widget.NewButton(present.T("meeting.decide"), s.decide)
	p.later = widget.NewLink(present.T("meeting.postpone"), s.postpone)
	all := newRowsFill(0, 1, p.scroll, p.wrong, p.fault, p.foot)
	p.fault.within = all
	s.content = all
}

// tell says what went wrong below the sheet: which field of which record does
// not fit, where it is that. nil takes it back.
func (s *caseSheet) tell(err error) {
	p := &s.parts
	var invalid *store.InvalidError
	p.wrong.Objects = nil
	if errors.As(err, &invalid) {
		lines := []string{}
		for _, one := range invalid.Problems {
			field := s.fieldLabel(invalid.Kind, one.LinkID)
			lines = append(lines, present.T("meeting.problem", joined(KindWord(invalid.Kind), field), problemWord(one)))
		}
		p.wrong.Objects = []fyne.CanvasObject{widget.NewBanner(theme.Late, present.T("meeting.not_saved"), strings.Join(lines, " "))}
		err = nil
	}
	p.wrong.Hidden = len(p.wrong.Objects) == 0
	p.wrong.Refresh()
	p.fault.set(err)
}

// skipped are the decisions that a meeting after a report does not take yet.
func (s *caseSheet) skipped() map[string]bool {
	if !s.isIntake() {
		return nil
	}
	return map[string]bool{"plan_need": true, "plan_author": true, "plan_due": true, "registration": true, "service_decision": true}
}

func (s *caseSheet) sectionTitle(id string) string {
	return s.Store.Library().Form(store.KindSheet).Item(id).Label(lang())
}

// formPart draws a section of the sheet's form.
func (s *caseSheet) formPart(section string, skip map[string]bool) *widget.FormView {
	cfg := s.formConfig(s.Store.Library().Form(store.KindSheet), section, s.file.Persons)
	cfg.Skip, cfg.Outer = skip, s.parts.scroll
	v := widget.NewFormView(cfg)
	v.OnChanged = func(name string, value any) {
		s.set(name, value)
		s.changedField(name)
	}
	s.parts.forms = append(s.parts.forms, v)
	return v
}

// changedField follows what a field asks for.
func (s *caseSheet) changedField(name string) {
	switch name {
	case "registration", "service_decision", "cgc":
		s.updateActs()
		s.relayout()
	}
}

// relayout lays the sheet out again after a part of it grew or shrank.
func (s *caseSheet) relayout() {
	s.parts.column.Refresh()
	s.parts.scroll.Refresh()
}

// note is a long text of the sheet.
func (s *caseSheet) note(name string, rows int) *widget.NoteEditor {
	n := widget.NewNoteEditor(s.fieldLabel(store.KindSheet, name))
	n.MinRows, n.Outer = rows, s.parts.scroll
	n.SetMaxLength(4000)
	n.OnChanged = func(text string) {
		if text == "" {
			s.set(name, nil)
			return
		}
		s.set(name, text)
	}
	s.parts.notes[name] = n
	return n
}

// infoCard is what both sides know: filled from the record, to be mended.
func (s *caseSheet) infoCard() fyne.CanvasObject {
	content := widget.Rows(1.5,
		widget.NewText(present.T("meeting.info_hint"), widget.SmallPara),
		widget.GiveWay(2, []float32{1, 1}, s.note("mch_info", 3), s.note("welfare_info", 3)),
		widget.GiveWay(2, []float32{1, 1}, s.note("risk", 2), s.note("strengths", 2)),
	)
	labels := widget.FoldLabels{Open: present.T("button.unfold"), Close: present.T("button.fold")}
	s.parts.info = widget.NewFoldSection(s.sectionTitle("sec_information"), labels, !s.underWay(), content)
	s.parts.info.OnToggled = func(bool) { s.relayout() }
	return s.parts.info
}

// foldInfo makes room for what is decided, once the meeting has begun.
func (s *caseSheet) foldInfo() {
	if s.parts.info != nil {
		s.parts.info.SetOpen(false)
		s.relayout()
	}
}

// update shows what the record, the case and the draft say now.
func (s *caseSheet) update() {
	p, values := &s.parts, s.values()
	s.updateBanner()
	s.updateHead()
	if s.isIntake() {
		s.updateRank()
	}
	for _, side := range p.sides {
		side.update()
	}
	for name, n := range p.notes {
		text, _ := values[name].(string)
		if n.Text() != text {
			n.SetText(text)
		}
		n.SetReadOnly(s.locked() != "")
	}
	p.info.SetSummary(s.infoSummary(values))
	for _, f := range p.forms {
		if !maps.EqualFunc(f.Values(), values, ledger.SameValue) {
			f.SetValues(values) // else a half-typed date would go
		}
		f.SetReadOnly(s.locked() != "")
	}
	s.updateTasks()
	s.updateActs()
	s.updateFoot()
	s.relayout()
}

// infoSummary is the line of the folded information.
func (s *caseSheet) infoSummary(values map[string]any) string {
	text, _ := values["mch_info"].(string)
	other, _ := values["welfare_info"].(string)
	return joined(shortened(text, titleLimit), shortened(other, titleLimit))
}

func (s *caseSheet) updateBanner() {
	s.parts.banner.Objects = nil
	if s.locked() != "" && stageOf(s.data.Record) != meetingClosed {
		s.parts.banner.Objects = []fyne.CanvasObject{
			widget.NewBanner(theme.Late, present.T("meeting.locked"), s.locked(),
				widget.NewSmall(present.T("meeting.open_case"), func() { s.Nav.OpenCase(s.record.Case) })),
		}
	}
	if on := s.record.Text("discussed_on"); on != "" && s.record.Text("stage") == sheetDiscussed && s.locked() == "" {
		s.parts.banner.Objects = []fyne.CanvasObject{
			widget.NewBanner(theme.Done, present.T("meeting.decided_on", s.shortDate(on)), present.T("meeting.decided_sub")),
		}
	}
	if n := len(s.record.Conflicts); n > 0 {
		s.parts.banner.Add(widget.NewBanner(theme.Todo, present.T("case.conflicts", n), present.T("case.conflicts_sub"),
			widget.NewSmall(present.T("button.settle"), func() { s.Nav.OpenConflict(s.record.ID) })))
	}
	s.parts.banner.Hidden = len(s.parts.banner.Objects) == 0
	s.parts.banner.Refresh()
}

// updateHead is whose sheet it is and why it is here.
func (s *caseSheet) updateHead() {
	word, tone := s.code("agenda_reason", s.record.Text("reason")), reasonTone(s.record.Text("reason"))
	title := widget.Line(1.25,
		widget.NewText(present.Family(s.file.Family.Text("name")), widget.Title), widget.NewChip(word, tone))
	if class := string(s.file.Standing.Class); class != "" {
		title.Add(widget.NewChip(s.code("case_class", class), classTone(class)))
	}
	open := widget.NewLink(present.T("meeting.open_case"), func() { s.Nav.OpenCase(s.record.Case) })
	s.parts.head.Objects = []fyne.CanvasObject{
		widget.LineFill(1, 1, title, widget.NewSpacer(0), open),
		widget.NewText(s.childrenLine(s.childRows()), oneLine(widget.Small)),
	}
	s.parts.head.Refresh()
}

// childRows are the children and unborn ones of the sheet's case.
func (s *caseSheet) childRows() []store.ChildRow {
	var out []store.ChildRow
	for _, p := range s.file.Persons {
		if isChild(p) && !p.Bool("deceased") {
			out = append(out, rowOfPerson(p))
		}
	}
	return out
}
