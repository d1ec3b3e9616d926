package page

import (
	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// document is the text that was submitted; where it is another now, both stand
// side by side.
func (a *Approval) document() fyne.CanvasObject {
	rows := widget.Rows(1.5)
	if len(a.shown.Changes) > 0 {
		rows.Add(widget.NewCard(present.T("approval.differs", len(a.shown.Changes)), a.changes()))
	}
	texts := a.shown.Snapshot
	for start := 0; start < len(texts); {
		end := start
		for end < len(texts) && texts[end].Record == texts[start].Record {
			end++
		}
		rows.Add(a.part(texts[start:end]))
		start = end
	}
	return rows
}

// part is the text of one record of the document.
func (a *Approval) part(texts []store.FieldText) fyne.CanvasObject {
	var facts []fact
	for _, t := range texts {
		if shown := a.valueText(t.Kind, t.Field, t.Value); shown != "" {
			facts = append(facts, fact{label: a.fieldLabel(t.Kind, t.Field), text: shown})
		}
	}
	return widget.NewCard(KindWord(texts[0].Kind), factRows(facts))
}

func (a *Approval) changes() fyne.CanvasObject {
	rows := widget.Rows(1.5)
	for _, c := range a.shown.Changes {
		rows.Add(widget.Columns(2, []float32{1, 1},
			widget.InfoRow(present.T("approval.then", a.fieldLabel(c.Kind, c.Field)), a.orNone(c.Kind, c.Field, c.Before)),
			widget.Rows(0.5, widget.NewText(present.T("approval.now"), widget.Label),
				widget.NewText(a.orNone(c.Kind, c.Field, c.After), widget.Style{Wrap: true, Bold: true}.In(theme.Late))),
		))
	}
	return rows
}

func (a *Approval) orNone(kind, field string, v any) string {
	if text := a.valueText(kind, field, v); text != "" {
		return text
	}
	return present.T("approval.empty")
}

// valueText is a field's value as people read it: codes, people and records by
// their names.
func (a *Approval) valueText(kind, field string, v any) string {
	if v == nil {
		return ""
	}
	if text := a.rotationText(kind, field, v); text != "" {
		return text
	}
	var persons, records []*store.Record
	if a.file != nil {
		persons, records = a.file.Persons, a.file.Records
	}
	if name := a.recordName(kind, field, v, records); name != "" {
		return name
	}
	return a.showValue(kind, field, v, persons)
}

// recordName is what the record is called that a field refers to; "" for
// other fields.
func (a *Approval) recordName(kind, field string, v any, records []*store.Record) string {
	text, _ := v.(string)
	f := a.Store.Library().Form(kind)
	if f == nil || f.Item(field) == nil || f.Item(field).Refers == "" {
		return ""
	}
	for _, r := range records {
		if r.ID.String() == text && r.Kind != store.KindPerson {
			return a.titleOf(r)
		}
	}
	return ""
}
