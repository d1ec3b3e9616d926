package page

import (
	"cmp"
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// Steps of a report, in the order in which they are taken.
const (
	stepMeeting = "meeting"
	stepSafety  = "safety"
	stepUrgency = "urgency"
	stepDecide  = "decide"
	stepClose   = "close"
)

// reportStep is one step with how far it is and the way to it.
type reportStep struct {
	id, word string // what the list says beside it
	next     string // what is to be done, in a sentence; "" when it is done
	button   string
	act      func()
	state    widget.StepState
}

// steps are all steps as they stand.
func (p *Report) steps() []reportStep {
	out := []reportStep{p.meetingStep()}
	if p.loaded.intake.Text("consultation") == consultationAbuse {
		out = append(out, p.safetyStep(), p.urgencyStep())
	}
	return append(out, p.decideStep(), p.closeStep())
}

// nextStep is the first one that there is something to do for, nil when all is
// done.
func (p *Report) nextStep() *reportStep {
	for _, s := range p.steps() {
		if s.next != "" {
			return &s
		}
	}
	return nil
}

// stepsCard says what is done, what comes next and how.
func (p *Report) stepsCard() fyne.CanvasObject {
	var list []widget.Step
	next := p.nextStep()
	acts := map[string]func(){}
	for _, s := range p.steps() {
		if next != nil && s.id == next.id && s.state == widget.StepOpen {
			s.state, s.word = widget.StepHere, cmp.Or(s.word, present.T("visit.here"))
		}
		if s.state == widget.StepOpen {
			s.word = cmp.Or(s.word, present.T("case.none"))
		}
		list = append(list, widget.Step{ID: s.id, Title: present.T("report.step_" + s.id), State: s.state, Word: s.word})
		acts[s.id] = s.act
	}
	rows := widget.Rows(1.25, widget.NewStepList(list, func(id string) {
		if acts[id] != nil {
			acts[id]()
		}
	}))
	if next != nil {
		rows.Add(widget.NewRule())
		rows.Add(widget.NewText(next.next, widget.Paragraph))
		if next.act != nil && next.button != "" { // seeing a child has its button beside the child
			rows.Add(widget.NewPrimary(next.button, next.act))
		}
	}
	if moves := p.otherMoves(); moves != nil {
		rows.Add(moves)
	}
	return widget.NewCard(present.T("report.next"), rows)
}

func (p *Report) meetingStep() reportStep {
	s := reportStep{id: stepMeeting}
	l := p.loaded
	switch {
	case l.meeting != nil:
		s.word, s.act = p.shortDate(l.meeting.Text("on")), func() { p.Nav.OpenMeeting(l.meeting.ID) }
		if l.meeting.Text("stage") == "planned" || l.meeting.Text("stage") == "" {
			s.state = widget.StepPart
			if p.stage() == "received" || p.stage() == "meeting" {
				s.next, s.button = present.T("report.meeting_planned"), present.T("report.meeting_open")
			}
			return s
		}
		s.state = widget.StepDone
	case p.stage() == "decided" || p.stage() == "closed":
		s.state, s.word = widget.StepOpen, present.T("report.without")
	case l.sheet != nil:
		s.state, s.word = widget.StepPart, present.T("report.proposed")
		s.next, s.button, s.act = present.T("report.meeting_none"), present.T("report.meeting_call"), p.callMeeting
	default:
		s.next, s.button, s.act = present.T("report.meeting_none"), present.T("report.meeting_call"), p.callMeeting
	}
	return s
}

// safetyStep is done when every child was seen.
func (p *Report) safetyStep() reportStep {
	s := reportStep{id: stepSafety}
	seen := 0
	var first *store.Record
	for _, child := range p.loaded.children {
		if row, runs := p.loaded.clocks[child.ID.String()]; runs && !row.Open() {
			seen++
		} else if first == nil {
			first = child
		}
	}
	if n := len(p.loaded.children); n > 0 && seen == n {
		s.state = widget.StepDone
		return s
	}
	if seen > 0 {
		s.state = widget.StepPart
	}
	s.word = present.T("report.unseen", len(p.loaded.children)-seen)
	s.next = present.T("report.safety_next")
	if first != nil {
		s.act = func() { p.recordCheck(first) }
	}
	return s
}

// urgencyStep is done when every child has a rank; the gravest one is shown.
func (p *Report) urgencyStep() reportStep {
	s := reportStep{id: stepUrgency, act: p.assessUrgency}
	ranked := map[string]bool{}
	worst := ""
	for _, u := range p.loaded.urgent {
		ranked[u.Text("subject")] = true
		if rank := cmp.Or(u.Text("rank_override"), u.Text("rank")); rank != "" && (worst == "" || rank == "AA" || worst != "AA" && rank < worst) {
			worst = rank
		}
	}
	left := 0
	for _, r := range p.loaded.children {
		if !ranked[r.Text("child")] {
			left++
		}
	}
	s.word = worst
	switch {
	case len(p.loaded.urgent) > 0 && left == 0:
		s.state, s.act = widget.StepDone, func() { p.Nav.OpenCasePart(p.loaded.file.ID, PartAssess) }
		return s
	case len(p.loaded.urgent) > 0:
		s.state, s.word = widget.StepPart, joined(worst, present.T("report.unranked", left))
	}
	if p.stage() == "closed" || p.stage() == "decided" {
		s.word = cmp.Or(s.word, present.T("report.without"))
		return s
	}
	s.next, s.button = present.T("report.urgency_next"), present.T("report.urgency_do")
	return s
}

func (p *Report) decideStep() reportStep {
	s := reportStep{id: stepDecide, act: p.decide}
	switch p.stage() {
	case "decided", "closed":
		s.state, s.word = widget.StepDone, p.code("intake_outcome", p.loaded.intake.Text("outcome"))
		return s
	}
	s.next, s.button = present.T("report.decide_next"), present.T("report.decide_do")
	if !p.mayMove("decided") {
		// The inquiry has to have begun before anybody decides.
		s.next, s.button, s.act = present.T("report.check_first"), "", nil
		if p.mayMove("checking") {
			s.button, s.act = present.T("report.to_checking"), func() { p.move("checking") }
		}
	}
	return s
}

func (p *Report) closeStep() reportStep {
	s := reportStep{id: stepClose}
	switch {
	case p.stage() == "closed":
		s.state = widget.StepDone
	case p.stage() != "decided":
	case p.mayMove("closed"):
		s.next, s.button, s.act = present.T("report.close_next"), present.T("report.close_do"), p.askClose
	default:
		s.next = present.T("report.close_others")
	}
	return s
}

// mayMove reports whether the person signed in may take the intake to a stage.
func (p *Report) mayMove(to string) bool {
	return casework.MayMove(store.KindIntake, p.stage(), to, p.Store.Me().Roles)
}

// otherMoves are the moves that no step offers: on to the inquiry, and back.
func (p *Report) otherMoves() fyne.CanvasObject {
	if !p.mayMove("checking") {
		return nil
	}
	word := present.T("report.to_checking")
	if p.stage() == "decided" {
		word = present.T("report.back_to_checking")
	}
	link := widget.NewLink(word, func() { p.move("checking") })
	link.Small = true
	return widget.Line(0, link)
}

// move takes the intake to a stage.
func (p *Report) move(to string) {
	p.put(store.Write{Case: p.loaded.intake.Case, Record: p.id, Kind: store.KindIntake, Set: map[string]any{"stage": to}})
}

// put writes and reads anew.
func (p *Report) put(writes ...store.Write) {
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Store.PutTogether(ctx, writes)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Nav.Fail(err)
		}
		p.load()
	})
}

