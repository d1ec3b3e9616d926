package page

import (
	"strings"
	"time"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// registryColumn is one of the columns that a person can choose for the
// registry.
type registryColumn struct {
	id     string
	width  float32 // as in widget.Column
	weight float32
	least  float32
	atEnd  bool
	// downFirst sorts the largest first when the title is pressed.
	downFirst bool
	cell      func(s *registrySight, l *registryLine) widget.Cell
	key       func(t *registryTable, l *registryLine) sortKey
	// plain is what stands in a spreadsheet; nil is the cell's words.
	plain func(s *registrySight, l *registryLine) string
}

// Title is what stands above the column.
func (c *registryColumn) title() string { return present.T("registry.col." + c.id) }

// registryColumns are all columns in the order of the registry: 5.3 of the
// reference, as far as a line says it.
var registryColumns = []*registryColumn{
	textColumn("number", 15, func(l *registryLine) string { return l.Number }),
	{id: "family", width: 12, cell: familyCell, key: byKana, plain: func(_ *registrySight, l *registryLine) string { return l.Family }},
	{id: "name", width: 16, cell: nameCell, key: byKana},
	{id: "who", width: 11, least: 5.5, cell: whoCell, key: byText(func(l *registryLine) string { return l.Child.Name })},
	{id: "kana", width: 16, cell: func(_ *registrySight, l *registryLine) widget.Cell { return orDash(l.Kana) }, key: byKana},
	{id: "sex", width: 6, cell: sexCell, key: byText(func(l *registryLine) string { return l.Child.Sex })},
	dateColumn("birth", 11, true, func(l *registryLine) string { return l.Child.Birth }),
	{id: "age", width: 11, least: 9.2, atEnd: true, cell: ageCell, key: byAge},
	{id: "grade", width: 12, cell: gradeCell, key: byAge},
	{id: "class", width: 10, cell: classCell, key: byCode("case_class", func(l *registryLine) string { return l.Class })},
	codeColumn("severity", 11, "severity", func(l *registryLine) string { return l.Severity }),
	codeColumn("abuse", 11, "abuse_type", func(l *registryLine) string { return l.AbuseMain }),
	codeColumn("abuser", 13, "abuser", func(l *registryLine) string { return l.Abuser }),
	codeColumn("route", 16, "intake_route", func(l *registryLine) string { return l.Route }),
	textColumn("school", 0, func(l *registryLine) string { return l.School }),
	textColumn("town", 14, func(l *registryLine) string { return townOf(l.Address) }),
	textColumn("agency", 16, func(l *registryLine) string { return l.LeadAgency }),
	textColumn("staff", 8, func(l *registryLine) string { return l.staff }),
	{id: "agencies", weight: 1.4, cell: agenciesCell, key: byText(func(l *registryLine) string { return strings.Join(l.Agencies, " ") })},
	textColumn("state", 0, func(l *registryLine) string { return l.State }),
	textColumn("policy", 0, func(l *registryLine) string { return l.Policy }),
	{id: "plan", width: 13, cell: planCell, key: byText(func(l *registryLine) string { return l.Plan })},
	dueColumn("plan_review", 12, func(l *registryLine) string { return l.PlanReview }),
	dateColumn("seen_on", 11, false, func(l *registryLine) string { return l.LastSeen }),
	{id: "seen", width: 9.5, least: 7.4, atEnd: true, downFirst: true, cell: seenCell, key: bySeen, plain: plainSeen},
	dateColumn("meeting", 10, false, func(l *registryLine) string { return l.Meeting }),
	dateColumn("reviewed", 10, false, func(l *registryLine) string { return l.Reviewed }),
	dueColumn("review", 10.5, func(l *registryLine) string { return l.ReviewOn }),
	codeColumn("share", 16, "cgc_share", func(l *registryLine) string { return l.Share }),
	markColumn("commission", 10, func(l *registryLine) bool { return l.Commission }),
	{id: "custody", width: 12, cell: custodyCell, key: byMark(func(l *registryLine) bool { return l.Custody || l.InCare })},
	dateColumn("registered", 11, true, func(l *registryLine) string { return l.Registered }),
	dateColumn("ended", 11, true, func(l *registryLine) string { return l.Ended }),
	codeColumn("end_reason", 15, "end_reason", func(l *registryLine) string { return l.EndReason }),
	{id: "care", weight: 1.2, cell: careCell, key: byCare},
}

// registryDefault are the columns of somebody who has not chosen any.
var registryDefault = []string{"family", "who", "age", "class", "severity", "abuse", "school", "staff", "seen", "review", "care"}

func registryColumnOf(id string) *registryColumn {
	for _, c := range registryColumns {
		if c.id == id {
			return c
		}
	}
	return nil
}

func textColumn(id string, width float32, of func(*registryLine) string) *registryColumn {
	return &registryColumn{id: id, width: width, key: byText(of),
		cell: func(_ *registrySight, l *registryLine) widget.Cell { return orDash(of(l)) }}
}

func codeColumn(id string, width float32, list string, of func(*registryLine) string) *registryColumn {
	return &registryColumn{id: id, width: width, key: byCode(list, of),
		cell: func(s *registrySight, l *registryLine) widget.Cell { return orDash(s.word(list, of(l))) }}
}

// A day is never shortened: 11/2… says another day. These are the units that
// one takes without and with its year.
const (
	leastDay  = 7.2
	leastYear = 11
)

// dateColumn shows a day, with its year or without where that is clear.
func dateColumn(id string, width float32, year bool, of func(*registryLine) string) *registryColumn {
	least := float32(leastDay)
	if year {
		least = leastYear
	}
	return &registryColumn{id: id, width: width, least: least, atEnd: true, key: byText(of), plain: plainDate(of),
		cell: func(s *registrySight, l *registryLine) widget.Cell {
			day := dateOf(of(l))
			switch {
			case day.IsZero():
				return orDash("")
			case year:
				return widget.Cell{Text: present.EraDate(day)}
			}
			return widget.Cell{Text: present.ShortDate(day, s.day)}
		}}
}

// dueColumn shows a day by which something is due: red when it has passed,
// amber when it is today or soon.
func dueColumn(id string, width float32, of func(*registryLine) string) *registryColumn {
	return &registryColumn{id: id, width: width, least: leastDay, atEnd: true, key: byText(of), plain: plainDate(of),
		cell: func(s *registrySight, l *registryLine) widget.Cell {
			day := dateOf(of(l))
			if day.IsZero() {
				return orDash("")
			}
			c := widget.Cell{Text: present.ShortDate(day, s.day)}
			if l.Ended == "" {
				c.Tone = urgencyTone(casework.UrgencyOf(day, s.day, s.rules.SoonDays))
			}
			return c
		}}
}

// markColumn says yes or nothing.
func markColumn(id string, width float32, of func(*registryLine) bool) *registryColumn {
	return &registryColumn{id: id, width: width, key: byMark(of),
		cell: func(_ *registrySight, l *registryLine) widget.Cell {
			if of(l) {
				return widget.Cell{Text: present.T("registry.yes"), Bold: true}
			}
			return orDash("")
		}}
}

func byText(of func(*registryLine) string) func(*registryTable, *registryLine) sortKey {
	return func(_ *registryTable, l *registryLine) sortKey {
		s := of(l)
		return sortKey{missing: s == "", s: s}
	}
}

func byKana(_ *registryTable, l *registryLine) sortKey {
	return sortKey{missing: l.kana == "", s: l.kana}
}

func byMark(of func(*registryLine) bool) func(*registryTable, *registryLine) sortKey {
	return func(_ *registryTable, l *registryLine) sortKey { return sortKey{missing: !of(l)} }
}

// byCode sorts as the list of the codes does.
func byCode(list string, of func(*registryLine) string) func(*registryTable, *registryLine) sortKey {
	return func(t *registryTable, l *registryLine) sortKey {
		c := of(l)
		return sortKey{missing: c == "", n: int64(t.ranks[list][c]), s: c}
	}
}

// byAge puts the youngest first, the unborn before them.
func byAge(_ *registryTable, l *registryLine) sortKey {
	day := dateOf(l.Child.Birth)
	if day.IsZero() {
		return sortKey{missing: l.Child.Due == "", n: -1 << 40, s: l.Child.Due}
	}
	return sortKey{n: -int64(day.DaysSince(casework.Date{Year: 1900, Month: 1, Day: 1}))}
}

// bySeen puts those first whom somebody saw last.
func bySeen(_ *registryTable, l *registryLine) sortKey {
	return sortKey{missing: l.Unseen < 0, n: int64(l.Unseen)}
}

// byCare puts the clock that ends first before all others, then what has most
// notes.
func byCare(_ *registryTable, l *registryLine) sortKey {
	if !l.Clock.IsZero() {
		return sortKey{n: -1 << 40, s: l.Clock.UTC().Format(time.RFC3339)}
	}
	return sortKey{missing: len(l.Notes) == 0 && !l.Custody && l.Share != shareBoth, n: -int64(len(l.Notes))}
}
