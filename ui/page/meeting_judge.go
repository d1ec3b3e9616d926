package page

import (
	"strings"

	"fyne.io/fyne/v2"
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// judging is one side's judgement on a sheet: what was recorded, and what is
// being entered. Each side enters its own; what was agreed comes after both.
type judging struct {
	s        *caseSheet
	side     string
	level    *widget.ChoiceField
	grounds  *widget.NoteEditor
	class    *widget.ChoiceField
	severity *widget.ChoiceField
	save     *widget.Button
	below    *fyne.Container
	content  *fyne.Container
	busy     bool
}

func (s *caseSheet) sidesRow() fyne.CanvasObject {
	var columns []fyne.CanvasObject
	for _, side := range []string{sideHealth, sideWelfare, sideAgreed} {
		j := newJudging(s, side)
		s.parts.sides = append(s.parts.sides, j)
		columns = append(columns, j.content)
	}
	return widget.GiveWay(2, []float32{1, 1, 1}, columns...)
}

func newJudging(s *caseSheet, side string) *judging {
	j := &judging{s: s, side: side, below: widget.Rows(1)}
	lib, day := s.Store.Library(), s.today().String()
	j.level = widget.NewChoiceField(present.T("meeting.side_"+side), "", s.levels())
	j.level.OnChanged = func(code string) { j.typed("level", code) }
	j.grounds = widget.NewNoteEditor(s.fieldLabel(store.KindJudgement, "grounds"))
	j.grounds.MinRows, j.grounds.Outer = 2, s.parts.scroll
	j.grounds.OnChanged = func(text string) {
		j.grounds.SetError("")
		j.typed("grounds", text)
	}
	none := present.T("field.none")
	j.class = widget.NewListField(s.fieldLabel(store.KindJudgement, "class"), none, codeOptions(lib, "case_class", day))
	j.class.OnChanged = func(code string) { j.typed("class", code) }
	j.severity = widget.NewListField(s.fieldLabel(store.KindJudgement, "severity"), none, codeOptions(lib, "severity", day))
	j.severity.OnChanged = func(code string) { j.typed("severity", code) }
	j.save = widget.NewSmall(present.T("meeting.judge"), j.record)
	j.content = widget.Rows(1, j.level, j.below)
	return j
}

// levels are the judgements that can be given: an expectant mother only where
// somebody expects a child.
func (s *caseSheet) levels() []widget.Option {
	var out []widget.Option
	for _, o := range codeOptions(s.Store.Library(), "judgement", s.today().String()) {
		if o.Code != "expectant" || s.expects() {
			out = append(out, o)
		}
	}
	return out
}

func (s *caseSheet) expects() bool {
	for _, p := range s.file.Persons {
		if p.Text("role") == "fetus" {
			return true
		}
	}
	return s.file.Standing.Class == casework.Expectant
}

func (j *judging) name(field string) string { return j.side + "." + field }

// entering reports whether somebody began to judge anew.
func (j *judging) entering() bool {
	for _, field := range []string{"level", "grounds", "class", "severity"} {
		if j.s.text(j.name(field)) != "" {
			return true
		}
	}
	return false
}

// recorded is the last judgement of this side on this sheet, nil before.
func (j *judging) recorded() *store.Record { return j.s.judged(j.side) }

func (s *caseSheet) judged(side string) *store.Record { return judgedOn(s.file, s.record, side) }

// may reports whether the person signed in enters this side's judgement: those
// of the side, and those who lead both.
func (j *judging) may() bool {
	me := j.s.Store.Me()
	switch j.side {
	case sideHealth:
		return me.Has(casework.RoleHealth, casework.RoleCoordinator, casework.RoleDirector)
	case sideWelfare:
		return me.Has(casework.RoleWelfare, casework.RoleCoordinator, casework.RoleDirector)
	}
	return me.Has(casework.RoleHealth, casework.RoleWelfare, casework.RoleSectionHead, casework.RoleCoordinator, casework.RoleDirector)
}

// turn says what keeps this side from judging, "" for nothing: each side judges
// for itself, and what is agreed comes after both.
func (j *judging) turn() string {
	health, welfare := j.s.judged(sideHealth), j.s.judged(sideWelfare)
	other := map[string]*store.Record{sideHealth: welfare, sideWelfare: health}[j.side]
	switch {
	case j.side == sideAgreed && (health == nil || welfare == nil):
		return present.T("meeting.hint_both")
	case j.side == sideAgreed && health.Author == welfare.Author:
		return present.T("meeting.hint_same")
	case other != nil && other.Author == j.s.Store.Me().ID:
		return present.T("meeting.hint_other")
	}
	return ""
}

func (j *judging) typed(field, value string) {
	was := j.entering()
	if strings.TrimSpace(value) == "" {
		delete(j.s.keep.draft.Fields, j.name(field))
		j.s.keep.changed()
	} else {
		j.s.keep.put(j.name(field), value)
	}
	if field == "level" && j.side == sideAgreed && j.s.text(j.name("class")) == "" && value != "" {
		j.s.keep.put(j.name("class"), classOf(value))
	}
	if field == "grounds" && was == j.entering() {
		return // nothing else on the screen changes
	}
	j.update()
	j.s.relayout()
	if field == "level" && j.s.text(j.name("grounds")) == "" && j.entering() {
		j.grounds.Focus()
	}
}

// classOf is the class that a level leads to, before anybody says another.
func classOf(level string) string {
	switch level {
	case string(casework.Protection), string(casework.Support), string(casework.Expectant):
		return level
	}
	return string(casework.MCH)
}

// update shows what was recorded or what is being entered.
func (j *judging) update() {
	rec, locked := j.recorded(), j.s.locked() != ""
	open := j.may() && !locked && j.turn() == ""
	entering := open && j.entering()
	level := ""
	if rec != nil {
		level = rec.Text("level")
	}
	if entering && j.s.text(j.name("level")) != "" {
		level = j.s.text(j.name("level"))
	}
	j.level.SetLabel(j.label(rec))
	j.level.SetCode(level)
	j.level.SetReadOnly(!open)
	switch {
	case entering:
		j.below.Objects = j.entry()
	case rec != nil:
		j.below.Objects = j.words(rec, open)
	default:
		j.below.Objects = []fyne.CanvasObject{widget.NewText(j.hint(open, locked), widget.SmallPara)}
	}
	j.below.Refresh()
	j.content.Refresh()
}

// label is the side, and who judged when.
func (j *judging) label(rec *store.Record) string {
	side := present.T("meeting.side_" + j.side)
	if rec == nil {
		return side
	}
	return joined(side, j.s.staff(rec.Author), j.s.shortDate(rec.Text("on")))
}

// entry is what is filled in to judge.
func (j *judging) entry() []fyne.CanvasObject {
	if text := j.s.text(j.name("grounds")); j.grounds.Text() != text {
		j.grounds.SetText(text)
	}
	out := []fyne.CanvasObject{}
	if j.side == sideAgreed {
		j.class.SetCode(j.s.text(j.name("class")))
		j.severity.SetCode(j.s.text(j.name("severity")))
		out = append(out, widget.GiveWay(1, []float32{1, 1}, j.class, j.severity))
	}
	return append(out, j.grounds, widget.Line(1, j.save, widget.NewLink(present.T("button.cancel"), j.cancel)))
}

// words are the recorded judgement's grounds, with the way to judge anew.
func (j *judging) words(rec *store.Record, open bool) []fyne.CanvasObject {
	more := joined(j.s.classBeside(rec), j.s.code("severity", rec.Text("severity")))
	out := []fyne.CanvasObject{}
	if more != "" {
		out = append(out, widget.NewText(more, widget.Style{Size: theme.SizeSmall, Bold: true, Wrap: true}))
	}
	out = append(out, widget.NewText(rec.Text("grounds"), widget.Style{Size: theme.SizeSmall, Wrap: true}))
	if open {
		out = append(out, widget.Line(0, widget.NewLink(present.T("meeting.judge_again"), func() { j.again(rec) })))
	}
	return out
}

// hint says who judges here, and what was thought before.
func (j *judging) hint(open, locked bool) string {
	text := present.T("meeting.hint_" + j.side)
	switch {
	case locked:
		text = present.T("case.undecided")
	case j.may() && j.turn() != "":
		text = j.turn()
	case open:
		text = present.T("meeting.hint_mine")
	}
	if before := j.before(); before != nil {
		text += "\n" + present.T("meeting.before", j.s.code("judgement", before.Level), present.ShortDate(before.On, j.s.today()), j.s.staffText(before.By))
	}
	return text
}

// before is what this side judged before this sheet.
func (j *judging) before() *casework.Judged {
	switch j.side {
	case sideHealth:
		return j.s.file.Standing.Health
	case sideWelfare:
		return j.s.file.Standing.Welfare
	}
	return j.s.file.Standing.Agreed
}

// again begins a new judgement with the words of the last one; that one stays
// in the history.
func (j *judging) again(rec *store.Record) {
	for _, field := range []string{"level", "grounds", "class", "severity"} {
		if text := rec.Text(field); text != "" {
			j.s.keep.put(j.name(field), text)
		}
	}
	j.update()
	j.s.relayout()
	j.grounds.Focus()
}

func (j *judging) cancel() {
	j.clear()
	j.update()
	j.s.relayout()
}

func (j *judging) clear() {
	j.s.forget(j.name("level"), j.name("grounds"), j.name("class"), j.name("severity"))
}

// ready says what is missing for recording, "" for nothing.
func (j *judging) ready() string {
	switch {
	case j.s.text(j.name("level")) == "":
		return present.T("meeting.no_level")
	case strings.TrimSpace(j.s.text(j.name("grounds"))) == "":
		return present.T("meeting.no_grounds")
	}
	return ""
}

// complain says beside the grounds what is missing.
func (j *judging) complain() {
	j.grounds.SetError(j.ready())
	j.s.relayout()
	j.grounds.Focus()
}

// write is the judgement as a new record: judgements are a history.
func (j *judging) write() store.Write {
	set := map[string]any{
		"on": j.s.today().String(), "side": j.side,
		"meeting": j.s.id.String(), "sheet": j.s.record.ID.String(),
	}
	for _, field := range []string{"level", "grounds", "class", "severity"} {
		if text := j.s.text(j.name(field)); text != "" && (j.side == sideAgreed || field != "class") {
			set[field] = text
		}
	}
	if subject := j.s.record.Text("subject"); subject != "" {
		set["subject"] = subject
	}
	return store.Write{Case: j.s.record.Case, Record: store.NewRecordID(), Kind: store.KindJudgement, Set: set}
}

// record saves what this side judges.
func (j *judging) record() {
	if j.ready() != "" {
		j.complain()
		return
	}
	if j.busy {
		return
	}
	j.busy = true
	j.save.Disable()
	j.s.settle([]store.Write{j.write()}, func(err error) {
		j.busy = false
		j.save.Enable()
		j.s.tell(err)
		if err != nil {
			return
		}
		j.clear()
		j.s.Nav.Say(present.T("meeting.judged"))
		j.s.load()
	})
}

// unrecorded are the judgements that are typed whole and were not recorded
// yet, or the first one that is not whole.
func (s *caseSheet) unrecorded() (whole []*judging, unfinished *judging) {
	for _, j := range s.parts.sides {
		if !j.entering() || !j.may() || j.turn() != "" {
			continue
		}
		if j.ready() != "" {
			return nil, j
		}
		whole = append(whole, j)
	}
	return whole, nil
}
