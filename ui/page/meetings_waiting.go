package page

import (
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// waitingFamily is a family that waits for a meeting, once, with all that asks
// for it: a meeting talks of a family, not of each date.
type waitingFamily struct {
	store.AgendaRow
	also []store.AgendaRow
}

// families gathers what waits by family, in the order of the first thing that
// asks. Each proposal stays one of its own.
func families(rows []store.AgendaRow) []waitingFamily {
	var out []waitingFamily
	at := map[uuid.UUID]int{}
	for _, row := range rows {
		i, known := at[row.Case]
		if !known || row.Sheet != uuid.Nil {
			at[row.Case] = len(out)
			out = append(out, waitingFamily{AgendaRow: row})
			continue
		}
		f := &out[i]
		f.also = append(f.also, row)
		if f.Sheet == uuid.Nil && f.Subject != row.Subject {
			f.Subject = "" // it is about the family
		}
	}
	return out
}

// agendaLine says why a family waits for a meeting, and by when it should be
// talked of.
func (d Deps) agendaLine(f waitingFamily) *widget.Text {
	spans := []widget.Span{}
	why, due := d.agendaWhy(f)
	switch {
	case due.IsZero():
	case due.Before(d.today()):
		spans = append(spans, widget.Span{Text: present.T("meetings.since", present.ShortDate(due, d.today())) + "  ", Bold: true, Color: theme.Red})
	default:
		spans = append(spans, widget.Span{Text: present.T("task.until", present.ShortDate(due, d.today())) + "  ", Color: theme.Muted})
	}
	return widget.NewSpans(oneLine(widget.Small), append(spans, widget.Span{Text: why, Color: theme.Muted})...)
}

// agendaWhy is what asks for a meeting about a family, and the earliest day of
// it.
func (d Deps) agendaWhy(f waitingFamily) (string, casework.Date) {
	var whys []string
	var due casework.Date
	for _, row := range append([]store.AgendaRow{f.AgendaRow}, f.also...) {
		why := present.T("agenda." + row.Why)
		if row.Why == casework.AgendaProposed {
			why = joined(why, d.code("agenda_reason", row.Reason))
		}
		if !slices.Contains(whys, why) {
			whys = append(whys, why)
		}
		if row.Why != casework.AgendaProposed && !row.Due.IsZero() && (due.IsZero() || row.Due.Before(due)) {
			due = row.Due
		}
	}
	return joined(append(whys, d.code("case_class", f.Class))...), due
}
