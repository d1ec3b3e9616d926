package page

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// recordOptions are the records that an item may refer to. A record does not
// refer to itself.
func (e *editor) recordOptions(it *form.Item) []widget.Option {
	var out []widget.Option
	for _, r := range e.records {
		if r.Kind == it.Refers && r.ID != e.record && r.State == store.StateConfirmed {
			out = append(out, widget.Option{Code: r.ID.String(), Word: e.titleOf(r)})
		}
	}
	return out
}

// titleLimit is how many characters of a record's first text its title takes.
const titleLimit = 24

// titleOf is what a record is called where another one refers to it: its day
// and what it says first.
func (d Deps) titleOf(r *store.Record) string {
	switch r.Kind {
	case store.KindPlan:
		n, _ := r.Int("version")
		return present.T("edit.plan_title", n, d.recordDay(r))
	case store.KindMeeting:
		return joined(d.recordDay(r), d.code("meeting_kind", r.Text("kind")))
	case store.KindResource:
		return joined(r.Text("name"), d.code("agency_category", r.Text("category")))
	case store.KindSheet:
		return joined(d.recordDay(r), d.code("meeting_kind", r.Text("meeting_kind")), d.code("agenda_reason", r.Text("reason")))
	case store.KindIntake:
		return joined(d.recordDay(r), r.Text("number"), d.code("consultation_type", r.Text("consultation")))
	case store.KindRisk:
		return joined(d.recordDay(r), KindWord(r.Kind), d.code("assessment_phase", r.Text("phase")))
	case store.KindRegistry:
		return joined(d.recordDay(r), d.code("case_class", r.Text("class")), r.Text("number"))
	}
	for _, field := range []string{"goal", "what", "name", "title", "note", "content"} {
		if text := r.Text(field); text != "" {
			return joined(d.recordDay(r), shortened(text, titleLimit))
		}
	}
	return joined(d.recordDay(r), KindWord(r.Kind))
}

// recordDay is the day of a record in words, "" when its form has none.
func (d Deps) recordDay(r *store.Record) string {
	f := d.Store.Library().Form(r.Kind)
	if f == nil || f.DateField == "" {
		return ""
	}
	text := r.Text(f.DateField)
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		text = dayOf(at)
	}
	if date := dateOf(text); !date.IsZero() {
		return present.EraDate(date)
	}
	return ""
}

// joined puts what is there of some words beside each other.
func joined(words ...string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, "  ")
}

// shortened is the first line of a text, cut at a number of characters.
func shortened(text string, limit int) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

// recordOf finds a record of a case by its id, as a field holds it.
func recordOf(file *store.Case, id string) *store.Record {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return nil
	}
	for _, r := range file.Records {
		if r.ID == parsed {
			return r
		}
	}
	return nil
}
