package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// headRows are the name, the class, the children and who is in charge.
func (c *Case) headRows() []fyne.CanvasObject {
	family := c.file.Family
	title := widget.Line(1.5, widget.NewText(present.Family(family.Text("name")), widget.Heading))
	if class := family.Text("class"); class != "" {
		title.Add(widget.NewChip(c.code("case_class", class), classTone(class)))
	}
	if severity := family.Text("severity"); severity != "" {
		title.Add(widget.NewChip(present.T("case.severity", c.code("severity", severity)), theme.Soon))
	}
	for i, caution := range family.Texts("caution") {
		if i < 3 {
			title.Add(widget.NewChip(c.code("caution_flag", caution), theme.Soon))
		}
	}
	line := c.childrenLine(c.children())
	for _, side := range []struct{ field, key string }{{"mch_staff", "case.health"}, {"welfare_staff", "case.welfare"}} {
		if name := c.staffText(family.Text(side.field)); name != "" {
			line += "　" + present.T(side.key, name)
		}
	}
	left := widget.Rows(0.5, title, widget.NewText(line, widget.Quiet))
	if contact := c.contactLine(); contact != "" {
		left.Add(widget.NewText(contact, widget.Small))
	}
	rows := []fyne.CanvasObject{widget.LineTop(2, 0, left, c.judgements())}
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

// judgements are what both departments and the meeting think.
func (c *Case) judgements() fyne.CanvasObject {
	line := widget.Line(2.5)
	for _, j := range []struct{ field, key string }{
		{"mch_judgement", "case.judgement_health"},
		{"welfare_judgement", "case.judgement_welfare"},
		{"agreed_judgement", "case.judgement_agreed"},
	} {
		code := c.file.Family.Text(j.field)
		word, style := present.T("case.undecided"), widget.Quiet
		if code != "" {
			word, style = c.code("judgement", code), widget.Strong
			if tone := judgementTone(code); tone != theme.Grey {
				style = style.In(tone)
			}
		}
		line.Add(widget.Rows(0, widget.NewText(present.T(j.key), widget.Label), widget.NewText(word, style)))
	}
	return widget.NewCard("", line)
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
