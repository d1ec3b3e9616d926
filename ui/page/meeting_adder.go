package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// taskAdder is the line in which a task is typed: what, who, by when. Enter
// goes on to what is missing, and adds the task once nothing is.
type taskAdder struct {
	s       *caseSheet
	what    *widget.Entry
	who     *widget.ManyField
	due     *widget.DateField
	add     *widget.Button
	quick   *fyne.Container
	content *fyne.Container
	busy    bool
}

// agencyMark begins the code of an agency among the people of a task.
const agencyMark = "agency:"

func newTaskAdder(s *caseSheet) *taskAdder {
	a := &taskAdder{s: s, what: widget.NewEntry(present.T("meeting.what")), quick: widget.Flow(1)}
	a.what.SetPlaceholder(present.T("meeting.what_hint"))
	a.what.SetMaxLength(200)
	a.what.OnChanged = func(text string) { a.typed("what", text) }
	a.what.OnSubmitted = func(string) { a.next() }
	a.who = widget.NewManyField(present.T("meeting.who"), present.T("field.none"), present.T("case.separator"), a.people())
	a.who.OnChanged = func(codes []string) {
		a.s.keep.put("task.who", codes)
		a.who.SetError("")
	}
	a.due = widget.NewDateField(present.T("meeting.until"), s.dateParser(casework.InFuture), inputProblem)
	a.due.SetPlaceholder(present.T("meeting.until_hint"))
	a.due.OnChanged = func(iso string) { a.typed("due", iso) }
	a.due.SetOnEnter(a.next)
	a.add = widget.NewButton(present.T("button.add"), a.put)
	line := widget.GiveWay(1, []float32{42, 20, 18, 9}, a.what, a.who, a.due,
		widget.Rows(0.75, widget.NewText(" ", widget.Label), widget.Line(0, a.add)))
	a.content = widget.Rows(1, a.quick, line)
	return a
}

// people are the staff and the agencies that work with the family.
func (a *taskAdder) people() []widget.Option {
	var out []widget.Option
	for _, p := range a.s.peopleOf(&form.Item{Refers: "staff"}, nil) {
		out = append(out, widget.Option{Code: p.ID, Word: p.Name})
	}
	for _, r := range a.s.file.Of(store.KindAgency) {
		if name := r.Text("name"); name != "" {
			out = append(out, widget.Option{Code: agencyMark + name, Word: name})
		}
	}
	return out
}

func (a *taskAdder) typed(field, text string) {
	if text == "" {
		delete(a.s.keep.draft.Fields, "task."+field)
		a.s.keep.changed()
		return
	}
	a.s.keep.put("task."+field, text)
}

// update shows what was typed before, and the tasks that a report always asks
// for.
func (a *taskAdder) update() {
	s := a.s
	if text := s.text("task.what"); a.what.Text() != text {
		a.what.SetText(text)
	}
	codes, _ := s.keep.fields()["task.who"].([]string)
	a.who.SetCodes(codes)
	if due := s.text("task.due"); due != "" {
		a.due.SetISO(due) // else a half-typed one stays
	}
	if s.locked() != "" {
		a.content.Hide()
		return
	}
	a.content.Show()
	a.quick.Objects = nil
	if s.isIntake() {
		for _, key := range []string{"meeting.task_safety", "meeting.task_police", "meeting.task_cgc"} {
			a.offer(present.T(key))
		}
	}
	a.quick.Hidden = len(a.quick.Objects) == 0
	a.quick.Refresh()
}

// offer puts a task that is often needed one press away.
func (a *taskAdder) offer(what string) {
	for _, r := range a.s.tasksOf() {
		if r.Text("what") == what {
			return
		}
	}
	a.quick.Add(widget.NewSmall(what, func() {
		a.what.SetText(what)
		a.typed("what", what)
		a.next()
	}))
}

// next goes to the first thing that is missing, or adds the task.
func (a *taskAdder) next() {
	switch {
	case strings.TrimSpace(a.what.Text()) == "":
		a.what.Focus()
	case len(a.who.Codes()) == 0:
		a.who.Focus()
	case a.due.ISO() == "":
		a.due.Focus()
	default:
		a.put()
	}
}

// missing marks what a task cannot do without.
func (a *taskAdder) missing() bool {
	bad := false
	mark := func(set func(string), wrong bool) {
		word := ""
		if wrong {
			word, bad = present.T("meeting.needed"), true
		}
		set(word)
	}
	mark(a.what.SetError, strings.TrimSpace(a.what.Text()) == "")
	mark(a.who.SetError, len(a.who.Codes()) == 0)
	mark(a.due.SetError, a.due.ISO() == "")
	return bad
}

func (a *taskAdder) put() {
	if a.missing() {
		a.s.relayout()
		a.next()
		return
	}
	if a.busy {
		return
	}
	a.busy = true
	a.add.Disable()
	set := map[string]any{"what": strings.TrimSpace(a.what.Text()), "due": a.due.ISO()}
	var staff, agencies []string
	for _, code := range a.who.Codes() {
		if name, agency := strings.CutPrefix(code, agencyMark); agency {
			agencies = append(agencies, name)
		} else {
			staff = append(staff, code)
		}
	}
	if len(staff) > 0 {
		set["staff"] = staff
	}
	if len(agencies) > 0 {
		set["agency"] = strings.Join(agencies, present.T("case.separator"))
	}
	s := a.s
	w := store.Write{Case: s.record.Case, Record: store.NewRecordID(), Kind: store.KindTask, Parent: s.record.ID, Set: set}
	line := a.what.Text()
	async.Run(s.owner, func(ctx context.Context) (*store.Record, error) {
		return s.Store.Put(ctx, w)
	}, func(_ *store.Record, err error) { a.added(line, err) })
}

// added empties the line, unless the next task is typed in it already.
func (a *taskAdder) added(line string, err error) {
	a.busy = false
	a.add.Enable()
	a.s.tell(err)
	if err != nil {
		return
	}
	if a.what.Text() != line {
		a.s.load()
		return
	}
	a.s.forget("task.what", "task.who", "task.due")
	a.what.SetText("")
	a.who.SetCodes(nil)
	a.due.SetISO("")
	a.missingGone()
	a.what.Focus()
	a.s.load()
}

func (a *taskAdder) missingGone() {
	for _, set := range []func(string){a.what.SetError, a.who.SetError, a.due.SetError} {
		set("")
	}
}
