package page

import (
	"errors"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// formConfig says how a form is drawn; the persons of the case are the
// choices of items that refer to them.
func (d Deps) formConfig(f *form.Form, section string, persons []*store.Record) widget.FormConfig {
	return widget.FormConfig{
		Form: f, Section: section, Lang: lang(), Day: d.today().String(),
		Labels: widget.FormLabels{
			None: present.T("field.none"), Yes: present.T("button.yes"), No: present.T("button.no"),
			Required: present.T("field.required"), Separator: present.T("field.separator"),
			DateHint: present.T("field.date_hint"),
		},
		Dates:   d.dateParser(nearOf(f)),
		Wrong:   inputProblem,
		Problem: problemWord,
		People:  func(it *form.Item) []widget.Person { return d.peopleOf(it, persons) },
	}
}

// nearOf says which year a date without one means: births and records lie in
// the past, appointments ahead.
func nearOf(f *form.Form) casework.Prefer {
	switch f.Kind {
	case store.KindAppointment:
		return casework.InFuture
	case store.KindVisit, store.KindNote:
		return casework.Nearest
	}
	return casework.InPast
}

func (d Deps) dateParser(prefer casework.Prefer) widget.DateParser {
	return func(typed string) (iso, display string, err error) {
		date, err := casework.ParseDate(typed, casework.Near{Today: d.today(), Prefer: prefer})
		if err != nil {
			return "", "", err
		}
		return date.String(), present.EraDate(date), nil
	}
}

// inputProblem says in words what cannot be understood of what was typed.
func inputProblem(err error) string {
	var parse *casework.ParseError
	if errors.As(err, &parse) {
		return present.InputProblem(err)
	}
	return present.T("field.wrong_number")
}

func problemWord(p form.Problem) string {
	if !present.Has(p.Key()) {
		return present.T("form.problem.format")
	}
	return present.T(p.Key(), present.Named{"limit": p.Limit})
}

// peopleOf are the choices of an item that refers to people.
func (d Deps) peopleOf(it *form.Item, persons []*store.Record) []widget.Person {
	if it.Refers == "staff" {
		var out []widget.Person
		for id, s := range d.Store.Directory().Staff {
			if !s.Removed {
				out = append(out, widget.Person{ID: id.String(), Name: s.Name})
			}
		}
		sortPeople(out)
		return out
	}
	var out []widget.Person
	for _, p := range persons {
		if it.LinkID == "child" && !isChild(p) || it.LinkID == "child_seen" && !isChild(p) {
			continue
		}
		name := p.Text("given_name")
		if name == "" {
			name = p.Text("family_name")
		}
		if name == "" {
			name = childWord(rowOfPerson(p))
		}
		out = append(out, widget.Person{ID: p.ID.String(), Name: name, Note: d.code("family_role", p.Text("role"))})
	}
	return out
}

// showValue is a field's value in words.
func (d Deps) showValue(kind, field string, v any, persons []*store.Record) string {
	f := d.Store.Library().Form(kind)
	if f == nil || f.Item(field) == nil {
		return plainValue(v)
	}
	it := f.Item(field)
	if it.Refers == "staff" || it.Refers == "person" {
		return d.referredNames(it, v, persons)
	}
	if s, ok := v.(string); ok && it.Type == form.Date {
		if date := dateOf(s); !date.IsZero() {
			return present.EraDate(date)
		}
	}
	if s, ok := v.(string); ok && field == "phone" {
		return present.Phone(s)
	}
	text := it.Show(v, lang())
	if unit := it.UnitLabel(lang()); unit != "" && v != nil {
		return present.T("field.unit", text, unit)
	}
	return text
}

func (d Deps) referredNames(it *form.Item, v any, persons []*store.Record) string {
	var ids []string
	switch v := v.(type) {
	case string:
		ids = []string{v}
	case []string:
		ids = v
	}
	text := ""
	for _, p := range d.peopleOf(&form.Item{Refers: it.Refers}, persons) {
		for _, id := range ids {
			if p.ID == id {
				if text != "" {
					text += present.T("field.separator")
				}
				text += p.Name
			}
		}
	}
	return text
}

func plainValue(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return present.T("button.yes")
		}
		return present.T("button.no")
	case int64:
		return present.Number(v)
	case []string:
		text := ""
		for i, s := range v {
			if i > 0 {
				text += present.T("field.separator")
			}
			text += s
		}
		return text
	}
	return ""
}

// lineOf is widget.Line, for pages that build lines of one button.
func lineOf(objects ...fyne.CanvasObject) *fyne.Container { return widget.Line(1.25, objects...) }
