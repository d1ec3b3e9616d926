package page

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
)

// Names of the records that a call makes, for their ids.
const (
	newCaseID     = "case"
	newFamilyID   = "family"
	newReporterID = "reporter"
	newMeetingID  = "meeting"
	newSheetID    = "sheet"
	newLookupID   = "lookup "
)

// accept makes records of all that was written down, all or none, and leads on:
// to the meeting that was opened, or to the report.
func (p *Intake) accept(meet bool) {
	p.setBusy(true)
	p.fault.set(nil)
	for _, f := range p.fields {
		f.SetError("")
	}
	// Keys typed from here on would become a draft of what is accepted already.
	p.Nav.Window().Canvas().Focus(nil)
	writes := p.writes(meet)
	p.keepCall()
	typed := p.keep.saver()
	async.Run(p.owner, func(ctx context.Context) (bool, error) {
		if err := typed(ctx); err != nil {
			return false, err
		}
		if err := p.Store.PutTogether(ctx, writes); err != nil {
			return false, err
		}
		err := p.Store.DiscardDraft(ctx, p.draft.Record)
		if meet {
			_, moved := p.Store.Put(ctx, store.Write{
				Case: p.kase(), Record: p.draft.Record, Kind: store.KindIntake, Set: map[string]any{"stage": "meeting"},
			})
			err = errors.Join(err, moved)
		}
		return true, err
	}, func(accepted bool, err error) { p.accepted(meet, accepted, err) })
}

func (p *Intake) accepted(meet, accepted bool, err error) {
	p.setBusy(false)
	if !accepted {
		p.refused(err)
		return
	}
	p.keep.forget()
	p.Nav.Done(p)
	p.Nav.OpenReport(p.draft.Record)
	if meet {
		p.Nav.OpenMeeting(p.call.id(newMeetingID))
	}
	p.Nav.Say(present.T("intake.accepted"))
	if err != nil {
		p.Nav.Fail(err)
	}
}

// kase is the case that the call goes into.
func (p *Intake) kase() uuid.UUID {
	if p.call.Family != uuid.Nil {
		return p.call.Family
	}
	return p.call.id(newCaseID)
}

// writes are the records of the call, those first that others refer to.
func (p *Intake) writes(meet bool) []store.Write {
	kase := p.kase()
	var out []store.Write
	add := func(kind string, id, parent uuid.UUID, set map[string]any) {
		out = append(out, store.Write{Case: kase, Record: id, Kind: kind, Parent: parent, Set: set})
	}
	if p.call.Family == uuid.Nil {
		add(store.KindFamily, p.call.id(newFamilyID), uuid.Nil, p.newFamily())
	}
	children := p.namedChildren()
	for _, child := range children {
		if !child.Known {
			add(store.KindPerson, child.Person, uuid.Nil, child.person(p.familyName()))
		}
	}
	intake := p.draft.Record
	add(store.KindIntake, intake, uuid.Nil, p.saidOf(p.form, p.keep.fields()))
	for _, child := range children {
		f := p.Store.Library().Form(store.KindIntakeChild)
		set := maps.Clone(child.More)
		if set == nil {
			set = map[string]any{}
		}
		set["child"] = child.Person.String()
		add(store.KindIntakeChild, child.Row, intake, p.saidOf(f, set))
	}
	if set := p.saidOf(p.Store.Library().Form(store.KindReporter), p.call.Reporter); len(set) > 0 {
		add(store.KindReporter, p.call.id(newReporterID), intake, set)
	}
	for _, what := range p.call.Lookups {
		add(store.KindLookup, p.call.id(newLookupID+what), intake, map[string]any{"what": what, "asked_on": p.today().String()})
	}
	if meet {
		out = append(out, p.meetingWrites(kase, children)...)
	}
	return out
}