// callMeeting opens an intake meeting of today with this family on its agenda,
// or the one that the family already waits for.
func (p *Report) callMeeting() {
	now, me, in := p.Now().Local(), p.Store.Me().ID.String(), p.loaded.intake
	meeting := store.NewRecordID()
	writes := []store.Write{{Case: p.Store.Office(), Record: meeting, Kind: store.KindMeeting, Set: map[string]any{
		"kind": "intake", "occasion": "extra", "on": dayOf(now), "start_time": now.Format("15:04"), "stage": "planned",
	}}}
	sheet := store.Write{Case: in.Case, Record: store.NewRecordID(), Kind: store.KindSheet, Set: map[string]any{
		"meeting": meeting.String(), "meeting_kind": "intake", "proposed_on": dayOf(now), "reason": "urgent",
		"proposer": me, "department": p.department(), "stage": "proposed",
	}}
	if p.loaded.sheet != nil {
		sheet.Record, sheet.Set = p.loaded.sheet.ID, map[string]any{"meeting": meeting.String()}
	} else if len(p.loaded.children) == 1 {
		sheet.Set["subject"] = p.loaded.children[0].Text("child")
	}
	if p.loaded.sheet == nil && in.Text("consultation") == consultationAbuse {
		sheet.Set["safety_due"] = p.clockEnd(momentOf(in.Text("received_at")))
	}
	writes = append(writes, sheet)
	if p.mayMove("meeting") {
		writes = append(writes, store.Write{Case: in.Case, Record: p.id, Kind: store.KindIntake, Set: map[string]any{"stage": "meeting"}})
	}
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.Store.PutTogether(ctx, writes)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Nav.Fail(err)
			return
		}
		p.load()
		p.Nav.OpenMeeting(meeting)
	})
}

