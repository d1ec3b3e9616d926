package page

import (
	"errors"
	"strings"
	"time"

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
			DateHint: present.T("field.date_hint"), TimeHint: present.T("edit.time_hint"), Gone: present.T("edit.gone"),
		},
		Dates:   d.dateParser(nearOf(f)),
		Moments: d.momentParser(nearOf(f)),
		Written: d.momentTyped,
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
	case store.KindPerson, store.KindFamily, store.KindMeasurement, store.KindEPDS, store.KindMIBS, store.KindSupport:
		return casework.InPast
	}
	return casework.Nearest
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

// momentParser reads a date with its time: 1122 1740, 今日 17:40, and a time
// alone for today.
func (d Deps) momentParser(prefer casework.Prefer) widget.DateParser {
	dates := d.dateParser(prefer)
	return func(typed string) (stored, display string, err error) {
		day, clock := d.today(), strings.TrimSpace(typed)
		if i := strings.LastIndexAny(clock, " 　\t"); i >= 0 {
			iso, _, err := dates(clock[:i])
			if err != nil {
				return "", "", err
			}
			day, clock = dateOf(iso), strings.TrimLeft(clock[i:], " 　\t")
		}
		tod, err := casework.ParseTimeOfDay(clock)
		if err != nil {
			return "", "", err
		}
		at := time.Date(day.Year, time.Month(day.Month), day.Day, tod.Hour, tod.Minute, 0, 0, time.Local)
		return at.Format(time.RFC3339), present.EraDate(day) + " " + tod.String(), nil
	}
}

// momentTyped is a stored moment as a person would type it.
func (d Deps) momentTyped(stored string) string {
	at, err := time.Parse(time.RFC3339, stored)
	if err != nil {
		return stored
	}
	return at.Local().Format("2006/01/02 15:04")
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
	if it.Refers != "" && v != nil { // its title needs the record: see Case.answerText
		return KindWord(it.Refers)
	}
	if s, ok := v.(string); ok && it.Type == form.Date {
		if date := dateOf(s); !date.IsZero() {
			return present.EraDate(date)
		}
	}
	if s, ok := v.(string); ok && it.Type == form.DateTime {
		if at, err := time.Parse(time.RFC3339, s); err == nil {
			return present.EraDate(casework.DateOf(at.Local())) + " " + present.Clock(at.Local())
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
