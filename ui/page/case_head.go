package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// headRows are the name, the class, the children and who is in charge.
func (c *Case) headRows() []fyne.CanvasObject {
	family := c.file.Family
	title := widget.LineTop(1.5, 1, widget.NewText(present.Family(family.Text("name")), widget.Heading),
		widget.PadXY(0, 0.25, widget.Flow(1, c.chips()...)))
	line := c.childrenLine(c.children())
	for _, side := range []struct{ field, key string }{{"mch_staff", "case.health"}, {"welfare_staff", "case.welfare"}} {
		if name := c.staffText(family.Text(side.field)); name != "" {
			line += "　" + present.T(side.key, name)
		}
	}
	left := widget.Rows(0.5, title, widget.NewText(line, widget.Quiet))
	if contact := c.contactLine(); contact != "" && c.wall.guarded && !c.contact {
		left.Add(widget.NewLink(present.T("restrict.show_contact"), func() {
			c.contact = true
			c.draw()
		}))
	} else if contact != "" {
		left.Add(widget.NewText(contact, widget.Small))
	}
	guards := c.keptParts()
	if c.wall.restriction == nil && c.wall.may {
		guards = append(guards, widget.NewLink(present.T("restrict.open"), c.openRestrict))
	}
	if len(guards) > 0 {
		left.Add(widget.Flow(1, guards...))
	}
	rows := []fyne.CanvasObject{widget.LineTop(2, 0, left, c.judgements())}
	if banner := c.restrictBanner(); banner != nil {
		rows = append(rows, banner)
	}
	if banner := c.holdBanner(); banner != nil {
		rows = append(rows, banner)
	}
	if banner := c.conflictBanner(); banner != nil {
		rows = append(rows, banner)
	}
	return rows
}

// contactLine is how the family is reached.
func (c *Case) contactLine() string {
	var parts []string
	for _, field := range []string{"address", "phone", "number"} {
		value := c.file.Family.Text(field)
		if value == "" {
			continue
		}
		if field == "phone" {
			value = present.Phone(value)
		}
		parts = append(parts, c.fieldLabel(store.KindFamily, field)+" "+value)
	}
	return strings.Join(parts, "　")
}

// chips are the class, the severity, the plan and what to be careful of.
func (c *Case) chips() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if class := string(c.file.Standing.Class); class != "" {
		out = append(out, widget.NewChip(c.code("case_class", class), classTone(class)))
	}
	if severity := c.file.Standing.Severity; severity != "" {
		out = append(out, widget.NewChip(present.T("case.severity", c.code("severity", severity)), severityChip(severity)))
	}
	if word, tone := c.planChip(); word != "" {
		out = append(out, widget.NewChip(word, tone))
	}
	for i, caution := range c.file.Family.Texts("caution") {
		if i < 3 {
			out = append(out, widget.NewChip(c.code("caution_flag", caution), theme.Soon))
		}
	}
	return out
}

// severityChip is the tone of a severity: the two that cannot wait are red.
func severityChip(severity string) theme.Tone {
	switch severity {
	case "SV5", "SV4":
		return theme.Late
	case "SV3", "SV2":
		return theme.Soon
	}
	return theme.Grey
}

// judgements are what both departments and the meeting think, who said so and
// when.
func (c *Case) judgements() fyne.CanvasObject {
	s := c.file.Standing
	return widget.NewCard("", widget.Line(2.5,
		c.judged(present.T("case.judgement_health"), s.Health, c.judgedBy(s.Health)),
		c.judged(present.T("case.judgement_welfare"), s.Welfare, c.judgedBy(s.Welfare)),
		c.judged(c.agreedLabel(s.Agreed), s.Agreed, ""),
	))
}

func (c *Case) judged(label string, j *casework.Judged, by string) fyne.CanvasObject {
	word, style := present.T("case.undecided"), widget.Quiet
	if j != nil {
		word, style = c.code("judgement", j.Level), widget.Strong
		if tone := judgementTone(j.Level); tone != theme.Grey {
			style = style.In(tone)
		}
	}
	return widget.Rows(0, widget.NewText(label, widget.Label),
		widget.Line(1, widget.NewText(word, style), widget.NewText(by, widget.Small)))
}

// judgedBy is who judged, and when.
func (c *Case) judgedBy(j *casework.Judged) string {
	if j == nil {
		return ""
	}
	return joined(c.staffText(j.By), present.ShortDate(j.On, c.today()))
}

// agreedLabel says when it was agreed, and at which meeting.
func (c *Case) agreedLabel(j *casework.Judged) string {
	if j == nil {
		return present.T("case.judgement_agreed")
	}
	return present.T("case.agreed_at", joined(present.ShortDate(j.On, c.today()), c.meetingOf(j)))
}

// meetingOf is the kind of meeting at which was judged, "" for none.
func (c *Case) meetingOf(j *casework.Judged) string {
	if m := c.office[j.Meeting]; m != nil {
		return c.code("meeting_kind", m.Text("kind"))
	}
	if entry := recordOf(c.file, j.Entry); entry != nil {
		if sheet := recordOf(c.file, entry.Text("sheet")); sheet != nil {
			return c.code("meeting_kind", sheet.Text("meeting_kind"))
		}
	}
	return ""
}

// conflictBanner leads to what has to be settled.
func (c *Case) conflictBanner() fyne.CanvasObject {
	n, first := 0, (*store.Record)(nil)
	for _, r := range append(append([]*store.Record{c.file.Family}, c.file.Persons...), c.file.Records...) {
		if len(r.Conflicts) > 0 {
			if first == nil {
				first = r
			}
			if first.ID == r.ID {
				n = max(n, len(r.Conflicts))
			}
		}
	}
	if first == nil {
		return nil
	}
	return widget.NewBanner(theme.Todo, present.T("case.conflicts", n), present.T("case.conflicts_sub"),
		widget.NewSmall(present.T("button.settle"), func() { c.Nav.OpenConflict(first.ID) }))
}