// assessUrgency opens the eight steps for the first child without a rank.
func (p *Report) assessUrgency() {
	child := ""
	for _, r := range p.loaded.children {
		ranked := slices.ContainsFunc(p.loaded.urgent, func(u *store.Record) bool { return u.Text("subject") == r.Text("child") })
		if !ranked {
			child = r.Text("child")
			break
		}
	}
	e := p.urgencyEdit(p.loaded.file.ID, p.id, child)
	e.preset["phase"] = "intake"
	p.edit(e)
}

// outcomeCard is what was decided, why and by which meeting.
func (p *Report) outcomeCard() fyne.CanvasObject {
	in := p.loaded.intake
	outcome := in.Text("outcome")
	if outcome == "" {
		return widget.NewCard(present.T("report.outcome"), widget.NewText(present.T("report.outcome_none"), widget.SmallPara))
	}
	rows := widget.Rows(1, widget.NewText(p.code("intake_outcome", outcome), widget.Strong))
	if on := in.Text("outcome_on"); on != "" {
		rows.Add(widget.InfoRow(p.fieldLabel(store.KindIntake, "outcome_on"), p.shortDate(on)))
	}
	if why := in.Text("outcome_reason"); why != "" {
		rows.Add(widget.InfoRow(p.fieldLabel(store.KindIntake, "outcome_reason"), why))
	}
	if p.loaded.meeting != nil && in.Text("outcome_meeting") == p.loaded.meeting.ID.String() {
		rows.Add(widget.Line(0, widget.NewLink(p.titleOf(p.loaded.meeting), func() { p.Nav.OpenMeeting(p.loaded.meeting.ID) })))
	}
	var edit fyne.CanvasObject
	if p.stage() != "closed" {
		edit = widget.NewSmall(present.T("button.edit"), p.decide)
	}
	if edit == nil {
		return widget.NewCard(present.T("report.outcome"), rows)
	}
	return widget.NewCardWith(present.T("report.outcome"), edit, rows)
}

// decide asks for the outcome with its reason and its meeting, and moves the
// intake on.
func (p *Report) decide() {
	skip := map[string]bool{"stage": true}
	for _, it := range p.Store.Library().Form(store.KindIntake).Sections() {
		if it.LinkID != "sec_outcome" {
			skip[it.LinkID] = true
		}
	}
	preset := map[string]any{}
	if p.stage() != "decided" {
		preset["stage"] = "decided"
		preset["outcome_on"] = p.today().String()
		if p.loaded.meeting != nil {
			preset["outcome_meeting"] = p.loaded.meeting.ID.String()
		}
	}
	p.edit(edit{kind: store.KindIntake, old: p.loaded.intake, skip: skip, preset: preset, title: present.T("report.decide_do")})
}

// askClose asks once before an intake is closed for good.
func (p *Report) askClose() {
	var hide func()
	yes := widget.NewPrimary(present.T("report.close_do"), func() {
		hide()
		p.move("closed")
	})
	hide = p.Nav.Overlay(widget.Rows(2,
		widget.NewText(present.T("report.close_do"), widget.Title),
		widget.NewText(present.T("report.close_text"), widget.Paragraph),
		widget.Line(1.25, yes, widget.NewButton(present.T("button.cancel"), func() { hide() }))))
	widget.Focus(yes)
}
