package page

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// Decisions of the list registration_decision that do not register.
const (
	registerNone = "none"
	registerEnd  = "end"
)

// What is typed beside the sheet's own fields until it is decided.
const (
	typedPersons = "registry.persons"
	typedReason  = "registry.reason"
)

// updateActs shows what the decisions ask for: whom to register, why a
// registration ends, the service or the paper that follows.
func (s *caseSheet) updateActs() {
	values := s.values()
	a := s.parts.acts
	registration, _ := values["registration"].(string)
	asked := fmt.Sprint(registration, values["service_decision"], values["cgc"], s.locked(), s.registrable(registration))
	if asked == s.parts.asked {
		return // the keyboard stays where it is
	}
	s.parts.asked = asked
	a.Objects = nil
	if registration != "" && registration != registerNone {
		a.Add(s.registryPart(registration))
	}
	if act, _ := values["service_decision"].(string); act != "" && act != "none" {
		a.Add(s.follow(present.T("meeting.service_next"), present.T("meeting.write_service"), func() { s.openService(act) }))
	}
	if cgc, _ := values["cgc"].(string); cgc != "" && cgc != "none" {
		a.Add(s.follow(present.T("meeting.cgc_next"), present.T("meeting.write_referral"), func() { s.openReferral(cgc) }))
	}
	a.Hidden = len(a.Objects) == 0
	a.Refresh()
}

// follow is what a decision asks for next, with the button that leads there.
func (s *caseSheet) follow(text, word string, act func()) fyne.CanvasObject {
	b := widget.NewSmall(word, act)
	if s.locked() != "" {
		b.Disable()
	}
	return widget.NewBanner(theme.Todo, "", text, b)
}

// registryPart asks whom a registration is of, and why one ends.
func (s *caseSheet) registryPart(registration string) fyne.CanvasObject {
	locked := s.locked() != ""
	who := widget.NewPeoplePicker(present.T("meeting.register_whom"), s.registrable(registration))
	who.SetCodes(s.registerWhom(registration))
	who.SetReadOnly(locked)
	who.OnChanged = func(codes []string) { s.keep.put(typedPersons, codes) }
	rows := widget.Rows(1.5, who)
	if registration != registerEnd {
		rows.Add(widget.NewText(present.T("meeting.register_hint"), widget.SmallPara))
		return rows
	}
	if len(s.registrable(registration)) == 0 {
		return widget.NewBanner(theme.Soon, "", present.T("meeting.nobody_registered"))
	}
	why := widget.NewListField(s.fieldLabel(store.KindRegistry, "end_reason"), present.T("field.none"),
		codeOptions(s.Store.Library(), "end_reason", s.today().String()))
	why.SetCode(s.text(typedReason))
	why.SetReadOnly(locked)
	why.OnChanged = func(code string) { s.keep.put(typedReason, code) }
	rows.Add(widget.GiveWay(2, []float32{1, 1}, why, widget.NewSpacer(0)))
	return rows
}

// registrable are those whom a decision can be about: the children, an
// expectant mother, and for the end those who are registered.
func (s *caseSheet) registrable(registration string) []widget.Person {
	var out []widget.Person
	for _, p := range s.file.Persons {
		if p.Bool("deceased") && registration != registerEnd {
			continue
		}
		mother := p.Text("role") == "mother" && (s.expects() || registration == string(casework.Expectant))
		switch {
		case registration == registerEnd && s.registered(p.ID) == nil:
		case registration == registerEnd, mother, p.Text("role") == "child":
			out = append(out, widget.Person{ID: p.ID.String(), Name: personWord(p), Note: s.code("family_role", p.Text("role"))})
		}
	}
	return out
}

// registered is the open entry of the registry of a person, nil for none.
func (s *caseSheet) registered(person uuid.UUID) *store.Record {
	for _, r := range s.file.Of(store.KindRegistry) {
		if r.Text("person") == person.String() && r.Text("ended_on") == "" && r.State == store.StateConfirmed {
			return r
		}
	}
	return nil
}

// registerWhom are those chosen, before that whom the decision is most likely
// about.
func (s *caseSheet) registerWhom(registration string) []string {
	var all []string
	for _, p := range s.registrable(registration) {
		all = append(all, p.ID)
	}
	if chosen, ok := s.keep.fields()[typedPersons].([]string); ok {
		return slices.DeleteFunc(slices.Clone(chosen), func(id string) bool { return !slices.Contains(all, id) })
	}
	if subject := s.record.Text("subject"); slices.Contains(all, subject) {
		return []string{subject}
	}
	var out []string
	for _, id := range all {
		mother := s.personOf(id).Text("role") == "mother"
		if registration == registerEnd || mother == (registration == string(casework.Expectant)) {
			out = append(out, id)
		}
	}
	return out
}

// openService begins the service that was decided.
func (s *caseSheet) openService(act string) {
	s.editing = openEdit(s.Deps, edit{
		kase: s.record.Case, kind: store.KindService, slot: s.record.ID.String(), persons: s.file.Persons, choices: s.file.Records,
		preset: withoutEmpty(map[string]any{
			"act": act, "meeting": s.id.String(), "by": s.Store.Me().ID.String(), "recommended_on": s.today().String(),
			"subject": s.record.Text("subject"), "grounds": s.policy(),
		}),
		done: func(*store.Record) { s.load() },
	})
}

// referralKinds are the papers that follow a decision on the children's
// center.
var referralKinds = map[string]string{"send": "send", "notify": "notify", "ask_help": "help"}

// openReferral begins the paper to the children's center.
func (s *caseSheet) openReferral(cgc string) {
	var subjects []string
	for _, p := range s.file.Persons {
		if p.Text("role") == "child" {
			subjects = append(subjects, p.ID.String())
		}
	}
	s.editing = openEdit(s.Deps, edit{
		kase: s.record.Case, kind: store.KindReferral, parent: s.record.ID, persons: s.file.Persons, choices: s.file.Records,
		preset: withoutEmpty(map[string]any{
			"direction": "to", "kind": referralKinds[cgc], "on": s.today().String(), "subjects": subjects, "reason": s.policy(),
		}),
		done: func(*store.Record) { s.load() },
	})
}

// policy is the policy as the sheet shows it.
func (s *caseSheet) policy() string {
	text, _ := s.values()["policy"].(string)
	return text
}

// withoutEmpty leaves out what says nothing.
func withoutEmpty(fields map[string]any) map[string]any {
	for name, v := range fields {
		if v == nil || v == "" {
			delete(fields, name)
		}
	}
	return fields
}
