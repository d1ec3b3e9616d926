package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func sortedEntries(entries []entry) []entry {
	slices.SortStableFunc(entries, func(a, b entry) int {
		return strings.Compare(b.day+b.at, a.day+a.at)
	})
	return entries
}

// gapMonths is from how many months without any entry a gap is shown.
const gapMonths = 6

// timeLine draws the entries of both departments over time.
func (o *course) timeLine(entries []entry) fyne.CanvasObject {
	today := o.page.today()
	first := today.AddMonths(-6)
	for _, e := range entries {
		if day := dateOf(e.day); !day.IsZero() && day.Before(first) {
			first = day
		}
	}
	for _, child := range o.page.children() {
		if birth := dateOf(child.Birth); !birth.IsZero() && birth.Before(first) && birth.After(today.AddMonths(-12*18)) {
			first = birth
		}
	}
	at := func(d casework.Date) float64 { return float64(d.DaysSince(first)) }
	health := widget.Lane{Word: present.T("case.mch")}
	welfare := widget.Lane{Word: present.T("case.welfare_side")}
	for _, e := range entries {
		day := dateOf(e.day)
		if day.IsZero() {
			continue
		}
		dot := widget.TimeDot{At: at(day), ID: e.record.ID.String(), Word: o.page.shortDate(e.day) + " " + KindWord(e.record.Kind)}
		if e.department == "welfare" {
			dot.Tone = theme.Todo
			welfare.Dots = append(welfare.Dots, dot)
		} else {
			dot.Tone = theme.Ours
			health.Dots = append(health.Dots, dot)
		}
	}
	health.Spans = o.gaps(entries, at)
	c := widget.Course{
		Lanes: []widget.Lane{health, welfare}, From: 0, To: at(today) + float64(max(today.DaysSince(first)/30, 2)),
		Today: at(today), TodayWord: present.T("day.today"), Months: yearLabels(first, today, at),
		InWords: present.T("case.line_words", len(entries), present.ShortDate(first, today)),
	}
	return widget.NewTimeLine(c, o.openDot)
}

func (o *course) openDot(id string) {
	for _, r := range o.page.file.Records {
		if r.ID.String() == id {
			o.page.openRecord(r)
			return
		}
	}
}

// gaps are the stretches of half a year and more without any entry.
func (o *course) gaps(entries []entry, at func(casework.Date) float64) []widget.TimeSpan {
	var out []widget.TimeSpan
	for i := len(entries) - 1; i > 0; i-- {
		from, to := dateOf(entries[i].day), dateOf(entries[i-1].day)
		if from.IsZero() || to.IsZero() || to.Before(from.AddMonths(gapMonths)) {
			continue
		}
		age, _ := casework.AgeOn(from, to)
		out = append(out, widget.TimeSpan{
			From: at(from) + 4, To: at(to) - 4, Gap: true, Tone: theme.Late,
			Word: present.T("case.gap", age.TotalMonths()),
		})
	}
	return out
}

// yearLabels are some months along the line.
func yearLabels(first, today casework.Date, at func(casework.Date) float64) []widget.AxisLabel {
	months := max(today.DaysSince(first)/30, 1)
	step := 1
	for _, s := range []int{1, 2, 3, 6, 12, 24, 36} {
		step = s
		if months/s <= 8 {
			break
		}
	}
	var out []widget.AxisLabel
	day, err := casework.NewDate(first.Year, first.Month, 1)
	if err != nil {
		return nil
	}
	for day = day.AddMonths(1); day.Before(today); day = day.AddMonths(step) {
		out = append(out, widget.AxisLabel{At: at(day), Text: present.EraMonth(day)})
	}
	return out
}
