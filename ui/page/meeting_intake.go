package page

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// updateRank shows what the meeting after a report goes by: how urgent it is,
// and what the police were told.
func (s *caseSheet) updateRank() {
	var columns []fyne.CanvasObject
	if urgency := lastOf(s.file, store.KindUrgency); urgency != nil {
		rank := cmp.Or(urgency.Text("rank_override"), urgency.Text("rank"))
		who := joined(s.staff(urgency.Author), s.shortDate(s.dayOfMoment(urgency.Fields["at"])))
		columns = append(columns, s.fact("meeting.rank", s.code("urgency_rank", rank), who, rankColour(rank)))
	} else {
		look := widget.NewSmall(present.T("meeting.rank_open"), func() { s.Nav.OpenCasePart(s.record.Case, PartAssess) })
		columns = append(columns, widget.Rows(0.5, s.fact("meeting.rank", present.T("meeting.rank_none"), "", theme.Grey), widget.Line(0, look)))
	}
	police, heard := "", ""
	if intake := lastOf(s.file, store.KindIntake); intake != nil {
		police = intake.Text("police")
		heard = joined(s.code("abuse_type", intake.Text("abuse_main")), shortened(intake.Text("heard"), 2*titleLimit))
	}
	columns = append(columns,
		s.fact("meeting.heard", cmp.Or(heard, present.T("case.none")), "", theme.Grey),
		s.fact("meeting.police", cmp.Or(police, present.T("meeting.police_none")), "", theme.Grey))
	s.parts.rank.Objects = []fyne.CanvasObject{widget.GiveWay(2, []float32{1, 1, 1}, columns...)}
	s.parts.rank.Refresh()
}

// fact is a line of the head: its name, what it is, and who said so.
func (s *caseSheet) fact(key, text, who string, tone theme.Tone) fyne.CanvasObject {
	style := widget.Style{Wrap: true, Rows: 3}
	if tone != theme.Grey {
		style.Bold = true
		style = style.In(tone)
	}
	rows := widget.Rows(0.5, widget.NewText(present.T(key), widget.Label), widget.NewText(text, style))
	if who != "" {
		rows.Add(widget.NewText(who, widget.Small))
	}
	return rows
}

// dayOfMoment is the day of a date-time as it is stored, "" for none.
func (d Deps) dayOfMoment(v any) string {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return ""
	}
	return dayOf(at)
}

// lastOf is the last confirmed record of a kind in a case, nil without any.
func lastOf(file *store.Case, kind string) *store.Record {
	for _, r := range file.Of(kind) {
		if r.State == store.StateConfirmed {
			return r
		}
	}
	return nil
}
