package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// questionnaire is a form that is filled in beside the visit: a record of its
// own, with the visit as its parent.
type questionnaire struct {
	visit    *Visit
	form     *form.Form
	keep     *keeper
	view     *widget.FormView
	fold     *widget.FoldSection
	findings *fyne.Container
}

// secItems is the part of a questionnaire that is scored.
const secItems = "sec_items"

// questionnaires draws those that the section names.
func (v *Visit) questionnaires(s *visitSection, drafts []store.Draft) fyne.CanvasObject {
	rows := widget.Rows(1.5)
	for _, kind := range s.item.Forms {
		rows.Add(v.newQuestionnaire(kind, drafts).object())
	}
	rows.Add(s.view)
	return rows
}

func (v *Visit) newQuestionnaire(kind string, drafts []store.Draft) *questionnaire {
	q := &questionnaire{visit: v, form: v.Store.Library().Form(kind), findings: widget.Rows(1)}
	draft := store.Draft{
		Record: store.NewRecordID(), Case: v.draft.Case, Kind: kind, Parent: v.draft.Record,
		Fields: map[string]any{}, Began: v.Now(),
	}
	for _, d := range drafts {
		if d.Kind == kind {
			draft = d
		}
	}
	q.keep = newKeeper(v.Store, v.owner, draft)
	q.keep.active = v.Active
	q.keep.onSaved, q.keep.onError = v.draftSaved, v.draftFailed
	v.parts = append(v.parts, q)
	return q
}

func (q *questionnaire) object() fyne.CanvasObject {
	v := q.visit
	cfg := v.formConfig(q.form, "", v.file.Persons)
	cfg.Big, cfg.Outer = true, v.scroll
	cfg.Skip = map[string]bool{"sec_about": true, "parent": true, "subject": true, "on": true, "days_after_birth": true, "place": true, "method": true}
	q.view = widget.NewFormView(cfg)
	q.view.SetValues(q.keep.fields())
	q.view.OnChanged = q.changed
	labels := widget.FoldLabels{Open: present.T("button.unfold"), Close: present.T("button.fold")}
	q.fold = widget.NewFoldSection(q.form.Label(lang()), labels, false, q.view)
	q.show()
	return widget.Rows(1, q.fold, q.findings)
}

// changed takes an answer. The first one also says whose answers they are and
// when they were given.
func (q *questionnaire) changed(name string, value any) {
	v := q.visit
	v.here = secQuestionnaires
	if len(q.keep.fields()) == 0 {
		for id, about := range q.about() {
			q.keep.set(id, about)
		}
	}
	q.keep.set(name, value)
	for id, sum := range q.form.Compute(q.keep.fields()) {
		q.keep.set(id, sum)
	}
	q.show()
	v.tick.Call(v.update)
}

func (q *questionnaire) about() map[string]any {
	v := q.visit
	out := map[string]any{"on": v.text("visited_on"), "method": "self"}
	if out["on"] == "" {
		out["on"] = v.today().String()
	}
	if q.form.Item("parent") != nil {
		out["parent"] = v.draft.Record.String()
	}
	if mother := v.person("mother"); mother != nil {
		out["subject"] = mother.ID.String()
	}
	if child := v.person("child"); child != nil {
		if birth := dateOf(child.Text("birth_date")); !birth.IsZero() {
			if days := v.today().DaysSince(birth); days >= 0 && days < 1000 {
				out["days_after_birth"] = int64(days)
			}
		}
	}
	if it := q.form.Item("method"); it == nil || len(it.Choices("")) == 0 {
		delete(out, "method")
	}
	return out
}

// show writes score and progress beside the name and what the score asks for
// below it.
func (q *questionnaire) show() {
	fields := q.keep.fields()
	answered, total := q.form.Progress(fields, secItems)
	words := []string{present.T("visit.answered", answered, total)}
	if sum, ok := fields["total"].(int64); ok && answered > 0 {
		words = append(words, present.T("visit.total", sum))
	}
	q.fold.SetSummary(strings.Join(words, "  "))
	q.findings.Objects = nil
	for _, f := range q.form.Findings(fields) {
		q.findings.Add(q.banner(f))
	}
	q.findings.Refresh()
}

// banner says what an answer or the score asks for.
func (q *questionnaire) banner(f form.Finding) *widget.Banner {
	lead := q.form.Label(lang())
	if len(f.Items) == 1 && f.Items[0] != "total" {
		if it := q.form.Item(f.Items[0]); it != nil {
			lead = present.T("visit.item_of", lead, it.Label(lang()))
		}
	}
	return widget.NewBanner(severityTone(f.Severity), lead, f.Text(lang()))
}

// begun reports whether anything was answered.
func (q *questionnaire) begun() bool { return len(q.keep.fields()) > 0 }

// partsLine is the progress of all questionnaires on one line.
func (v *Visit) partsLine() string {
	var words []string
	for _, q := range v.parts {
		if !q.begun() {
			continue
		}
		answered, total := q.form.Progress(q.keep.fields(), secItems)
		words = append(words, present.T("visit.part", q.form.Label(lang()), answered, total))
	}
	return strings.Join(words, "  ")
}

// partsLeft counts the questions that are open in those begun.
func (v *Visit) partsLeft() (left int, begun bool) {
	for _, q := range v.parts {
		if q.begun() {
			answered, total := q.form.Progress(q.keep.fields(), secItems)
			left += total - answered
			begun = true
		}
	}
	return left, begun
}
