package page

import (
	"context"
	"maps"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// updateFoot is the line below the sheet: what deciding does, or why it
// cannot be done now.
func (s *caseSheet) updateFoot() {
	p := &s.parts
	text, open := present.T("meeting.decide_hint"), true
	switch {
	case s.locked() != "":
		text, open = s.locked(), false
	case !s.underWay():
		text, open = present.T("meeting.decide_when_held"), false
	}
	word := present.T("meeting.decide")
	if s.record.Text("stage") == sheetDiscussed {
		word = present.T("meeting.decide_again")
	}
	p.decide.SetText(word)
	p.foot.Objects = nil
	line := widget.LineFill(1.5, 0, widget.NewText(text, widget.SmallPara))
	if s.locked() == "" && s.record.Text("stage") != sheetDiscussed {
		line.Add(p.later)
	}
	line.Add(p.decide)
	if open {
		p.decide.Enable()
	} else {
		p.decide.Disable()
	}
	p.foot.Objects = []fyne.CanvasObject{line}
	p.foot.Refresh()
}

// refused says what keeps the sheet from being decided, nil for nothing.
func (s *caseSheet) refused() error {
	values := s.values()
	text := func(name string) string {
		t, _ := values[name].(string)
		return t
	}
	registration := text("registration")
	switch {
	case registration == registerEnd && len(s.registrable(registration)) == 0:
		return refuse("meeting_nobody_registered")
	case registration != "" && registration != registerNone && len(s.registerWhom(registration)) == 0:
		return refuse("meeting_whom")
	case registration == registerEnd && s.text(typedReason) == "":
		return refuse("meeting_end_reason")
	case registration == registerNone && s.registersHere():
		return refuse("meeting_registered")
	case text("plan_need") == "needed" && (text("plan_author") == "" || text("plan_due") == ""):
		return refuse("meeting_plan")
	}
	return nil
}

// registersHere reports whether this meeting registered somebody of the family
// already.
func (s *caseSheet) registersHere() bool {
	for _, r := range s.file.Of(store.KindRegistry) {
		if r.State == store.StateConfirmed && r.Text("meeting") == s.id.String() && r.Text("ended_on") == "" {
			return true
		}
	}
	return false
}

// decide puts everything that was decided on the family into the records, all
// or nothing, sends what needs an approval on its way, and goes on to the next
// family.
func (s *caseSheet) decide() {
	if s.locked() != "" || !s.underWay() {
		return
	}
	s.tell(s.refused())
	if s.refused() != nil {
		return
	}
	judgings, unfinished := s.unrecorded()
	if unfinished != nil {
		unfinished.complain()
		s.tell(refuse("meeting_judgement"))
		return
	}
	set := map[string]any{}
	if !s.begun() {
		maps.Copy(set, s.fresh)
	}
	maps.Copy(set, s.typed())
	set["stage"], set["discussed_on"] = sheetDiscussed, s.today().String()
	writes := []store.Write{s.write(set)}
	for _, j := range judgings {
		writes = append(writes, j.write())
	}
	registry := s.registryWrites()
	writes = append(writes, registry...)
	if task := s.safetyTask(); task != nil {
		writes = append(writes, *task)
	}
	s.parts.decide.Disable()
	s.settle(writes, func(err error) { s.decided(judgings, registry, err) })
}

func (s *caseSheet) decided(judgings []*judging, registry []store.Write, err error) {
	s.parts.decide.Enable()
	s.tell(err)
	if err != nil {
		return
	}
	for _, j := range judgings {
		j.clear()
	}
	s.forget(typedPersons, typedReason)
	var documents []uuid.UUID
	for _, w := range registry {
		documents = append(documents, w.Record)
	}
	s.submit(documents...)
	s.Nav.Say(present.T("meeting.decided_said", present.Family(s.row.Family)))
	if i := s.index(s.record.ID); i+1 < len(s.data.Sheets) && s.chosen == s.record.ID {
		s.choose(s.data.Sheets[i+1].Record.ID)
	}
}

// submit sends documents round for approval. One that could not be sent shows
// the button for it.
func (s *caseSheet) submit(documents ...uuid.UUID) {
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		for _, id := range documents {
			if _, err := s.Store.Submit(ctx, id, nil, present.T("meeting.submit_comment", s.meetingTitle(s.data.Record))); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Nav.Fail(err)
		}
		s.Meeting.load()
	})
}

// registryWrites are the entries of the registry that the decision begins,
// changes or ends.
func (s *caseSheet) registryWrites() []store.Write {
	values := s.values()
	registration, _ := values["registration"].(string)
	if registration == "" || registration == registerNone {
		return nil
	}
	var out []store.Write
	for _, id := range s.registerWhom(registration) {
		person, err := uuid.Parse(id)
		if err != nil {
			continue
		}
		old := s.registered(person)
		w := store.Write{Case: s.record.Case, Kind: store.KindRegistry}
		switch {
		case registration == registerEnd:
			w.Record = old.ID
			w.Set = map[string]any{"ended_on": s.today().String(), "end_reason": s.text(typedReason), "end_meeting": s.id.String()}
		case old != nil && old.Text("class") == registration:
			continue // already so
		case old != nil:
			w.Record, w.Set = old.ID, map[string]any{"class": registration, "meeting": s.id.String()}
		default:
			w.Record, w.Set = store.NewRecordID(), s.newEntry(id, registration)
		}
		out = append(out, w)
	}
	return out
}

// newEntry is an entry of the registry with what the intake, the judgements
// and the sheet already say.
func (s *caseSheet) newEntry(person, class string) map[string]any {
	today := s.today()
	set := map[string]any{
		"person": person, "class": class, "registered_on": today.String(), "meeting": s.id.String(),
		"review_on": today.AddMonths(s.Store.Rules().ReviewMonthsRegistry).String(), "policy": s.policy(), "cgc_share": "city",
	}
	values := s.values()
	if lead := values["lead_staff"]; lead != nil {
		set["lead_staff"] = lead
		set["lead_agency"] = present.T("shell.center")
	}
	if j := s.judged(sideAgreed); j != nil {
		set["state"] = j.Text("grounds")
	}
	if intake := lastOf(s.file, store.KindIntake); intake != nil {
		set["intake"] = intake.ID.String()
		copyFields(set, intake, "consultation", "abuse_main", "abuse_types", "abuser", "route")
	}
	return withoutEmpty(set)
}

// safetyTask is the task to see the child, once it is known who does it by
// when and nobody has it yet.
func (s *caseSheet) safetyTask() *store.Write {
	values := s.values()
	staff, _ := values["safety_staff"].([]string)
	due := s.dayOfMoment(values["safety_due"])
	what := present.T("meeting.task_safety")
	if !s.isIntake() || len(staff) == 0 || due == "" {
		return nil
	}
	for _, r := range s.tasksOf() {
		if r.Text("what") == what {
			return nil
		}
	}
	return &store.Write{
		Case: s.record.Case, Record: store.NewRecordID(), Kind: store.KindTask, Parent: s.record.ID,
		Set: map[string]any{"what": what, "staff": staff, "due": due},
	}
}

// postpone leaves the family for the next meeting: the sheet waits for it, with
// all that was typed.
func (s *caseSheet) postpone() {
	set := maps.Clone(s.typed())
	set["stage"] = sheetPostponed
	s.settle([]store.Write{s.write(set)}, func(err error) {
		s.tell(err)
		if err == nil {
			s.Nav.Say(present.T("meeting.postponed", present.Family(s.row.Family)))
			s.Meeting.load()
		}
	})
}