// meetingWrites open the meeting of today in the office file, with this family
// on its agenda.
func (p *Intake) meetingWrites(kase uuid.UUID, children []*callChild) []store.Write {
	now, me := p.Now().Local(), p.Store.Me().ID.String()
	meeting := p.call.id(newMeetingID)
	sheet := map[string]any{
		"meeting": meeting.String(), "meeting_kind": "intake", "proposed_on": dayOf(now), "reason": "urgent",
		"proposer": me, "department": p.department(), "stage": "proposed",
	}
	if len(children) == 1 {
		sheet["subject"] = children[0].Person.String()
	}
	if p.isAbuse() {
		sheet["safety_due"] = p.clockEnd(p.received())
	}
	return []store.Write{
		{Case: p.Store.Office(), Record: meeting, Kind: store.KindMeeting, Set: map[string]any{
			"kind": "intake", "occasion": "extra", "on": dayOf(now), "start_time": now.Format("15:04"), "stage": "planned",
		}},
		{Case: kase, Record: p.call.id(newSheetID), Kind: store.KindSheet, Set: sheet},
	}
}

// namedChildren are the children to be written down. A report of abuse has one
// even if nobody could say anything of it: its clock runs all the same.
func (p *Intake) namedChildren() []*callChild {
	var out []*callChild
	for _, child := range p.call.Children {
		if child.named() {
			out = append(out, child)
		}
	}
	if len(out) == 0 && p.isAbuse() {
		if typed := p.call.typed(); len(typed) > 0 {
			return typed[:1]
		}
		child := newCallChild()
		p.call.Children = append(p.call.Children, child)
		return []*callChild{child}
	}
	return out
}

// familyName is the name of the family that the call goes into.
func (p *Intake) familyName() string {
	if p.family != nil {
		return p.family.Family.Text("name")
	}
	return p.call.familyName()
}

// newFamily is the file of a family that had none.
func (p *Intake) newFamily() map[string]any {
	set := map[string]any{}
	putName(set, "name", "kana", p.call.familyName())
	if set["name"] == nil {
		set["name"] = present.T("intake.nameless")
	}
	if p.call.Address != "" {
		set["address"] = p.call.Address
	}
	if p.call.Phone != "" {
		set["phone"] = p.call.Phone
	}
	side := "mch_staff"
	if p.department() == "welfare" {
		side = "welfare_staff"
	}
	set[side] = p.Store.Me().ID.String()
	return set
}

// saidOf are the answers to what a form asks.
func (p *Intake) saidOf(f *form.Form, fields map[string]any) map[string]any {
	known := func(name string) bool { return f.Item(name) != nil }
	return said(f.Enabled(fields), known, fields)
}

// refused goes to the first field that keeps the call from being accepted.
func (p *Intake) refused(err error) {
	p.fault.set(err)
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) {
		return
	}
	switch invalid.Kind {
	case store.KindReporter:
		p.showReporterProblems(invalid)
		return
	case store.KindIntake:
	case store.KindPerson:
		p.refusedChild(invalid)
		return
	case store.KindIntakeChild:
		p.eachFold.SetOpen(true)
		p.column.Refresh()
		return
	default:
		return
	}
	first := ""
	for _, one := range invalid.Problems {
		if f := p.fields[one.LinkID]; f != nil {
			f.SetError(problemWord(one))
		}
	}
	for _, id := range []string{"route", "method", "consultation", "abuse_main", "witnessed", "heard"} {
		if first == "" && slices.ContainsFunc(invalid.Problems, func(one form.Problem) bool { return one.LinkID == id }) {
			first = id
		}
	}
	for _, s := range p.views {
		if id := s.view.ShowProblems(invalid.Problems); id != "" && s.fold != nil {
			s.fold.SetOpen(true)
		} else if id != "" {
			p.began.Show()
		}
	}
	p.column.Refresh()
	if first != "" {
		p.fields[first].Focus()
	}
}

// refusedChild says at a child's birthday what is wrong with it.
func (p *Intake) refusedChild(invalid *store.InvalidError) {
	for _, one := range invalid.Problems {
		for _, birth := range p.births {
			if one.LinkID == "birth_date" && birth.ISO() > p.today().String() {
				birth.SetError(problemWord(one))
				birth.Focus()
			}
		}
	}
	p.children.Refresh()
	p.column.Refresh()
}
